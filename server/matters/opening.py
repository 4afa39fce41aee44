"""An order opens a matter or joins one, in the transaction that takes it; a result that comes home makes its feeding back owed (FT-6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.deadlines import due
from server.kernel.ids import new_id
from server.matters.matter_log import settle, subject_of, whole
from server.matters.matter_models import LONGEST_TITLE, Matter
from server.matters.matter_rules import CLOSED, REOPEN_DAYS, TRIGGERS
from server.matters.models import Commitment
from server.matters.projection import opened_by
from server.matters.rules import OPEN
from server.standards.declared import MATTER
from server.standards.limit_table import RunningLimit
from server.visits.feed.holdings import today_of
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit
from server.visits.office.actions import new_number
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, facts_of, lock_subject

PREFIX = "M"


def ordered(organisation: str, visit_id: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office wrote about a visit. An order that names no matter opens one; anything else is looked at anew."""
    if not kinds & TRIGGERS:
        return
    visit = db.session.get(Visit, (organisation, visit_id))
    if visit is None:
        return
    if "ordered" in kinds and not _is_known(visit):
        _open_or_join(visit)
    if visit.matter_id:
        settle(organisation, [visit.matter_id])


def react(arrivals: list[Arrival]) -> None:
    """A phone's facts have landed: note each result in the matter's own log, and judge its limits again."""
    visits = {
        each.subject[1]
        for each in arrivals
        if each.stored and each.fact and each.subject[0] == "visit" and each.fact["kind"] in TRIGGERS
    }
    if visits:
        look_again(arrivals[0].organisation, sorted(visits))


def resolved(organisation: str, visit: str) -> None:
    """A conflict was resolved: other facts show now."""
    look_again(organisation, [visit])


def look_again(organisation: str, visits: list[str]) -> None:
    """Inside `write`: the matters of these visits as their facts have them now."""
    rows = select(Visit.matter_id).where(
        Visit.organisation_id == organisation, Visit.id.in_(visits), Visit.matter_id.is_not(None)
    )
    matters = sorted({str(each) for each in db.session.scalars(rows.distinct())})
    for matter in matters:
        _note_results(organisation, matter)
    made = [found for visit in visits if (found := _open_by_end(organisation, visit))]
    if matters or made:
        settle(organisation, [*matters, *made])


@act
def open_matter(organisation: str, by: str, body: dict[str, Any], *, number: str | None = None) -> str:
    """Take something that somebody asks for; `body` is that of the fact `accepted`. Returns the matter's id."""
    now = clock.now()
    row = Matter(
        organisation_id=organisation,
        id=new_id(),
        number=number or f"{PREFIX}{new_number(organisation, today_of(organisation, now))}",
        kind=body["kind"],
        title=body.get("title", ""),
        customer_id=body.get("customer"),
        premises_id=body.get("premises"),
        place=body.get("place"),
        accepted_at=body.get("call_at") or now,
        accepted_by=by,
        originator=body["originator"],
        hotline=body.get("hotline"),
        owner_team=body["team"],
        state="accepted",
        parent_id=body.get("parent"),
    )
    db.session.add(row)
    db.session.flush()
    append_fact(organisation, subject_of(row.id), "accepted", body, by, now)
    return row.id


@act
def take_matter(organisation: str, by: str, body: dict[str, Any]) -> str:
    """The same without a visit: its clocks begin at once. Returns the matter's id."""
    made = open_matter(organisation, by, body)
    settle(organisation, [made])
    return made


def _is_known(visit: Visit) -> bool:
    """Whether its matter has heard of it already."""
    return bool(visit.matter_id) and any(
        each.body.get("visit") == visit.id
        for each in facts_of(visit.organisation_id, subject_of(str(visit.matter_id)), "accepted", "visit_joined")
    )


def _open_or_join(visit: Visit) -> None:
    organisation, order = visit.organisation_id, _order_of(visit)
    earlier = db.session.get(Visit, (organisation, visit.follows_id)) if visit.follows_id else None
    visit.matter_id = visit.matter_id or (earlier.matter_id if earlier else None)
    parent = None
    if visit.matter_id and (parent := _join(visit, order)) is None:
        return
    body: dict[str, Any] = {
        "kind": visit.kind_of_work,
        "originator": "hotline",
        "team": visit.team_id,
        "customer": visit.customer_id,
        "premises": visit.premises_id,
        "visit": visit.id,
    }
    body |= {"title": visit.instructions[:LONGEST_TITLE]} if visit.instructions else {}
    body |= {"urgent": True} if visit.priority == "urgent" else {}
    body |= {"parent": parent} if parent else {}
    body |= {"call_at": order.body["call_at"]} if order.body.get("call_at") else {}
    visit.matter_id = open_matter(organisation, order.person_id, body, number=f"{PREFIX}{visit.number}")


def _join(visit: Visit, order: Fact) -> str | None:
    """Add the visit to its matter, which is opened again where it was closed; the closed matter's id where that is too long ago."""
    organisation, matter = visit.organisation_id, str(visit.matter_id)
    lock_subject(organisation, subject_of(matter))
    row = db.session.get_one(Matter, (organisation, matter))
    if row.state == CLOSED:
        if not may_reopen(row, order.at):
            return matter
        append_fact(organisation, subject_of(matter), "reopened", {"reason": visit.number}, order.person_id)
        row.taken_over = False
    append_fact(organisation, subject_of(matter), "visit_joined", {"visit": visit.id}, order.person_id)
    return None


