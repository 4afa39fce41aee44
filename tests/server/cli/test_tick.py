"""What time alone makes due is done by somebody: by the server that runs, or by `doorstep tick`."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from server import housekeeping
from server.accounts.models import Organisation
from server.cli import tick
from server.evidence.models import Stored, Upload
from server.kernel import clock, jobs, rate_limit
from server.kernel.db import db
from server.kernel.feed import ChangeClock
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from server.visits.feed import holdings
from server.visits.models import Holding
from server.visits.office import actions
from tests.patience import SECONDS
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because who waits for whom

DAY = "2026-07-14"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the server's clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def ticked(scenario: Scenario) -> dict[str, int]:
    with scenario.app.app_context():
        return tick.tick()


def test_a_day_that_begins_takes_old_visits_off_the_phones_without_any_sync(scenario: Scenario, on) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    visit, theirs = scenario.given(), scenario.order(theirs=True)
    scenario.assign(theirs, "zhaolei", theirs=True)
    assert [row.revoked_version for row in scenario.rows(Holding)] == [None, None]
    on(clock.later(clock.now(), days=9))
    assert ticked(scenario)["holdings"] == 2
    assert all(row.revoked_version for row in scenario.rows(Holding) if row.visit_id in (visit, theirs))
    assert ticked(scenario)["holdings"] == 0


def test_uploads_that_ran_out_and_bytes_that_no_fact_names_go_all_of_them(scenario: Scenario) -> None:
    now = clock.now()
    old, soon = clock.later(now, days=-8), clock.later(now, days=1)

    def work() -> None:
        for number in range(45):
            db.session.add(
                Upload(
                    organisation_id=scenario.ours,
                    id=f"old-{number}",
                    device_id="d",
                    sha256=f"{number:064d}",
                    type="image/jpeg",
                    length=9,
                    offset=1,
                    expires_at=old,
                )
            )
        db.session.add(
            Upload(
                organisation_id=scenario.ours,
                id="fresh",
                device_id="d",
                sha256="f" * 64,
                type="image/jpeg",
                length=9,
                offset=1,
                expires_at=soon,
            )
        )
        db.session.add(Stored(organisation_id=scenario.ours, sha256="a" * 64, size=1, type="image/jpeg", stored_at=old))
        db.session.add(Stored(organisation_id=scenario.ours, sha256="b" * 64, size=1, type="image/jpeg", stored_at=now))

    with scenario.app.app_context():
        write(work)
    assert ticked(scenario)["uploads"] == 46
    assert [row.id for row in scenario.rows(Upload)] == ["fresh"]
    assert [row.sha256 for row in scenario.rows(Stored)] == ["b" * 64]


def test_old_entries_of_the_feed_go_and_a_phone_that_was_away_starts_anew(  # type: ignore[no-untyped-def]
    scenario: Scenario, on, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for minute in range(3):
        with scenario.app.app_context():
            actions.instruct(scenario.ours, scenario.cast.people["chenjing"], visit, instructions=f"第{minute}次")
    assert ticked(scenario)["entries"] == 0
    with scenario.app.app_context():
        assert holdings.version_before(scenario.ours, clock.now()) > 0
        assert holdings.version_before(scenario.ours, clock.later(clock.now(), days=-1)) == 0
    on(clock.later(clock.now(), days=housekeeping.FEED_DAYS + 1))
    assert ticked(scenario)["entries"] > 0
    [kept] = [row for row in scenario.rows(ChangeClock) if row.organisation_id == scenario.ours]
    assert 0 < kept.floor <= kept.value
    monkeypatch.undo()
    phone.cursor = 1
    assert phone.sync()["code"] == "cursor_too_old"
    assert ticked(scenario)["entries"] == 0


def test_attempts_are_kept_as_long_as_they_count(scenario: Scenario, on) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    client = scenario.app.test_client()
    assert client.post("/api/v1/session", json={"login": "liming", "password": "wrong"}).status_code == 401
    assert len(scenario.rows(Attempt)) == 3  # for the login, for the address, and for both together
    on(clock.later(clock.now(), minutes=rate_limit.WINDOW_MINUTES - 1))
    assert ticked(scenario)["attempts"] == 0 and len(scenario.rows(Attempt)) == 3
    on(clock.later(clock.now(), minutes=2))
    assert ticked(scenario)["attempts"] == 3 and scenario.rows(Attempt) == []


def test_the_next_attempt_forgets_the_old_ones_too(scenario: Scenario, on) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    client = scenario.app.test_client()
    client.post("/api/v1/session", json={"login": "liming", "password": "wrong"})
    before = {row.id for row in scenario.rows(Attempt)}
    on(clock.later(clock.now(), minutes=rate_limit.WINDOW_MINUTES + 1))
    client.post("/api/v1/session", json={"login": "wangqiang", "password": "wrong"})
    assert before.isdisjoint(row.id for row in scenario.rows(Attempt)) and len(scenario.rows(Attempt)) == 3


def test_one_organisations_trouble_is_not_everybodys(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, whole = [], holdings.refresh_holdings
    first = scenario.app.app_context()
    with first:
        troubled = db.session.scalars(select(Organisation.id).order_by(Organisation.id)).first()

    def refresh(organisation: str) -> int:
        asked.append(organisation)
        if organisation == troubled:
            raise RuntimeError("no luck")
        return whole(organisation)

    monkeypatch.setattr(holdings, "refresh_holdings", refresh)
    assert ticked(scenario)["failed"] == 1 and len(asked) == 2


@pytest.mark.parametrize(("now", "seconds"), [("12:00:00", 65), ("12:14:59", 6), ("12:37:30", 35)])
def test_it_looks_after_each_minute(now: str, seconds: int) -> None:
    assert tick.seconds_to_next(f"{DAY}T{now}.500Z") == seconds


@pytest.mark.parametrize(
    ("now", "every", "due", "next_"),
    [
        ("12:00:00", 15, "12:00", "12:15"),
        ("12:14:59", 15, "12:00", "12:15"),
        ("12:37:30", 1, "12:37", "12:38"),
        ("12:37:30", 60, "12:00", "13:00"),
        ("12:37:30", 1440, "00:00", "24:00"),
    ],
)
def test_a_job_is_due_at_each_full_step_of_its_minutes(now: str, every: int, due: str, next_: str) -> None:
    moment = f"{DAY}T{now}.500Z"
    assert jobs.due_moment(moment, every) == f"{DAY}T{due}:00.000Z"
    expected = "2026-07-15T00:00:00.000Z" if next_ == "24:00" else f"{DAY}T{next_}:00.000Z"
    assert jobs.next_moment(moment, every) == expected


def test_the_thread_looks_at_once_and_stops(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks, stopped, seen = [], threading.Event(), threading.Event()

    def once() -> dict[str, int]:
        ticks.append(1)
        seen.set()
        return {}

    monkeypatch.setattr(tick, "tick_due", once)
    thread = tick.start(scenario.app, stopped)
    assert seen.wait(SECONDS)
    stopped.set()
    thread.join(SECONDS)
    assert not thread.is_alive() and ticks == [1] and thread.daemon


def test_a_database_that_does_not_answer_for_a_while_does_not_end_the_thread(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/cli/tick.py:watch"""
    looked: list[int] = []
    stopped = threading.Event()

    def once() -> dict[str, int]:
        looked.append(1)
        if len(looked) == 1:
            raise ConnectionError("gone")
        stopped.set()
        return {}

    monkeypatch.setattr(tick, "tick_due", once)
    monkeypatch.setattr(tick, "seconds_to_next", lambda _: 0)
    tick.watch(scenario.app, stopped)
    assert len(looked) == 2
