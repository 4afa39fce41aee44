"""Recurring visits: set up and ended by dispatchers, ordered ahead by a job. A turn that somebody has ordered by hand is not ordered twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.models import Organisation, Team
from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.db import db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.letters import tidy
from server.kernel.text.numbers import read_count
from server.kernel.text.times import read_end, read_time
from server.kernel.text.typed import text_typed
from server.kernel.transaction import write
from server.recurring.models import RecurringOrder, RecurringVisit
from server.recurring.rules import next_after, on_a_working_day, rule_of
from server.standards.published import kinds_in_force
from server.visits.models import Visit
from server.visits.office.actions import order_visit

AT_ONCE = 100  # turns of one run; the next run goes on
NEAR_DAYS = 7  # around a turn in which the same work at the same place is taken for it
MOST = 20  # recurring visits of one customer
AHEAD = (7, 14, 30, 60)


def set_up(organisation: str, by: str, customer: Customer, typed: Mapping[str, str]) -> str:
    """Inside `write`: returns the id. `bad_input` names what is missing or cannot be."""
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.day_of(clock.now(), zone)
    begins, trouble = read_day(typed.get("begins_on"))
    (start, wrong_start), (end, wrong_end) = read_time(typed.get("start")), read_end(typed.get("end"))
    every, count, ahead = (read_count(typed.get(name), 999) or 0 for name in ("every", "count", "ahead_days"))
    mistakes = {"begins_on": trouble or (day_trouble(begins, today) if begins else "day")}
    mistakes["start"] = "" if start else wrong_start or "time"
    mistakes["end"] = ("" if end > start else "window") if end else wrong_end or "time"
    mistakes["count"] = "count" if tidy(typed.get("count")) and not count else ""
    mistakes["kind_of_work"] = "" if typed.get("kind_of_work") in kinds_in_force(organisation, today) else "work"
    mistakes["ahead_days"] = "" if ahead in AHEAD else "choice"
    premises, team = typed.get("premises", ""), typed.get("team", "")
    place = db.session.get(Premises, (organisation, premises)) if is_id(premises) else None
    mistakes["premises"] = "" if place is not None and place.customer_id == customer.id else "choice"
    mistakes["team"] = "" if is_id(team) and db.session.get(Team, (organisation, team)) is not None else "choice"
    rule = ""
    if not mistakes["begins_on"]:
        try:
            rule = rule_of(typed.get("frequency", ""), every, date.fromisoformat(begins), count)
        except ValueError:
            mistakes["every"] = "recurring_rule"
    if len(of_customer(organisation, customer.id)) >= MOST:
        mistakes["every"] = "recurring_many"
    if found := {name: [code] for name, code in mistakes.items() if code}:
        raise Problem("bad_input", found)
    row = RecurringVisit(
        organisation_id=organisation,
        id=new_id(),
        customer_id=customer.id,
        premises_id=premises,
        team_id=team,
        kind_of_work=typed["kind_of_work"],
        rule=rule,
        begins_on=begins,
        start=start,
        end=end,
        ahead_days=ahead,
        instructions=text_typed(typed, "instructions", 600),
        next_on=begins,
        made_by=by,
        made_at=clock.now(),
    )
    first = next_after(rule, date.fromisoformat(begins), None)
    row.next_on = first.isoformat() if first else ""
    db.session.add(row)
    db.session.flush()
    return row.id


def end_it(organisation: str, recurring: str) -> RecurringVisit:
    """Inside `write`: nothing more is ordered; what is ordered stays. `not_found`."""
    row = db.session.get(RecurringVisit, (organisation, recurring)) if is_id(recurring) else None
    if row is None:
        raise Problem("not_found")
    row.ended_at = row.ended_at or clock.now()
    return row


def of_customer(organisation: str, customer: str) -> list[RecurringVisit]:
    """What comes again at this customer's places, the next first."""
    there = select(Premises.id).where(Premises.organisation_id == organisation, Premises.customer_id == customer)
    rows = select(RecurringVisit).where(
        RecurringVisit.organisation_id == organisation,
        RecurringVisit.premises_id.in_(there),  # because a place may have become another customer's
        RecurringVisit.ended_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(RecurringVisit.next_on, RecurringVisit.id)))


