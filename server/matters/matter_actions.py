"""What the office does about a matter. Each act is one write: the matter locked, what stands looked at, a signed fact, the row brought up."""

from __future__ import annotations

from typing import Any

from server.duty.actions import is_anybody_on_duty, is_on_duty
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.matters.actions import REACHED, Spoke
from server.matters.matter_log import Whole, settle, subject_of, whole
from server.matters.matter_models import Matter
from server.matters.matter_rules import BY_CONTACT, CLOSED, LOOP, MARKS, REFUSED, is_fed_back, still_needed
from server.matters.opening import may_reopen
from server.matters.rules import result_of
from server.visits.log.matter_bodies import PAUSES
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, lock_subject
from server.visits.rules import CHANNELS, RESULTS, SIGNATURES

LONG_PAUSE = 24  # hours from which on a supervisor has to say so
WHOM = ("customer", "hotline", "staff", "neighbour", "other")


@act
def mark(who: Who, matter: str, kind: str, *, note: str = "", spoke: Spoke | None = None, to: str = "customer") -> str:
    """A point of the work that clocks begin or end with. Handing over and telling need a contact; one that reached nobody is kept, and is all.

    Returns the result of the contact. `already_said` where the point was said before, because a clock starts once.
    """
    this = still_open(who, matter)
    if kind in BY_CONTACT:
        contact, result = contact_of(who, this, spoke or Spoke(result="not_reached"), to)
        if result == REACHED:
            say(who, this, kind, {"contact": contact} | with_text("note", note))
        return result
    if kind in MARKS:
        if kind in this.story.marks:
            raise Problem("already_said")
        say(who, this, kind, with_text("note", note))
        return REACHED
    raise Problem("bad_input", {"kind": ["kind"]})


@act
def speak(who: Who, matter: str, spoke: Spoke, to: str) -> str:
    """Store a contact; where it tells the customer a result that was opened, that result is fed back. Returns its result."""
    this = loaded(who, matter)
    _, result = contact_of(who, this, spoke, to)
    feed_back(who, matter)
    return result


@act
def pause(
    who: Who,
    matter: str,
    reason: str,
    *,
    until: str | None = None,
    since: str | None = None,
    spoke: Spoke | None = None,
) -> str:
    """Clocks whose rule allows it stand still. `already_paused`; *no access* needs a contact that reached the customer; over a day needs a supervisor."""
    this = still_open(who, matter)
    now = clock.now()
    if reason not in PAUSES:
        raise Problem("bad_input", {"reason": ["reason"]})
    if this.story.state in LOOP:
        raise Problem("matter_has_a_result")
    begin = since or now
    if begin > now or begin < this.row.accepted_at:
        raise Problem("bad_input", {"since": ["console.matter.mistake.since"]})
    if until is not None and until <= now:
        raise Problem("time_has_passed", {"until": ["console.commitment.mistake.passed"]})
    if any(each.start < (until or "9") and begin < (each.end or "9") for each in this.story.pauses):
        raise Problem("already_paused")
    if (until is None or until > clock.later(begin, hours=LONG_PAUSE)) and not who.supervises:
        raise Problem("long_pause_needs_supervisor")
    body: dict[str, Any] = {"reason": reason} | with_text("until", until) | ({"since": since} if since else {})
    if reason == "no_access":
        body["contact"], result = contact_of(who, this, spoke or Spoke(result="not_reached"), "customer")
        if result != REACHED:
            return result  # because without the customer's word nobody may wait
    say(who, this, "paused", body)
    return REACHED


@act
def resume(who: Who, matter: str) -> None:
    """The clocks go on; `not_paused` where they already do."""
    this = still_open(who, matter)
    if this.story.pause_at(clock.now()) is None:
        raise Problem("not_paused")
    say(who, this, "resumed", {})


@act
def finish(who: Who, matter: str, result: str) -> None:
    """The office's own work is done; `open_visits` while somebody still goes there."""
    this = still_open(who, matter)
    no_open_visits(this)
    result_came(who, matter, "finished", say(who, this, "finished", {"result": result}))


@act
def call_off(who: Who, matter: str, reason: str, spoke: Spoke) -> str:
    """Whoever asked does not want it any more, by a contact that reached us."""
    this = still_open(who, matter)
    no_open_visits(this)
    contact, result = contact_of(who, this, spoke, "customer")
    if result == REACHED:
        say(who, this, "called_off", {"reason": reason, "contact": contact})
        feed_back(who, matter)
    return result


