"""What the office does about an interruption. Each act is one write: the log locked, what stands looked at, a signed fact, the row brought up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.models import Team
from server.accounts.responsibility import must_decide, responsible
from server.customers.models import Premises
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.codes import drawn
from server.kernel.db import db
from server.kernel.fence import across
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.letters import plain
from server.outages.models import Outage, OutagePlace
from server.outages.rules import (
    ANNOUNCED,
    CANCELLED,
    DRAFT,
    KINDS,
    LIVE,
    MEDIA,
    OVER,
    RUNNING,
    Place,
    Story,
    read_place,
)
from server.outages.story import project, story_in, subject_of
from server.standards.wording_list import check_outgoing
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, lock_subject

LETTERS = 4
CLERK = "duty_leader"  # who approves a planned one: never whoever drafted it


@dataclass(frozen=True, slots=True)
class Draft:
    """An interruption as it is typed; `scope` has a place a line, moments are UTC text."""

    kind: str
    medium: str
    scope: str
    from_at: str
    to_at: str
    reason: str = ""
    households: int = 0
    entrances: int = 1
    valve: str = ""
    team: str = ""
    visit: str = ""
    id: str = ""  # given where a phone has named it already


@act
def draft(organisation: str, by: str, wish: Draft, *, all_the_same: bool = False) -> str:
    """A new interruption; returns its id. `outage_backwards`, `outage_nowhere`, `forbidden_words` where the notice would say what nobody says to customers.

    One of the same valve that overlaps is joined, and its id returned.
    """
    mistakes = {
        name: ["missing"]
        for name, value, known in (("kind", wish.kind, KINDS), ("medium", wish.medium, MEDIA))
        if value not in known
    }
    if wish.team and db.session.get(Team, (organisation, wish.team)) is None:
        mistakes["team"] = ["missing"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    if wish.to_at <= wish.from_at:
        raise Problem("outage_backwards", {"to": ["console.outage.mistake.backwards"]})
    lines = [line.strip() for line in wish.scope.splitlines() if line.strip()]
    places = [read_place(line) for line in lines]
    if not places or len(places) > 40 or any(each is None for each in places):
        raise Problem("outage_nowhere", {"scope": ["console.outage.mistake.scope"]})
    known = [each for each in places if each is not None]
    alone_in_this_write(f"outages {organisation}")
    if (joined := _of_the_same_valve(organisation, wish)) is not None:
        return joined.id
    told = f"outage {wish.id}".strip()
    check_outgoing(organisation, by, told, "\n".join([*lines, wish.reason]), all_the_same=all_the_same)
    body: dict[str, Any] = {
        "kind": wish.kind,
        "medium": wish.medium,
        "scope": [_if("building", each.building) | _if("unit", each.unit) | {"estate": each.estate} for each in known],
        "scope_text": "、".join(lines)[:400],
        "households": wish.households,
        "entrances": max(1, wish.entrances),
        "from": wish.from_at,
        "to": wish.to_at,
    }
    body |= _if("reason", wish.reason) | _if("valve", wish.valve) | _if("team", wish.team) | _if("visit", wish.visit)
    row = Outage(
        organisation_id=organisation,
        id=wish.id or new_id(),
        number=_new_number(organisation, wish.from_at),
        kind=wish.kind,
        medium=wish.medium,
        scope_text=body["scope_text"],
        households=wish.households,
        valve=wish.valve,
        team_id=wish.team or None,
        from_at=wish.from_at,
        to_at=wish.to_at,
        state=DRAFT,
    )
    append_fact(organisation, subject_of(row.id), "drafted", body, by)
    db.session.add(row)
    for each in dict.fromkeys(known):
        db.session.add(
            OutagePlace(
                organisation_id=organisation,
                outage_id=row.id,
                estate=each.estate,
                building=each.building,
                unit=each.unit,
            )
        )
    project(row)
    return row.id


@act
def approve(organisation: str, by: str, outage: str) -> None:
    """A planned one may be announced; nobody approves what they drafted (`not_yours_to_decide`)."""
    row, story = _opened(organisation, outage, DRAFT, ANNOUNCED)
    must_decide(by, approver_of(row, story))
    if story.approved_by:
        raise Problem("already_said")
    append_fact(organisation, subject_of(outage), "approved", {}, by)


def approver_of(row: Outage, story: Story) -> str:
    """Who approves it; `nobody_responsible` where nobody is left."""
    return responsible(row.organisation_id, CLERK, row.team_id, not_these=whose(story))


def whose(story: Story) -> frozenset[str]:
    """Who drafted it or moved it: none of them approves it."""
    return frozenset({story.drafted_by, *(each.person for each, _ in story.moved)})


@act
def announce(organisation: str, by: str, outage: str, *, at: str = "", channel: str = "") -> None:
    """The hotline was told, also of a later end or that it is cancelled; a planned one after it was approved (`outage_not_approved`)."""
    row, story = _opened(organisation, outage, DRAFT, ANNOUNCED, RUNNING, CANCELLED)
    if row.kind == "planned" and not story.approved_by and row.state in (DRAFT, ANNOUNCED):
        raise Problem("outage_not_approved")
    append_fact(
        organisation, subject_of(outage), "announced", {"to": "hotline"} | _moment(at) | _if("channel", channel), by
    )


@act
def post(organisation: str, by: str, outage: str, place: str, *, photo: str = "", at: str = "", fact: str = "") -> None:
    """A notice hangs at an entrance; a phone's photograph shows it."""
    _opened(organisation, outage, DRAFT, ANNOUNCED, RUNNING)
    if not place:
        raise Problem("bad_input", {"place": ["missing"]})
    body = {"place": place[:200]} | _if("photo", photo) | _moment(at) | _if("fact", fact)
    append_fact(organisation, subject_of(outage), "posted", body, by)


