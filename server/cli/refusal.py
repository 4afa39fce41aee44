"""How the command line says no."""

from __future__ import annotations

import sys

from server.backup.databases import file_of, kind_of
from server.config import Settings
from server.i18n.messages import catalogue
from server.kernel.problem import Problem


def refuse(problem: Problem) -> int:
    """Print a problem as a person reads it; exit code 1."""
    document, words = problem.document("en"), catalogue()
    print(f"{document['title']}. {document['detail']} {document['next']}", file=sys.stderr)
    for field, sentences in (problem.errors or {}).items():
        print(
            f"  {field}: {' '.join(words[each]['en'] if each in words else each for each in sentences)}",
            file=sys.stderr,
        )
    return 1


def refuse_without_database(settings: Settings) -> None:
    """`no_database` before SQLite makes an empty file where there is none, which would belong to whoever asked."""
    if kind_of(settings.database) == "sqlite" and not (place := file_of(settings.database)).is_file():
        raise Problem("no_database", {str(place): ["is not there."]})