@act
def open_result(who: Who, matter: str) -> None:
    """The dispatcher who took it, or who is on duty, has read what came of it; `not_yours_to_open` for others (FT-6)."""
    this = loaded(who, matter)
    if not this.story.has_result:
        raise Problem("no_result_yet")
    if not may_open(who.organisation, who.person, this.row):
        raise Problem("not_yours_to_open")
    if this.story.opened is None:
        say(who, this, "result_opened", {})
    feed_back(who, matter)


@act
def send_result(who: Who, matter: str) -> None:
    """A foreign hotline was sent the result, and has to acknowledge it."""
    this = loaded(who, matter)
    if this.row.hotline is None or not this.story.has_result:
        raise Problem("no_result_yet")
    say(who, this, "sent_to_hotline", {"hotline": this.row.hotline})


@act
def acknowledge(who: Who, matter: str) -> None:
    """The foreign hotline has said that it has the result."""
    this = loaded(who, matter)
    if this.story.sent is None:
        raise Problem("not_sent_yet")
    if this.story.acknowledged is None:
        say(who, this, "acknowledged", {})
    feed_back(who, matter)


@act
def close(who: Who, matter: str) -> None:
    """Nobody has to know anything any more; `loop_open` names what is still missing (FT-6)."""
    this = loaded(who, matter)
    if this.story.state == CLOSED:
        return
    if needs := needed(this):
        raise Problem("open_visits" if "open_visits" in needs else "loop_open", needs=needs)
    say(who, this, "closed", {})


@act
def reopen(who: Who, matter: str, reason: str) -> None:
    """The same thing again, within 14 days; later it is a new matter (`too_late_to_reopen`)."""
    this = loaded(who, matter)
    if this.story.state != CLOSED:
        raise Problem("matter_is_open")
    if not may_reopen(this.row, clock.now()):
        raise Problem("too_late_to_reopen")
    say(who, this, "reopened", {"reason": reason})


def may_open(organisation: str, person: str, row: Matter) -> bool:
    """Whoever took it and whoever is on duty; where nobody is, anybody of the office, because somebody has to."""
    if person == row.accepted_by or is_on_duty(organisation, person, clock.now()):
        return True
    return not is_anybody_on_duty(organisation)


def needed(this: Whole) -> list[str]:
    """What the loop still lacks."""
    return still_needed(
        this.story, this.row.originator, bool(this.row.hotline), this.open_visits, bool(this.row.customer_id)
    )


def loaded(who: Who, matter: str) -> Whole:
    row = must_find(Matter, who.organisation, matter)
    lock_subject(who.organisation, subject_of(matter))
    db.session.refresh(row)
    if row.taken_over and row.state == CLOSED:
        raise Problem("matter_is_closed")
    return whole(row, clock.now())


def still_open(who: Who, matter: str) -> Whole:
    this = loaded(who, matter)
    if this.story.state == CLOSED:
        raise Problem("matter_is_closed")
    return this


def no_open_visits(this: Whole) -> None:
    if this.open_visits:
        raise Problem("open_visits")


def say(who: Who, this: Whole, kind: str, body: dict[str, Any]) -> str:
    fact = append_fact(who.organisation, subject_of(this.row.id), kind, body, who.person)
    settle(who.organisation, [this.row.id])
    return fact


def result_came(who: Who, matter: str, outcome: str, fact: str) -> None:
    """A result that no visit brought; from now on its feeding back is owed."""
    say(who, loaded(who, matter), "result_came", {"outcome": outcome, "fact": fact})


def contact_of(who: Who, this: Whole, spoke: Spoke, to: str) -> tuple[str, str]:
    if spoke.channel not in CHANNELS or spoke.result not in RESULTS or to not in WHOM:
        raise Problem("bad_input", {"result": ["console.commitment.mistake.result"]})
    result = result_of(spoke.channel, spoke.result)
    body = {"to": to, "direction": spoke.direction, "channel": spoke.channel, "result": result}
    return say(who, this, "contacted", body | with_text("summary", spoke.summary[:1000])), result


def feed_back(who: Who, matter: str) -> None:
    """The result has come back to whoever asked: said once, by what told them."""
    this = loaded(who, matter)
    story, row = this.story, this.row
    if story.fed_back or not is_fed_back(story, row.originator, bool(row.hotline), bool(row.customer_id)):
        return
    told = story.refusal_told if story.state == REFUSED else story.told
    how = (
        "acknowledged"
        if row.hotline
        else "opened"
        if told is None
        else "signed"
        if told.kind in SIGNATURES
        else "contact"
    )
    say(who, this, "result_fed_back", {"how": how} | ({"contact": told.id} if told and how == "contact" else {}))


def with_text(name: str, value: str | None) -> dict[str, str]:
    return {name: value} if value else {}
