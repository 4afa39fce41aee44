"""Put a backup back into an empty place; phones notice and send again what is newer than it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from alembic.script import ScriptDirectory

from server.app import create_app
from server.backup.epoch import begin_anew
from server.backup.manifest import Manifest
from server.backup.restore import Place, restore
from server.cli import migrate
from server.cli.refusal import refuse, told_missing
from server.config import Settings
from server.kernel import installation
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import KeyMissing, signer

NAME = "restore"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The backup; `--replace`."""
    parser.add_argument("file", type=Path, help="what `doorstep backup` has written")
    parser.add_argument(
        "--evidence",
        type=Path,
        metavar="FOLDER",
        help="the folder in which `doorstep backup --evidence` keeps evidence",
    )
    parser.add_argument("--replace", action="store_true", help="also where there is data already, which is kept aside")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when nothing was restored, then everything is as it was; 3 when the backup lacked evidence, the rest was restored."""
    settings = Settings.from_environment()
    try:
        manifest, aside, keyless = put_back(settings, given.file, given.replace, given.evidence)
    except Problem as problem:
        return refuse(problem)
    keep_owner(settings.data_dir)
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


def put_back(
    settings: Settings, file: Path, replace: bool, shared: Path | None
) -> tuple[Manifest, Path | None, list[KeyMissing]]:
    """Restore; also which folder keeps what was there, and the key that is missing."""
    keyless: list[KeyMissing] = []

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
    manifest, aside = restore(file, Place(settings.database, settings.data_dir, replace), known, make_ready, shared)
    return manifest, aside, keyless


def keep_owner(data: Path) -> None:
    """What root has put into somebody's folder belongs to that one, because otherwise the server could not open it."""
    owner = data.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for path in data.rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
