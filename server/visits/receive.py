"""Facts of a phone as they are taken into the log: checked, judged against what others wrote, stored, and told on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from server.accounts.models import Person
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.feed import clock_of
from server.kernel.prepared import Prepared, among
from server.visits import standard
from server.visits.conflicts.completion_check import weigh
from server.visits.conflicts.detect import open_conflicts
from server.visits.days import EARLIEST, Clocked, corrected
from server.visits.log.doubting import mark_doubts
from server.visits.log.kinds import trouble_with
from server.visits.log.log import STORE, Log, ask_for_review, fact_row, logs_of, write_logs
from server.visits.log.upcasting import STEPS, todays
from server.visits.models import Fact, Grant, Holding, Visit
from server.visits.rules import Cross, Entry, judge


class Held(NamedTuple):
    """A grant of the sender: its role, since when, and until when where it was taken away or followed by another."""

    role: str
    since: str
    until: str | None


Granted = dict[str, dict[str, Held]]  # visit → hash of each grant that the person ever had → what it says

_fact, _grant, _visit = Fact.__table__.c, Grant.__table__.c, Visit.__table__.c
KNOWN = Prepared(
    select(_fact.id, _fact.body_commit, _fact.kind, _fact.subject_type, _fact.subject_id).where(
        _fact.organisation_id == bindparam("organisation"), among(_fact.id, "ids")
    )
)
LOCK = Prepared(
    select(_visit.id)
    .where(_visit.organisation_id == bindparam("organisation"), among(_visit.id, "visits"))
    .order_by(_visit.id)
    .with_for_update(key_share=True)
)
GRANTED = Prepared(
    select(_grant.visit_id, _grant.hash, _grant.role, _grant.issued_at, _grant.revoked_at).where(
        _grant.organisation_id == bindparam("organisation"),
        among(_grant.visit_id, "visits"),
        _grant.person_id == bindparam("person"),
    )
)


def lock(organisation: str, person: str, subjects: set[tuple[str, str]]) -> None:
    """Lock what the facts are about: the person's own log, then the visits by sorted id; everybody in this order."""
    if any(kind != "visit" for kind, _ in subjects):
        one = select(Person.id).where(Person.organisation_id == organisation, Person.id == person)
        db.session.execute(one.with_for_update(key_share=True))
    visits = sorted(subject for kind, subject in subjects if kind == "visit")
    if visits:
        lock_visits(organisation, visits)


def lock_visits(organisation: str, visits: list[str]) -> None:
    """Lock visits in the order of their ids; an SQLite writer is alone already."""
    if db.engine.dialect.name != "sqlite":
        LOCK.all({"organisation": organisation, "visits": visits})


def receive(arrivals: list[Arrival]) -> None:
    """Inside `write`, with the subjects locked: give every fact of one device its verdict and store what was taken in."""
    for arrival in arrivals:
        fact = arrival.fact = _todays(arrival.fact or {})
        if trouble := trouble_with(fact["subject"]["type"], fact["kind"], fact["body"]):
            arrival.quarantine(trouble)
    _known_ids(arrivals)
    first, received_at = arrivals[0], arrivals[0].received_at
    visits = {arrival.subject[1] for arrival in arrivals if not arrival.outcome and arrival.subject[0] == "visit"}
    person = (first.fact or {})["person"]
    granted = _granted(first.organisation, person, visits) if visits else {}
    logs = logs_of(first.organisation, granted) if granted else {}
    crosses: list[tuple[Log, Cross]] = []
    newest = cache(lambda: clock_of(first.organisation).value)
    for arrival in arrivals:
        if not arrival.outcome and arrival.subject[0] == "visit":
            crosses += _on_a_visit(arrival, logs, granted, newest)
    _elsewhere([arrival for arrival in arrivals if not arrival.outcome])
    if logs:
        doubted = [log for log in logs.values() if mark_doubts(log, granted[log.visit.id])]
        for log in logs.values():
            log.released = first.released
        _seen(first.organisation, person, logs, received_at)
        write_logs(logs.values(), received_at)
        open_conflicts(crosses, received_at)
        for log in doubted:
            ask_for_review(log.visit)


def _todays(fact: dict[str, Any]) -> dict[str, Any]:
    """The fact with its body as it is read today; text, hash and signature stay those of the phone."""
    return fact | {"body": todays(fact["kind"], fact["body"])} if fact["kind"] in STEPS else fact


def _known_ids(arrivals: list[Arrival]) -> None:
    """A known id that says the same of the same subject is the same fact, also from another device (`replaces`); else it is put aside."""
    sound = [arrival for arrival in arrivals if not arrival.outcome]
    known: dict[str | None, tuple[str, str, str]] = {}
    if sound:
        asked = {"organisation": sound[0].organisation, "ids": [arrival.id for arrival in sound]}
        known = {fact: (commit, kind, _visit_of(about, log)) for fact, commit, kind, about, log in KNOWN.all(asked)}
    for arrival in sound:
        same = (arrival.commit, (arrival.fact or {})["kind"], _visit_of(*arrival.subject))
        before = known.setdefault(arrival.id, same)
        if before is same:
            continue
        if before == same:
            arrival.judge("merged")
        else:
            arrival.quarantine("id_reused")


