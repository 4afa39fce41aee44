"""How a visit stands for the office: which group it belongs to, how far its order has come, what time is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.visits.rules import BEFORE_ARRIVAL, FINISHED, UNDER_WAY

FORGOTTEN = 7  # days after which a visit that somebody began, and nobody ended, is no worry of today any more
NOT_TOLD_BEFORE = 120  # minutes: an order that starts sooner and is not on the phone needs a telephone call
NOT_SEEN_BEFORE = 30


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far an order came: 0 not sent, 1 sent, 2 on the phone, 3 seen; `at` is the moment of that step where it is known."""

    step: int
    at: str | None = None


@dataclass(frozen=True, slots=True)
class RowState:
    """What a list says of a visit: `state` names word and icon, `note` a further fact with its blanks, `tone` the meaning."""

    group: str
    state: str
    tone: str
    note: str = ""
    blanks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a visit when the list is made. Moments are text (UTC); `marks` holds the last moment of each kind of fact."""

    state: str
    lead: bool
    needs_review: bool
    agreed_at: str | None
    window_from: str | None
    window_to: str | None
    delivery: Delivery
    marks: Mapping[str, str]
    expected_at: str | None = None
    outcome: str | Mapping[str, str] | None = None  # an end of a standard's own by its title in both languages
    booked_anew: bool = False
    urgent: bool = False
    received_at: str = ""
    limit_at: str | None = None  # when the first limit ends of an order that has no time of its own
    leave_at: str | None = None  # from when somebody who knocks may leave (HV-9b)
    inside: str | None = None  # a colleague who is there although the visit is somebody else's now
    asked: str | None = None  # for which moment somebody on site asked instead, '' for any
    days_ago: int = 0
    restored: bool = (
        False  # waits for a review because a phone brought it back, not because two sides are at cross purposes
    )
    doubted: bool = False  # some of it is marked for a person to look at


def delivery(granted_version: int, sent_at: str | None, cursor: int, seen_at: str | None) -> Delivery:
    """Sent when a grant was given, on the phone when a phone's cursor passed it, seen when somebody opened it there."""
    if seen_at:
        return Delivery(3, seen_at)
    if not granted_version:
        return Delivery(1, sent_at) if sent_at else Delivery(0)
    return Delivery(2, sent_at) if cursor >= granted_version else Delivery(1, sent_at)


def row_state(visit: Situation, now: str) -> RowState:
    """Group, state and the one fact beside it. The order of the checks is the order of what matters to a dispatcher."""
    if visit.needs_review:
        if visit.restored and visit.doubted:
            return RowState("needs", "review", "attention", "doubted")
        return (
            RowState("needs", "review", "attention", "restored")
            if visit.restored
            else RowState("needs", "review", "problem", "two_sides")
        )
    if visit.state in FINISHED:
        return _finished(visit)
    if visit.asked is not None:
        return RowState(
            "needs", "asked", "attention", "asked_for" if visit.asked else "", {"moment": visit.asked or None}
        )
    if earlier := _earlier(visit):
        return earlier
    if not visit.lead:
        return RowState("needs", "unassigned", "attention")
    if visit.inside:
        return RowState("needs", visit.state, "attention", "colleague", {"who": visit.inside})
    if visit.state == "at_the_door" and "knocked" in visit.marks and "entered" not in visit.marks:
        return RowState(
            "needs", "knocking", "attention", "may_leave" if visit.leave_at else "", {"moment": visit.leave_at}
        )
    if visit.state in BEFORE_ARRIVAL:
        return _before_arrival(visit, now)
    mark = {"at_the_door": "arrived", "working": "entered", "customer_turn": "customer_mode_entered"}.get(
        visit.state, ""
    )
    moment = visit.marks.get(mark) or visit.marks.get("arrived")
    note = "since" if visit.state == "working" else "at"
    return RowState("now", visit.state, "accent", note if moment else "", {"moment": moment})


