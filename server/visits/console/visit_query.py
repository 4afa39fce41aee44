"""The visits of a list as rows of plain values: what is unfinished first, by keyset, without counting or skipping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from server.accounts.models import Device, Person
from server.console.layout import name_of
from server.customers.models import Customer, Premises
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.visits.console.colleagues import colleagues
from server.visits.console.rules import Delivery, Situation, delivery
from server.visits.console.waiting import waiting_elsewhere
from server.visits.limit_results import running_of
from server.visits.log.log import is_doubted
from server.visits.log.withdrawn import measured, shown_facts
from server.visits.models import Assignment, Fact, Grant, Holding, Visit
from server.visits.rules import ANSWERS, ASKING, CLOSED
from server.visits.search import search
from server.visits.standard import outcome_of

PAGE = 200
MARKS = (
    "departed",
    "arrived",
    "knocked",
    "entered",
    "ended",
    "running_late",
    "customer_mode_entered",
    "call_attempted",
    "left",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; '' asks for everything. `day` is 'all' or a calendar day, `after` the keyset of the row before."""

    day: str
    today: str
    team: str = ""
    technician: str = ""
    work: str = ""
    state: str = ""
    q: str = ""
    after: tuple[str, str] | None = None


@dataclass(slots=True)
class Line:
    """One visit of a list, with whom and where, and how its order stands."""

    visit: Visit
    customer: Customer
    premises: Premises
    lead: Person | None
    delivery: Delivery
    marks: dict[str, str] = field(default_factory=dict)
    expected_at: str | None = None
    outcome: str | None = None
    booked_anew: bool = False
    asked: Fact | None = None
    doubted: bool = False
    inside: Person | None = None
    helpers: list[Person] = field(default_factory=list)
    running: list[dict[str, Any]] = field(default_factory=list)  # limits of its matter
    record: dict[str, Any] = field(default_factory=dict)  # of these facts, as time limits look at them

    def situation(
        self, today: str = "", limit_at: str | None = None, leave_at: str | None = None, language: str = "zh-CN"
    ) -> Situation:
        """The plain values by which `rules.row_state` judges, on this day of the organisation."""
        visit = self.visit
        return Situation(
            urgent=visit.priority == "urgent",
            received_at=visit.received_at,
            limit_at=None if visit.agreed_at or visit.window_to else limit_at,
            inside=name_of(self.inside, language) if self.inside else None,
            asked=(self.asked.body.get("from") or "") if self.asked else None,
            days_ago=_days_between(visit.day, today),
            state=visit.state,
            lead=visit.lead_id is not None,
            needs_review=visit.needs_review,
            agreed_at=visit.agreed_at,
            window_from=visit.window_from,
            window_to=visit.window_to,
            delivery=self.delivery,
            marks=self.marks,
            leave_at=leave_at,
            expected_at=self.expected_at,
            outcome=outcome_of(visit, self.outcome),
            booked_anew=self.booked_anew,
            restored=visit.needs_review and not visit.open_conflicts,
            doubted=self.doubted,
        )


def _days_between(day: str, today: str) -> int:
    """How many days ago it was; 0 for today, for days ahead, and where no day is known."""
    return max(0, (date.fromisoformat(today) - date.fromisoformat(day)).days) if day and today else 0


def unfinished(organisation: str, filters: Filters) -> tuple[list[Line], tuple[str, str] | None]:
    """Visits that still need something, by time, and the keyset of the next page if there is one."""
    return _page(
        organisation, _chosen(organisation, filters).where(or_(Visit.state.not_in(CLOSED), Visit.needs_review)), filters
    )


def closed(organisation: str, filters: Filters) -> tuple[list[Line], tuple[str, str] | None]:
    """Visits that are done or cancelled, by time."""
    return _page(
        organisation,
        _chosen(organisation, filters).where(Visit.state.in_(CLOSED), Visit.needs_review.is_(False)),
        filters,
    )


def closed_by_state(organisation: str, filters: Filters) -> dict[str, int]:
    """How many of one day are closed, by state; bounded to 2,000 rows of that day's index, {} when the list crosses days."""
    if filters.day == "all":
        return {}
    chosen = _chosen(organisation, filters).where(Visit.state.in_(CLOSED), Visit.needs_review.is_(False))
    states = chosen.with_only_columns(Visit.state).order_by(None).limit(2000).subquery()
    return dict(db.session.execute(select(states.c.state, func.count()).group_by(states.c.state)).all())


