"""Write everything into one file while people go on working: the database as of one moment, and the evidence that it names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.backup.take import take
from server.cli.refusal import refuse
from server.config import Settings
from server.kernel.problem import Problem

NAME = "backup"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, help="the file to write; only its owner can read it, because the server's private keys are in it")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when no backup was written."""
    settings = Settings.from_environment()
    try:
        manifest = take(settings.database, settings.data_dir, given.file.resolve())
    except Problem as problem:
        return refuse(problem)
    counts = manifest.counts
    print(f"{given.file}: as of {manifest.made_at}, {counts['visit']} visits, {counts['fact']} facts, {counts['stored']} pieces of evidence.")
    print("The private keys that sign in the company's name are in it: keep it like a stamp.")
    if manifest.missing:
        print(f"{len(manifest.missing)} pieces of evidence are not in the store; phones that still have them will be asked again.", file=sys.stderr)
    return 0
