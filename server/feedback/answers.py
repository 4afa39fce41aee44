"""What a customer does on the page of a visit. Each act is a contact in the visit's log, and a row at the top of the dispatcher's list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update

from server.accounts.models import Organisation, Person
from server.feedback.models import CustomerAnswer
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.wishes import WishedTime
from server.notices.outbox import enqueue
from server.visits.availability import WINDOWS, Plan, Slot, clashes, slots
from server.visits.days import span_of
from server.visits.limit_results import late_notice
from server.visits.log.log import write_logs
from server.visits.models import Visit
from server.visits.office import actions
from server.visits.office.append import act, locked, report
from server.visits.plans import plans_of
from server.visits.rules import FINISHED

SAME_MINUTES = 15  # in which the same answer again is one form that arrived twice
HELD_MINUTES = 30  # for which a time that a customer wishes is offered to nobody else
DAYS, MOST_DAYS = 7, 4  # ahead in which times are offered, and how many days are shown at most
LONGEST = 500
MOST_WISHES = 200  # that are looked at, the oldest first
HANDLED_AT_ONCE = ("at_home",)  # nothing is left to do about it


class Day(NamedTuple):
    """A day with the slots in which somebody is free."""

    day: str
    slots: list[Slot]


def free_days(visit: Visit, now: str) -> list[Day]:
    """The coming days with what is really free in the visit's team; days without a free slot are left out."""
    organisation = visit.organisation_id
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.day_of(now, zone)
    days = [(date.fromisoformat(today) + timedelta(ahead)).isoformat() for ahead in range(DAYS)]
    people = select(Person).where(
        Person.organisation_id == organisation,
        Person.left_at.is_(None),
        or_(Person.team_id == visit.team_id, Person.team_id.is_(None)),
    )
    able = [each.id for each in db.session.scalars(people) if each.has_role("technician")]
    plans = plans_of(organisation, days[0], days[-1], without=visit.id, waiting_in=visit.team_id)
    plans += [
        Plan("", each.start, each.end)
        for each in wished(organisation)
        if each.team == visit.team_id and each.visit != visit.id and each.until > now
    ]
    found = []
    for day in days:
        windows = [(clock.moment_at(day, start, zone), clock.moment_at(day, end, zone)) for start, end in WINDOWS]
        free = [each for each in slots(windows, able, plans, now) if each.free and each.start > now]
        if free:
            found.append(Day(day, free))
    return found[:MOST_DAYS]


def wished(organisation: str) -> list[WishedTime]:
    """Times that customers wish and that a dispatcher still looks at: each is kept for its customer for a while, and given to nobody else."""
    wishes = (
        select(CustomerAnswer, Visit.team_id)
        .join(
            Visit,
            (Visit.organisation_id == CustomerAnswer.organisation_id) & (Visit.id == CustomerAnswer.visit_id),
        )
        .where(
            CustomerAnswer.organisation_id == organisation,
            CustomerAnswer.handled_at.is_(None),
            CustomerAnswer.what == "wish",
            CustomerAnswer.wished_to > clock.now(),  # else wishes of long ago would crowd out those of today
        )
    )
    return [
        WishedTime(each.visit_id, team, each.wished_from, each.wished_to, clock.later(each.at, minutes=HELD_MINUTES))
        for each, team in db.session.execute(wishes.order_by(CustomerAnswer.at).limit(MOST_WISHES))
        if each.wished_from and each.wished_to
    ]


def may_move(visit: Visit, now: str) -> bool:
    """Whether the customer's choice counts at once: the visit is not under way, nor so near that our own change would be late notice (HV-8c)."""
    return visit.state == "planned" and not late_notice(visit, now)


@act
def confirm(organisation: str, visit_id: str) -> None:
    """The customer will be at home; a second press adds nothing."""
    visit = _open(organisation, visit_id)
    same = select(CustomerAnswer).where(
        CustomerAnswer.organisation_id == organisation,
        CustomerAnswer.visit_id == visit_id,
        CustomerAnswer.what == "at_home",
        CustomerAnswer.wished_from == (visit.agreed_at or visit.window_from),
    )
    if db.session.scalars(same.limit(1)).first() is None:
        _answer(visit, "at_home", "", (visit.agreed_at or visit.window_from, visit.window_to))


