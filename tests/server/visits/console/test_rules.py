"""How a visit stands for the office: what needs somebody, how far an order came, what time is left."""

from typing import Any

import pytest

from server.kernel.clock import later
from server.visits.console import rules
from server.visits.console.rules import Delivery, Moment, Situation

NOW = "2026-11-20T06:06:00.000Z"
SEEN = Delivery(3, "2026-11-20T00:00:00.000Z")


def at(hours: float) -> str:
    return later(NOW, seconds=int(hours * 3600))


def situation(**changes) -> Situation:
    plain: dict[str, Any] = {
        "state": "planned",
        "lead": True,
        "needs_review": False,
        "agreed_at": at(5),
        "window_from": None,
        "window_to": None,
        "delivery": SEEN,
        "marks": {},
    }
    return Situation(**plain | changes)


@pytest.mark.parametrize(
    ("changes", "group", "state", "note"),
    [
        ({}, "now", "planned", ""),
        ({"lead": False}, "needs", "unassigned", ""),
        ({"needs_review": True, "state": "cancelled"}, "needs", "review", "two_sides"),
        ({"needs_review": True, "restored": True}, "needs", "review", "restored"),
        ({"agreed_at": at(-0.3)}, "needs", "late", "late_by"),
        ({"agreed_at": None, "window_from": at(-1), "window_to": at(1)}, "now", "planned", ""),
        ({"state": "on_the_way", "agreed_at": at(-0.3)}, "needs", "late", "late_by"),
        ({"state": "at_the_door", "marks": {"arrived": at(-0.2)}}, "now", "at_the_door", "at"),
        ({"state": "working", "marks": {"entered": at(-1)}}, "now", "working", "since"),
        ({"state": "working", "inside": "李建国", "marks": {"entered": at(-1)}}, "needs", "working", "colleague"),
        ({"delivery": Delivery(1, at(-1)), "agreed_at": at(1)}, "needs", "planned", "not_told"),
        ({"delivery": Delivery(1, at(-1)), "agreed_at": at(5)}, "now", "planned", ""),
        ({"delivery": Delivery(2, at(-1)), "agreed_at": at(0.4)}, "needs", "planned", "not_seen"),
        ({"delivery": Delivery(2, at(-1)), "agreed_at": at(3)}, "now", "planned", ""),
        ({"state": "done", "marks": {"ended": at(-1)}}, "finished", "done", "at"),
        ({"state": "not_done", "outcome": "nobody_home"}, "needs", "not_done", "book_anew"),
        ({"state": "not_done", "outcome": "nobody_home", "booked_anew": True}, "finished", "not_done", "booked_anew"),
        ({"state": "cancelled"}, "finished", "cancelled", ""),
    ],
)
def test_what_needs_somebody_and_what_does_not(changes, group, state, note):
    found = rules.row_state(situation(**changes), NOW)
    assert (found.group, found.state, found.note) == (group, state, note)


def test_an_order_is_sent_then_on_the_phone_then_seen():
    assert rules.delivery(0, None, 0, None).step == 0
    assert rules.delivery(7, at(-1), 6, None).step == 1
    assert rules.delivery(7, at(-1), 7, None).step == 2
    assert rules.delivery(7, at(-1), 6, at(0)) == Delivery(3, at(0))


def test_while_somebody_knocks_the_list_says_from_when_they_may_leave():
    """By the standard's limit (HV-9b); without one nothing is claimed."""
    marks = {"arrived": at(-0.2), "knocked": at(-0.1)}
    found = rules.row_state(situation(state="at_the_door", marks=marks, leave_at=at(0.1)), NOW)
    assert (found.note, found.blanks["moment"]) == ("may_leave", at(0.1))
    assert rules.row_state(situation(state="at_the_door", marks=marks), NOW).note == ""


def test_facts_that_came_home_together_share_a_bracket_and_an_office_fact_breaks_it():
    home = at(5)
    facts = [
        Moment("p", at(0), home),
        Moment("p", at(0.1), home),
        Moment("office", at(0.2), at(0.2)),
        Moment("p", at(0.3), home),
        Moment("p", at(5), home),
    ]
    shapes = [(shape, size) for shape, _, size, _ in rules.brackets(facts)]
    assert shapes == [("start", 2), ("end", 2), ("", 0), ("only", 1), ("", 0)]


def test_both_clocks_show_only_where_they_differ():
    assert not rules.clock_differs(NOW, later(NOW, seconds=5))
    assert rules.clock_differs(NOW, later(NOW, seconds=6))
