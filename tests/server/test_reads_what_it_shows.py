"""No request, page or job reads what it does not show: at 4,000 visits of history it takes as many steps as at 200."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from server import housekeeping
from server.evidence import uploads
from server.evidence.models import Stored
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.sync.contacts import batches_since
from server.visits.feed import holdings
from server.visits.models import Visit
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.evidence.conftest import begin, jpeg
from tests.steps import steps_of

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FEW, MANY = 200, 4_000
ALLOWED = 1.2  # because a tree of pages is one level deeper; what looks through history takes twenty times as many
Past = Callable[[int], None]


@pytest.fixture
def past(scenario: Scenario) -> Iterator[Past]:
    """So many finished visits of last month, each with a photograph that is home, a fact and its batch, copied from one that was done."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync_all()
    month = clock.later(clock.now(), days=-30)
    made = 0

    def make(count: int) -> None:
        nonlocal made
        given = {
            "visit": visit,
            "first": made + 1,
            "last": count,
            "then": month,
            "device": phone.device,
            "organisation": scenario.ours,
        }
        with scenario.app.app_context(), db.engine.begin() as connection:
            for table, changed in CHANGED.items():
                columns = [column.name for column in db.metadata.tables[table].columns]
                values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
                connection.execute(
                    text(
                        f"INSERT INTO {table} ({', '.join(columns)}) WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
                        f"SELECT {values} FROM n CROSS JOIN (SELECT * FROM {table} WHERE {WHERE[table]} LIMIT 1) t"
                    ),
                    given,
                )
            for statement in EVIDENCE:
                connection.execute(
                    text(
                        f"WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) {statement}"
                    ),
                    given,
                )
            connection.execute(text("ANALYZE"))
        made = count

    yield make


ID = "printf('%036d', n.i)"
HASH = "printf('%064d', n.i)"
CHANGED = {
    "customer": {"id": ID, "name": "'王' || n.i", "phone": "NULL"},
    "premises": {"id": ID, "customer_id": ID, "room": "n.i"},
    "visit": {
        "id": ID,
        "customer_id": ID,
        "premises_id": ID,
        "number": "'P-' || n.i",
        "state": "'done'",
        "day": "substr(:then, 1, 10)",
        "due": ":then",
    },
    "visit_grant": {
        "id": ID,
        "visit_id": ID,
        "hash": HASH,
        "code": "printf('%08d', n.i)",
        "issued_at": ":then",
        "revoked_at": ":then",
    },
    "holding": {"visit_id": ID, "grant_id": ID, "revoked_version": "granted_version"},
    "assignment": {"visit_id": ID},
    "fact": {"id": ID, "subject_id": ID, "hash": HASH, "seq": "1000 + n.i", "received_at": ":then"},
    "countersignature": {"first_seq": "1000 + n.i", "last_seq": "1000 + n.i", "received_at": ":then"},
}
WHERE = {
    "customer": "id = (SELECT customer_id FROM visit WHERE id = :visit)",
    "premises": "id = (SELECT premises_id FROM visit WHERE id = :visit)",
    "visit": "id = :visit",
    "visit_grant": "visit_id = :visit",
    "holding": "visit_id = :visit",
    "assignment": "visit_id = :visit",
    "fact": "subject_id = :visit AND device = :device",
    "countersignature": "device_id = :device",
}
EVIDENCE = (
    f"INSERT INTO stored (organisation_id, sha256, size, type, stored_at) SELECT :organisation, {HASH}, 1, 'image/jpeg', :then FROM n",
    f"INSERT INTO awaited (organisation_id, fact_id, sha256, device_id, visit_id, purpose, type, size, arrived_at) "
    f"SELECT :organisation, {ID}, {HASH}, :device, {ID}, 'before', 'image/jpeg', 1, :then FROM n",
)


def compared(scenario: Scenario, past: Past, work: Callable[[], Any]) -> tuple[int, int]:
    past(FEW)
    few = steps_of(scenario.app, work)
    past(MANY)
    return few, steps_of(scenario.app, work)


def shown(answer: Any) -> None:
    assert answer.status_code == 200 and answer.get_data()


