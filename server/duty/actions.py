"""The roster, taking over and handing over. Each act is one write: the turn locked, what stands looked at, a signed fact, the row brought up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from server.accounts.models import Person, Team
from server.duty.clocks import Planned, called_back_by, overlaps, too_much
from server.duty.facts import MOST_OPEN
from server.duty.models import Duty, PhoneCall
from server.duty.rules import DROPPED, HANDED_OVER, ON, PLANNED, POSTS
from server.duty.story import planned, project, subject_of, turns_between
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.wiring import LeftOpen
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, lock_subject

RUNNING = (ON, HANDED_OVER)
NEAR_DAYS = 3  # turns that can come too close to another begin or end within it
LONGEST_DAYS = 3


@act
def plan(
    who: Who, post: str, team: str, from_at: str, to_at: str, person: str, *, deputy: str = "", reason: str = ""
) -> str:
    """One more turn of the roster; returns its id. `duty_backwards`, `duty_overlaps`; `duty_too_much` without a supervisor's reason."""
    _check(who.organisation, post, team, person, deputy)
    if to_at <= from_at or clock.later(from_at, days=LONGEST_DAYS) < to_at:
        raise Problem("duty_backwards", {"to": ["console.duty.mistake.backwards"]})
    wanted = Planned(new_id(), post, team, from_at, to_at, person)
    lock_subject(
        who.organisation, subject_of(who.organisation)
    )  # because two turns must not be planned past each other
    near = _near(who.organisation, wanted)
    if clash := overlaps(near, wanted):
        raise Problem("duty_overlaps", {"person" if clash == "person" else "from": [f"console.duty.mistake.{clash}"]})
    if (much := too_much(near, wanted)) and not (who.supervises and reason):
        raise Problem("duty_too_much", {"reason": [f"console.duty.mistake.{much}"]})
    body = {"post": post, "from": from_at, "to": to_at, "person": person}
    body |= {name: value for name, value in (("team", team), ("deputy", deputy), ("reason", reason)) if value}
    append_fact(who.organisation, subject_of(wanted.id), "planned", body, who.person)
    row = Duty(
        organisation_id=who.organisation,
        id=wanted.id,
        post=post,
        team_id=team or None,
        from_at=from_at,
        to_at=to_at,
        person_id=person,
        deputy_id=deputy or None,
        state=PLANNED,
    )
    db.session.add(row)
    project(row)
    return row.id


@act
def swap(who: Who, duty: str, person: str, reason: str = "") -> None:
    """Somebody else takes the turn; `duty_begun` once it began."""
    row = _not_begun(who, duty)
    _check(who.organisation, row.post, row.team_id or "", person, "")
    wanted = Planned(row.id, row.post, row.team_id or "", row.from_at, row.to_at, person)
    near = _near(who.organisation, wanted)
    if overlaps(near, wanted):
        raise Problem("duty_overlaps", {"person": ["console.duty.mistake.person"]})
    if (much := too_much(near, wanted)) and not (who.supervises and reason):
        raise Problem("duty_too_much", {"reason": [f"console.duty.mistake.{much}"]})
    append_fact(who.organisation, subject_of(duty), "swapped", {"person": person} | _if("reason", reason), who.person)


@act
def drop(who: Who, duty: str, reason: str = "") -> None:
    """The roster does without this turn; `duty_begun` once it began."""
    _not_begun(who, duty)
    append_fact(who.organisation, subject_of(duty), "dropped", _if("reason", reason), who.person)


