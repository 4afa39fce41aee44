"""Duty on the phones of those who have it: who is on, what is open, and taking over and handing over without a network (4.8, case 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.duty import actions
from server.duty.actions import RUNNING, left_open, said_of
from server.duty.models import Duty
from server.duty.rules import HANDED_OVER, KINDS, ON, OVER
from server.duty.story import facts_in, turn_in, turns_between
from server.i18n.messages import LANGUAGES
from server.kernel import clock
from server.kernel.arrival import Arrival, carry_over
from server.kernel.authorise import Who
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.feed import Entry, announce_anew, announced_last
from server.kernel.roles import TECHNICIAN
from server.kernel.transaction import write
from server.kernel.wiring import LeftOpen
from server.visits.models import Fact

DUTY = "duty"  # the kind of change in the feed
SAID = ("took_over", "handed_over", "duty_noted")  # what a phone says of it, about its own person
AHEAD_HOURS = 72  # of the roster that a phone knows
MOST = 50  # open things that a phone has room to show
Json = dict[str, Any]
Say = Callable[[str, Iterable[LeftOpen]], list[Any]]


def written(organisation: str, subject_type: str, _duty: str, kind: str) -> None:
    """Inside `write`: the roster changed, or somebody took or gave."""
    if subject_type == "duty" and kind in KINDS:
        tell(organisation)


def tell_changes(organisation: str) -> int:
    """The job: turns come nearer and open lists grow without anybody writing about duty; how many people were told."""
    return write(lambda: tell(organisation))


def tell(organisation: str) -> int:
    """Inside `write`: everybody whom duty concerns and for whom it stands otherwise than they were told last."""
    rows = _turns(organisation)
    named = {each for row in rows for each in (row.person_id, row.deputy_id) if each}
    before, told = announced_last(organisation, DUTY), 0
    for person in sorted(named | set(before)):
        stands = hashlib.sha256(canonical(_of(organisation, person, rows, _named))).hexdigest()
        if before.get(person) != stands:
            announce_anew(organisation, person, DUTY, detail=stands)
            told += 1
    return told


def dump(reader: Any, entries: Sequence[Entry]) -> list[list[Json]]:
    """Duty as it stands now; the last entry of a page says it."""
    last = entries[-1].version if entries else 0
    found = _of(reader.organisation, reader.person, _turns(reader.organisation), _worded)
    return [[{"type": DUTY, "version": each.version} | found] if each.version == last else [] for each in entries]


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: what somebody gave or took on the phone goes into the turn's own log, once, at the moment at which it happened.

    A turn that is not theirs, or that was given or taken before, does not change; the fact stays in the person's own log.
    """
    carry_over(arrivals, "person", SAID, lambda each, fact: _take(each.organisation, fact))


def _take(organisation: str, fact: Json) -> None:
    person, duty = fact["person"], fact["body"]["duty"]
    row = db.session.get(Duty, (organisation, duty))
    if row is None or not _may(row, person) or _is_carried(organisation, duty, fact["id"]):
        return
    stored = db.session.scalar(select(Fact).where(Fact.organisation_id == organisation, Fact.id == fact["id"]))
    # A clock that nobody can trust begins and ends nothing against a person (K5): then it counts from when we heard of it.
    at = stored.corrected_at if stored is not None and not stored.uncertain else clock.now()
    who, body = Who(organisation, person), fact["body"]
    if fact["kind"] == "took_over":
        actions.take_over(who, duty, at=at, fact=fact["id"])
        return
    if fact["kind"] == "duty_noted":
        actions.note(who, duty, body["text"], at=at, fact=fact["id"])
        return
    read = [LeftOpen(each["type"], each["id"], each.get("due", "")) for each in body["open"]]
    keys, notes = body.get("keys", ""), body.get("notes", "")
    actions.hand_over(who, duty, keys=keys, notes=notes, at=at, fact=fact["id"], read=read)


def _may(row: Duty, person: str) -> bool:
    """Whom the roster names, and whoever of the technicians is of the same team: a relief that nobody rostered is allowed, and named."""
    if person in (row.person_id, row.deputy_id):
        return True
    who = db.session.get(Person, (row.organisation_id, person))
    if who is None or not who.has_role(TECHNICIAN) or row.post == "hotline":
        return False
    return row.team_id is None or row.team_id == who.team_id


def _is_carried(organisation: str, duty: str, fact: str) -> bool:
    return any(each.body.get("fact") == fact for each in facts_in(organisation, duty))


def _turns(organisation: str) -> list[Duty]:
    """What runs, however long past its end, and what the roster has for the coming days."""
    now = clock.now()
    near = turns_between(organisation, now, clock.later(now, hours=AHEAD_HOURS))
    running = select(Duty).where(Duty.organisation_id == organisation, Duty.state.in_(RUNNING))
    found = {each.id: each for each in [*near, *db.session.scalars(running)] if each.state not in OVER}
    return sorted(found.values(), key=lambda each: (each.from_at, each.post, each.id))


def _of(organisation: str, person: str, rows: Sequence[Duty], say: Say) -> Json:
    """{turns: […]} of everybody's turns beside this person's own; {} for whom the roster does not name."""
    if not any(person in (each.person_id, each.deputy_id) for each in rows):
        return {}
    people = _people(organisation, {each for row in rows for each in (row.person_id, row.deputy_id) if each})
    posts = {(each.post, each.team_id) for each in rows if person in (each.person_id, each.deputy_id)}
    return {"turns": [_turn(row, person, people, (row.post, row.team_id) in posts, say) for row in rows]}


def _turn(row: Duty, person: str, people: dict[str, Person], concerned: bool, say: Say) -> Json:
    who = people[row.person_id]
    found: Json = {
        "id": row.id,
        "post": f"{row.post} {row.team_id or ''}".strip(),
        "from": row.from_at,
        "to": row.to_at,
        "state": row.state,
        "person": {"id": who.id, "name": who.name} | ({"phone": who.phone} if who.phone else {}),
    }
    found |= {"deputy": row.deputy_id} if row.deputy_id else {}
    found |= {"began": row.began_at} if row.began_at else {}
    if row.state == ON and person in (row.person_id, row.deputy_id):
        found["open"] = say(row.organisation_id, left_open(row))
    if row.state == HANDED_OVER and concerned:
        turn = turn_in(row.organisation_id, row.id)
        found["given"] = turn.given_at
        found["open"] = say(
            row.organisation_id, [LeftOpen(each["type"], each["id"], each.get("due", "")) for each in turn.left]
        )
        found |= {name: words for name, words in (("keys", turn.keys), ("notes", turn.notes)) if words}
    return found


def _worded(organisation: str, things: Iterable[LeftOpen]) -> list[Json]:
    """Open things in both languages, as far as a phone has room."""
    shown = list(things)[:MOST]
    said = {language: said_of(organisation, [each.id for each in shown], language) for language in LANGUAGES}
    return [
        {
            "type": each.type,
            "id": each.id,
            "words": {language: said[language].get(each.id, ("", ""))[0] for language in LANGUAGES},
        }
        | ({"due": each.due_at} if each.due_at else {})
        for each in shown
    ]


def _named(_organisation: str, things: Iterable[LeftOpen]) -> list[list[str]]:
    """The same without words, which only a request can have: enough to see that it is another list."""
    return [[each.type, each.id, each.due_at] for each in things]


def _people(organisation: str, ids: set[str]) -> dict[str, Person]:
    wanted = select(Person).where(Person.organisation_id == organisation, Person.id.in_(sorted(ids)))
    return {each.id: each for each in db.session.scalars(wanted)}
