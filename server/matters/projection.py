"""Brings the rows of commitments and contacts up to what the facts of their visits say; runs in the transaction that wrote the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from server.accounts.calendar import calendar_of
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.deadlines import Due, due
from server.kernel.prepared import Prepared, among
from server.matters.holders import is_told_otherwise, tell
from server.matters.models import Commitment, Contact
from server.matters.rules import OPEN, RELEVANT, RETURN, TRIGGERS, WITHDRAWN, Declared, Promise, promises_of
from server.standards.declared import opened
from server.visits import standard
from server.visits.limit_results import inputs_of
from server.visits.log.shown import ShownFact
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit
from server.visits.office.subjects import shown_fact

_commitment = Commitment.__table__.c
PROMISED = Prepared(
    select(_commitment.source_id).where(
        _commitment.organisation_id == bindparam("organisation"), among(_commitment.source_id, "visits")
    )
)
THEIRS = {"to": "customer", "owner": "technician"}
ANSWER_BY = "answer-by"  # the step of standards that were published before a step could say that it is a promise


def react(arrivals: list[Arrival]) -> None:
    """A phone's facts have landed: make the commitments that they bring, in the same transaction."""
    ours = [
        (each.subject[1], each.fact) for each in arrivals if each.stored and each.fact and each.subject[0] == "visit"
    ]
    relevant = [(visit, fact) for visit, fact in ours if fact["kind"] in TRIGGERS]
    if not relevant:
        return
    organisation = arrivals[0].organisation
    answered = {visit for visit, fact in relevant if fact["kind"] in ("answered", "deviated")}
    touched = {visit for visit, fact in relevant if fact["kind"] not in ("answered", "deviated")}
    if answered - touched:  # because nearly every fact is an answer, and nearly none of them promises anything
        touched |= _promising(organisation, answered - touched, [fact["body"].get("step") for _, fact in relevant])
    if touched:
        project(organisation, touched)


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """The office's facts came back by a phone, or were written by somebody else than `actions`."""
    if kinds & TRIGGERS:
        project(organisation, [visit])


def resolved(organisation: str, visit: str) -> None:
    """A cross purpose was settled: other facts show now."""
    project(organisation, [visit])


def _promising(organisation: str, visits: set[str], steps: list[str]) -> set[str]:
    """Those of these visits whose standard calls one of these steps a promise, or where something was promised before."""
    db.session.flush()
    before = {visit for (visit,) in PROMISED.all({"organisation": organisation, "visits": sorted(visits)})}
    rows = [
        db.session.get(Visit, (organisation, visit)) for visit in sorted(visits - before)
    ]  # known to the session, because their logs were just written
    return before | {row.id for row in rows if row is not None and not _making(row).isdisjoint(steps)}


def project(organisation: str, visits: Iterable[str]) -> None:
    """Inside `write`: make, close or withdraw the commitments of these visits, as their facts have them now."""
    db.session.flush()
    found = db.session.scalars(
        select(Visit).where(Visit.organisation_id == organisation, Visit.id.in_(sorted(visits))).order_by(Visit.id)
    ).all()
    for visit in found:
        facts = _facts(visit)
        told = [each for each in facts if not each.erased]
        _store_contacts(visit, told)
        if len(told) == len(facts):  # because what was promised stands in its row alone once the words are gone
            _store_promises(visit, _promises(visit, told))


def recomputed(organisation: str, visit: str) -> dict[str, Due]:
    """Commitment → when it would be due by the calendar as it stands now."""
    row = db.session.get_one(Visit, (organisation, visit))
    told = [each for each in _facts(row) if not each.erased]
    return {each.id: Due(each.due_at, each.provisional) for each in _promises(row, told)}


def promise_steps(visit: Visit) -> dict[str, Mapping[str, str]]:
    """Step → {to, owner}, of the steps of the pinned standard whose moment is a promise; in language 1 the technician's to the customer."""
    steps = standard.steps_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    moments = [step for step in steps.values() if step.get("answer", {}).get("kind") == "moment"]
    found = {step["id"]: step.get("promise", step["id"] == ANSWER_BY) for step in moments}
    return {name: THEIRS if promise is True else promise for name, promise in found.items() if promise}


def _making(visit: Visit) -> set[str]:
    """The steps whose answer can leave something to be done."""
    steps = standard.steps_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    return set(promise_steps(visit)) | {name for name, step in steps.items() if "opens" in step}


def time_of(visit: Visit) -> str | None:
    """The moment for which a visit was ordered."""
    return visit.agreed_at or visit.window_from


def fits(visit: Visit, due_at: str) -> bool:
    """Whether a visit was ordered for a promised moment: agreed for it, or with a window that begins with it or holds it."""
    if visit.agreed_at:
        return visit.agreed_at == due_at
    return bool(visit.window_from and visit.window_to and visit.window_from <= due_at <= visit.window_to)