def waiting(organisation: str, filters: Filters) -> list[Line]:
    """Visits of other days that wait for somebody of the office: they head today's list whatever their day (`waiting.py` finds them)."""
    found = waiting_elsewhere(organisation, filters.today)
    query = _narrowed(organisation, _joined(organisation), filters).where(Visit.id.in_(found))
    lines = (
        _lines(organisation, db.session.execute(query.order_by(Visit.due, Visit.id).limit(PAGE)).all()) if found else []
    )
    return [
        line
        for line in lines
        if not (line.visit.state == "not_done" and line.booked_anew and not line.visit.needs_review)
    ]


def older(organisation: str, filters: Filters) -> tuple[int, str]:
    """How many visits of days before yesterday nobody finished and nobody waits for, at most 2,000, and the earliest of these days."""
    query = _older(organisation, filters).with_only_columns(Visit.day).limit(2000).subquery()
    count, earliest = db.session.execute(select(func.count(), func.min(query.c.day))).one()
    return count, earliest or ""


def older_lines(organisation: str, filters: Filters) -> list[Line]:
    """The latest of them."""
    return _lines(
        organisation,
        db.session.execute(_older(organisation, filters).order_by(Visit.due.desc(), Visit.id).limit(PAGE)).all(),
    )


def _older(organisation: str, filters: Filters) -> Select[Any]:
    before, found = Visit.day < _day_before(filters.today), waiting_elsewhere(organisation, filters.today)
    return _narrowed(organisation, _joined(organisation), filters).where(
        Visit.is_unfinished(), before, Visit.day != "", Visit.id.not_in(found)
    )


def lines_of(organisation: str, visits: Sequence[str]) -> list[Line]:
    """These visits of the organisation, in no order."""
    return _lines(organisation, db.session.execute(_joined(organisation).where(Visit.id.in_(visits))).all())


def _joined(organisation: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Visit, Customer, Premises, Person, Holding, Grant.issued_at)
        .outerjoin(Customer, and_(Customer.organisation_id == Visit.organisation_id, Customer.id == Visit.customer_id))
        .outerjoin(Premises, and_(Premises.organisation_id == Visit.organisation_id, Premises.id == Visit.premises_id))
        .outerjoin(Person, and_(Person.organisation_id == Visit.organisation_id, Person.id == Visit.lead_id))
        .outerjoin(
            Holding,
            and_(
                Holding.organisation_id == Visit.organisation_id,
                Holding.visit_id == Visit.id,
                Holding.person_id == Visit.lead_id,
                Holding.revoked_version.is_(None),
            ),
        )
        .outerjoin(Grant, and_(Grant.organisation_id == Holding.organisation_id, Grant.id == Holding.grant_id))
        .where(Visit.organisation_id == organisation)
    )


def _chosen(organisation: str, filters: Filters) -> Select[Any]:
    query = _narrowed(organisation, _joined(organisation), filters)
    if filters.day == filters.today:  # because yesterday's unfinished visits and those without a day are today's worry
        recent = or_(Visit.day >= _day_before(filters.today), Visit.day == "")
        query = query.where(
            or_(Visit.day == filters.today, and_(Visit.day < filters.today, recent, Visit.is_unfinished()))
        )
    elif filters.day != "all":
        query = query.where(Visit.day == filters.day)
    if filters.after:
        due, id_ = filters.after
        query = query.where(or_(Visit.due > due, and_(Visit.due == due, Visit.id > id_)))
    return query


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(1)).isoformat()


def _narrowed(organisation: str, query: Select[Any], filters: Filters) -> Select[Any]:
    """Whatever the address asks for besides the day."""
    wanted = {Visit.team_id: filters.team, Visit.lead_id: filters.technician, Visit.kind_of_work: filters.work}
    for column, value in wanted.items():
        query = query.where(column == value) if value else query
    query = query.where(*search(organisation, filters.q))
    return _of_state(query, filters.state)


def _of_state(query: Select[Any], state: str) -> Select[Any]:
    if state == "unassigned":
        return query.where(Visit.lead_id.is_(None))
    if state == "review":
        return query.where(Visit.needs_review)
    return query.where(Visit.state == state) if state else query


def _page(organisation: str, query: Select[Any], filters: Filters) -> tuple[list[Line], tuple[str, str] | None]:
    across = filters.day == "all" and not filters.q  # for one day the index's order would invite to walk every day
    order: list[Any] = [*[Visit.day] * across, Visit.due, Visit.id]
    found = db.session.execute(query.order_by(*order).limit(PAGE + 1)).all()
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    return _lines(organisation, found[:PAGE]), (last.due, last.id) if last else None


