"""The command line."""

from osteon.cli.group import main

__all__ = ["main"]
