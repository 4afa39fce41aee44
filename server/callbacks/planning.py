"""Who is to be called: projects by their anniversaries, and a sample of every team's finished visits of a month (SV-1, ruling 14).

A month's population is frozen when the month is over; the seed is the root of the first log checkpoint that comes after. Nobody can know
the seed when visits end, nor choose visits when the seed is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select

from server.accounts import audit
from server.accounts.models import Organisation, Team
from server.callbacks.by_form import code_for
from server.callbacks.models import CallBack, CallBackDraw, CallBackPlan
from server.callbacks.rules import PLANNED, PROJECT, QUIET_DAYS, SAMPLE, Drawn, draw, due_days, window
from server.customers.models import Customer
from server.i18n import dates
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.days import read_day
from server.kernel.transaction import write
from server.tlog.models import LogCheckpoint
from server.tlog.note import in_base64, read_note
from server.visits.days import shifted
from server.visits.models import Visit
from server.visits.office.append import act
from server.visits.rules import ENDED

AHEAD_DAYS = 35  # for which the calls of projects stand on the desk
SAMPLE_DAYS = 30  # in which a sample is called


@act
def plan_project(organisation: str, by: str, customer: str, delivered_on: str, until: str = "") -> str:
    """From now on this customer's delivered project is called; returns the plan's id. `bad_input`, `not_found`, `call_back_planned`."""
    if db.session.get(Customer, (organisation, customer)) is None:
        raise Problem("not_found")  # before anything typed is looked at
    delivered_on = read_day(delivered_on)[0]
    if not dates.is_day(delivered_on) or (until and not dates.is_day(until)):
        raise Problem("bad_input", {"delivered_on" if not dates.is_day(delivered_on) else "until": ["day"]})
    if delivered_on > _today(organisation):
        raise Problem("bad_input", {"delivered_on": ["console.callback.mistake.future"]})
    if any(each.delivered_on == delivered_on for each in plans_of(organisation, customer)):
        raise Problem("call_back_planned")
    row = CallBackPlan(
        organisation_id=organisation,
        id=new_id(),
        customer_id=customer,
        delivered_on=delivered_on,
        until=until,
        made_by=by,
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    _due_now(row, _today(organisation))
    return row.id


@act
def end_plan(organisation: str, by: str, plan: str) -> None:
    """The project is called no more; what was planned of it goes from the desk."""
    row = must_find(CallBackPlan, organisation, plan)
    if row.ended_at is None:
        row.ended_at = clock.now()
        audit.note(organisation, "call_backs_ended", row.customer_id, by=by)
        waiting = select(CallBack).where(
            CallBack.organisation_id == organisation, CallBack.subject_id == plan, CallBack.state == PLANNED
        )
        for each in db.session.scalars(waiting):
            db.session.delete(each)


def plans_of(organisation: str, customer: str) -> list[CallBackPlan]:
    """The plans of a customer that are in force."""
    wanted = select(CallBackPlan).where(
        CallBackPlan.organisation_id == organisation,
        CallBackPlan.customer_id == customer,
        CallBackPlan.ended_at.is_(None),
    )
    return list(db.session.scalars(wanted.order_by(CallBackPlan.delivered_on, CallBackPlan.id)))


def prepare(organisation: str) -> int:
    """What time makes due: the calls of projects, the month that is over, the draw once there is a seed. Safe to run twice."""
    return (
        write(lambda: _projects(organisation))
        + write(lambda: freeze(organisation, last_month(organisation)))
        + write(lambda: _draw_frozen(organisation))
    )


def last_month(organisation: str) -> str:
    """The month before the organisation's present one, as YYYY-MM."""
    return shifted(f"{_today(organisation)[:7]}-01", -1)[:7]


def freeze(organisation: str, month: str) -> int:
    """Inside `write`: keep every team's population of a month that is over, once; returns how many teams."""
    known = set(
        db.session.scalars(
            select(CallBackDraw.team_id).where(
                CallBackDraw.organisation_id == organisation, CallBackDraw.month == month
            )
        )
    )
    teams = db.session.scalars(select(Team.id).where(Team.organisation_id == organisation)).all()
    since = clock.later(_end_of(organisation, month), days=-QUIET_DAYS)
    recent = sorted(_called_since(organisation, since))
    made = 0
    for team in sorted(set(teams) - known):
        population = _finished(organisation, month, team)
        if population:
            made += 1
            db.session.add(
                CallBackDraw(
                    organisation_id=organisation,
                    month=month,
                    team_id=team,
                    population=json.dumps(population),
                    recent=json.dumps(recent),
                    frozen_at=clock.now(),
                )
            )
    return made


def drawn_again(row: CallBackDraw) -> list[Drawn]:
    """The draw, done once more from what is kept; [] while there is no seed."""
    if row.seed is None:
        return []
    return draw(row.seed, row.organisation_id, row.month, json.loads(row.population), json.loads(row.recent))


