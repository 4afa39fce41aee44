"""The command line: `doorstep serve`, `migrate`, `create-organisation`, …"""

from __future__ import annotations

import argparse

from server.cli.commands import commands


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="doorstep", description="Home visits done by the standard, and a record that can be checked."
    )
    choice = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands():
        words = command.__doc__ or ""
        own = choice.add_parser(command.NAME, help=words.splitlines()[0], description=words)
        command.arguments(own)
        own.set_defaults(run=command.run)
    given = parser.parse_args(arguments)
    return int(given.run(given))
