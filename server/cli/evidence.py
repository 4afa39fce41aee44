"""Move evidence between the data folder and the bucket of DOORSTEP_EVIDENCE, while people go on working. Safe to repeat."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from sqlalchemy import select

from server.app import create_app
from server.cli.refusal import refuse
from server.config import Settings
from server.evidence.bucket import fetched, placed
from server.evidence.folder import Folder
from server.evidence.models import Stored
from server.evidence.rules import matches
from server.kernel.db import db
from server.kernel.problem import Problem

NAME = "evidence"
LACKING = 3
Move = Callable[
    [str, str], bool | None
]  # (organisation, SHA-256) → True it was moved, None there was nothing to move, False it is nowhere


def arguments(parser: argparse.ArgumentParser) -> None:
    """The direction."""
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--into-bucket", action="store_true", help="each piece goes from the data folder into the bucket")
    way.add_argument(
        "--into-folder", action="store_true", help="each piece of the bucket is copied into the data folder"
    )


def run(given: argparse.Namespace) -> int:
    """Exit code 1 where no bucket is named or it does not answer, 3 where pieces are in neither place."""
    settings = Settings.from_environment()
    if not settings.evidence_bucket:
        print("doorstep evidence: DOORSTEP_EVIDENCE names no bucket.", file=sys.stderr)
        return 1
    folder, address = Folder(settings.data_dir), settings.evidence_bucket
    app = create_app(settings)
    with app.app_context():
        try:
            moved, lost = moved_all(into_bucket(folder, address) if given.into_bucket else into_folder(folder, address))
        except Problem as problem:
            return refuse(problem)
        finally:
            db.session.remove()
            db.engine.dispose()
    print(f"{moved} pieces were moved.")
    if lost:
        print(
            f"{lost} pieces are in neither place, or damaged. doorstep doctor --whole looks for them.", file=sys.stderr
        )
    return LACKING if lost else 0


def moved_all(move: Move) -> tuple[int, int]:
    """How many pieces were moved, and how many are in neither place."""
    pieces = db.session.execute(select(Stored.organisation_id, Stored.sha256).order_by(Stored.sha256)).all()
    db.session.rollback()  # because the database must not wait for the bucket
    came_of = [move(organisation, sha256) for organisation, sha256 in pieces]
    return came_of.count(True), came_of.count(False)


def into_bucket(folder: Folder, address: str) -> Move:
    """What lies in the folder goes into the bucket, and leaves the folder once it is there; what is on its way by the job is left to it."""

    def move(organisation: str, sha256: str) -> bool | None:
        content = folder.read(organisation, sha256)
        if content is None:
            return None
        if not matches(content, sha256):
            return False
        placed(address, organisation, sha256, content)
        folder.forget(organisation, sha256)
        return True

    return move


def into_folder(folder: Folder, address: str) -> Move:
    """What the folder lacks is copied from the bucket, where it stays."""

    def move(organisation: str, sha256: str) -> bool | None:
        if folder.has(organisation, sha256):
            return None
        content = fetched(address, organisation, sha256)
        if content is None:
            return False
        folder.place(organisation, sha256, content)
        return True

    return move