def _visit_of(kind: str, subject: str) -> str:
    """The visit that it is about; '' for anything else, because a phone's own log changes its name with the phone."""
    return subject if kind == "visit" else ""


def _granted(organisation: str, person: str, visits: set[str]) -> Granted:
    """Every grant that the person ever had on these visits: work under an earlier one is accepted, too."""
    found: Granted = {}
    for visit, digest, role, since, until in GRANTED.all(
        {"organisation": organisation, "visits": sorted(visits), "person": person}
    ):
        found.setdefault(visit, {})[digest] = Held(role, since, until)
    return found


def _on_a_visit(
    arrival: Arrival, logs: dict[str, Log], granted: Granted, newest: Callable[[], int]
) -> list[tuple[Log, Cross]]:
    """Judge one fact and append it; returns the conflicts that it opens. What names a version that does not exist yet has seen nothing."""
    fact, visit_id = arrival.fact or {}, arrival.subject[1]
    grants, log = granted.get(visit_id, {}), logs.get(visit_id)
    if log is None or (arrival.grant and arrival.grant not in grants):
        arrival.quarantine("never_granted")
        return []
    held = (
        grants[arrival.grant]
        if arrival.grant
        else min(grants.values(), key=lambda each: (each.role != "lead", each.since))
    )
    base = fact.get("base", 0)
    entry = Entry(
        fact["id"],
        fact["kind"],
        fact["device"],
        fact["person"],
        fact["body"],
        fact["body"].get("step"),
        at=fact["at"],
        base=base if base <= log.visit.version or base <= newest() else 0,
        role=held.role,
        run=fact["clock_run"],
    )
    if entry.step and (trouble := _step_trouble(log.visit, entry)):
        arrival.quarantine(trouble)
        return []
    verdict = judge(log.entries, entry, log.visit.lead_id)
    arrival.judge(verdict.outcome, verdict.code)
    if verdict.code:
        return []
    entry.outcome, arrival.stored, arrival.row = verdict.outcome, True, log.visit
    for beaten in (each for cross in verdict.crosses for each in cross.beaten):
        beaten.outcome = "conflict"
    before = list(log.entries) if entry.kind == "ended" else []
    log.append(
        entry,
        fact,
        arrival.text,
        arrival.hash,
        arrival.commit,
        _clocked(arrival, log.run_of(arrival.device), held.since),
        arrival.received_at,
    )
    alarm = weigh(before, entry, log, arrival.grant, arrival.received_at) if entry.kind == "ended" else []
    return [(log, cross) for cross in verdict.crosses] + alarm


def _step_trouble(visit: Visit, entry: Entry) -> str | None:
    steps = standard.steps_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    return standard.step_trouble(steps, entry.step or "", entry.body["value"] if entry.kind == "answered" else None)


def _clocked(arrival: Arrival, run: tuple[str, str] | None, granted_at: str = EARLIEST) -> Clocked:
    """When it happened; `run` is the clock run and moment of the device's fact before it, `granted_at` since when it could be done."""
    fact = arrival.fact or {}
    before = run[1] if run and run[0] == fact["clock_run"] else None
    return corrected(fact["at"], fact["clock_offset"], arrival.received_at, before, arrival.skew, granted_at)


def _elsewhere(arrivals: list[Arrival]) -> None:
    """Facts about a shift, the device or the person: they stand in the person's own log, or the device's."""
    logs: dict[str, int] = {}
    rows = []
    for arrival in arrivals:
        fact = arrival.fact or {}
        kind, subject = arrival.subject
        if kind == "visit":
            continue
        if not _is_own(kind, subject, fact):
            arrival.quarantine("body_not_understood")
            continue
        log = fact["device"] if kind == "device" else fact["person"]
        logs[log] = logs[log] + 1 if log in logs else _last_position(arrival.organisation, log) + 1
        arrival.judge("applied")
        arrival.stored = True
        row = fact_row(
            arrival.organisation,
            fact,
            arrival.text,
            arrival.hash,
            arrival.commit,
            _clocked(arrival, None),
            arrival.received_at,
        )
        rows.append(row | {"subject_id": log, "position": logs[log], "outcome": "applied"})
    STORE.run(rows)


def _is_own(kind: str, subject: str, fact: dict[str, Any]) -> bool:
    return {"device": fact["device"], "person": fact["person"]}.get(kind) == subject or (
        kind == "shift" and clock.is_day(subject)
    )


def _last_position(organisation: str, log: str) -> int:
    last = select(func.max(Fact.position)).where(Fact.organisation_id == organisation, Fact.subject_id == log)
    return db.session.scalar(last) or 0


def _seen(organisation: str, person: str, logs: dict[str, Log], received_at: str) -> None:
    """The office sees that the order was opened on the phone."""
    opened = [visit for visit, log in logs.items() if any(row["kind"] == "opened" for row in log.rows)]
    if opened:
        db.session.execute(
            update(Holding)
            .where(
                Holding.organisation_id == organisation,
                Holding.person_id == person,
                Holding.visit_id.in_(opened),
                Holding.seen_at.is_(None),
            )
            .values(seen_at=received_at)
        )
