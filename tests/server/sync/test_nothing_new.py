"""A phone that asks and has nothing new to say is answered without a write, because each is a flush to the disk (O-27)."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts.models import Device
from server.kernel import clock
from tests.scenario import Scenario

TOLD = {"unsent": 0, "free": 1_000_000, "quota": 5_000_000, "persisted": True}


def wrote(scenario: Scenario, phone: Any, told: dict[str, Any]) -> bool:
    """Whether this phone's next exchange was written down."""
    before = last_heard(scenario, phone)
    assert "changes" in phone.sync(told=told)
    return last_heard(scenario, phone) != before


@pytest.mark.both_databases  # because who writes when is the database's
def test_O27_a_phone_that_has_nothing_new_to_say_costs_no_write(scenario: Scenario, monkeypatch: Any) -> None:
    """O-27. Guard: server/sync/routes.py:_pushed, which asks says_nothing_new"""
    scenario.given()
    phone = scenario.phone()
    phone.sync(told=TOLD)
    begun = clock.now()
    at(monkeypatch, clock.later(begun, seconds=30))
    assert not wrote(scenario, phone, TOLD)
    assert not wrote(scenario, phone, TOLD | {"free": 990_000})  # a photograph's worth of room is no news
    at(monkeypatch, clock.later(begun, seconds=40))
    assert wrote(scenario, phone, TOLD | {"unsent": 1, "oldest": begun})
    at(monkeypatch, clock.later(begun, seconds=50))
    assert wrote(scenario, phone, TOLD)  # nothing is unsent any more
    at(monkeypatch, clock.later(begun, seconds=60))
    phone.report("noted", {"text": "门铃坏了"}, visit=next(iter(phone.visits)))
    assert wrote(scenario, phone, TOLD)
    at(monkeypatch, clock.later(begun, seconds=200))
    assert wrote(scenario, phone, TOLD)
    assert last_heard(scenario, phone) == clock.later(begun, seconds=200)


def test_O27_what_came_meanwhile_is_given_and_the_office_hears_that_it_arrived(scenario: Scenario) -> None:
    """O-27. Guard: the pull, which does not depend on the push"""
    phone = scenario.phone()
    phone.sync(told=TOLD)
    visit = scenario.given()
    assert phone.sync(told=TOLD)["changes"] and visit in phone.visits
    phone.sync(told=TOLD)
    [row] = scenario.rows(Device, Device.id == phone.device)
    assert row.cursor == phone.cursor  # which is how the office hears that the visit is on the phone


def at(monkeypatch: Any, moment: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def last_heard(scenario: Scenario, phone: Any) -> str:
    [row] = scenario.rows(Device, Device.id == phone.device)
    return str(row.last_contact_at)
