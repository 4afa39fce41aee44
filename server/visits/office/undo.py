"""Taking back what the office has just done to visits: a compensating act, as long as nobody outside the house was told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.visits.feed.holdings import today_of
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log, write_logs
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.office.actions import assign, plan, renew, times
from server.visits.office.append import act, locked, report
from server.visits.office.scheduling import schedule
from server.visits.rules import Entry

UNDO = 10 * 60_000  # milliseconds
KINDS = ("assigned", "rescheduled", "scheduled", "cancelled")
TIMES = ("ordered", "rescheduled", "scheduled")
QUIET = ("opened",)  # what a phone may say meanwhile without anybody having acted on the order


@act
def undo(organisation: str, by: str, facts: Sequence[str]) -> int:
    """Take these acts back, all or none; returns how many. `too_late_to_undo` after ten minutes, `moved_on` where somebody has acted since,
    `told_outside` where a customer knows of it."""
    acts: dict[str, str] = {}
    for fact in facts:
        visit = db.session.scalar(
            select(Fact.subject_id).where(
                Fact.organisation_id == organisation, Fact.id == fact, Fact.device == OFFICE, Fact.kind.in_(KINDS)
            )
        )
        if visit is None:
            raise Problem("not_found")
        acts[fact] = visit
    known = {visit: len(locked(organisation, visit).entries) for visit in dict.fromkeys(acts.values())}
    for fact, visit in reversed(acts.items()):  # the last first, because it stands on those before it
        _undo(organisation, by, locked(organisation, visit), fact, acts, known[visit])
    return len(acts)


def _undo(organisation: str, by: str, log: Log, fact: str, acts: Mapping[str, str], known: int) -> None:
    """Take one of the `acts` back; what this undoing itself has written, beyond the `known` entries, is nobody's later act."""
    now, entries = clock.now(), shown_facts(log.entries[:known])
    place = next((place for place, each in enumerate(entries) if each.id == fact), None)
    if place is None:
        raise Problem("moved_on")  # because a colleague, or a second press, was quicker
    done, since = entries[place], [each for each in entries[place + 1 :] if each.id not in acts]
    if clock.milliseconds_between(done.at, now) > UNDO:
        raise Problem("too_late_to_undo")
    if told_outside(done, since):
        raise Problem("told_outside")
    if any(each.kind not in QUIET for each in since):
        raise Problem("moved_on")
    if done.kind == "assigned":
        before = next((each.body for each in reversed(entries[:place]) if each.kind == "assigned"), {})
        return assign(organisation, by, log.visit.id, before.get("lead"), before.get("helpers", []))
    if done.kind == "scheduled":
        return schedule(organisation, by, log.visit.id, *_planned(done.body["from"]))
    _turn_back(log, done, by, now)
    earlier = next((each for each in reversed(entries[:place]) if each.kind in TIMES), None)
    if done.kind == "rescheduled" and earlier and earlier.kind == "scheduled":
        schedule(organisation, by, log.visit.id, *_planned(earlier.body))


def _planned(body: Mapping[str, Any]) -> tuple[str | None, int | None]:
    return body.get("start"), body.get("minutes")


def told_outside(done: Entry, since: Sequence[Entry]) -> bool:
    """Whether a customer knows: they asked for it themselves, had our apology for it, or were told since."""
    asked = done.kind == "rescheduled" and (done.body.get("by") == "customer" or done.body.get("apology") is True)
    return asked or any(each.kind == "customer_told" or _was_spoken_to(each) for each in since)


def _was_spoken_to(entry: Entry) -> bool:
    """Whether somebody of the house spoke with the customer, wrote, or left word."""
    return entry.kind == "contacted" and entry.body["direction"] == "out" and entry.body["result"] != "not_reached"


def _turn_back(log: Log, done: Entry, by: str, now: str) -> None:
    """An old time again, or an order that is not cancelled any more; phones are told as of any change of the office."""
    visit = log.visit
    if done.kind == "rescheduled":
        before, old = times(visit), done.body.get("from", {})
        window: dict[str, Any] = old.get("window", {})
        plan(visit, (window["from"], window["to"]) if window else None, old.get("agreed_at"))
        if not visit.day and visit.priority == "urgent":
            visit.day = today_of(visit.organisation_id, now)
        report(log, "rescheduled", {"by": "us"} | times(visit) | {"from": before, "reason": "undone"}, by, now)
    else:
        report(log, "withdrawn", {"fact": done.id, "reason": "undone"}, by, now)
        log.turned = True
    write_logs([log], now)
    renew(visit, now)
