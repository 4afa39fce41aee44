"""Feeds of calendars: made, renewed and ended by dispatchers, read by whoever has the address.

A feed carries time, work and estate, never a telephone, a name or a way in.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select

from server.accounts import audit
from server.accounts.models import Organisation, Person, Team
from server.calendars.models import CalendarFeed
from server.customers.models import Premises
from server.kernel import clock
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, refuse_guesses
from server.kernel.transaction import write
from server.standards.published import kinds_in_force
from server.visits.ical import PLANNED, calendar_of, changes_of, event_of
from server.visits.models import Assignment, Visit

PERSON, TEAM = "person", "team"
CODE = re.compile(r"[A-Za-z0-9_-]{43}")
WRONG_GUESSES = 30  # from one network in 15 minutes
BEFORE, AHEAD = (
    30,
    92,
)  # days; a cancelled visit stays as cancelled for as long, else it would stay in calendars for ever
MOST = 2_000  # events
HOURS = 1  # after which a calendar is asked to look again
READ_MINUTES = 15  # because not every look needs to be written


class Feed(NamedTuple):
    """A file for a calendar, and the tag by which it is known to be the same."""

    content: bytes
    tag: str


def make(organisation: str, by: str, of: str, subject: str) -> tuple[str, str]:
    """Inside `write`: (id, code) of a new feed; `bad_input` for somebody who is not here."""
    if _named(organisation, of, subject) is None:
        raise Problem("bad_input", {"whose": ["choice"]})
    code = secrets.token_urlsafe(32)
    row = CalendarFeed(
        organisation_id=organisation,
        id=new_id(),
        of=of,
        subject_id=subject,
        code_hash=hash_of(code),
        made_by=by,
        made_at=clock.now(),
    )
    db.session.add(row)
    audit.note(organisation, "calendar_feed_made", subject, by=by)
    return row.id, code


def renew(organisation: str, by: str, feed: str) -> str:
    """Inside `write`: another code; whoever has the old address reads nothing any more."""
    row, code = theirs(organisation, feed), secrets.token_urlsafe(32)
    row.code_hash, row.made_by, row.made_at, row.read_at = hash_of(code), by, clock.now(), None
    audit.note(organisation, "calendar_feed_made", row.subject_id, by=by)
    return code


def end(organisation: str, by: str, feed: str) -> None:
    """Inside `write`: the address shows nothing any more."""
    row = theirs(organisation, feed)
    audit.note(organisation, "calendar_feed_ended", row.subject_id, by=by)
    db.session.delete(row)


def theirs(organisation: str, feed: str) -> CalendarFeed:
    """A feed of this organisation; `not_found`."""
    row = db.session.get(CalendarFeed, (organisation, feed)) if is_id(feed) else None
    if row is None:
        raise Problem("not_found")
    return row


def read(code: str) -> Feed:
    """The calendar behind a code; `not_found` also where the person has left. Wrong codes are counted."""
    refuse_guesses("calendar", WRONG_GUESSES)
    row = None
    if CODE.fullmatch(code):
        row = db.session.scalar(select(CalendarFeed).where(CalendarFeed.code_hash == hash_of(code)))
    named = _named(row.organisation_id, row.of, row.subject_id) if row else None
    if row is None or named is None:
        count_guess("calendar", WRONG_GUESSES)
        raise Problem("not_found")
    content = _content(row, named)
    if (row.read_at or "") < clock.later(clock.now(), minutes=-READ_MINUTES):
        key = (row.organisation_id, row.id)
        write(lambda: setattr(db.session.get_one(CalendarFeed, key), "read_at", clock.now()))
    return Feed(content, sha256(content)[:32])


def hash_of(code: str) -> str:
    """What is stored of a code: a plain hash, because it is 32 random bytes."""
    return sha256(code.encode())


def _content(row: CalendarFeed, named: Person | Team) -> bytes:
    organisation = db.session.get_one(Organisation, row.organisation_id)
    language = named.language if isinstance(named, Person) else organisation.language
    today = clock.day_of(clock.now(), organisation.time_zone)
    works = kinds_in_force(organisation.id, today)
    visits = _visits(row, today)
    changes = changes_of(organisation.id, [visit.id for visit, _ in visits], PLANNED)
    events = []
    for visit, place in visits:
        kind = works.get(visit.kind_of_work)
        work, estate = kind.title(language) if kind else visit.kind_of_work, place.estate or place.district or ""
        summary = " · ".join(part for part in (work, estate) if part)
        event = event_of(visit, changes.get(visit.id, 0), summary, visit.number, location=estate, planned=True)
        events += [event] if event else []
    title = (named.name_en if language == "en" else None) or named.name
    return calendar_of(events, f"{title} · {organisation.name}", hours=HOURS)


def _visits(row: CalendarFeed, today: str) -> Sequence[tuple[Visit, Premises]]:
    since, until = ((date.fromisoformat(today) + timedelta(days)).isoformat() for days in (-BEFORE, AHEAD))
    wanted = (
        select(Visit, Premises)
        .join(Premises, (Premises.organisation_id == Visit.organisation_id) & (Premises.id == Visit.premises_id))
        .where(Visit.organisation_id == row.organisation_id, Visit.day >= since, Visit.day <= until)
    )
    if row.of == TEAM:
        wanted = wanted.where(Visit.team_id == row.subject_id)
    else:
        helps = select(Assignment.visit_id).where(
            Assignment.organisation_id == row.organisation_id, Assignment.person_id == row.subject_id
        )
        wanted = wanted.where(or_(Visit.lead_id == row.subject_id, Visit.id.in_(helps)))
    return [(each[0], each[1]) for each in db.session.execute(wanted.order_by(Visit.day, Visit.id).limit(MOST))]


def _named(organisation: str, of: str, subject: str) -> Person | Team | None:
    """The person, while they work here, or the team."""
    if not is_id(subject):
        return None
    if of == TEAM:
        return db.session.get(Team, (organisation, subject))
    person = db.session.get(Person, (organisation, subject)) if of == PERSON else None
    return person if person is not None and person.has_role("technician") else None
