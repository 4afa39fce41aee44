"""Clocks that ran out while nothing happened are judged when they are due, because a miss is that no fact came.

Pages compute how a limit stands when they are read (K8); what is stored goes to lists, exports, other systems and phones.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.matters.clocks import measures_a_person
from server.matters.matter_log import settle, subject_of
from server.matters.matter_models import Matter
from server.standards.limit_table import RunningLimit, tables_of
from server.visits.limit_results import judge_again, overdue_results
from server.visits.models import Holding, Visit
from server.visits.office.subjects import lock_subject
from server.visits.receive import lock_visits

MOST = 200  # matters or visits in one write
MEASURED = 2_000  # clocks that are looked at for an order that has reached a phone
LATELY = 1  # days back to their due moments


def judge_due(organisation: str) -> int:
    """Judge what has come due by now, and begin the clocks of orders that have reached a phone (FT-1); returns how many. Safe to run twice, and late."""
    now = clock.now()
    matters = sorted({*_run_out(organisation, now), *_arrived_on_phones(organisation, now)})
    visits = overdue_results(organisation, now, MOST)
    if matters:
        write(lambda: _settle(organisation, matters))
    if visits:
        write(lambda: _judge(organisation, visits))
    return len(matters) + len(visits)


def _settle(organisation: str, matters: Sequence[str]) -> None:
    for matter in matters:
        lock_subject(organisation, subject_of(matter))
    settle(organisation, matters)


def _judge(organisation: str, visits: list[str]) -> None:
    lock_visits(organisation, visits)  # because a phone may take the end back at this moment
    judge_again(organisation, visits)


def _run_out(organisation: str, now: str) -> list[str]:
    """The matters of clocks that are due and not judged, the latest first, so that none which cannot be judged keeps others waiting."""
    wanted = select(RunningLimit.matter_id).where(
        RunningLimit.organisation_id == organisation, RunningLimit.verdict == "pending", RunningLimit.due_at < now
    )
    return list(db.session.scalars(wanted.order_by(RunningLimit.due_at.desc()).limit(MOST)))


def _arrived_on_phones(organisation: str, now: str) -> list[str]:
    """The matters whose team is measured lately, of which somebody's phone has an order, and no clock of that person is stored although a rule asks for one."""
    measured = select(RunningLimit.matter_id).where(
        RunningLimit.organisation_id == organisation,
        RunningLimit.verdict.in_(("pending", "missed")),
        RunningLimit.due_at >= clock.later(now, days=-LATELY),
        RunningLimit.stopped_at.is_(None),
    )
    # By itself, because few are measured and many visits may have been.
    matters = sorted(set(db.session.scalars(measured.order_by(RunningLimit.due_at.desc()).limit(MEASURED))))
    if not matters:
        return []
    table = tables_of(organisation)
    # By the rules, because what begins no clock would be looked at again each minute, and keep others waiting.
    found = [
        str(matter)
        for matter, kind, at in db.session.execute(_on_phones(organisation, matters))
        if any(measures_a_person(rule, kind) for rule in table(str(at)))
    ]
    return list(dict.fromkeys(found))[:MOST]


def _on_phones(organisation: str, matters: Sequence[str]) -> Select[str, str, str | None]:
    """(matter, kind, moment) of each order without a time that a phone has while its person is not measured; not where the first one had a time."""
    mine = exists().where(
        RunningLimit.organisation_id == organisation,
        RunningLimit.matter_id == Visit.matter_id,
        RunningLimit.person_id == Holding.person_id,
    )
    first = aliased(Visit)
    time_of_first = (
        select(func.coalesce(first.agreed_at, first.window_from))
        .where(first.organisation_id == organisation, first.matter_id == Visit.matter_id)
        .order_by(first.received_at, first.id)
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )
    return (
        select(Matter.id, Matter.kind, Holding.delivered_at)
        .join(Visit, (Visit.organisation_id == Matter.organisation_id) & (Visit.matter_id == Matter.id))
        .join(Holding, (Holding.organisation_id == Visit.organisation_id) & (Holding.visit_id == Visit.id))
        .where(
            Matter.organisation_id == organisation,
            Matter.id.in_(matters),
            ~Matter.taken_over,
            Visit.agreed_at.is_(None),
            Visit.window_from.is_(None),
            Holding.role == "lead",
            Holding.delivered_at.is_not(None),
            ~mine,
            time_of_first.is_(None),
        )
        .order_by(Holding.delivered_at.desc())
    )
