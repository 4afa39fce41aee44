"""A matter read from the database: its own facts, those of its visits, who holds the order; and its row brought up to what they say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Organisation
from server.duty.actions import is_on_duty as has_turn
from server.kernel import clock
from server.kernel.db import db
from server.kernel.deadlines import Due
from server.matters.clocks import Facts, Reading, Taken, readings
from server.matters.holders import is_told_otherwise, tell
from server.matters.loop import Owed, owed
from server.matters.matter_models import Matter
from server.matters.matter_rules import CLOSED, FROM_VISITS, UNDER_WAY, Story, story_of
from server.matters.models import Commitment, Contact
from server.standards.limit_table import RunningLimit, tables_of
from server.visits.log.shown import ShownFact
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Holding, Visit
from server.visits.office.subjects import Subject, facts_of, shown_fact
from server.visits.rules import OPEN as OPEN_VISITS

SHIFT = ("shift_started", "shift_ended")


@dataclass(slots=True)
class Whole:
    """A matter with its visits, every fact that matters to it in the order in which it happened, and what they make of it."""

    row: Matter
    visits: list[Visit]
    events: list[ShownFact]
    story: Story
    erased: bool = False  # what was said is gone, so that its row alone tells how it ended

    @property
    def open_visits(self) -> list[str]:
        """Those that are neither over nor cancelled."""
        return [each.id for each in self.visits if each.state in OPEN_VISITS]


def subject_of(matter: str) -> Subject:
    """The subject of a matter's own log."""
    return Subject("matter", matter)


def whole(row: Matter, now: str) -> Whole:
    """Everything about a matter as it stands at this moment."""
    visits = visits_of(row)
    events = _of_visits(row.organisation_id, [each.id for each in visits])
    events += [
        shown_fact(each, told_later=True) for each in facts_of(row.organisation_id, subject_of(row.id))
    ]  # because a phone without a network tells later what is missing
    erased = any(each.erased for each in events)
    events = [each for each in events if not each.erased]
    events.sort(key=lambda each: each.at)  # of the same moment the work comes before what the office says of it
    still = [each.id for each in visits if each.state in OPEN_VISITS]
    over = [each.id for each in visits if each.state == "cancelled"]
    story = story_of(events, now, still, over)
    story.state = row.state if erased else story.state
    return Whole(row, visits, events, story, erased)


def visits_of(row: Matter) -> list[Visit]:
    """Its visits, the first one first."""
    wanted = select(Visit).where(Visit.organisation_id == row.organisation_id, Visit.matter_id == row.id)
    return list(db.session.scalars(wanted.order_by(Visit.received_at, Visit.id)))


def clocks_of(this: Whole, now: str) -> list[Reading]:
    """How each of its limits stands at this moment. What existed before matters did has none, because nobody knows when it was asked for."""
    row = this.row
    if row.taken_over:
        return []
    first = this.visits[0] if this.visits else None
    ordered = next((each for each in this.events if each.kind == "ordered"), None)
    timed = bool(ordered and (ordered.body.get("agreed_at") or ordered.body.get("window")))
    facts = Facts(
        Taken(row.kind, row.accepted_at, first is not None and not timed),
        this.story,
        this.events,
        _delivered(row.organisation_id, this.visits),
        lambda person, at: is_on_duty(row.organisation_id, person, at),
        _fixed(row),
    )
    return readings(facts, tables_of(row.organisation_id), calendar_of(row.organisation_id), now)


def settle(organisation: str, matters: Iterable[str]) -> None:
    """Inside `write`: bring the rows of these matters and their limits up to what the facts say now."""
    db.session.flush()
    now = clock.now()
    wanted = select(Matter).where(Matter.organisation_id == organisation, Matter.id.in_(sorted(matters)))
    for row in db.session.scalars(wanted.order_by(Matter.id)):
        if row.taken_over and row.state == CLOSED:
            continue  # because no fact says so, and none can
        this = whole(row, now)
        if this.erased:
            _stop_limits(row)
            continue
        with db.session.no_autoflush:  # because what a query has flushed is no change any more
            _store(this, now)
            _store_contacts(this)
            _store_owed(this)
            _store_limits(this, clocks_of(this, now))
            if is_told_otherwise():
                tell(organisation, row.id)
        db.session.flush()


def is_on_duty(organisation: str, person: str, at: str) -> bool:
    """Whether this person was on a turn of duty, or had begun a shift of that day and not ended it. Without such a record nobody is measured (ruling 7)."""
    if has_turn(organisation, person, at):
        return True
    zone = db.session.scalar(select(Organisation.time_zone).where(Organisation.id == organisation)) or "UTC"
    wanted = select(Fact.kind, Fact.corrected_at, Fact.text).where(
        Fact.organisation_id == organisation,
        Fact.subject_id == person,
        Fact.subject_type == "shift",
        Fact.kind.in_(SHIFT),
        Fact.corrected_at <= at,
    )
    last = db.session.execute(wanted.order_by(Fact.corrected_at.desc(), Fact.position.desc()).limit(1)).first()
    if last is None or last[0] != SHIFT[0]:
        return False
    return bool(json.loads(last[2])["subject"]["id"] == clock.day_of(at, zone))


def _store(this: Whole, now: str) -> None:
    row, story = this.row, this.story
    row.state = story.state
    pause = story.pause_at(now)
    row.paused_until = pause.end if pause else None
    row.result = story.result.outcome if story.result else None
    row.result_at = story.result.event.at if story.result else None
    row.closed_at = story.closed.at if story.closed else None
    row.reopened = story.reopened
    lead = next((each.lead_id for each in reversed(this.visits) if each.lead_id), None)
    row.owner_id = lead or row.owner_id
    if row.state in UNDER_WAY and this.visits:
        row.owner_team = this.visits[-1].team_id


