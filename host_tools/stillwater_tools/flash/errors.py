"""What can go wrong while a unit is flashed, besides what the link and the REPL have to say."""

from stillwater_tools.link.errors import LinkError


class DoesNotStart(LinkError):
    """The new firmware has not answered; the message tells what the unit holds now."""


class NoRoom(LinkError):
    """The unit's flash has no room for the new files beside the old ones."""


class NoImage(LinkError):
    """The board does not come up with the image that it was given."""
