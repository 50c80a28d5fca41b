"""The command `stillwater`: arguments, printing and exit codes. No work is done here."""
