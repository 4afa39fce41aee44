"""What a phone brings back of the office's facts after a restore, and where it ends."""

from __future__ import annotations

import pytest

from server.kernel import clock
from server.kernel.transaction import write
from server.visits.log.confidential import for_phones
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log, write_logs
from server.visits.models import Fact
from server.visits.office.append import locked, report
from server.visits.recovery.replay_office_facts import replay
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

SHOWN = "今天修好了"
SAID = ("signed_on_own_phone", "surveyed", "commented")


def signed_with_words(scenario: Scenario, visit: str) -> list[Fact]:
    """A signature on the customer's own phone with answers and a comment; the office's facts of it."""
    phone, client = scenario.phone(), scenario.app.test_client()
    offer = phone.offer_signing(visit, SHOWN)
    survey = client.post("/api/v1/signing-offers", json=offer).get_json()["survey"]
    form = {"offer": offer, "text": SHOWN, "way": "declined", "relation": "self", "reason": "不想签"}
    form |= {"answers": {each["id"]: each["choices"][-1]["value"] for each in survey["questions"]}}
    answer = client.post("/api/v1/signatures", json=form | {"comment": "别让师傅看见：来晚了"})
    assert answer.status_code == 201, answer.text
    return of_office(scenario, visit)


def of_office(scenario: Scenario, visit: str) -> list[Fact]:
    rows = scenario.rows(Fact, Fact.subject_id == visit, Fact.device == OFFICE)
    return [row for row in sorted(rows, key=lambda row: row.seq) if row.kind in SAID]


@pytest.mark.parametrize(
    ("order", "back"),
    [
        (("signed_on_own_phone", "surveyed", "commented"), ["signed_on_own_phone", "surveyed"]),
        (("surveyed", "commented", "signed_on_own_phone"), []),  # as it was written until December 2026
        (("surveyed", "signed_on_own_phone"), ["surveyed", "signed_on_own_phone"]),
    ],
)
def test_P9_what_a_customer_said_on_their_own_phone_comes_back_with_its_signature_or_not_at_all(
    order: tuple[str, ...], back: list[str], scenario: Scenario
) -> None:
    """A phone is not told a comment, so the chain that it brings ends there; answers without their signature made the record wrong.

    Guard: `_with_their_signature` of server/visits/recovery/replay_office_facts.py
    """
    signed, visit = signed_with_words(scenario, scenario.given()), scenario.given()
    bodies = {row.kind: row.body for row in signed}
    assert set(bodies) == set(SAID)

    def say() -> None:
        log = locked(scenario.ours, visit)
        for kind in order:
            report(log, kind, bodies[kind], scenario.visit(visit).customer_id, clock.now())
        write_logs([log], clock.now())

    with scenario.app.app_context():
        write(say)
    ours = of_office(scenario, visit)
    before = next(row for row in scenario.rows(Fact, Fact.subject_id == visit) if row.seq == ours[0].seq - 1)
    with scenario.app.app_context():
        log = Log(scenario.visit(visit))
        log.office_seq, log.office_hash = before.seq, before.hash
        assert replay(log, [for_phones(row.text) for row in ours], clock.now()) == back
        assert log.office_seq == before.seq + len(back)