@act
def choose(organisation: str, visit_id: str, start: str, end: str) -> str:
    """Another time: `moved` where it counts at once, `wish` where the dispatcher must look first, `gone` where the slot is not free any more."""
    alone_in_this_write(f"slots {organisation}")
    log = locked(organisation, visit_id)
    visit, now = log.visit, clock.now()
    if visit.state in FINISHED:
        raise Problem("visit_is_over")
    if sent := _sent_before(visit, ("moved", "wish"), "", (start, end)):
        return sent
    free = {(each.start, each.end) for day in free_days(visit, now) for each in day.slots}
    if (start, end) not in free:
        return "gone"
    if not may_move(visit, now):
        _answer(visit, "wish", "", (start, end))
        return "wish"
    lead = visit.lead_id
    actions.reschedule(organisation, visit.customer_id, visit_id, asked_by="customer", window=(start, end))
    if lead and _is_busy(visit, lead):
        actions.assign(organisation, visit.customer_id, visit_id, None)
    _answer(visit, "moved", "", (start, end))
    return "moved"


@act
def ask_for_call(organisation: str, visit_id: str) -> None:
    """None of the times suits: somebody calls."""
    _answer(_open(organisation, visit_id), "call", "", (None, None))


@act
def write_message(organisation: str, visit_id: str, words: str) -> None:
    """A message to the dispatcher; also after the visit."""
    visit = locked(organisation, visit_id).visit
    _answer(visit, "message", words, (None, None))


@act
def handle(organisation: str, by: str, answer: str) -> None:
    """Somebody of the office has seen to it."""
    row = must_find(CustomerAnswer, organisation, answer)
    row.handled_at, row.handled_by = row.handled_at or clock.now(), row.handled_by or by


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office moved or cancelled the visit, so wishes for another time are answered."""
    if kinds & {"rescheduled", "cancelled"}:
        waiting = (
            CustomerAnswer.organisation_id == organisation,
            CustomerAnswer.visit_id == visit,
            CustomerAnswer.handled_at.is_(None),
            CustomerAnswer.what.in_(("wish", "call")),
        )
        db.session.execute(update(CustomerAnswer).where(*waiting).values(handled_at=clock.now()))


def _open(organisation: str, visit_id: str) -> Visit:
    visit = locked(organisation, visit_id).visit
    if visit.state in FINISHED:
        raise Problem("visit_is_over")
    return visit


def _is_busy(visit: Visit, person: str) -> bool:
    plans = plans_of(visit.organisation_id, visit.day, visit.day, without=visit.id)
    wanted = span_of(visit.agreed_at, visit.window_from, visit.window_to)
    return clashes([each for each in plans if each.person == person], wanted)


def _sent_before(visit: Visit, whats: tuple[str, ...], words: str, wished: tuple[str | None, str | None]) -> str:
    """What this customer's last answer was, where it said the same minutes ago: the form arrived twice. '' for anything new."""
    last = select(CustomerAnswer).where(
        CustomerAnswer.organisation_id == visit.organisation_id, CustomerAnswer.visit_id == visit.id
    )
    row = db.session.scalars(last.order_by(CustomerAnswer.at.desc(), CustomerAnswer.id.desc()).limit(1)).first()
    same = row is not None and row.what in whats and (row.words, row.wished_from, row.wished_to) == (words, *wished)
    return row.what if row and same and row.at > clock.later(clock.now(), minutes=-SAME_MINUTES) else ""


def _answer(visit: Visit, what: str, words: str, wished: tuple[str | None, str | None]) -> None:
    """The contact, the row, and the word to the team's robots; nothing where the form arrived twice."""
    organisation, now = visit.organisation_id, clock.now()
    if _sent_before(visit, (what,), words, wished):
        return
    language = db.session.get_one(Organisation, organisation).language
    summary = translate(f"console.customer_answers.what.{what}", language)
    body = {"direction": "in", "channel": "link", "result": "reached"}
    body |= {"summary": f"{summary}: {words}" if words else summary}
    log = locked(organisation, visit.id)
    contact = report(log, "contacted", body, visit.customer_id, now)
    write_logs([log], now)
    db.session.add(
        CustomerAnswer(
            organisation_id=organisation,
            id=contact,
            visit_id=visit.id,
            customer_id=visit.customer_id,
            what=what,
            words=words,
            wished_from=wished[0],
            wished_to=wished[1],
            at=now,
            handled_at=now if what in HANDLED_AT_ONCE else None,
        )
    )
    db.session.flush()
    if what not in HANDLED_AT_ONCE:
        enqueue(organisation, "staff_answer", visit.id, contact, visit.customer_id)
