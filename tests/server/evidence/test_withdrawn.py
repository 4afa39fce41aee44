"""Which facts are withdrawn is said once: page, receipt, list and timeline agree, whatever was taken back or ruled valid."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from server.evidence.forgetting import forget
from server.evidence.record import Link, Signed, taken_back
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from server.visits.models import Fact
from tests.scenario import Scenario
from tests.server.evidence.checking import checked
from tests.server.evidence.conftest import Record

VECTORS = Path(__file__).parents[2] / "vectors" / "taken_back.json"


def read(source: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())


def console(scenario: Scenario, address: str) -> str:
    return scenario.cast.office("chenjing").get(f"/console{address}").get_data(as_text=True)


def receipt(record: Record) -> str:
    return record.scenario.cast.visitor().get(f"/r/{record.code}").get_data(as_text=True)


def timeline(scenario: Scenario, visit: str) -> list[dict[str, Any]]:
    return scenario.cast.office("chenjing").get(f"/api/v1/visits/{visit}/timeline").get_json()["facts"]


def take_back(record: Record, fact: str) -> str:
    return record.phone.report("withdrawn", {"fact": fact, "reason": "slip"}, visit=record.visit)


def fact_of(record: Record, kind: str, number: int = -1) -> str:
    rows = record.scenario.rows(Fact, Fact.subject_id == record.visit, Fact.kind == kind)
    return sorted(rows, key=lambda row: row.position)[number].id


def rule(record: Record, fact: str, outcome: str) -> None:
    """The office settles what counts, as `conflicts/resolve.py` writes it down."""

    def work() -> None:
        db.session.execute(
            update(Fact).where(Fact.organisation_id == record.scenario.ours, Fact.id == fact).values(outcome=outcome)
        )

    with record.scenario.app.app_context():
        write(work)


def test_a_signature_that_the_office_ruled_valid_stands_on_page_and_receipt(at_home: Record) -> None:
    """Guard: server/visits/log/withdrawn.py:withdrawn, which asks only withdrawals that show."""
    signed = fact_of(at_home, "signed")
    withdrawal = take_back(at_home, signed)
    at_home.phone.sync_all()
    rule(at_home, signed, "applied")
    rule(at_home, withdrawal, "conflict")
    picture = next(digest for digest, (kind, _) in at_home.bytes.items() if kind == "image/png")
    assert picture in receipt(at_home) and "手写" in receipt(at_home)
    assert picture in console(at_home.scenario, f"/visits/{at_home.visit}")
    assert not any(each["withdrawn"] for each in timeline(at_home.scenario, at_home.visit))


def test_a_photograph_whose_withdrawal_was_withdrawn_is_there(at_home: Record) -> None:
    digest = next(digest for digest, (kind, _) in at_home.bytes.items() if kind == "image/jpeg")
    withdrawal = take_back(at_home, fact_of(at_home, "photographed", 0))
    at_home.phone.sync_all()
    seen = [digest in receipt(at_home), digest in console(at_home.scenario, f"/visits/{at_home.visit}")]
    take_back(at_home, withdrawal)
    at_home.phone.sync_all()
    seen += [digest in receipt(at_home), digest in console(at_home.scenario, f"/visits/{at_home.visit}")]
    assert seen == [False, False, True, True]


def test_a_withdrawal_that_is_withdrawn_counts_for_nothing_in_answers_and_timeline(scenario: Scenario) -> None:
    phone, visit = scenario.phone(), scenario.given()
    phone.sync_all()
    answer = phone.report("answered", {"step": "symptoms", "value": "drops"}, visit=visit)
    first = phone.report("withdrawn", {"fact": answer, "reason": "slip"}, visit=visit)
    phone.report("withdrawn", {"fact": first, "reason": "slip"}, visit=visit)
    phone.sync_all()
    answers = read(
        console(scenario, f"/visits/{visit}?answers=all").partition('id="answers"')[2]
        or console(scenario, f"/visits/{visit}")
    )
    assert "老掉线" in answers
    assert {each["id"]: each["withdrawn"] for each in timeline(scenario, visit)}[answer] is False


def test_an_undone_arrival_counts_nowhere(scenario: Scenario) -> None:
    agreed = clock.later(clock.now(), minutes=-30)
    visit = scenario.given(agreed_at=agreed)
    phone = scenario.phone()
    phone.report("departed", visit=visit)
    arrived = phone.report("arrived", visit=visit, at=clock.later(agreed, minutes=-10))
    phone.sync_all()
    before = read(console(scenario, f"/visits/{visit}"))
    phone.report("withdrawn", {"fact": arrived, "reason": "slip"}, visit=visit)
    phone.sync_all()
    after = read(console(scenario, f"/visits/{visit}"))
    assert "过了，还没到" not in before and "过了，还没到" in after
    assert "后来撤回了" in after and "后来撤回了" not in before
    assert scenario.visit(visit).state == "on_the_way"


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text("utf-8"))["cases"], ids=lambda case: case["name"])
def test_what_a_verifier_says_of_facts_that_were_taken_back(case: Any) -> None:
    """Twin: tests/pwa/evidence/takenBack.test.ts."""
    signed = [Signed("d1", digest, outcome) for digest, outcome in case["outcomes"].items()]
    said = taken_back([Link(**each) for each in case["facts"]], case["withdrew"], signed)
    assert [list(each) for each in said] == case["notes"]


def erase(scenario: Scenario, visit: str) -> None:
    with scenario.app.app_context():
        asked = Forgetting(scenario.ours, what=frozenset({"bodies"}), ground="erased", subjects=(visit,))
        write(lambda: forget(asked))


def test_what_an_erased_withdrawal_took_back_stays_taken_back_for_every_reader(scenario: Scenario) -> None:
    """Guard: evidence/forgetting.py keeps in column and destruction what a withdrawal took back."""
    agreed = clock.later(clock.now(), minutes=-90)
    visit, phone = scenario.given(agreed_at=agreed), scenario.phone()
    early = phone.report("arrived", visit=visit, at=clock.later(agreed, minutes=-10))
    phone.report("withdrawn", {"fact": early, "reason": "slip"}, visit=visit)
    phone.report("arrived", visit=visit, at=clock.later(agreed, minutes=20))
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync_all()
    record = Record(scenario, phone, visit)
    before = read(receipt(record)), scenario.visit(visit).state
    erase(scenario, visit)
    gone = [each["id"] for each in timeline(scenario, visit) if each["withdrawn"]]
    assert gone == [early]
    when = re.findall(r"\d\d:\d\d", before[0])[:2]
    assert re.findall(r"\d\d:\d\d", read(receipt(record)))[:2] == when
    assert scenario.visit(visit).state == before[1]
    verdict = checked(scenario, visit, record.code)
    assert verdict.exit == 0
    assert [note.where.split(" ")[1] for note in verdict.notes if note.code == "withdrawn"] == ["arrived"]


def test_a_withdrawal_that_the_customer_had_signed_over_is_told_as_disputed(at_home: Record) -> None:
    take_back(at_home, fact_of(at_home, "signed"))
    at_home.phone.sync_all()
    verdict = checked(at_home.scenario, at_home.visit, at_home.code)
    assert [(note.code, note.where.split(" ")[1]) for note in verdict.notes if note.code.startswith("withdr")] == [
        ("withdrawal_disputed", "signed")
    ]
