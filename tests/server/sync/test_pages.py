"""Where a page of the feed ends: by its bytes, by its entries, and from the very beginning never below what was cleared away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.scenario import Scenario


def test_a_page_of_many_bytes_ends_early_and_says_that_there_is_more(scenario: Scenario, monkeypatch: Any) -> None:
    from server.sync import outbox

    monkeypatch.setattr(outbox, "PAGE_BYTES", 1)
    visits = {scenario.given(days=day) for day in range(3)}
    phone = scenario.enrolled()
    answers = [phone.sync() for _ in range(4)]
    assert [answer["more"] for answer in answers] == [True, True, True, False]
    assert set(phone.visits) == visits


def test_a_page_ends_where_all_that_is_on_it_is_much(scenario: Scenario, monkeypatch: Any) -> None:
    from server.sync import outbox

    visits = [scenario.given(days=day) for day in range(4)]
    standard, bundle, *_ = (
        len(json.dumps(change, ensure_ascii=False, separators=(",", ":")))
        for change in scenario.enrolled().sync()["changes"]
    )
    monkeypatch.setattr(outbox, "PAGE_BYTES", standard + bundle + bundle // 2)
    phone = scenario.enrolled("liming", "Another")
    assert phone.sync()["more"] and len(phone.visits) == 2
    phone.sync_all()
    assert set(phone.visits) == set(visits)


def test_on_one_page_a_fresh_phone_is_told_each_fact_in_its_bundle_alone(scenario: Scenario) -> None:
    visit = scenario.given()
    busy = scenario.phone()
    busy.report("noted", {"text": "只来一次"}, visit=visit)
    busy.sync_all()
    phone = scenario.enrolled("liming", "Another")
    assert [change["type"] for change in phone.sync()["changes"]] == ["standard", "grant"]
    assert "只来一次" in str(phone.log(visit))


@pytest.mark.parametrize("page_bytes", [1, 10**6])
@pytest.mark.parametrize("later", [0, 3])
def test_a_fresh_phone_is_given_on_its_first_page_all_that_is_left_below_what_was_cleared_away(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, page_bytes: int, later: int
) -> None:
    """However little it asked for and however much that is, and no more; then it goes on from there, also where its own last entry lies before."""
    from server.kernel.feed import Change
    from server.sync import outbox
    from server.visits.feed.holdings import entries_still_needed

    below = [scenario.given("liming"), scenario.given("wangqiang"), scenario.given("liming")]
    ours = scenario.rows(Change, Change.person_id == scenario.cast.people["liming"], Change.kind == "grant")
    above = [scenario.given("wangqiang"), scenario.given("liming"), scenario.given("liming")]
    with scenario.app.app_context():
        outbox.clear_away(scenario.ours, ours[-1].version + later, entries_still_needed(scenario.ours))
    monkeypatch.setattr(outbox, "PAGE_BYTES", page_bytes)
    phone = scenario.enrolled()
    assert phone.sync(limit=1)["more"] and set(phone.visits) == {below[0], below[2]}
    phone.sync_all()
    assert set(phone.visits) == {below[0], below[2], *above[1:]}