@act
def begin(organisation: str, by: str, outage: str, *, at: str = "", fact: str = "", late: bool = False) -> None:
    """The valve is closed; before anybody was told it begins all the same, and is marked. `late`: a phone had no network to say so."""
    _opened(organisation, outage, DRAFT, ANNOUNCED)
    body = _moment(at) | _if("fact", fact) | ({"late": True} if late else {})
    append_fact(organisation, subject_of(outage), "began", body, by)


@act
def move(
    organisation: str, by: str, outage: str, from_at: str, to_at: str, reason: str, *, all_the_same: bool = False
) -> None:
    """A planned one takes place at another time: it is approved anew, and who was told has to be told again.

    `outage_backwards` for an end that is not after its beginning, or a beginning that has passed; `outage_not_now` for an emergency.
    """
    row, _ = _opened(organisation, outage, DRAFT, ANNOUNCED)
    if row.kind != "planned":
        raise Problem("outage_not_now")
    if to_at <= from_at:
        raise Problem("outage_backwards", {"to": ["console.outage.mistake.backwards"]})
    if from_at <= clock.now():
        raise Problem("outage_backwards", {"from": ["console.outage.mistake.later"]})
    _check_reason(organisation, by, outage, reason, all_the_same)
    body = {"from": from_at, "to": to_at, "reason": reason[:200]}
    append_fact(organisation, subject_of(outage), "moved", body, by)


@act
def extend(
    organisation: str, by: str, outage: str, to: str, reason: str, *, at: str = "", all_the_same: bool = False
) -> None:
    """It takes longer than was said, and people have to be told again. `outage_backwards` for an end that is not later."""
    row, _ = _opened(organisation, outage, RUNNING)
    if to <= row.to_at or to <= (at or clock.now()):
        raise Problem("outage_backwards", {"to": ["console.outage.mistake.later"]})
    _check_reason(organisation, by, outage, reason, all_the_same)
    append_fact(organisation, subject_of(outage), "extended", {"to": to, "reason": reason[:200]} | _moment(at), by)


@act
def end(organisation: str, by: str, outage: str, *, at: str = "", fact: str = "") -> None:
    """Supply is back."""
    _opened(organisation, outage, RUNNING)
    append_fact(organisation, subject_of(outage), "ended", _moment(at) | _if("fact", fact), by)


@act
def cancel(organisation: str, by: str, outage: str, reason: str, *, all_the_same: bool = False) -> None:
    """It does not take place; where people were told of it they have to be told so, and somebody waits for that."""
    _opened(organisation, outage, DRAFT, ANNOUNCED)
    _check_reason(organisation, by, outage, reason, all_the_same)
    append_fact(organisation, subject_of(outage), "cancelled", {"reason": reason[:200]}, by)


