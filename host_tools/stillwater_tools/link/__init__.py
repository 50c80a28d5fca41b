"""The computer's end of the link: a client that asks, samples and pulls, over any port. Frames and commands are the firmware's."""
