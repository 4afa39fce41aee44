"""P2 and P3 as a property: however the batches of a phone arrive, cut, repeated and out of order, the log is the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenario import Scenario

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's

FACTS = 7
batches = st.lists(st.lists(st.integers(0, FACTS - 1), min_size=1, max_size=FACTS), max_size=8)


@settings(max_examples=12)
@given(arriving=batches)
def test_any_arrival_of_batches_leads_to_the_same_log(scenario: Scenario, arriving: list[list[int]]) -> None:
    visit = scenario.given()
    phone = scenario.phone("liming", "Phone")
    for number in range(FACTS):
        if number % 3 == 2:
            phone.report("answered", {"step": "symptoms", "value": ("slow", "wifi")[number % 2]}, visit=visit)
        else:
            phone.report("noted", {"text": str(number)}, visit=visit)
    texts = [text for _, text in phone.outbox]
    for batch in arriving:
        answer = phone.sync(facts=[texts[index] for index in batch])
        assert "results" in answer and {result["outcome"] for result in answer["results"]} <= {"applied"}
    phone.outbox = list(enumerate(texts, 1))
    phone.sync_all()
    from server.visits.models import Fact

    rows = sorted(
        scenario.rows(Fact, Fact.subject_id == visit, Fact.device == phone.device), key=lambda row: row.position
    )
    assert [row.text for row in rows] == texts
    assert [row.seq for row in rows] == list(range(1, FACTS + 1))
