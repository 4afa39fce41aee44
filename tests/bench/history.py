"""Years of finished visits around one unchanging fortnight: 1,000 visits are entered, then copied into the past, table by table, in SQL."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from server.accounts.models import Device, Person
from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import Change, ChangeClock
from server.sync.models import ChainHead, Received
from server.visits.days import shifted
from server.visits.models import Assignment, Fact, Grant, Holding, Visit
from tests.scenario import STANDARD, Scenario

TECHNICIANS, VISITS, FACTS = 50, 1_000, 30
FORTNIGHT = range(-6, 14)  # days from today, 50 visits on each
APART, REMEMBERED = (
    10,
    8,
)  # days between two rounds, and rounds of which the feed still knows; older entries are cleared away after 90 days
OLD = "substr({0}, 1, 24) || :round || substr({0}, 29)"  # an id of round 0 as that of another round
NAMED_BY_VISIT = ("id", "visit_id", "customer_id", "premises_id", "grant_id", "subject_id")
ROUND_1 = "01900000-0000-7000-8000-0001"  # what sorts before it is of round 0
ZEROS, TWO = f"'{'0' * 64}'", "'" + "".join(f"{number:02d}" for number in range(FACTS + 1)) + "'"
TEXT = '{"body":{"text":"' + "光猫红灯闪烁，换了一台，恢复正常。" * 6 + '"}}'


def enter_fortnight(scenario: Scenario, standard_version: str) -> list[str]:
    """Inside `write`: people and their 1,000 visits, those before today done with 30 facts each; returns the ids of the people."""
    organisation, today = scenario.ours, clock.day_of(clock.now(), "Asia/Shanghai")
    people = [f"01900000-0000-7000-9000-{number:012d}" for number in range(TECHNICIANS)]
    now, rows = (
        clock.now(),
        {
            model.__table__: []
            for model in (Person, Device, Customer, Premises, Visit, Assignment, Grant, Holding, Change)
        },
    )
    for number, person in enumerate(people):
        rows[Person.__table__].append(
            {
                "id": person,
                "login": f"technician{number}",
                "name": f"师傅{number}",
                "roles": "technician",
                "created_at": now,
                "language": "zh-CN",
            }
        )
        rows[Device.__table__].append(
            {
                "id": person,
                "person_id": person,
                "label": "Phone",
                "key_id": "0" * 16,
                "public_key": b"",
                "certificate": "{}",
                "last_seq": 0,
                "cursor": 0,
                "enrolled_at": now,
            }
        )
    for number in range(VISITS):
        day = shifted(today, FORTNIGHT[number % len(FORTNIGHT)])
        for table, row in _visit(
            scenario, number, people[number // len(FORTNIGHT) % TECHNICIANS], day, today, standard_version
        ).items():
            rows[table].append(row)
    for table, found in rows.items():
        db.session.execute(insert(table), [{"organisation_id": organisation} | row for row in found])
    db.session.execute(
        ChangeClock.__table__.update().where(ChangeClock.organisation_id == organisation).values(value=VISITS)
    )
    return people


def _visit(
    scenario: Scenario, number: int, person: str, day: str, today: str, version: str
) -> dict[Table, dict[str, Any]]:
    id_, moment = f"01900000-0000-7000-8000-0000{number:06d}00", f"{day}T0{number % 10}:00:00.000Z"
    state, held = ("done" if day < today else "planned"), {"person_id": person, "visit_id": id_, "role": "lead"}
    document = json.dumps(
        {"v": 1, "type": "grant", "id": id_, "visit": id_, "person": person, "inputs": {"kind_of_work": "repair"}}
    )
    return {
        Customer.__table__: {
            "id": id_,
            "name": f"林晓梅{number}",
            "salutation": "ms",
            "language": "zh-CN",
            "hard_of_hearing": False,
            "created_at": moment,
        },
        Premises.__table__: {
            "id": id_,
            "customer_id": id_,
            "district": "江城区",
            "estate": "翠湖花园",
            "room": str(number),
            "estimates_in_row": 0,
        },
        Visit.__table__: {
            "id": id_,
            "number": f"0000-{number:06d}",
            "team_id": scenario.cast.teams["east"],
            "customer_id": id_,
            "premises_id": id_,
            "kind_of_work": "repair",
            "standard_id": STANDARD,
            "standard_version": version,
            "day": day,
            "due": moment,
            "agreed_at": moment,
            "priority": "normal",
            "bring": "[]",
            "lead_id": person,
            "state": state,
            "needs_review": False,
            "open_conflicts": 0,
            "awaited": 0,
            "version": number + 1,
            "received_at": moment,
            "last_fact_at": moment,
            "search": f"0000-{number:06d} 林晓梅{number}",
        },
        Assignment.__table__: held | {"since": moment},
        Grant.__table__: held
        | {
            "id": id_,
            "version": number + 1,
            "hash": f"0000{number:060d}",
            "code": f"{number:08d}",
            "document": document,
            "issued_at": moment,
        },
        Holding.__table__: held
        | {
            "grant_id": id_,
            "granted_version": number + 1,
            "revoked_version": None,
            "contact_version": number + 1,
            "day": day,
            "seen_at": moment,
        },
        Change.__table__: {
            "version": number + 1,
            "person_id": person,
            "kind": "grant",
            "visit_id": id_,
            "reference": id_,
            "detail": None,
        },
    }


def write_facts(connection: Connection, organisation: str, day: str) -> None:
    """Thirty facts on every finished visit of round 0 and what the inbox keeps of them."""
    fact = {
        "organisation_id": "v.organisation_id",
        "id": f"substr(v.id, 1, 34) || substr({TWO}, n.i * 2 + 1, 2)",
        "subject_type": "'visit'",
        "subject_id": "v.id",
        "position": "n.i",
        "device": "v.lead_id",
        "seq": f"v.version * {FACTS} + n.i",
        "grant_hash": ZEROS,
        "kind": "CASE n.i WHEN 2 THEN 'departed' WHEN 3 THEN 'arrived' ELSE 'answered' END",
        "step": "'symptoms'",
        "person_id": "v.lead_id",
        "at": "v.due",
        "corrected_at": "v.due",
        "uncertain": "v.needs_review",
        "received_at": "v.due",
        "outcome": "'applied'",
        "version": "v.version",
        "hash": f"substr(v.id, 25, 12) || substr({ZEROS}, 1, 50) || substr({TWO}, n.i * 2 + 1, 2)",
        "body_commit": ZEROS,
        "text": ":text",
    }
    day_of = {"organisation": organisation, "day": day}
    _insert(connection, Fact.__table__, fact, day_of | {"text": TEXT})
    received = {
        "organisation_id": "v.organisation_id",
        "device_id": "v.lead_id",
        "seq": f"v.version * {FACTS} + n.i",
        "fact_id": "v.id",
        "hash": ZEROS,
        "outcome": "'applied'",
        "subject_id": "v.id",
        "kind": "'answered'",
        "received_at": "v.due",
    }
    _insert(connection, Received.__table__, received, day_of)
    head = {
        "organisation_id": "v.organisation_id",
        "device": "v.lead_id",
        "subject_id": "v.id",
        "grant_hash": ZEROS,
        "seq": "v.version",
        "hash": ZEROS,
    }
    _insert(connection, ChainHead.__table__, head, day_of, series=1)


def copy_into_the_past(connection: Connection, organisation: str, number: int, day: str) -> None:
    """Everything of round 0 once more, as finished visits of a day long ago; of the last rounds the feed tells the grant and its end."""
    given: dict[str, Any] = {
        "organisation": organisation,
        "round": f"{number:04d}",
        "day": day,
        "due": f"{day}T03:00:00.000Z",
        "step": number * 10 * VISITS,
    }
    past = {
        "version": "version + :step",
        "day": ":day",
        "due": ":due",
        "state": "'done'",
        "revoked_version": "granted_version + 1 + :step",
        "granted_version": "granted_version + :step",
        "contact_version": "NULL",
        "revoked_at": ":due",
        "received_at": ":due",
        "number": ":round || substr(number, 5)",
        "hash": ":round || substr(hash, 5)",
        "code": ":round || substr(code, 5)",
    }
    for table in (Customer, Premises, Visit, Assignment, Grant, Holding):
        _copy(connection, table.__table__, "id" if "id" in table.__table__.c else "visit_id", past, given)
    if number <= REMEMBERED:
        for kind, later in (("grant", 0), ("evict", 1)):
            told = past | {"version": f"version * 2 + {later} + :step", "kind": f"'{kind}'", "detail": "'ended'"}
            _copy(connection, Change.__table__, "visit_id", told, given)


def settle_history(connection: Connection, organisation: str) -> None:
    """The clock stands behind the last entry, and the database knows how large its tables are now."""
    last = connection.execute(text("SELECT max(version) FROM change")).scalar_one()
    connection.execute(
        ChangeClock.__table__.update().where(ChangeClock.organisation_id == organisation).values(value=last)
    )
    connection.execute(text("ANALYZE"))


def _insert(
    connection: Connection, table: Table, columns: dict[str, str], given: dict[str, Any], series: int = FACTS
) -> None:
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({', '.join(columns)}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {series}) "
            f"SELECT {', '.join(columns.values())} FROM visit v CROSS JOIN n "
            "WHERE v.organisation_id = :organisation AND v.day = :day AND v.state = 'done' ORDER BY v.id, n.i"
        ),
        given,
    )


def _copy(connection: Connection, table: Table, key: str, changed: dict[str, str], given: dict[str, Any]) -> None:
    columns = [column.name for column in table.columns]
    values = [OLD.format(name) if name in NAMED_BY_VISIT else changed.get(name, name) for name in columns]
    wanted = " ".join((*values, ""))
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table.name} "
            f"WHERE organisation_id = :organisation AND {key} < '{ROUND_1}'"
        ),
        {name: value for name, value in given.items() if f":{name}" in wanted}
        | {"organisation": given["organisation"]},
    )
