"""How a person of the office settles two facts at cross purposes: a fact of its own, with effect on what shows, told to every phone."""

from __future__ import annotations

import json

from sqlalchemy import func, select, update

from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import announce, tick
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.visits import days
from server.visits.conflicts.effect import returned, turned
from server.visits.conflicts.models import Conflict
from server.visits.conflicts.rules import REOPENED, UNDO, choices, showing
from server.visits.feed.grants import evict, grant
from server.visits.feed.holdings import today_of
from server.visits.log.log import Log, holders_of, is_doubted, write_logs
from server.visits.models import Assignment, Fact
from server.visits.office.append import act, locked, report
from server.visits.rules import FINISHED


@act
def settle(organisation: str, by: str, conflict: str, choice: str, seen: str | None = None) -> str:
    """Settle a conflict with one of its choices (`conflicts.rules.choices`), or take that back within ten minutes (`reopened`); returns its visit.

    `seen` is the `token` of what the person looked at. `not_found`; `passed_over` when the sides have changed since, `settled_meanwhile`
    when somebody else was quicker, `too_late_to_undo`, `bad_input` for a choice that this conflict does not offer.
    """
    row = _conflict(organisation, conflict)
    log, now = locked(organisation, row.visit_id), clock.now()
    row = _conflict(organisation, conflict)  # again, because only the lock says who was quicker
    before = log.visit.state
    if choice == REOPENED:
        if row.resolved_at is None:
            return row.visit_id
        if clock.later(row.resolved_at, milliseconds=UNDO) < now:
            raise Problem("too_late_to_undo")
        changes = _reopen(log, row)
    else:
        if _is_settled(row, by, choice):
            return row.visit_id
        if seen is not None and seen != row.token:
            raise Problem("passed_over")
        changes = _choose(log, row, by, choice, now)
    _turn(log, changes)
    report(log, "settled", {"conflict": row.id, "choice": choice}, by, now)
    write_logs([log], now)
    _count(log)
    _hold(log, before, now)
    _tell(log, row, {row.shown_fact, row.other_fact, *changes})
    installed().resolved(organisation, row.visit_id)
    return row.visit_id


def _conflict(organisation: str, conflict: str) -> Conflict:
    row = db.session.get(Conflict, (organisation, conflict), populate_existing=True)
    if row is None:
        raise Problem("not_found")
    return row


def _is_settled(row: Conflict, by: str, choice: str) -> bool:
    """True for a second tap of the same person; a problem when another choice or another person came first."""
    if row.resolved_by == by and row.choice == choice:
        return True
    if row.resolved_at is not None:
        raise Problem("settled_meanwhile")
    return False


def _choose(log: Log, row: Conflict, by: str, choice: str, now: str) -> dict[str, str]:
    kind = row.kind
    if choice not in choices(kind, log.visit.state in FINISHED):
        raise Problem("bad_input", {"choice": ["choice"]})
    wanted = showing(kind, choice)
    row.choice, row.resolved_by = choice, by
    if wanted is None:
        return {}
    changes = turned(log.entries, kind, row.shown_fact, row.other_fact, wanted)
    had = {entry.id: entry.outcome for entry in log.entries if entry.id in changes}
    row.resolved_at, row.turned = now, json.dumps({"made": changes, "before": had})
    return changes


def _reopen(log: Log, row: Conflict) -> dict[str, str]:
    kept = json.loads(row.turned or '{"made": {}, "before": {}}')
    row.resolved_at = row.resolved_by = row.choice = row.turned = None
    return returned(log.entries, kept["made"], kept["before"])


def _turn(log: Log, changes: dict[str, str]) -> None:
    """Give facts their new outcomes, and what shows anew the version of this moment: who wrote before has not seen it there."""
    organisation, log.turned = log.visit.organisation_id, bool(changes)
    for entry in log.entries:
        entry.outcome = changes.get(entry.id, entry.outcome)
    for outcome in sorted(set(changes.values())):
        ids = [fact for fact, new in changes.items() if new == outcome]
        db.session.execute(
            update(Fact).where(Fact.organisation_id == organisation, Fact.id.in_(ids)).values(outcome=outcome)
        )
    anew = [fact for fact, outcome in changes.items() if outcome == "applied"]

    def stamp(version: int) -> None:
        db.session.execute(
            update(Fact).where(Fact.organisation_id == organisation, Fact.id.in_(anew)).values(version=version)
        )

    if anew:
        tick(organisation, stamp)


def _count(log: Log) -> None:
    """How many conflicts are open, and whether one of them needs a review."""
    visit = log.visit
    db.session.flush()
    ours = (
        Conflict.organisation_id == visit.organisation_id,
        Conflict.visit_id == visit.id,
        Conflict.resolved_at.is_(None),
    )
    visit.open_conflicts = db.session.scalar(select(func.count()).select_from(Conflict).where(*ours)) or 0
    hard = bool(db.session.scalar(select(func.count()).select_from(Conflict).where(*ours, Conflict.hard)))
    visit.needs_review = hard or is_doubted(visit.organisation_id, visit.id)


def _hold(log: Log, before: str, now: str) -> None:
    """Work that counts after all belongs on the phones of those who did it; a cancellation that stands again takes it off."""
    visit = log.visit
    if visit.state == before or "cancelled" not in (visit.state, before):
        return
    if visit.state == "cancelled":
        for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
            evict(visit, person, "cancelled", now)
        return
    today = today_of(visit.organisation_id, now)
    assigned = select(Assignment).where(
        Assignment.organisation_id == visit.organisation_id, Assignment.visit_id == visit.id
    )
    for row in db.session.scalars(assigned.order_by(Assignment.person_id)) if days.is_held(visit.day, today) else ():
        grant(visit, row.person_id, row.role, today, now)


def _tell(log: Log, row: Conflict, facts: set[str]) -> None:
    """Everybody who holds the visit hears how it was settled and which of these facts show; also the phones that wrote them."""
    visit = log.visit
    places = sorted(place for place, entry in enumerate(log.entries, 1) if entry.id in facts)
    for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
        for place in places:
            announce(visit.organisation_id, person, "fact", visit=visit.id, detail=f"{place}-{place}")
        announce(visit.organisation_id, person, "conflict", visit=visit.id, reference=row.id)
        announce(visit.organisation_id, person, "visit", visit=visit.id, detail="needs_review")
