"""Look whether everything is in order: settings, database, keys, clock, evidence, records, backups. Exit 0 it is · 1 something is wrong · 2 look at it."""

from __future__ import annotations

import argparse
import json

from server.app import create_app
from server.backup.examine import Finding, Patient, examine
from server.cli.migrate import DIRECTORY
from server.config import Settings
from server.kernel.db import db

NAME = "doctor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--whole`, `--json`."""
    parser.add_argument("--whole", action="store_true", help="every record and every piece of evidence, not a sample")
    parser.add_argument("--json", action="store_true", help="one object a finding, for a monitor")


def run(given: argparse.Namespace) -> int:
    """One line a finding."""
    found = look(Settings.from_environment(), whole=given.whole)
    for each in found:
        about = {"name": each.name, "grave": each.grave, "words": each.words}
        print(
            json.dumps(about, ensure_ascii=False)
            if given.json
            else f"{'wrong' if each.grave else 'doubt'}  {each.name}: {each.words}"
        )
    if not found and not given.json:
        print("Everything is in order.")
    return code_of(found)


def look(settings: Settings, *, whole: bool = False, alone: bool = False) -> list[Finding]:
    """What there is to say about the installation of these settings."""
    app = create_app(settings)
    with app.app_context():
        try:
            return examine(Patient(settings.database, settings.data_dir, DIRECTORY, whole, alone))
        finally:
            db.session.remove()
            db.engine.dispose()


def code_of(found: list[Finding]) -> int:
    """The exit code."""
    return 1 if any(each.grave for each in found) else 2 if found else 0
