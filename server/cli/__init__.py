"""The command line: `doorstep serve`, `migrate`, `create-organisation`, …"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from server.backup.databases import file_of, kind_of
from server.cli.commands import commands
from server.cli.refusal import refuse, refuse_without_database
from server.config import Settings
from server.kernel.problem import Problem

MAKES = ("serve", "migrate", "create-organisation", "restore")  # commands that may find no database, and make one
WITHOUT = ("verify", "backup", "doctor", "standard")  # commands that need none, or say themselves what is not there
NO_TABLE = ("no such table", "UndefinedTable")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code. What goes wrong with settings, files or the database is said in a sentence, with code 1."""
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
    try:
        settings = Settings.from_environment()
        if given.command not in MAKES + WITHOUT or getattr(given, "what", "check") != "check":
            refuse_without_database(settings)
        return int(given.run(given))
    except Problem as problem:
        return refuse(problem)
    except OSError as error:
        if error.strerror is None:
            raise
        place = f": {error.filename}" if error.filename else ""
        print(f"doorstep {given.command}: {error.strerror}{place}", file=sys.stderr)
        return 1
    except DBAPIError as error:
        return refuse(_of_database(error, Settings.from_environment()))


def _of_database(error: DBAPIError, settings: Settings) -> Problem:
    """What an operator can do about it; where the database lies, never what a statement held."""
    code = (
        getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or type(error).__name__
    )
    if any(each in f"{type(error.orig).__name__} {error.orig}" for each in NO_TABLE):
        return Problem("no_database", {_place(settings): [f"has no such table ({code})."]})
    return Problem("database_unreachable", {_place(settings): [f"answers {code}."]})


def _place(settings: Settings) -> str:
    if kind_of(settings.database) == "sqlite":
        return str(Path(file_of(settings.database)))
    return "DOORSTEP_DATABASE_URL"  # because it may hold a password