@act
def take_over(who: Who, duty: str, *, at: str = "", fact: str = "") -> None:
    """Somebody is on duty from now on, and whoever was on this post until now is relieved by it (X16); `duty_begun` for the second time.

    `at` is when it happened, where a phone without a network says so later; `fact` is the phone's own.
    """
    row = must_find(Duty, who.organisation, duty)
    before = _on_post(row)
    for each in sorted({duty, *(one.id for one in before)}):
        lock_subject(who.organisation, subject_of(each))
    db.session.refresh(row)
    if row.state != PLANNED:
        raise Problem("duty_begun")
    moment = at or clock.now()
    body = _if("at", at) | _if("fact", fact) | _if("duty", before[-1].id if before else "")
    body |= {"person": who.person} if who.person != row.person_id else {}
    append_fact(who.organisation, subject_of(duty), "took_over", body, who.person)
    for one in before:
        append_fact(
            who.organisation,
            subject_of(one.id),
            "taken_over",
            {"duty": duty, "person": who.person, "at": moment},
            who.person,
        )


@act
def hand_over(
    who: Who,
    duty: str,
    *,
    keys: str = "",
    notes: str = "",
    to: str = "",
    at: str = "",
    fact: str = "",
    read: Sequence[LeftOpen] = (),
) -> None:
    """Freeze what is open and give it to the next; the turn lasts until somebody took over. `duty_not_on`, `not_your_duty`.

    `read` is what a phone without a network showed to whoever gave it: it stands first, and what is open beside it follows.
    """
    row = _running(who, duty, at)
    if who.person not in (row.person_id, row.deputy_id) and not who.supervises:
        raise Problem("not_your_duty")
    known = {each.id for each in read}
    found = [*read, *(each for each in (left_open(row) if row.state in RUNNING else ()) if each.id not in known)]
    things = [{"type": each.type, "id": each.id} | _if("due", each.due_at) for each in found[:MOST_OPEN]]
    body: dict[str, Any] = {"open": things} | ({"more": len(found) - MOST_OPEN} if len(found) > MOST_OPEN else {})
    body |= _if("keys", keys[:200]) | _if("notes", notes[:2000]) | _if("to", to) | _if("at", at) | _if("fact", fact)
    append_fact(who.organisation, subject_of(duty), "handed_over", body, who.person)


@act
def note(who: Who, duty: str, text: str, *, at: str = "", fact: str = "") -> None:
    """A line in the book of this turn; `at` and `fact` of a phone that says it later."""
    _running(who, duty, at)
    if not text:
        raise Problem("bad_input", {"text": ["missing"]})
    append_fact(
        who.organisation,
        subject_of(duty),
        "noted",
        {"text": text[:2000]} | _if("at", at) | _if("fact", fact),
        who.person,
    )


@act
def relief_missing(who: Who, duty: str, called: str = "", result: str = "") -> None:
    """Nobody has come to take over, and somebody was called about it or not."""
    _running(who, duty)
    append_fact(
        who.organisation, subject_of(duty), "relief_missing", _if("called", called) | _if("result", result), who.person
    )


def left_open(row: Duty) -> list[LeftOpen]:
    """What is not done at this moment and began in this turn, or falls due before the next one ends; by due time."""
    organisation, now = row.organisation_id, clock.now()
    since, until = row.began_at or row.from_at, clock.later(max(row.to_at, now), hours=12)
    found = [
        thing
        for each in installed().capabilities
        for find in each.left_open
        for thing in find(organisation, row.team_id, since, until)
    ]
    return sorted(found, key=lambda each: (each.due_at or "9", each.id))


def said_of(organisation: str, ids: Sequence[str], language: str) -> dict[str, tuple[str, str]]:
    """id → (words, address) of things that were left open, by the capabilities that know them."""
    found: dict[str, tuple[str, str]] = {}
    for each in installed().capabilities:
        for say in each.say_left_open:
            found |= say(organisation, ids, language)
    return found


def missed_calls(organisation: str, _team: str | None, since: str, _until: str) -> Iterator[LeftOpen]:
    """Calls of this turn that nobody has called back."""
    wanted = select(PhoneCall).where(
        PhoneCall.organisation_id == organisation,
        PhoneCall.missed,
        PhoneCall.called_back_at.is_(None),
        PhoneCall.at >= since,
    )
    for row in db.session.scalars(wanted.order_by(PhoneCall.at, PhoneCall.id).limit(MOST_OPEN)):
        yield LeftOpen("call", row.id, called_back_by(row.at))


