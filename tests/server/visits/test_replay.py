"""What a phone brings back of the office's facts after a restore, and where it ends."""

from __future__ import annotations

import pytest

from server.kernel import clock
from server.visits.log.confidential import for_phones
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log
from server.visits.models import Fact
from server.visits.recovery.replay_office_facts import replay
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

SHOWN = "今天修好了"


@pytest.mark.parametrize(("comment", "back"), [("", ["surveyed", "signed_on_own_phone"]), ("别让师傅看见：来晚了", [])])
def test_P9_what_a_customer_said_on_their_own_phone_comes_back_with_its_signature_or_not_at_all(
    comment: str, back: list[str], scenario: Scenario
) -> None:
    """A phone is not told a comment, so the chain that it brings ends there; answers without their signature made the record wrong.

    Guard: `_with_their_signature` of server/visits/recovery/replay_office_facts.py
    """
    visit, phone, client = scenario.given(), scenario.phone(), scenario.app.test_client()
    offer = phone.offer_signing(visit, SHOWN)
    survey = client.post("/api/v1/signing-offers", json=offer).get_json()["survey"]
    form = {"offer": offer, "text": SHOWN, "way": "declined", "relation": "self", "reason": "不想签"}
    form |= {"answers": {each["id"]: each["choices"][-1]["value"] for each in survey["questions"]}}
    answer = client.post("/api/v1/signatures", json=form | ({"comment": comment} if comment else {}))
    assert answer.status_code == 201, answer.text
    of_office = scenario.rows(Fact, Fact.subject_id == visit, Fact.device == OFFICE)
    ours = sorted(of_office, key=lambda row: row.seq)
    [before] = [place for place, row in enumerate(ours) if row.kind == "surveyed"]
    with scenario.app.app_context():
        log = Log(scenario.visit(visit))
        log.office_seq, log.office_hash = ours[before - 1].seq, ours[before - 1].hash
        assert replay(log, [for_phones(row.text) for row in ours[before:]], clock.now()) == back
        assert log.office_seq == ours[before - 1].seq + len(back)