def _lines(organisation: str, found: Sequence[Any]) -> list[Line]:
    cursors = _cursors(organisation, {visit.lead_id for visit, *_ in found if visit.lead_id})
    lines = {
        visit.id: Line(visit, customer, premises, lead, _delivery(holding, issued_at, cursors))
        for visit, customer, premises, lead, holding, issued_at in found
    }
    _help(organisation, lines)
    _mark(organisation, lines)
    _find_booked_anew(organisation, lines)
    _find_doubted(organisation, lines)
    running = running_of(organisation, {line.visit.matter_id for line in lines.values() if line.visit.matter_id})
    for line in lines.values():
        line.running = running.get(line.visit.matter_id or "", [])
    return list(lines.values())


def _delivery(holding: Holding | None, issued_at: str | None, cursors: dict[str, int]) -> Delivery:
    if holding is None:
        return Delivery(0)
    return delivery(holding.granted_version, issued_at, cursors.get(holding.person_id, 0), holding.seen_at)


def _cursors(organisation: str, people: set[str]) -> dict[str, int]:
    """How far the phone of each person that is furthest has read the feed."""
    phones = select(Device.person_id, func.max(Device.cursor)).where(
        Device.organisation_id == organisation, Device.person_id.in_(people), Device.revoked_at.is_(None)
    )
    return dict(db.session.execute(phones.group_by(Device.person_id)).all())


def _help(organisation: str, lines: dict[str, Line]) -> None:
    """Who goes along with the lead."""
    rows = (
        select(Assignment.visit_id, Person)
        .join(Person, and_(Person.organisation_id == Assignment.organisation_id, Person.id == Assignment.person_id))
        .where(
            Assignment.organisation_id == organisation,
            Assignment.visit_id.in_(list(lines)),
            Assignment.role == "helper",
        )
    )
    for visit, person in db.session.execute(rows.order_by(Person.name)):
        lines[visit].helpers.append(person)


def _mark(organisation: str, lines: dict[str, Line]) -> None:
    facts = select(Fact).where(
        Fact.organisation_id == organisation,
        Fact.subject_id.in_(list(lines)),
        Fact.kind.in_((*MARKS, ASKING, *ANSWERS)),
        Fact.outcome.in_(SHOWS),
    )
    of_visit: dict[str, list[Fact]] = defaultdict(list)
    for fact in db.session.scalars(facts.order_by(Fact.subject_id, Fact.position)):
        of_visit[fact.subject_id].append(fact)
    for id_, its_facts in of_visit.items():
        _mark_one(lines[id_], its_facts)
    found = colleagues(
        organisation, {id_: (lines[id_].visit, lines[id_].helpers, facts) for id_, facts in of_visit.items()}
    )
    for id_, person in found.items():
        lines[id_].inside = person


def _mark_one(line: Line, facts: list[Fact]) -> None:
    line.record = measured(facts)
    for fact in shown_facts(facts):
        if fact.kind == ASKING or fact.kind in ANSWERS:
            line.asked = fact if fact.kind == ASKING else None
            continue
        line.marks[fact.kind] = fact.corrected_at
        if fact.kind == "running_late":
            line.expected_at = fact.body.get("expected_at")
        elif fact.kind == "ended":
            line.outcome = fact.body.get("outcome")


def _find_booked_anew(organisation: str, lines: dict[str, Line]) -> None:
    """A visit that came to nothing counts as booked anew once a later order for the same place and work exists."""
    failed = [line for line in lines.values() if line.visit.state == "not_done"]
    if not failed:
        return
    later = select(Visit.premises_id, Visit.kind_of_work, func.max(Visit.received_at)).where(
        Visit.organisation_id == organisation, Visit.premises_id.in_([line.visit.premises_id for line in failed])
    )
    newest = {
        (place, work): at
        for place, work, at in db.session.execute(later.group_by(Visit.premises_id, Visit.kind_of_work))
    }
    for line in failed:
        newest_at = newest.get((line.visit.premises_id, line.visit.kind_of_work), "")
        line.booked_anew = newest_at > line.marks.get("ended", line.visit.received_at)


def _find_doubted(organisation: str, lines: dict[str, Line]) -> None:
    """Of visits that wait for a review without two sides: where a fact is marked for a person to look at."""
    waiting = [visit for visit, line in lines.items() if line.visit.needs_review and not line.visit.open_conflicts]
    for visit in waiting:
        lines[visit].doubted = is_doubted(organisation, visit)
