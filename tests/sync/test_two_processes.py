"""Fault 17 with two real processes of the server on one database, while a phone polls: no change is lost, none is given twice."""

import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

from sqlalchemy import select

from server.config import Settings
from server.kernel.db import db
from server.kernel.feed import Change, clock_of
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
TURNS = "40"


def test_fault_17_two_processes_on_one_database_while_a_phone_polls(cast: Cast, settings: Settings) -> None:
    """Whoever polls sees every version once and in order, although two processes commit as they come (SQLite and PostgreSQL).

    Guard: server/kernel/feed.py:_advance
    """
    person = cast.people["liming"]
    command = [sys.executable, "-m", "tests.sync.writer", str(settings.data_dir), settings.database, cast.ours, person, TURNS]
    writers = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) for _ in range(2)]
    assert [writer.stdout.readline() for writer in writers if writer.stdout] == ["ready\n"] * 2
    seen: list[int] = []
    with cast.app.app_context():
        before = clock_of(cast.ours).value
        for writer in writers:
            print(file=writer.stdin, flush=True)
        while any(writer.poll() is None for writer in writers):
            seen += newer(cast.ours, person, seen)
        seen += newer(cast.ours, person, seen)
        last = clock_of(cast.ours).value
    said = [writer.communicate() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    given = [version for out, _ in said for version in json.loads(out)]
    assert sorted(given) == list(range(before + 1, last + 1))
    assert seen == sorted(given)


def newer(organisation: str, person: str, seen: list[int]) -> list[int]:
    """What a phone would be given next: all that is newer than what it has seen."""
    after = seen[-1] if seen else 0
    wanted = select(Change.version).where(Change.organisation_id == organisation, Change.person_id == person, Change.version > after)
    found = list(db.session.scalars(wanted.order_by(Change.version)))
    db.session.rollback()
    return found