def is_on_duty(organisation: str, person: str, at: str) -> bool:
    """Whether this person was on a turn at this moment: taken over by them, and by nobody since."""
    wanted = select(Duty.id).where(
        Duty.organisation_id == organisation,
        Duty.person_id == person,
        Duty.began_at <= at,
        or_(Duty.ended_at.is_(None), Duty.ended_at > at),
    )
    return db.session.scalar(wanted.limit(1)) is not None


def is_anybody_on_duty(organisation: str) -> bool:
    """Whether somebody has taken a turn over and has it still."""
    wanted = select(Duty.id).where(Duty.organisation_id == organisation, Duty.state.in_(RUNNING))
    return db.session.scalar(wanted.limit(1)) is not None


def who_was_on(organisation: str, post: str, at: str) -> Duty | None:
    """The turn of a post at a moment: whoever was on it, else whom the roster names."""
    wanted = select(Duty).where(Duty.organisation_id == organisation, Duty.post == post, Duty.state != DROPPED)
    running = and_(Duty.began_at <= at, or_(Duty.ended_at.is_(None), Duty.ended_at > at))
    named = and_(Duty.began_at.is_(None), Duty.from_at <= at, Duty.to_at > at)
    for which in (running, named):
        if row := db.session.scalars(wanted.where(which).order_by(Duty.began_at.desc(), Duty.id).limit(1)).first():
            return row
    return None


def _check(organisation: str, post: str, team: str, person: str, deputy: str) -> None:
    mistakes = {} if post in POSTS else {"post": ["missing"]}
    if team and db.session.get(Team, (organisation, team)) is None:
        mistakes["team"] = ["missing"]
    for name, value in (("person", person), ("deputy", deputy)):
        if (value or name == "person") and not _is_here(organisation, value):
            mistakes[name] = ["person"]
    if mistakes:
        raise Problem("bad_input", mistakes)


def _is_here(organisation: str, person: str) -> bool:
    row = db.session.get(Person, (organisation, person)) if person else None
    return row is not None and row.left_at is None


def _near(organisation: str, wanted: Planned) -> list[Planned]:
    begin, end = clock.later(wanted.from_at, days=-NEAR_DAYS), clock.later(wanted.to_at, days=NEAR_DAYS)
    return planned(turns_between(organisation, begin, end))


def _not_begun(who: Who, duty: str) -> Duty:
    row = must_find(Duty, who.organisation, duty)
    lock_subject(who.organisation, subject_of(duty))
    db.session.refresh(row)
    if row.state != PLANNED:
        raise Problem("duty_begun")
    return row


def _running(who: Who, duty: str, at: str = "") -> Duty:
    """The turn under its lock, which runs, or ran at the moment that somebody tells later."""
    row = must_find(Duty, who.organisation, duty)
    lock_subject(who.organisation, subject_of(duty))
    db.session.refresh(row)
    ran = bool(at and row.began_at and row.ended_at and row.began_at <= at <= row.ended_at)
    if row.state not in RUNNING and not ran:
        raise Problem("duty_not_on")
    return row


def _on_post(row: Duty) -> list[Duty]:
    """The turns of the same post that are running, the oldest first."""
    wanted = select(Duty).where(
        Duty.organisation_id == row.organisation_id,
        Duty.post == row.post,
        func.coalesce(Duty.team_id, "") == (row.team_id or ""),
        Duty.id != row.id,
        Duty.state.in_(RUNNING),
    )
    return list(db.session.scalars(wanted.order_by(Duty.began_at, Duty.id)))


def _if(name: str, value: str | None) -> dict[str, str]:
    return {name: value} if value else {}
