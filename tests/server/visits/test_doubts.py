"""What the app would not have let happen is kept, counts, and is marked for a person to look at; only a person takes the mark off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.kernel import clock
from server.kernel.chain import sha256
from server.visits.models import Fact
from server.visits.office.actions import look_over
from tests.scenario import Scenario

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

SHOWN = "宽带装好了"
SIGNED: dict[str, Any] = {
    "way": "typed",
    "relation": "self",
    "name": "林晓梅",
    "shown": {"text": SHOWN, "sha256": sha256(SHOWN.encode()), "language": "zh-CN"},
}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let so much time pass from now on."""

    def pass_by(**span: float) -> None:
        later = clock.later(clock.now(), **span)
        monkeypatch.setattr(clock, "now", lambda: later)

    return pass_by


def doubts(scenario: Scenario, visit: str) -> dict[str, str]:
    """Kind → its marks, of facts that have any."""
    return {row.kind: row.doubts for row in scenario.rows(Fact, Fact.subject_id == visit) if row.doubts}


def signed(scenario: Scenario, *, turn: bool = True, **other: Any) -> str:
    """A visit that was signed with these differences."""
    visit = scenario.given()
    phone = scenario.phone()
    if turn:
        phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    phone.report("signed", SIGNED | other, visit=visit)
    phone.sync_all()
    return visit


def test_S10_an_honest_signature_has_no_mark(scenario: Scenario) -> None:
    visit = signed(scenario)
    assert doubts(scenario, visit) == {} and not scenario.visit(visit).needs_review


@pytest.mark.parametrize(
    ("other", "mark"),
    [
        ({"name": "李明"}, "staff_name"),
        ({"name": " li MING "}, "staff_name"),
        ({"name": "李·明"}, "staff_name"),
        ({"name": "ＬＩ-ming\u200b"}, "staff_name"),
        ({"way": "helped", "helper": "陈静"}, "staff_name"),
        ({"turn": False}, "not_their_turn"),
        ({"shown": SIGNED["shown"] | {"sha256": "0" * 64}}, "other_text"),
    ],
)
def test_S10_signing_for_the_customer_leaves_a_mark_and_opens_a_review(
    scenario: Scenario, other: dict[str, Any], mark: str
) -> None:
    """S-10: names of staff, the customer's turn, and the hash of what was shown are looked at here, not in the app alone."""
    visit = signed(scenario, **other)
    assert doubts(scenario, visit) == {"signed": mark} and scenario.visit(visit).needs_review
    assert scenario.log(visit)[-1] == ("signed", "applied")
    page = scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    assert "请您看一看" in page


def test_S10_the_phone_that_was_taken_back_is_not_the_customers(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    phone.report("customer_mode_left", visit=visit)
    phone.report("surveyed", {"answers": {"on_time": 5}, "language": "zh-CN"}, visit=visit)
    phone.sync_all()
    assert doubts(scenario, visit) == {"surveyed": "not_their_turn"}


def test_S10_strokes_of_another_visit_are_known_again(scenario: Scenario) -> None:
    """S-10: whoever copies a customer's strokes is seen."""
    drawn: dict[str, Any] = {"way": "drawn", "strokes": {"sha256": "a" * 64, "size": 80, "type": "application/json"}}
    first, second = signed(scenario, **drawn), signed(scenario, **drawn)
    assert doubts(scenario, first) == {} and doubts(scenario, second) == {"signed": "same_strokes"}
    assert scenario.visit(second).needs_review


def test_S8_work_under_a_grant_that_was_taken_away_is_kept_and_goes_to_review(scenario: Scenario) -> None:
    """S-8: the evicted technician answers and ends while the new lead works; a word on the way is no work."""
    visit = scenario.given()
    old = scenario.phone()
    scenario.assign(visit, "wangqiang")
    old.report("noted", {"text": "on the way back"}, visit=visit)
    old.sync_all()
    assert doubts(scenario, visit) == {} and not scenario.visit(visit).needs_review
    old.report("answered", {"step": "speed", "value": "50"}, visit=visit)
    old.report("ended", {"outcome": "done"}, visit=visit)
    old.sync_all()
    assert (
        doubts(scenario, visit) == {"answered": "taken_away", "ended": "taken_away"}
        and scenario.visit(visit).needs_review
    )


def test_S8_a_day_that_has_passed_takes_a_visit_away_from_nobody(scenario: Scenario, at: Callable[..., None]) -> None:
    from server.visits.feed.holdings import refresh_holdings

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("answered", {"step": "speed", "value": "50"}, visit=visit)
    at(days=9)
    with scenario.app.app_context():
        refresh_holdings(scenario.ours)
    phone.sync_all()
    assert doubts(scenario, visit) == {} and not scenario.visit(visit).needs_review


def test_S8_what_comes_days_after_the_end_is_marked(scenario: Scenario, at: Callable[..., None]) -> None:
    """S-8: four days later a comment in the customer's name; its phone may set its clock back as it likes."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.report("commented", {"text": "谢谢", "language": "zh-CN"}, visit=visit)
    phone.sync_all()
    assert doubts(scenario, visit) == {}
    then = clock.now()
    at(days=4)
    phone.report("commented", {"text": "非常满意！", "language": "zh-CN"}, visit=visit, at=then)
    phone.report("left", visit=visit)
    phone.sync_all()
    assert doubts(scenario, visit) == {"commented": "after_the_end"} and scenario.visit(visit).needs_review


def test_S8_days_without_a_network_are_not_days_after_the_end(scenario: Scenario, at: Callable[..., None]) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    for phone in (helper, lead):
        phone.report("answered", {"step": "speed", "value": "50"}, visit=visit)
    lead.report("ended", {"outcome": "done"}, visit=visit)
    lead.sync_all()
    at(days=3)
    helper.sync_all()
    assert doubts(scenario, visit) == {}


def test_S8_whoever_claims_to_have_seen_everything_has_seen_nothing(scenario: Scenario) -> None:
    """S-8: a helper's reading with `base` 2^53-1 against the lead's."""
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    lead.report("answered", {"step": "speed", "value": "50"}, visit=visit)
    lead.sync_all()
    helper.report("answered", {"step": "speed", "value": "300"}, visit=visit, base=2**53 - 1)
    helper.sync()
    assert scenario.log(visit)[-2:] == [("answered", "applied"), ("answered", "conflict")]
    helper.sync_all()
    helper.report("answered", {"step": "speed", "value": "300"}, visit=visit, base=helper.cursor)
    helper.sync()
    assert scenario.log(visit)[-1] == ("answered", "applied")


def test_a_mark_goes_when_a_person_has_looked_and_not_before(scenario: Scenario) -> None:
    visit = signed(scenario, name="李明")
    with scenario.app.app_context():
        look_over(scenario.ours, scenario.cast.people["chenjing"], visit)
    assert not scenario.visit(visit).needs_review
    from server.visits.log.log import is_doubted

    with scenario.app.app_context():
        assert not is_doubted(scenario.ours, visit)


def test_S11_what_was_done_before_it_was_given_is_uncertain(scenario: Scenario) -> None:
    """S-11: the grant's hash is the first link of the chain, so an earlier moment cannot be true."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit, at=clock.later(clock.now(), days=-1))
    phone.report("knocked", visit=visit, at=clock.later(clock.now(), days=-390), clock_run="another")
    phone.report("entered", visit=visit)
    phone.sync_all()
    rows = {row.kind: row.uncertain for row in scenario.rows(Fact, Fact.device == phone.device)}
    assert rows == {"arrived": True, "knocked": True, "entered": False}
