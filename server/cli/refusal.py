"""How the command line says no."""

from __future__ import annotations

import sys
from pathlib import Path

from server.backup.databases import file_of, kind_of
from server.backup.manifest import Manifest
from server.config import Settings
from server.i18n.messages import catalogue
from server.kernel.problem import Problem

MOST_NAMED = 10
INCOMPLETE = 3  # exit code of what was done, but without some evidence


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


def told_missing(manifest: Manifest, spared: Path | None = None) -> int:
    """Exit code 3 where evidence is missing, and say so; `spared` is the file that was not written over for that reason."""
    if not manifest.missing:
        return 0
    print(
        f"{len(manifest.missing)} pieces of evidence are not in the store, or damaged; phones that still have them will be asked again.",
        file=sys.stderr,
    )
    for name in manifest.missing[:MOST_NAMED]:
        print(f"  {name}", file=sys.stderr)
    if spared:
        print(
            f"{spared} was not touched. Is the data folder the right one? If they are lost, say --accept-missing.",
            file=sys.stderr,
        )
    return INCOMPLETE
