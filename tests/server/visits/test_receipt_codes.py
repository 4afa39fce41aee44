"""A receipt code leads to one visit: a grant whose code is taken is signed again a millisecond later, until the code is free."""

from __future__ import annotations

import json

import pytest

from server.kernel import clock
from server.kernel.chain import document_hash, receipt_code
from server.visits.feed import grants
from server.visits.models import Grant
from tests.scenario import Scenario

TAKEN = "22222222"


@pytest.fixture
def colliding(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first three codes that are made are the same one; returns the visits for which codes were made."""
    made: list[str] = []

    def code(visit: str, digest: str) -> str:
        made.append(visit)
        return TAKEN if len(made) <= 3 else receipt_code(visit, digest)

    monkeypatch.setattr(grants, "receipt_code", code)
    return made


def test_two_grants_of_two_visits_never_share_a_code(scenario: Scenario, colliding: list[str]) -> None:
    one, two = scenario.given(), scenario.given()
    [first] = scenario.rows(Grant, Grant.visit_id == one)
    [second] = scenario.rows(Grant, Grant.visit_id == two)
    assert colliding == [one, two, two, two]
    assert first.code == TAKEN and second.code == receipt_code(two, second.hash)


def test_lead_and_helper_in_one_write_never_share_a_code(scenario: Scenario, colliding: list[str]) -> None:
    visit = scenario.given("liming", "wangqiang")
    codes = {row.code for row in scenario.rows(Grant, Grant.visit_id == visit)}
    assert len(codes) == 2 and TAKEN in codes and len(colliding) == 4


def test_a_grant_that_was_signed_again_is_the_one_that_the_phone_gets(scenario: Scenario, colliding: list[str]) -> None:
    scenario.given()
    visit = scenario.given()
    [row] = scenario.rows(Grant, Grant.visit_id == visit)
    granted = scenario.phone().visits[visit]["grant"]
    assert granted == json.loads(row.document) and document_hash(granted) == row.hash
    assert receipt_code(visit, document_hash(granted)) == row.code
    assert (
        granted["issued_at"] == row.issued_at
        and clock.milliseconds_between(scenario.visit(visit).received_at, row.issued_at) >= 2
    )
