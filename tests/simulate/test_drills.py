"""Restore drills in small: the commands of a host at a random moment of a week, and phones that come back afterwards (docs/RELIABILITY.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from server.backup import restore
from server.sync import inbox
from tests.simulate.__main__ import told
from tests.simulate.drills import DrilledServer, drill_of
from tests.simulate.runs import Theatre, theatre
from tests.simulate.story import Step
from tests.simulate.test_simulate import BACKUP, FORGOTTEN, PICTURE, RESTORE, SYNC, broken

FIRST, WEEKS = 1, 10  # in every run, and in `make sweeps`; `make restore-drills` takes a hundred


@pytest.fixture(scope="module")
def drilled() -> Iterator[Theatre]:
    """Phones, and a server whose backups are those of the commands."""
    with theatre(server=DrilledServer) as found:
        yield found


def test_nothing_is_lost_in_a_restore_at_a_random_moment_of_a_week(drilled: Theatre) -> None:
    """Other weeks each day. Guard: server/backup/take.py, server/backup/restore.py, server/sync/recovery.py"""
    drill(drilled, range(FIRST))


@pytest.mark.sweep
def test_nothing_is_lost_in_the_other_drills(drilled: Theatre) -> None:
    drill(drilled, range(FIRST, WEEKS))


def drill(drilled: Theatre, weeks: range) -> None:
    first = int(datetime.now(UTC).strftime("%Y%m%d")) * 10_000
    print(f"seeds from {first + weeks.start}")
    server = drilled.sqlite
    assert isinstance(server, DrilledServer)
    before = server.drills
    for number in weeks:
        story = drill_of(first + number)
        failure = drilled.play(story)
        if failure:
            pytest.fail(told(drilled, story, failure, tries=30))
    assert server.drills == before + len(weeks)


HOME: tuple[Step, ...] = (PICTURE, SYNC, SYNC, BACKUP, RESTORE)


def test_evidence_that_does_not_come_back_is_found(drilled: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(drilled, *HOME) == ""
    monkeypatch.setattr(restore, "_place_evidence", lambda this: None)
    assert broken(drilled, *HOME) == "drill"


def test_facts_that_phones_do_not_send_again_are_found(drilled: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    def whatever_comes(ordered: Any, known: Any, taken: Any) -> list[Any]:
        return [each for each in ordered if each.seq > taken.last_seq]

    assert broken(drilled, *FORGOTTEN) == ""
    monkeypatch.setattr(inbox, "_sort_out", whatever_comes)
    assert broken(drilled, *FORGOTTEN) in ("P1", "P3")
