"""Asking, approving and carrying out that something is destroyed: two people, holds, a dry run, a certificate, and again after a restore."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import CompoundSelect, func, select

from server.accounts import audit
from server.accounts.models import Organisation, signed_here
from server.accounts.responsibility import in_charge
from server.attachments.models import Attachment
from server.complaints.models import Complaint
from server.customers.models import Customer, merged_with
from server.evidence.models import Awaited, Destruction
from server.kernel import clock
from server.kernel.canonical import canonical, parse
from server.kernel.chain import document_hash
from server.kernel.db import db
from server.kernel.folders import flush
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.signing import sign
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from server.matters.matter_models import Matter
from server.matters.models import Commitment, Contact
from server.privacy import times
from server.privacy.models import Erasure, Hold, Retention
from server.visits.models import Fact, Visit
from server.visits.rules import FINISHED

BATCH = 200  # visits that go in one transaction
WHAT = {
    "customer": frozenset({"photographs", "bodies", "contact"}),
    "bodies": frozenset({"photographs", "bodies"}),
    "photographs": frozenset({"photographs"}),
}
ORDERS = "destroyed.jsonl"  # beside the database, so that an older backup does not bring back what went


def keep_months(organisation: str, kind: str) -> int:
    """How many months this organisation keeps this kind."""
    row = db.session.get(Retention, (organisation, kind))
    return row.keep_months if row else times.DEFAULTS[kind]


def set_months(organisation: str, by: str, kind: str, months: int) -> None:
    """Inside `write`: another time; `bad_input` below what is needed to answer for it."""
    if kind not in times.DEFAULTS or not times.LEAST[kind] <= months <= times.MOST:
        raise Problem("bad_input", {kind: ["privacy.trouble.months"]})
    row = db.session.get(Retention, (organisation, kind)) or Retention(organisation_id=organisation, kind=kind)
    row.keep_months, row.set_at, row.set_by = months, clock.now(), by
    db.session.add(row)
    audit.note(organisation, "retention_set", kind=kind, months=months)


def hold(organisation: str, by: str, customer: str, why: str, until: str | None = None) -> str:
    """Inside `write`: nothing of this customer goes until then, or until it is lifted. Returns its id."""
    if why not in times.WHY:
        raise Problem("bad_input", {"why": ["choice"]})
    _must_be_there(organisation, customer)
    row = Hold(
        organisation_id=organisation,
        id=new_id(),
        customer_id=customer,
        why=why,
        placed_by=by,
        placed_at=clock.now(),
        until=until,
    )
    db.session.add(row)
    audit.note(organisation, "hold_placed", customer, why=why)
    return row.id


def lift(organisation: str, hold_id: str) -> None:
    """Inside `write`: a hold ends now."""
    row = must_find(Hold, organisation, hold_id)
    row.until = min(row.until or clock.now(), clock.now())
    audit.note(organisation, "hold_lifted", row.customer_id)


def holds_of(organisation: str, customers: Iterable[str], now: str) -> list[Hold]:
    """What forbids to destroy anything of these customers, the longest first."""
    rows = db.session.scalars(
        select(Hold).where(Hold.organisation_id == organisation, Hold.customer_id.in_(list(customers)))
    )
    return sorted(
        (row for row in rows if row.until is None or row.until > now), key=lambda row: row.until or "9", reverse=True
    )


def held_customers(organisation: str, now: str) -> CompoundSelect[str]:
    """A query of the customers of whom nothing may be destroyed now, with those who were joined with one of them."""
    held = select(Hold.customer_id).where(Hold.organisation_id == organisation, func.coalesce(Hold.until, "9") > now)
    joined = select(Customer.id).where(Customer.organisation_id == organisation, Customer.merged_into.in_(held))
    return held.union_all(joined)


def due(organisation: str, kind: str) -> list[str]:
    """Ids of finished visits of which this kind has had its time, the oldest first, a batch at most; what is on hold or gone is left out."""
    now, zone = clock.now(), db.session.get_one(Organisation, organisation).time_zone
    before = times.ended_before(now, keep_months(organisation, kind), zone)
    held = held_customers(organisation, now)
    wanted = select(Visit.id).where(
        Visit.organisation_id == organisation,
        Visit.state.in_(FINISHED),
        Visit.last_fact_at < before,
        Visit.customer_id.not_in(held),
    )
    there = {
        "photographs": select(Awaited.visit_id)
        .where(Awaited.organisation_id == organisation, Awaited.trouble.is_distinct_from("erased"))
        .union(select(Attachment.visit_id).where(Attachment.organisation_id == organisation)),
        "bodies": select(Fact.subject_id).where(Fact.organisation_id == organisation, Fact.text.contains('"body":')),
    }[kind]
    return list(db.session.scalars(wanted.where(Visit.id.in_(there)).order_by(Visit.last_fact_at).limit(BATCH)))


def dry_run(organisation: str, kind: str, customer: str | None = None) -> tuple[list[str], dict[str, int]]:
    """(subjects, counts) of what would go now; nothing is changed."""
    subjects = _subjects_of(organisation, merged_with(organisation, customer)) if customer else due(organisation, kind)
    facts = select(func.count()).where(
        Fact.organisation_id == organisation, Fact.subject_id.in_(subjects), Fact.text.contains('"body":')
    )
    pictures = select(func.count()).where(
        Awaited.organisation_id == organisation,
        Awaited.visit_id.in_(subjects),
        Awaited.trouble.is_distinct_from("erased"),
    )
    bodies = db.session.scalar(facts) or 0 if "bodies" in WHAT[kind] else 0
    attached = select(func.count()).where(
        Attachment.organisation_id == organisation, Attachment.visit_id.in_(subjects), ~Attachment.gone
    )
    there = (db.session.scalar(pictures) or 0) + (db.session.scalar(attached) or 0)
    return subjects, {"subjects": len(subjects), "bodies": bodies, "bytes": there}


def _must_be_there(organisation: str, customer: str) -> None:
    if db.session.get(Customer, (organisation, customer)) is None:
        raise Problem("bad_input", {"customer": ["privacy.trouble.customer"]})


def ask(organisation: str, by: str, kind: str, customer: str | None = None) -> str:
    """Inside `write`: ask that a customer, or a kind whose time is over, be destroyed. Returns the erasure's id.

    `on_hold` names what forbids it, `nothing_due` where nothing would go.
    """
    if kind not in WHAT or (kind == "customer") != bool(customer):
        raise Problem("not_found")
    if customer:
        _must_be_there(organisation, customer)
        _must_not_be_held(organisation, customer)
    subjects, counts = dry_run(organisation, kind, customer)
    if not customer and not subjects:
        raise Problem("nothing_due")
    row = Erasure(
        organisation_id=organisation,
        id=new_id(),
        kind=kind,
        customer_id=customer,
        subjects=json.dumps(subjects),
        counts=json.dumps(counts),
        asked_by=by,
        asked_at=clock.now(),
        state="asked",
    )
    db.session.add(row)
    audit.note(organisation, "erasure_asked", row.id, kind=kind)
    return row.id


def approve(organisation: str, by: str, erasure: str) -> dict[str, Any]:
    """Inside `write`: destroy what was asked. Returns the certificate.

    `not_allowed` for whoever is not the data officer or asked for it, `notice_runs` before a batch has stood seven days, `on_hold`.
    """
    row = _open(organisation, erasure)
    if by not in in_charge(organisation, "data_officer") or by == row.asked_by:
        raise Problem("two_people")
    now = clock.now()
    if row.kind != "customer" and now < clock.later(row.asked_at, days=times.NOTICE_DAYS):
        raise Problem("notice_runs")
    subjects: list[str] = json.loads(row.subjects)
    if row.customer_id:
        _must_not_be_held(organisation, row.customer_id)
        subjects = _subjects_of(organisation, merged_with(organisation, row.customer_id))
    else:
        subjects = [each for each in subjects if not _is_held(organisation, _customer_of(organisation, each), now)]
    order = sign(
        {
            "v": 1,
            "type": "erasure-order",
            "organisation": organisation,
            "id": row.id,
            "kind": row.kind,
            "customers": merged_with(organisation, row.customer_id) if row.customer_id else [],
            "subjects": subjects,
            "at": now,
        }
    )
    counts, destroyed = _carry_out(order)
    certificate = sign(
        {"v": 1, "type": "erasure-certificate", "organisation": organisation, "id": row.id, "at": now}
        | {"kind": row.kind, "counts": counts, "destructions": destroyed}
    )
    row.state, row.decided_by, row.decided_at = "done", by, now
    row.subjects, row.certificate = "[]", canonical(certificate).decode()
    audit.note(organisation, "erasure_done", row.id, kind=row.kind, bodies=counts.get("bodies", 0))
    _remember(order)
    return certificate


def refuse(organisation: str, by: str, erasure: str, reason: str) -> None:
    """Inside `write`: it stays, and whoever asked can read why."""
    row = _open(organisation, erasure)
    if by not in in_charge(organisation, "data_officer"):
        raise Problem("two_people")
    if not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    row.state, row.decided_by, row.decided_at, row.reason = "refused", by, clock.now(), reason
    audit.note(organisation, "erasure_refused", row.id)


def apply_again() -> int:
    """After a restore, before anybody is served: carry out every order that this database does not know. Returns how many.

    Only orders that this installation has signed count; a line that is torn or forged is passed over.
    """
    file, done = _orders(), 0
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    for line in lines:
        try:
            order = parse(line)
        except ValueError:
            continue
        if not isinstance(order, dict) or order.get("type") != "erasure-order" or not signed_here(order):
            continue
        row = db.session.get(Erasure, (order["organisation"], order["id"]))
        if row is not None and row.state == "done":
            continue
        if db.session.get(Organisation, order["organisation"]) is not None:
            write(lambda order=order: _carry_out_again(order))  # type: ignore[misc]
            done += 1
    return done


def _carry_out_again(order: dict[str, Any]) -> None:
    counts, destroyed = _carry_out(order)
    row = db.session.get(Erasure, (order["organisation"], order["id"])) or Erasure(
        organisation_id=order["organisation"], id=order["id"], kind=order["kind"], asked_by="", asked_at=order["at"]
    )
    row.subjects, row.counts, row.state, row.decided_at = "[]", json.dumps(counts), "done", order["at"]
    db.session.add(row)
    audit.note(order["organisation"], "erasure_done", order["id"], by="", kind=order["kind"], again=len(destroyed))


def _carry_out(order: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    """What went by kind, and the hashes of the destructions that say so."""
    organisation, customers = order["organisation"], order["customers"]
    rows = [db.session.get(Customer, (organisation, each)) for each in customers]
    values = tuple(value for row in rows if row for value in (row.name, row.phone, row.account_number) if value)
    before = set(db.session.scalars(select(Destruction.id).where(Destruction.organisation_id == organisation)))
    counts = installed().forget(
        Forgetting(organisation, WHAT[order["kind"]], order["kind"], tuple(customers), tuple(order["subjects"]), values)
    )
    db.session.flush()
    for customer in customers:
        installed().customer_changed(organisation, customer, customer, [])
    fresh = db.session.execute(
        select(Destruction.id, Destruction.document).where(Destruction.organisation_id == organisation)
    )
    return counts, sorted(document_hash(json.loads(row.document)) for row in fresh if row.id not in before)


def _subjects_of(organisation: str, customers: Iterable[str]) -> list[str]:
    """Every subject with a log that is about these customers."""
    theirs, found = list(customers), list[str]()
    for table in (Visit, Matter, Commitment, Contact, Complaint):
        wanted = select(table.id).where(table.organisation_id == organisation, table.customer_id.in_(theirs))
        found += db.session.scalars(wanted)
    return sorted(found)


def _customer_of(organisation: str, visit: str) -> list[str]:
    row = db.session.get(Visit, (organisation, visit))
    return merged_with(organisation, row.customer_id) if row else []


def _must_not_be_held(organisation: str, customer: str) -> None:
    customers, now = merged_with(organisation, customer), clock.now()
    if _complains(organisation, customers, now):
        raise Problem("on_hold", {"hold": ["privacy.why.complaint"]})
    if found := holds_of(organisation, customers, now):
        raise Problem("on_hold", {"hold": [f"privacy.why.{found[0].why}"]})


def _is_held(organisation: str, customers: list[str], now: str) -> bool:
    return bool(holds_of(organisation, customers, now)) or _complains(organisation, customers, now)


def _complains(organisation: str, customers: list[str], now: str) -> bool:
    """Whether a complaint of theirs is open, or was closed so lately that it may be opened again."""
    closed = db.session.scalars(
        select(Complaint.closed_at).where(
            Complaint.organisation_id == organisation, Complaint.customer_id.in_(customers)
        )
    )
    return any(each is None or times.held_after_closing(each) > now for each in closed)


def _open(organisation: str, erasure: str) -> Erasure:
    row = db.session.get(Erasure, (organisation, erasure), with_for_update=True)
    if row is None or row.state != "asked":
        raise Problem("not_found")
    return row


def _remember(order: dict[str, Any]) -> None:
    """Written before the commit: an order whose transaction fails is carried out at the next start, which is what was decided."""
    with _orders().open("ab") as file:
        os.chmod(file.fileno(), 0o600)
        file.write(canonical(order) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    flush(_orders().parent)


def _orders() -> Path:
    return Path(current_app.config["DOORSTEP"].data_dir) / ORDERS
