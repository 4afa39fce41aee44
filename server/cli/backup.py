"""Write everything into one file while people go on working: the database as of one moment, and the evidence that it names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.app import create_app
from server.backup.take import Read, take
from server.cli.refusal import refuse, told_missing
from server.cli.verify_backup import verify_backup
from server.config import Settings
from server.evidence.folder import Folder
from server.evidence.store import store
from server.kernel.db import db
from server.kernel.last_backup import remember
from server.kernel.problem import Problem

NAME = "backup"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="the file to write; only its owner can read it; the signing keys are not in it, see `doorstep keys --save`",
    )
    parser.add_argument(
        "--evidence",
        type=Path,
        metavar="FOLDER",
        help="keep evidence in this folder, each piece once for all backups, in place of in FILE; restore needs it, too",
    )
    parser.add_argument(
        "--verify",
        type=Path,
        metavar="FILE",
        help="take no backup: restore FILE into a folder that is thrown away, and look whether it is in order",
    )
    parser.add_argument(
        "--accept-missing",
        action="store_true",
        help="evidence that the store lacks is known to be lost: write into FILE all the same",
    )


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when no backup was written, 3 when one was that lacks evidence; then FILE is as it was."""
    settings = Settings.from_environment()
    shared = given.evidence.resolve() if given.evidence else None
    if (given.file is None) == (given.verify is None):
        print("doorstep backup: name the file to write, or one to look at with --verify.", file=sys.stderr)
        return 2
    if given.verify:
        return verify_backup(settings, given.verify, shared)
    try:
        with _reading(settings) as read:
            manifest, file = take(settings.database, read, given.file.resolve(), given.accept_missing, shared)
        remember(settings.data_dir, manifest.made_at, file, len(manifest.missing))
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


@contextmanager
def _reading(settings: Settings) -> Iterator[Read]:
    """How a piece of evidence is read. For the folder alone no database is asked, because a backup of a damaged one must be possible."""
    if not settings.evidence_bucket:
        yield Folder(settings.data_dir).read
        return
    app = create_app(settings)
    with app.app_context():
        try:
            yield store().read
        finally:
            db.session.remove()
            db.engine.dispose()