def may_reopen(row: Matter, now: str) -> bool:
    """Whether the same thing is still the same matter: within 14 days of its closing."""
    return bool(row.closed_at) and now <= due(str(row.closed_at), REOPEN_DAYS, "d", calendar_of(row.organisation_id)).at


def _order_of(visit: Visit) -> Fact:
    wanted = select(Fact).where(
        Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id, Fact.kind == "ordered"
    )
    return db.session.scalars(wanted.order_by(Fact.position).limit(1)).one()


def _open_by_end(organisation: str, visit_id: str) -> str | None:
    """Open what the visit's last end leaves as a matter by its standard (language 2), once for each visit and end; its clocks begin when we hear of it."""
    visit = db.session.get_one(Visit, (organisation, visit_id))
    opens = {fact: each for fact, each in opened_by(visit).items() if each["what"] == MATTER}
    if not opens:
        return None
    end = _last_end(visit)
    if end is None or end.id not in opens:
        return None  # because a later end counts, which leaves nothing
    outcome, titled = str(end.body["outcome"]), opens[end.id]
    lock_subject(organisation, subject_of(str(visit.matter_id)))
    if outcome in _opened_before(visit):
        return None
    body = {
        "kind": titled["kind"],
        "title": titled["title"][db.session.get_one(Organisation, organisation).language][:LONGEST_TITLE],
        "originator": "staff",
        "team": visit.team_id,
        "customer": visit.customer_id,
        "premises": visit.premises_id,
        "visit": visit.id,
        "outcome": outcome,
    }
    return open_matter(organisation, end.person_id, body | ({"parent": visit.matter_id} if visit.matter_id else {}))


def _last_end(visit: Visit) -> Fact | None:
    """The end that counts: the last that was not taken back."""
    wanted = select(Fact).where(
        Fact.organisation_id == visit.organisation_id,
        Fact.subject_id == visit.id,
        Fact.kind.in_(("ended", "withdrawn")),
    )
    shown = shown_facts(list(db.session.scalars(wanted.order_by(Fact.position))))
    return next((each for each in reversed(shown) if each.kind == "ended"), None)


def _opened_before(visit: Visit) -> set[str]:
    """The ends of this visit that have opened a matter already."""
    return {outcome for _, outcome in opened_matters(visit)}


def opened_matters(visit: Visit) -> list[tuple[Matter, str]]:
    """(matter, end) of what the ends of this visit have opened, the first one first."""
    wanted = select(Matter).where(
        Matter.organisation_id == visit.organisation_id,
        Matter.customer_id == visit.customer_id,
        Matter.parent_id == visit.matter_id,
    )
    return [
        (row, str(each.body["outcome"]))
        for row in db.session.scalars(wanted.order_by(Matter.accepted_at, Matter.id))
        for each in facts_of(visit.organisation_id, subject_of(row.id), "accepted")
        if each.body.get("visit") == visit.id and each.body.get("outcome")
    ]


def _note_results(organisation: str, matter: str) -> None:
    """Each end of a visit is a result that somebody has to be told of; it is noted once."""
    row = db.session.get_one(Matter, (organisation, matter))
    if row.taken_over and row.state == CLOSED:
        return  # because it was over before anybody counted
    lock_subject(organisation, subject_of(matter))
    this = whole(row, clock.now())
    noted = {each.body.get("fact") for each in this.events if each.kind == "result_came"}
    for result in this.story.results:
        event = result.event
        if event.kind == "ended" and event.id not in noted:
            body = {"visit": event.visit, "fact": event.id, "outcome": result.outcome}
            append_fact(organisation, subject_of(matter), "result_came", body, event.person)


def recalculate(organisation: str, by: str) -> None:
    """Inside `write`: a year was imported, so what had rested on it is computed once more, by a fact with the old and the new moment (K7)."""
    db.session.flush()
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == organisation, RunningLimit.provisional, RunningLimit.stopped_at.is_(None)
    )
    before = {(row.matter_id, row.rule, row.person_id): row.due_at for row in db.session.scalars(wanted)}
    owed = select(Commitment).where(
        Commitment.organisation_id == organisation,
        Commitment.source_type == "matter",
        Commitment.state == OPEN,
        Commitment.provisional,
    )
    promised = {row.id: (row.source_id, row.due_at) for row in db.session.scalars(owed)}
    settle(organisation, sorted({matter for matter, _, _ in before} | {matter for matter, _ in promised.values()}))
    for (matter, rule, person), old in sorted(before.items()):
        row = db.session.get(RunningLimit, (organisation, matter, rule, person))
        if row is None or row.provisional or row.due_at == old:
            continue
        if person:
            row.due_at = max(row.due_at, old)  # never an earlier moment against a person
        if row.due_at != old:
            body = {"rule": rule, "from": old, "to": row.due_at}
            append_fact(organisation, subject_of(matter), "deadline_recalculated", body, by)
    for commitment, (matter, old) in sorted(promised.items()):
        now = db.session.get_one(Commitment, (organisation, commitment)).due_at
        if now != old:
            body = {"rule": commitment, "from": old, "to": now}
            append_fact(organisation, subject_of(matter), "deadline_recalculated", body, by)