@act
def check(organisation: str, by: str, outage: str, result: str) -> None:
    """Somebody looked whether homes have it back."""
    _opened(organisation, outage, RUNNING, OVER)
    if not result:
        raise Problem("bad_input", {"result": ["missing"]})
    append_fact(organisation, subject_of(outage), "checked", {"result": result[:200]}, by)


def around(premises: Premises, now: str) -> list[Outage]:
    """The interruptions that hold this address and are not over: what the hotline is told before it takes a second order (X18)."""
    estate = plain(premises.estate).replace(" ", "")
    if not estate:
        return []
    places = select(OutagePlace).where(
        OutagePlace.organisation_id == premises.organisation_id, OutagePlace.estate == estate
    )
    ids = {
        each.outage_id
        for each in db.session.scalars(places)
        if Place(each.estate, each.building, each.unit).holds(premises.estate, premises.building, premises.unit)
    }
    wanted = select(Outage).where(
        Outage.organisation_id == premises.organisation_id,
        Outage.id.in_(ids),
        Outage.state.in_((ANNOUNCED, RUNNING)),
        (Outage.state == RUNNING) | (Outage.to_at > now),
    )
    return list(db.session.scalars(wanted.order_by(Outage.from_at, Outage.id))) if ids else []


def premises_inside(row: Outage) -> list[tuple[str, str]]:
    """(premises, customer) of every address inside."""
    inside = [
        Place(each.estate, each.building, each.unit)
        for each in db.session.scalars(
            select(OutagePlace).where(
                OutagePlace.organisation_id == row.organisation_id, OutagePlace.outage_id == row.id
            )
        )
    ]
    ours = Premises.organisation_id == row.organisation_id
    typed = db.session.scalars(select(Premises.estate).where(ours, Premises.estate.is_not(None)).distinct()).all()
    same = [each for each in typed if any(Place(place.estate).holds(each, None, None) for place in inside)]
    there = select(Premises.id, Premises.customer_id, Premises.estate, Premises.building, Premises.unit)
    return [
        (premises, customer)
        for premises, customer, estate, building, unit in db.session.execute(
            there.where(ours, Premises.estate.in_(same))
        )
        if any(place.holds(estate, building, unit) for place in inside)
    ]


def _opened(organisation: str, outage: str, *states: str) -> tuple[Outage, Story]:
    """The interruption under its lock; `outage_not_now` where it is in another state."""
    row = must_find(Outage, organisation, outage)
    lock_subject(organisation, subject_of(outage))
    db.session.refresh(row)
    if row.state not in states:
        raise Problem("outage_not_now")
    return row, story_in(organisation, outage)


def _check_reason(organisation: str, by: str, outage: str, reason: str, all_the_same: bool) -> None:
    if not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    check_outgoing(organisation, by, f"outage {outage}", reason, all_the_same=all_the_same)  # people read it


def _of_the_same_valve(organisation: str, wish: Draft) -> Outage | None:
    if not wish.valve:
        return None
    wanted = select(Outage).where(
        Outage.organisation_id == organisation,
        Outage.valve == wish.valve,
        Outage.state.in_(LIVE),
        Outage.from_at < wish.to_at,
        Outage.to_at > wish.from_at,
    )
    return db.session.scalars(wanted.order_by(Outage.from_at, Outage.id).limit(1)).first()


def _new_number(organisation: str, from_at: str) -> str:
    """Month, day, and letters that nobody mistakes; of the whole installation, because the customers' page knows no organisation."""
    day = calendar_of(organisation).day_of(from_at).strftime("%m%d")
    while True:
        number = f"{day}-{drawn(LETTERS)}"
        with across():
            taken = db.session.scalar(select(Outage.id).where(Outage.number == number))
        if taken is None:
            return number


def _moment(at: str) -> dict[str, str]:
    """When it happened, where that is told later; never ahead of now."""
    if at and at > clock.now():
        raise Problem("bad_input", {"hour": ["console.outage.mistake.ahead"]})
    return _if("at", at)


def _if(name: str, value: str) -> dict[str, str]:
    return {name: value} if value else {}