def _earlier(visit: Situation) -> RowState | None:
    """What an earlier day left: begun and not ended is today's worry, yesterday's is, too; what is older is grouped, so that it buries nothing."""
    begun = visit.state in UNDER_WAY
    if visit.days_ago > (FORGOTTEN if begun else 1):
        return RowState(
            "older", visit.state if visit.lead else "unassigned", "quiet", "since_day", {"day": visit.days_ago}
        )
    if visit.days_ago and begun:
        return RowState("needs", visit.state, "attention", "since_day", {"day": visit.days_ago})
    return None


def _before_arrival(visit: Situation, now: str) -> RowState:
    due = visit.agreed_at or visit.window_to or visit.limit_at
    if due and due < now:
        return RowState("needs", "late", "attention", "late_by", {"minutes": minutes(due, now), "state": visit.state})
    begins = (
        visit.agreed_at or visit.window_from or (visit.received_at if visit.urgent else None)
    )  # because at once begins with the order
    starts_in = minutes(now, begins) if begins else None
    if visit.state == "on_the_way":
        moment = visit.expected_at or visit.marks.get("departed")
        return RowState(
            "now", "on_the_way", "accent", "expected" if visit.expected_at else "left_at", {"moment": moment}
        )
    if visit.delivery.step == 1 and starts_in is not None and starts_in < NOT_TOLD_BEFORE:
        return RowState("needs", "planned", "attention", "not_told")
    if visit.delivery.step == 2 and starts_in is not None and starts_in < NOT_SEEN_BEFORE:
        return RowState("needs", "planned", "attention", "not_seen")
    return RowState("now", "planned", "quiet")


def _finished(visit: Situation) -> RowState:
    moment = visit.marks.get("ended")
    if visit.state == "done":
        return RowState("finished", "done", "good", "at" if moment else "", {"moment": moment})
    if visit.state == "cancelled":
        return RowState("finished", "cancelled", "quiet")
    blanks = {"outcome": visit.outcome or "not_ready"}
    if visit.booked_anew:
        return RowState("finished", "not_done", "quiet", "booked_anew", blanks)
    return RowState("needs", "not_done", "attention", "book_anew", blanks)


def urgency(visit: Situation, limit_at: str | None) -> tuple[bool, int, str]:
    """Sorts what needs somebody: what is urgent, then the moment at which it goes wrong; cross purposes and re-bookings, which wait, last."""
    waits = 2 if visit.state in FINISHED else 1 if visit.needs_review or visit.asked is not None else 0
    moment = min(moment for moment in (limit_at, visit.agreed_at, visit.window_from, "9") if moment)
    return not visit.urgent or visit.state in FINISHED, waits, moment


def minutes(earlier: str, later_: str) -> int:
    """Whole minutes from one moment to another, negative when the other way round."""
    span = datetime.fromisoformat(later_) - datetime.fromisoformat(earlier)
    return int(span.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a fact happened (corrected) and when the server had it, and on which device."""

    device: str
    happened: str
    received: str


def clock_differs(shown: str, happened: str) -> bool:
    """Whether the phone's clock was more than five seconds off, so that both clocks are shown."""
    return abs((datetime.fromisoformat(happened) - datetime.fromisoformat(shown)).total_seconds()) > 5


def brackets(facts: list[Moment]) -> list[tuple[str, Moment | None, int, int]]:
    """For each fact (shape, first of its bracket, its size, place in it): facts of a phone that came home together, over a minute late.

    The shape is start, mid, end, only or ''. Anything in between, an office's fact above all, breaks a bracket.
    """
    found: list[tuple[str, Moment | None, int, int]] = [("", None, 0, 0)] * len(facts)
    start = 0
    for place in range(1, len(facts) + 1):
        if place < len(facts) and _same_arrival(facts[start], facts[place]):
            continue
        if facts[start].device != "office" and minutes(facts[start].happened, facts[start].received) >= 1:
            size = place - start
            for inner in range(size):
                shape = "only" if size == 1 else "start" if inner == 0 else "end" if inner == size - 1 else "mid"
                found[start + inner] = (shape, facts[start], size, inner)
        start = place
    return found


def _same_arrival(one: Moment, other: Moment) -> bool:
    return (
        one.device == other.device != "office"
        and abs(minutes(one.received, other.received)) < 1
        and minutes(other.happened, other.received) >= 1
    )
