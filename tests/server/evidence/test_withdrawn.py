"""Which facts are withdrawn is said once: page, receipt, list and timeline agree, whatever was taken back or ruled valid."""

from __future__ import annotations

import html
import re
from typing import Any

from sqlalchemy import update

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.models import Fact
from tests.scenario import Scenario
from tests.server.evidence.conftest import Record


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