def followers_of(organisation: str, visit: str) -> list[Visit]:
    """The visits that go on with this one, the newest last."""
    wanted = select(Visit).where(
        Visit.organisation_id == organisation, Visit.follows_id == visit, Visit.state != "cancelled"
    )
    return list(db.session.scalars(wanted.order_by(Visit.received_at, Visit.id)))


def _facts(visit: Visit) -> list[ShownFact]:
    wanted = (
        select(Fact)
        .where(
            Fact.organisation_id == visit.organisation_id,
            Fact.subject_id == visit.id,
            Fact.subject_type == "visit",
            Fact.kind.in_(RELEVANT),
        )
        .order_by(Fact.position)
        .execution_options(populate_existing=True)
    )
    rows = shown_facts(db.session.scalars(wanted).all())
    return [shown_fact(row) for row in rows]


def _promises(visit: Visit, facts: list[ShownFact]) -> list[Promise]:
    calendar = calendar_of(visit.organisation_id)

    def due_in(start: str, figure: int, unit: str) -> tuple[str, bool]:
        found = due(start, figure, unit, calendar)
        return found.at, found.provisional

    return promises_of(facts, Declared(promise_steps(visit), opened_by(visit)), due_in)


def opened_by(visit: Visit) -> Mapping[str, Mapping[str, Any]]:
    """What answers and ends of this visit leave to be done by its standard; its conditions may ask for every fact of the log."""
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    if document.get("language") != 2:
        return {}
    wanted = select(Fact).where(
        Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id, Fact.subject_type == "visit"
    )
    rows = shown_facts(db.session.scalars(wanted.order_by(Fact.position)).all())
    log = [{"id": row.id, "kind": row.kind, "at": row.at, "body": row.body} for row in rows]
    return opened(document, log, inputs_of(visit))


def _store_promises(visit: Visit, promises: list[Promise]) -> None:
    wanted = select(Commitment).where(
        Commitment.organisation_id == visit.organisation_id, Commitment.source_id == visit.id
    )
    rows = {row.id: row for row in db.session.scalars(wanted)}
    following = followers_of(visit.organisation_id, visit.id) if any(each.kind == RETURN for each in promises) else []
    for promise in promises:
        row = rows.pop(promise.id, None) or _new(visit, promise)
        row.state, row.closed_at, row.closed_fact, row.closed_by = (
            promise.state,
            promise.closed_at,
            promise.closed_fact,
            promise.closed_by,
        )
        row.successor_id = promise.successor
        if promise.recalculated:  # the one way in which a stored moment moves (K7)
            row.due_at, row.provisional = promise.due_at, False
        other = [each for each in following if time_of(each) and not fits(each, row.due_at)]
        row.untold_visit = other[-1].id if row.kind == RETURN and row.state == OPEN and other else None
    changed = is_told_otherwise()  # before the next query writes it
    office = (
        set(
            db.session.scalars(
                select(Fact.id).where(
                    Fact.organisation_id == visit.organisation_id, Fact.id.in_(rows), Fact.kind == "promise_moved"
                )
            )
        )
        if rows
        else set()
    )
    for row in rows.values():
        if (
            row.state == OPEN and row.id not in office
        ):  # because what the office has told somebody stands without its origin
            row.state, row.closed_at, changed = WITHDRAWN, visit.last_fact_at, True
    if changed and visit.matter_id:
        tell(visit.organisation_id, visit.matter_id, but=visit.id)  # whoever goes there next reads what was promised
    db.session.flush()


def _new(visit: Visit, promise: Promise) -> Commitment:
    row = Commitment(
        organisation_id=visit.organisation_id,
        id=promise.id,
        kind=promise.kind,
        clause=promise.clause,
        source_type="visit",
        source_id=visit.id,
        owed_to=promise.owed_to,
        customer_id=visit.customer_id,
        premises_id=visit.premises_id,
        what=promise.what,
        about=promise.about,
        promised_at=promise.promised_at,
        due_at=promise.due_at,
        provisional=promise.provisional,
        came_late=promise.came_late,
        owner_team=visit.team_id,
        owner_id=None if promise.of_team else promise.person,
    )
    db.session.add(row)
    return row


def _store_contacts(visit: Visit, facts: list[ShownFact]) -> None:
    told = {fact.id: fact for fact in facts if fact.kind == "contacted"}
    if not told:
        return
    known = set(
        db.session.scalars(
            select(Contact.id).where(Contact.organisation_id == visit.organisation_id, Contact.id.in_(told))
        )
    )
    for fact in told.values():
        if fact.id not in known:
            body = fact.body
            db.session.add(
                Contact(
                    organisation_id=visit.organisation_id,
                    id=fact.id,
                    subject_type="visit",
                    subject_id=visit.id,
                    commitment_id=body.get("commitment"),
                    customer_id=visit.customer_id,
                    direction=body["direction"],
                    channel=body["channel"],
                    at=fact.at,
                    person_id=fact.person,
                    result=body["result"],
                    summary=body.get("summary", ""),
                )
            )