def within(scenario: Scenario, work: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with scenario.app.app_context():
            return work()

    return run


@SQLITE
def test_O1_beginning_an_upload_looks_through_no_history(scenario: Scenario, past: Past) -> None:
    """O-1. Guard: server/evidence/uploads.py:begin, which leaves what has run out to the tick"""
    client = scenario.enrolled("liming").send.client  # type: ignore[attr-defined]
    shades = iter(range(1_000))

    def upload() -> None:
        shade = next(shades)
        assert begin(client, f"{shade:064x}", "image/jpeg", 700, jpeg(1)[:100]).status_code == 201

    few, many = compared(scenario, past, upload)
    assert many <= ALLOWED * few


@SQLITE
def test_O1_stored_bytes_are_looked_through_once_and_what_no_fact_names_goes(scenario: Scenario, past: Past) -> None:
    """O-1. Guard: server/evidence/uploads.py:forget_unnamed, which remembers how far it has looked"""
    past(MANY)
    unnamed = "f" * 64
    with scenario.app.app_context():
        write(
            lambda: db.session.add(
                Stored(
                    organisation_id=scenario.ours,
                    sha256=unnamed,
                    size=1,
                    type="image/jpeg",
                    stored_at=clock.later(clock.now(), days=-8),
                )
            )
        )
        assert housekeeping.expire_uploads(scenario.ours) == 1
        assert db.session.get(Stored, (scenario.ours, unnamed)) is None
    again = steps_of(scenario.app, within(scenario, lambda: housekeeping.expire_uploads(scenario.ours)))
    rows = len(scenario.rows(Stored))
    assert rows == MANY and again < rows
    with scenario.app.app_context():
        assert uploads.expire(scenario.ours) == 0


@SQLITE
def test_O3_the_phones_page_reads_today_and_no_history(scenario: Scenario, past: Past) -> None:
    """O-3. Guard: server/devices/status.py:_contacts, which asks for batches of the phones that it shows"""
    office = scenario.cast.office("chenjing")
    few, many = compared(scenario, past, lambda: shown(office.get("/console/devices")))
    assert many <= ALLOWED * few


@SQLITE
def test_O3_the_tick_reads_no_facts_to_clear_the_feed(scenario: Scenario, past: Past) -> None:
    """O-3. Guard: server/visits/feed/holdings.py:version_before, which goes by marks"""
    few, many = compared(scenario, past, within(scenario, lambda: housekeeping.clear_feed(scenario.ours)))
    assert many <= ALLOWED * few


def test_O3_a_phones_ticks_are_the_batches_that_it_sent_today(scenario: Scenario) -> None:
    visit, phone = scenario.given(), scenario.phone()
    for _ in range(3):
        phone.report("opened", visit=visit)
    phone.sync_all()
    with scenario.app.app_context():
        [(device, at)] = batches_since(scenario.ours, [phone.device], clock.later(clock.now(), minutes=-1), 100)
        assert (
            device == phone.device
            and batches_since(scenario.ours, [phone.device], clock.later(at, minutes=1), 100) == []
        )
        assert batches_since(scenario.ours, ["another"], clock.later(clock.now(), minutes=-1), 100) == []


def test_O6_the_feed_is_cleared_however_many_visits_are_held(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-6: what is still needed goes as a query, because one statement takes 65,535 values. Guard: server/visits/feed/holdings.py:entries_still_needed"""
    scenario.given()
    with scenario.app.app_context():
        statement = holdings.entries_still_needed(scenario.ours)
        assert len(statement.compile(db.engine).params) < 10
        housekeeping.clear_feed(scenario.ours)
        later = clock.later(clock.now(), days=housekeeping.FEED_DAYS + 1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert housekeeping.clear_feed(scenario.ours) >= 0
        assert db.session.scalar(select(Visit.id).limit(1))


def test_O15_a_midnight_is_many_small_writes(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-15. Guard: server/visits/feed/holdings.py:VISITS_A_WRITE"""
    held = [scenario.given() for _ in range(5)]
    locked: list[list[str]] = []
    lock = holdings.lock_visits
    monkeypatch.setattr(holdings, "VISITS_A_WRITE", 2)
    monkeypatch.setattr(
        holdings, "lock_visits", lambda organisation, visits: (locked.append(visits), lock(organisation, visits))
    )
    later = clock.later(clock.now(), days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    with scenario.app.app_context():
        assert holdings.refresh_holdings(scenario.ours) == len(held)
        assert holdings.refresh_holdings(scenario.ours) == 0
    assert sorted(len(each) for each in locked) == [1, 2, 2] and sorted(sum(locked, [])) == sorted(held)
