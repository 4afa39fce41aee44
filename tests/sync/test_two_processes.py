"""Fault 17 with two real processes on one database, this one and another, while a phone polls: no change is lost, none is given twice."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import select

from server.config import Settings
from server.kernel.db import db
from server.kernel.feed import Change, clock_of
from tests.cast import Cast
from tests.sync.writer import write_changes

pytestmark = pytest.mark.both_databases  # because who waits for whom

ROOT = Path(__file__).resolve().parents[2]
TURNS = 40


def test_fault_17_two_processes_on_one_database_while_a_phone_polls(cast: Cast, settings: Settings) -> None:
    """Whoever polls sees every version once and in order, although two processes commit as they come (SQLite and PostgreSQL).

    Guard: server/kernel/feed.py:_advance
    """
    person, given, seen = cast.people["liming"], list[int](), list[int]()
    command = [
        sys.executable,
        "-m",
        "tests.sync.writer",
        str(settings.data_dir),
        settings.database,
        cast.ours,
        person,
        str(TURNS),
    ]
    there = subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
    here = threading.Thread(target=lambda: given.extend(write_changes(cast.app, cast.ours, person, TURNS)))
    assert there.stdout and there.stdout.readline() == "ready\n"
    with cast.app.app_context():
        before = clock_of(cast.ours).value
        print(file=there.stdin, flush=True)
        here.start()
        while here.is_alive() or there.poll() is None:
            seen += newer(cast.ours, person, seen)
        seen += newer(cast.ours, person, seen)
        last = clock_of(cast.ours).value
    said, trouble = there.communicate()
    assert there.returncode == 0, trouble
    assert len(json.loads(said)) == len(given)
    given += json.loads(said)
    assert sorted(given) == list(range(before + 1, last + 1))
    assert seen == sorted(given)


def newer(organisation: str, person: str, seen: list[int]) -> list[int]:
    """What a phone would be given next: all that is newer than what it has seen."""
    after = seen[-1] if seen else 0
    wanted = select(Change.version).where(
        Change.organisation_id == organisation, Change.person_id == person, Change.version > after
    )
    found = list(db.session.scalars(wanted.order_by(Change.version)))
    db.session.rollback()
    return found
