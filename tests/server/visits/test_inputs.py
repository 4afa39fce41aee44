"""What a grant tells a phone about the case: everything that the shipped standards ask for, unless it may be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.standards.conditions import CERTAIN_INPUTS, POSSIBLE_INPUTS
from server.standards.document import BUILTIN_STANDARDS, builtin_standard
from server.standards.limits import judge
from server.standards.record import inputs_of
from tests.scenario import Scenario, moment

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

WHEN_ASKED = {"now", "missing", "outcome"}  # given by whoever evaluates, not by the grant
MAY_BE_ABSENT = {
    "agreed_at",
    "window.from",
    "window.to",
    "premises.last_reading_kind",
    "case.steps_done",
}  # as docs/STANDARD.md says


def named_inputs(node: Any) -> Iterator[str]:
    """Every `{"input": name}` in a document, time limits and conditions alike."""
    if isinstance(node, dict):
        if set(node) == {"input"}:
            yield node["input"]
        for inner in node.values():
            yield from named_inputs(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from named_inputs(inner)


def granted(scenario: Scenario, **order: Any) -> dict[str, Any]:
    """The inputs of a new visit's grant, as conditions read them."""
    visit = scenario.given(**order)
    return inputs_of(scenario.phone().visits[visit]["grant"]["inputs"])


@pytest.mark.parametrize("name", BUILTIN_STANDARDS)
def test_what_a_shipped_standard_asks_for_is_granted_or_may_be_absent(scenario: Scenario, name: str) -> None:
    asked = set(named_inputs(builtin_standard(name)))
    assert len(asked) > 4
    assert asked - set(granted(scenario)) - WHEN_ASKED - MAY_BE_ABSENT == set()


def test_what_the_language_calls_certain_is_always_granted(scenario: Scenario) -> None:
    found = granted(scenario)
    assert set(found) >= CERTAIN_INPUTS - WHEN_ASKED
    assert set(found) <= CERTAIN_INPUTS | POSSIBLE_INPUTS
    assert (CERTAIN_INPUTS | POSSIBLE_INPUTS) - set(found) - WHEN_ASKED <= MAY_BE_ABSENT


def test_the_customer_and_the_times_are_as_the_order_says(scenario: Scenario) -> None:
    found = granted(scenario, agreed_at=None, window=(moment(0, "09:00"), moment(0, "11:00")))
    assert (found["customer.language"], found["customer.hard_of_hearing"], found["customer.no_phone"]) == (
        "zh-CN",
        True,
        False,
    )
    assert (found["window.from"], found["window.to"]) == (moment(0, "09:00"), moment(0, "11:00"))
    assert "agreed_at" not in found and found["priority"] == "normal"


def test_a_time_limit_from_the_order_stands_on_the_phone(scenario: Scenario) -> None:
    """The water repair without any agreed time is due from the moment at which the order was taken."""
    visit = scenario.given(kind="meter-repair", window=(moment(0, "09:00"), moment(0, "18:00")), agreed_at=None)
    found = inputs_of(scenario.phone().visits[visit]["grant"]["inputs"])
    assert found["order.received_at"] == scenario.visit(visit).received_at
    timeless = {name: value for name, value in found.items() if not name.startswith("window")}
    document = builtin_standard("household-water-meter-repair")
    from_the_order = {each["id"] for each in document["limits"] if each.get("from") == {"input": "order.received_at"}}
    assert (
        from_the_order & {each["id"] for each in judge(document["limits"], {}, timeless, moment(0, "10:00"))}
        == from_the_order
    )