def calls_of_draw(row: CallBackDraw) -> Sequence[CallBack]:
    """The calls that a draw made, in its order."""
    wanted = select(CallBack).where(
        CallBack.organisation_id == row.organisation_id, CallBack.month == row.month, CallBack.team_id == row.team_id
    )
    return db.session.scalars(wanted.order_by(CallBack.place)).all()


def _draw_frozen(organisation: str) -> int:
    waiting = select(CallBackDraw).where(CallBackDraw.organisation_id == organisation, CallBackDraw.seed.is_(None))
    made = 0
    for row in db.session.scalars(waiting.order_by(CallBackDraw.month, CallBackDraw.team_id)).all():
        head = _first_after(max(row.frozen_at, _end_of(organisation, row.month)))
        if head is not None:
            made += _draw(row, head)
    return made


def _draw(row: CallBackDraw, head: LogCheckpoint) -> int:
    checkpoint, today = read_note(head.note).checkpoint, _today(row.organisation_id)
    row.seed, row.checkpoint = in_base64(checkpoint.root), f"{checkpoint.origin} {checkpoint.size}"
    row.drawn_at = clock.now()
    taken = select(CallBack.customer_id).where(
        CallBack.organisation_id == row.organisation_id, CallBack.month == row.month
    )  # by another team's draw of the same month
    row.recent = json.dumps(sorted({*json.loads(row.recent), *db.session.scalars(taken)}))
    population, place = json.loads(row.population), 0
    for each in drawn_again(row):
        if each.why == "drawn":
            place += 1
            db.session.add(
                CallBack(
                    organisation_id=row.organisation_id,
                    id=new_id(),
                    plan=SAMPLE,
                    subject_id=each.visit,
                    due_on=today,
                    due_from=today,
                    due_to=shifted(today, SAMPLE_DAYS),
                    customer_id=population[each.visit],
                    visit_id=each.visit,
                    team_id=row.team_id,
                    month=row.month,
                    place=place,
                    state=PLANNED,
                    code=code_for(row.organisation_id, population[each.visit]),
                )
            )
    db.session.flush()
    return place


def _projects(organisation: str) -> int:
    plans = select(CallBackPlan).where(CallBackPlan.organisation_id == organisation, CallBackPlan.ended_at.is_(None))
    return sum(_due_now(each, _today(organisation)) for each in db.session.scalars(plans).all())


def _due_now(plan: CallBackPlan, today: str) -> int:
    """The plan's calls that stand on the desk from now on; those whose days were over before the plan was made are none."""
    known = set(
        db.session.scalars(
            select(CallBack.due_on).where(
                CallBack.organisation_id == plan.organisation_id, CallBack.subject_id == plan.id
            )
        )
    )
    made = 0
    for day in due_days(plan.delivered_on, plan.until):
        first, last = window(day)
        if day not in known and last >= today and first <= shifted(today, AHEAD_DAYS):
            made += 1
            db.session.add(
                CallBack(
                    organisation_id=plan.organisation_id,
                    id=new_id(),
                    plan=PROJECT,
                    subject_id=plan.id,
                    due_on=day,
                    due_from=first,
                    due_to=last,
                    customer_id=plan.customer_id,
                    team_id=plan.team_id,
                    state=PLANNED,
                    code=code_for(plan.organisation_id, plan.customer_id),
                )
            )
    return made


def _finished(organisation: str, month: str, team: str) -> dict[str, str]:
    """Visit → customer of the team's visits of this month that have ended."""
    wanted = select(Visit.id, Visit.customer_id).where(
        Visit.organisation_id == organisation,
        Visit.team_id == team,
        Visit.day >= f"{month}-01",
        Visit.day <= f"{month}-31",
        Visit.state.in_(ENDED),
    )
    return dict(db.session.execute(wanted.order_by(Visit.id)).tuples().all())


def _called_since(organisation: str, since: str) -> set[str]:
    wanted = select(CallBack.customer_id).where(
        CallBack.organisation_id == organisation, CallBack.state != PLANNED, CallBack.ended_at >= since
    )
    return set(db.session.scalars(wanted))


def _first_after(moment: str) -> LogCheckpoint | None:
    wanted = select(LogCheckpoint).where(LogCheckpoint.made_at >= moment)
    return db.session.scalars(wanted.order_by(LogCheckpoint.made_at, LogCheckpoint.size).limit(1)).first()


def _end_of(organisation: str, month: str) -> str:
    next_month = shifted(f"{month}-28", 4)[:7]
    return clock.moment_at(f"{next_month}-01", "00:00", _zone(organisation))


def _today(organisation: str) -> str:
    return clock.day_of(clock.now(), _zone(organisation))


def _zone(organisation: str) -> str:
    return str(db.session.scalar(select(Organisation.time_zone).where(Organisation.id == organisation)) or "UTC")