def order_ahead(organisation: str) -> int:
    """The job: order what is due within each one's days ahead; how many visits."""
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.day_of(clock.now(), zone)
    farthest = (date.fromisoformat(today) + timedelta(max(AHEAD))).isoformat()
    rows = select(RecurringVisit.id).where(
        RecurringVisit.organisation_id == organisation,
        RecurringVisit.ended_at.is_(None),
        RecurringVisit.next_on != "",
        RecurringVisit.next_on <= farthest,
    )
    waiting = list(db.session.scalars(rows.order_by(RecurringVisit.next_on, RecurringVisit.id).limit(AT_ONCE)))
    return sum(write(lambda each=each: _order_turns(organisation, each, today, zone)) for each in waiting)  # type: ignore[misc]


def _order_turns(organisation: str, recurring: str, today: str, zone: str) -> int:
    """Inside `write`: every turn that is due; a turn whose day has passed is left out."""
    alone_in_this_write(f"recurring {recurring}")
    row, ordered = db.session.get_one(RecurringVisit, (organisation, recurring), populate_existing=True), 0
    until = (date.fromisoformat(today) + timedelta(row.ahead_days)).isoformat()
    works = calendar_of(organisation).works
    while row.ended_at is None and row.next_on and row.next_on <= until:
        turn = date.fromisoformat(row.next_on)
        day = on_a_working_day(turn, works).isoformat()
        if day >= today:
            if not _order(row, turn.isoformat(), day, zone):
                break
            ordered += 1
        later = next_after(row.rule, date.fromisoformat(row.begins_on), turn)
        row.next_on = later.isoformat() if later else ""
    return ordered


def _order(row: RecurringVisit, turn: str, day: str, zone: str) -> bool:
    """Inside `write`: one turn; False where it cannot be ordered, and the page says why."""
    found = _already(row, day)
    if found is None:
        if row.kind_of_work not in kinds_in_force(row.organisation_id, day):
            row.trouble = "recurring_no_standard"
            return False
        place = db.session.get_one(Premises, (row.organisation_id, row.premises_id))
        window = (clock.moment_at(day, row.start, zone), clock.moment_at(day, row.end, zone))
        visit = order_visit(
            row.organisation_id,
            row.made_by,
            customer=place.customer_id,
            premises=place.id,
            team=row.team_id,
            kind_of_work=row.kind_of_work,
            window=window,
            instructions=row.instructions or None,
        )
    db.session.add(
        RecurringOrder(
            organisation_id=row.organisation_id,
            recurring_id=row.id,
            on_day=turn,
            visit_id=found or visit,
            found=found is not None,
        )
    )
    row.trouble = ""
    return True


def _already(row: RecurringVisit, day: str) -> str | None:
    """The same work at the same place around this day, which is no other turn's: somebody was quicker on the telephone."""
    since, until = ((date.fromisoformat(day) + timedelta(days)).isoformat() for days in (-NEAR_DAYS, NEAR_DAYS))
    turns = select(RecurringOrder.visit_id).where(
        RecurringOrder.organisation_id == row.organisation_id, RecurringOrder.recurring_id == row.id
    )
    same = select(Visit.id).where(
        Visit.organisation_id == row.organisation_id,
        Visit.premises_id == row.premises_id,
        Visit.kind_of_work == row.kind_of_work,
        Visit.day.between(since, until),
        Visit.state != "cancelled",
        Visit.id.not_in(turns),
    )
    return db.session.scalar(same.order_by(Visit.day, Visit.id).limit(1))
