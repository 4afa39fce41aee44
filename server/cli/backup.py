"""Write everything into one file while people go on working: the database as of one moment, and the evidence that it names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.backup.manifest import Manifest
from server.backup.take import take
from server.cli.refusal import refuse
from server.config import Settings
from server.kernel.problem import Problem

NAME = "backup"
INCOMPLETE = 3  # exit code of what was done, but without some evidence
MOST_NAMED = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument(
        "file",
        type=Path,
        help="the file to write; only its owner can read it; the signing keys are not in it, see `doorstep keys --save`",
    )
    parser.add_argument(
        "--accept-missing",
        action="store_true",
        help="evidence that the store lacks is known to be lost: write into FILE all the same",
    )


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when no backup was written, 3 when one was that lacks evidence; then FILE is as it was."""
    settings = Settings.from_environment()
    try:
        manifest, file = take(settings.database, settings.data_dir, given.file.resolve(), given.accept_missing)
    except Problem as problem:
        return refuse(problem)
    counts = manifest.counts
    print(
        f"{file}: as of {manifest.made_at}, {counts['visit']} visits, {counts['fact']} facts, {counts['stored']} pieces of evidence."
    )
    print(
        f"The keys that sign in the company's name are not in it: they lie in {settings.keys}. Keep a copy of them apart (doorstep keys --save FILE)."
    )
    return told_missing(manifest, given.file if file != given.file.resolve() else None)


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
