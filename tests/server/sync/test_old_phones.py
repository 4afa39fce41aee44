"""Fault 15: a phone of the first format still pushes after the server's bodies have moved on, and what only a newer app says is replayed after the upgrade."""

from __future__ import annotations

import json
from typing import Any

import pytest
from marshmallow import Schema

from server.kernel.wiring import FactKind
from server.visits.log import upcasting
from server.visits.log.kinds import ON_A_VISIT
from server.visits.schemas import NOTE, Body, text
from tests.scenario import Scenario


class NotedToday(Body):
    """As if `text` had been renamed to `words`."""

    words = text(NOTE, required=True)


def renamed(body: dict[str, Any]) -> dict[str, Any]:
    return {("words" if name == "text" else name): value for name, value in body.items()}


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Install a newer schema of a kind, with the step that reads older bodies."""

    def install(kind: str, schema: Schema, *steps: Any) -> None:
        monkeypatch.setitem(ON_A_VISIT, kind, FactKind(schema))
        if steps:
            monkeypatch.setitem(upcasting.STEPS, kind, steps)

    return install


def facts_of(scenario: Scenario, visit: str, kind: str) -> list[Any]:
    from server.visits.models import Fact

    return sorted(scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == kind), key=lambda row: row.position)


def test_fault_15_a_phone_of_the_first_format_still_pushes_after_a_field_was_renamed(
    scenario: Scenario, upgraded: Any
) -> None:
    """Guard: server/visits/receive.py:_todays"""
    visit = scenario.given()
    before, phone = scenario.phone(label="First format"), scenario.phone(label="Newer app")
    before.report("noted", {"text": "门禁坏了"}, visit=visit)
    before.sync()
    upgraded("noted", NotedToday(), renamed)
    before.report("noted", {"text": "电梯停了"}, visit=visit)
    phone.report("noted", {"words": "走楼梯"}, visit=visit)
    sent = before.outbox[-1][1]
    assert [before.sync()["results"][0]["outcome"], phone.sync()["results"][0]["outcome"]] == ["applied", "applied"]
    stored = facts_of(scenario, visit, "noted")
    assert [row.body for row in stored] == [{"words": "门禁坏了"}, {"words": "电梯停了"}, {"words": "走楼梯"}]
    assert sent in [row.text for row in stored], "what was signed is kept as it came"
    page = scenario.cast.office("chenjing").get(f"/console/visits/{visit}")
    assert page.status_code == 200


def test_fault_15_without_a_step_the_older_body_is_put_aside_whole_and_taken_in_once_there_is_one(
    scenario: Scenario, upgraded: Any
) -> None:
    """Guard: server/visits/log/upcasting.py:todays"""
    visit = scenario.given()
    phone = scenario.phone()
    upgraded("noted", NotedToday())
    phone.report("noted", {"text": "门禁坏了"}, visit=visit)
    phone.report("departed", visit=visit)
    assert [(each["outcome"], each.get("code")) for each in phone.sync()["results"]] == [
        ("quarantined", "unknown_field"),
        ("applied", None),
    ]
    upgraded("noted", NotedToday(), renamed)
    assert understood(scenario) == 1 and facts_of(scenario, visit, "noted")[0].body == {"words": "门禁坏了"}


def test_fault_15_a_kind_that_nobody_knows_waits_whole_and_is_replayed_after_the_upgrade(
    scenario: Scenario, upgraded: Any
) -> None:
    """Guard: server/quarantine/retry_after_upgrade.py:retry_after_upgrade"""
    visit = scenario.given()
    phone, other = scenario.phone(), scenario.phone(label="Second")
    phone.report("levitated", {"height": "2"}, visit=visit)
    phone.report("departed", visit=visit)
    sent = phone.outbox[0][1]
    assert [(each["outcome"], each.get("code")) for each in phone.sync()["results"]] == [
        ("quarantined", "unknown_kind"),
        ("applied", None),
    ]
    assert understood(scenario) == 0, "nothing is known yet, and it stays where it is"

    class Levitated(Body):
        height = text(10, required=True)

    upgraded("levitated", Levitated())
    assert (understood(scenario), understood(scenario)) == (1, 0)
    [row] = facts_of(scenario, visit, "levitated")
    assert (row.text, row.outcome, json.loads(row.text)["seq"]) == (sent, "applied", 1)
    told = [change["fact"] for change in other.sync()["changes"] if change["type"] == "fact"]
    assert sent in told, "the other phone hears of it"
    assert sent in [change["fact"] for change in phone.sync()["changes"] if change["type"] == "fact"], (
        "and so does the one that had been told to wait"
    )


def understood(scenario: Scenario) -> int:
    from server.quarantine.retry_after_upgrade import retry_after_upgrade

    with scenario.app.app_context():
        return retry_after_upgrade()
