"""Put a backup back into an empty place; phones notice and send again what is newer than it."""

from __future__ import annotations

import argparse
from pathlib import Path

from alembic.script import ScriptDirectory

from server.app import create_app
from server.backup.epoch import begin_anew
from server.backup.restore import Place, restore
from server.cli import migrate
from server.cli.backup import told_missing
from server.cli.refusal import refuse
from server.config import Settings
from server.kernel import installation
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import KeyMissing, signer

NAME = "restore"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The backup; `--replace`."""
    parser.add_argument("file", type=Path, help="what `doorstep backup` has written")
    parser.add_argument("--replace", action="store_true", help="also where there is data already, which is kept aside")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when nothing was restored, then everything is as it was; 3 when the backup lacked evidence, the rest was restored."""
    settings, keyless = Settings.from_environment(), list[KeyMissing]()

    def make_ready(address: str, folder: Path, missing: list[str]) -> None:
        app = create_app(
            settings.at(
                database_url=address, data_dir=folder, keys_dir=settings.keys, checkpoints_dir=settings.checkpoints
            )
        )
        with app.app_context():
            migrate.upgrade(app)
            begin_anew(missing)
            installation.tie(folder, anew=True)
            try:
                signer()
            except KeyMissing as missing_key:
                keyless.append(missing_key)
            db.session.remove()
            db.engine.dispose()

    known = {each.revision for each in ScriptDirectory(migrate.DIRECTORY).walk_revisions()}
    place = Place(settings.database, settings.data_dir, given.replace)
    try:
        manifest, aside = restore(given.file, place, known, make_ready)
    except Problem as problem:
        return refuse(problem)
    print(f"Restored as of {manifest.made_at}: {manifest.counts['visit']} visits, {manifest.counts['fact']} facts.")
    if aside:
        print(f"What was here before is kept: {aside}")
    print(
        "Phones notice at their next contact and send again what is newer. What people at a desk did since then has to be done again:"
    )
    print("orders that no phone holds, new people and passwords, and phones that were revoked.")
    for each in keyless:
        refuse(each)
    return told_missing(manifest)
