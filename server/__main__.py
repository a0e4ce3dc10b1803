"""`python -m server` is `circlekeeper`."""

from server.cli import main

main()