def _store_limits(this: Whole, found: Sequence[Reading]) -> None:
    row = this.row
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == row.organisation_id, RunningLimit.matter_id == row.id
    )
    known = {(each.rule, each.person_id): each for each in db.session.scalars(wanted)}
    for each in found:
        kept = known.pop((each.rule.id, each.person), None)
        if kept is None:
            kept = RunningLimit(
                organisation_id=row.organisation_id, matter_id=row.id, rule=each.rule.id, person_id=each.person
            )
            db.session.add(kept)
        kept.version, kept.clause = each.rule.version, each.rule.clause
        kept.started_at, kept.due_at, kept.provisional = each.started_at, each.due.at, each.due.provisional
        kept.paused_ms, kept.stopped_at, kept.minutes = each.paused_ms, each.stopped_at, each.minutes
        kept.verdict, kept.why = each.verdict, each.why or None
    for gone in known.values():
        db.session.delete(gone)


def _stop_limits(row: Matter) -> None:
    """What still ran is not measured, because what it was measured by is gone."""
    still = select(RunningLimit).where(
        RunningLimit.organisation_id == row.organisation_id,
        RunningLimit.matter_id == row.id,
        RunningLimit.verdict == "pending",
    )
    for each in db.session.scalars(still):
        each.verdict, each.why = "not_measured", "erased"


def _fixed(row: Matter) -> dict[tuple[str, str, str], Due]:
    """The moments that were stored when their clocks began; those that rest on an unchecked year may still move."""
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == row.organisation_id,
        RunningLimit.matter_id == row.id,
        RunningLimit.provisional.is_(False),
        RunningLimit.paused_ms == 0,
    )
    return {(each.rule, each.person_id, each.started_at): Due(each.due_at) for each in db.session.scalars(wanted)}


def _store_owed(this: Whole) -> None:
    """The commitments of the matter itself; a stored moment stays (K7)."""
    row = this.row
    accepted = next((each for each in this.events if each.kind == "accepted"), None)
    urgent = bool(accepted and accepted.body.get("urgent"))
    calendar = calendar_of(row.organisation_id)
    wanted = select(Commitment).where(Commitment.organisation_id == row.organisation_id, Commitment.source_id == row.id)
    known = {each.id: each for each in db.session.scalars(wanted)}
    for each in owed(this.events, this.story, urgent, calendar):
        kept = known.get(each.id) or _new_commitment(row, each)
        if kept.provisional and not each.due.provisional:
            kept.due_at, kept.provisional = max(kept.due_at, each.due.at), False
        closed = each.closed
        kept.state, kept.successor_id = each.state, each.successor
        kept.closed_at, kept.closed_fact, kept.closed_by = (
            (closed.at, closed.id, closed.person) if closed else (None,) * 3
        )


def _new_commitment(row: Matter, each: Owed) -> Commitment:
    made = Commitment(
        organisation_id=row.organisation_id,
        id=each.id,
        kind=each.kind,
        clause=each.clause,
        source_type="matter",
        source_id=row.id,
        owed_to=each.owed_to,
        customer_id=row.customer_id,
        premises_id=row.premises_id,
        about=each.about,
        promised_at=each.made_at,
        due_at=each.due.at,
        provisional=each.due.provisional,
        owner_team=row.owner_team,
        owner_id=each.person or row.accepted_by or None,
    )
    db.session.add(made)
    return made


def _store_contacts(this: Whole) -> None:
    told = {each.id: each for each in this.events if each.kind == "contacted" and not each.visit}
    wanted = select(Contact.id).where(Contact.organisation_id == this.row.organisation_id, Contact.id.in_(told))
    known = set(db.session.scalars(wanted)) if told else set()
    for event in told.values():
        if event.id not in known:
            db.session.add(
                Contact(
                    organisation_id=this.row.organisation_id,
                    id=event.id,
                    subject_type="matter",
                    subject_id=this.row.id,
                    customer_id=this.row.customer_id if event.body["to"] == "customer" else None,
                    direction=event.body["direction"],
                    channel=event.body["channel"],
                    at=event.at,
                    person_id=event.person,
                    result=event.body["result"],
                    summary=event.body.get("summary", ""),
                )
            )


def _delivered(organisation: str, visits: Sequence[Visit]) -> dict[str, str]:
    """Person → since when their phone has held one of these orders as its lead."""
    wanted = select(Holding.person_id, Holding.delivered_at).where(
        Holding.organisation_id == organisation,
        Holding.visit_id.in_([each.id for each in visits]),
        Holding.role == "lead",
        Holding.delivered_at.is_not(None),
    )
    found: dict[str, str] = {}
    for person, at in db.session.execute(wanted) if visits else ():
        found[person] = min(str(at), found.get(person, str(at)))
    return found


def _of_visits(organisation: str, visits: Sequence[str]) -> list[ShownFact]:
    """The facts of these visits that show; of answers only what says how it was repaired."""
    if not visits:
        return []
    wanted = select(Fact).where(
        Fact.organisation_id == organisation,
        Fact.subject_id.in_(visits),
        Fact.subject_type == "visit",
        Fact.kind.in_(FROM_VISITS),
        or_(Fact.kind != "answered", Fact.step == "remedy"),
    )
    of_visit: dict[str, list[Fact]] = {}
    for row in db.session.scalars(wanted.order_by(Fact.subject_id, Fact.position)):
        of_visit.setdefault(row.subject_id, []).append(row)
    return [shown_fact(each, visit=visit) for visit, rows in of_visit.items() for each in shown_facts(rows)]
