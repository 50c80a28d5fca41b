"""`python -m stillwater_tools` is the command `stillwater`."""

from stillwater_tools.cli.main import main

main()
