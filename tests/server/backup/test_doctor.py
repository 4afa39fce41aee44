"""`doorstep doctor` names each kind of damage, and says in its exit code how bad it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from server.backup import examine
from server.backup.databases import file_of
from server.config import Settings
from server.kernel import clock, installation
from server.kernel.db import db
from server.kernel.jobs import JobRun
from server.kernel.last_backup import remember
from server.kernel.transaction import write
from tests.scenario import Scenario
from tests.server.backup.conftest import Run
from tests.server.backup.test_backup import SHA256, a_days_work
from tests.server.backup.test_damaged import harmed

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs

Harm = Callable[[Scenario, Settings], None]


def kept(settings: Settings) -> Path:
    [file] = settings.data_dir.glob(f"evidence/*/*/{SHA256}")
    return file


def said(scenario: Scenario, statement: str, **values: object) -> None:
    with scenario.app.app_context():
        write(lambda: db.session.execute(text(statement), values))


def no_database(scenario: Scenario, settings: Settings) -> None:
    release(scenario)
    for end in ("", "-wal", "-shm"):
        Path(f"{file_of(settings.database)}{end}").unlink(missing_ok=True)


def release(scenario: Scenario) -> None:
    with scenario.app.app_context():
        db.session.remove()
        db.engine.dispose()


def torn_page(scenario: Scenario, settings: Settings) -> None:
    release(scenario)
    harmed("row", file_of(settings.database))


def other_fact(scenario: Scenario, _: Settings) -> None:
    said(scenario, 'UPDATE fact SET text = replace(text, \'"kind":"opened"\', \'"kind":"arrived"\')')


def other_bytes(_: Scenario, settings: Settings) -> None:
    kept(settings).write_bytes(b"x")


def late_clock(scenario: Scenario, _: Settings) -> None:
    said(scenario, "UPDATE device SET last_contact_at = :at", at=clock.later(clock.now(), days=400))


def failing_job(scenario: Scenario, _: Settings) -> None:
    run = JobRun(organisation_id="", name="reminders", due=clock.now(), ended_at=clock.now(), done=0, failures=9)
    with scenario.app.app_context():
        write(lambda: db.session.add(run))


def unsent_notice(scenario: Scenario, _: Settings) -> None:
    said(scenario, "UPDATE notice SET state = 'waiting', created_at = :at", at=clock.later(clock.now(), hours=-2))


HARMS: dict[str, tuple[int, Harm]] = {
    "database": (1, no_database),
    "pages": (1, torn_page),
    "schema": (1, lambda scenario, _: said(scenario, "UPDATE alembic_version SET version_num = '0001'")),
    "unfinished": (1, lambda _, settings: (settings.data_dir / "restore.unfinished").touch()),
    "folder": (1, lambda _, settings: (settings.data_dir / "installation").unlink()),
    "keys": (1, lambda _, settings: shutil.rmtree(settings.keys)),
    "clock": (1, late_clock),
    "evidence_missing": (1, lambda _, settings: kept(settings).unlink()),
    "evidence_damaged": (1, other_bytes),
    "chains": (1, other_fact),
    "jobs": (2, failing_job),
    "notices": (2, unsent_notice),
    "backup": (2, lambda _, settings: remember(settings.data_dir, "2026-01-01T00:00:00.000Z", Path("old.zip"), 0)),
}


@pytest.fixture
def healthy(stamped: Scenario, settings: Settings, tmp_path: Path) -> Scenario:
    """A day's work in an installation with which everything is in order; keys of its own, because a test takes them away."""
    a_days_work(stamped, settings)
    with stamped.app.app_context():
        installation.tie(settings.data_dir)
    remember(settings.data_dir, clock.now(), tmp_path / "1.zip", 0)
    return stamped


@pytest.fixture
def own_keys(settings: Settings, tmp_path: Path) -> Settings:
    """The same settings with a copy of the keys."""
    shutil.copytree(settings.keys, tmp_path / "own-keys")
    return settings.at(keys_dir=tmp_path / "own-keys")


def test_an_installation_that_is_in_order_is_told_so(healthy: Scenario, own_keys: Settings, doorstep: Run) -> None:
    assert doorstep(own_keys, "doctor", "--whole") == (0, "Everything is in order.\n")


@pytest.mark.parametrize("harm", HARMS)
def test_each_kind_of_damage_is_named(harm: str, healthy: Scenario, own_keys: Settings, doorstep: Run) -> None:
    """Guard: server/backup/examine.py:LOOKS, and the look of that name"""
    if harm in ("database", "pages") and not own_keys.database.startswith("sqlite"):
        pytest.skip("2026-11-30: only SQLite keeps the database in a file of its own")
    code, do = HARMS[harm]
    do(healthy, own_keys)
    found, printed = doorstep(own_keys, "doctor")
    names = list(dict.fromkeys(line.split()[1].rstrip(":") for line in printed.splitlines()))
    assert (found, names) == (code, [harm]), printed
    assert "Traceback" not in printed


def test_a_setting_that_cannot_be_is_named(doorstep: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_PROXIES", "one")
    code, printed = doorstep(settings, "doctor")
    assert code == 1 and "DOORSTEP_PROXIES: must be a whole number" in printed


def test_O28_a_clock_that_stands_before_what_was_received_is_told(
    healthy: Scenario, own_keys: Settings, doorstep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-28. Guard: server/backup/examine.py:_clock"""
    before = clock.later(clock.now(), days=-400)
    monkeypatch.setattr(clock, "now", lambda: before)
    code, printed = doorstep(own_keys, "doctor")
    assert code == 1 and "clock: it is " in printed and before in printed
    assert examine.LEAD_SECONDS >= 60  # clocks of hosts differ by some seconds
