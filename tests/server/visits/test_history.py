"""Former visits at an address travel with the next one, with the numbers that were read from labels (K10)."""

from __future__ import annotations

from tests.scenario import Scenario


def test_K10_the_last_three_visits_at_an_address_are_in_the_bundle_with_what_was_scanned(scenario: Scenario) -> None:
    """Guard: server/visits/feed/history.py:former_visits"""
    phone = scenario.phone()
    former = [scenario.given(hour=f"{each:02}:00") for each in (8, 9, 10, 11)]
    phone.sync_all()
    for number, visit in enumerate(former):
        phone.report("arrived", {}, visit=visit)
        phone.report("answered", {"step": "modem-serial", "value": f"HWTC000{number}"}, visit=visit)
        phone.report("answered", {"step": "symptom", "value": "no-internet"}, visit=visit)
        phone.report("ended", {"outcome": "nobody_home"}, visit=visit)
    phone.sync_all()
    still_open = scenario.given(hour="12:00")
    coming = scenario.given(hour="15:00")
    phone.sync_all()
    history = phone.visits[coming]["work"]["history"]
    assert [each["id"] for each in history] == sorted(former, reverse=True)[:3]
    assert still_open not in str(history)
    assert {each["state"] for each in history} == {"not_done"}
    assert [each["serials"] for each in history] == [["HWTC0003"], ["HWTC0002"], ["HWTC0001"]]
    assert history[0]["title"]["zh-CN"] == "修宽带"


def test_K10_a_first_visit_has_no_history(scenario: Scenario) -> None:
    visit = scenario.given()
    assert "history" not in scenario.phone().visits[visit]["work"]


def test_who_holds_the_next_visit_at_an_address_hears_how_the_former_one_ended(scenario: Scenario) -> None:
    """Also what is reported late, and what is taken back. Guard: server/visits/log/log.py:_tell_of_history"""
    former, coming = scenario.given("liming", hour="08:00"), scenario.given("wangqiang", hour="11:00")
    lead, other = scenario.phone("liming"), scenario.phone("wangqiang")
    assert "history" not in other.visits[coming]["work"]
    lead.report("arrived", {}, visit=former)
    ended = lead.report("ended", {"outcome": "nobody_home"}, visit=former)
    lead.sync_all()
    other.sync_all()
    [told] = other.visits[coming]["work"]["history"]
    assert (told["id"], told["state"]) == (former, "not_done") and "serials" not in told
    lead.report("answered", {"step": "modem-serial", "value": "HWTC0001"}, visit=former)
    lead.sync_all()
    other.sync_all()
    assert other.visits[coming]["work"]["history"][0]["serials"] == ["HWTC0001"]
    lead.report("withdrawn", {"fact": ended, "reason": "他到了"}, visit=former)
    lead.sync_all()
    other.sync_all()
    assert other.visits[coming]["work"]["history"] == []
