"""Customers whose supply is interrupted hear of it once the hotline was told, and again where it ends later or does not take place (FT-7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select, update

from server.customers.models import Customer
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.notices.models import Notice, NoticeContact
from server.notices.outbox import channels_for, rules_of, switched_on
from server.notices.rules import CUSTOMER, DROPPED, OUT, SENDING, WAITING
from server.outages.actions import premises_inside
from server.outages.models import Outage
from server.outages.story import facts_in
from server.visits.models import Fact

TOLD_AT_FIRST, LONGER, OFF = "interruption", "outage_longer", "outage_cancelled"
TELLS = ("announced", "moved", "extended", "cancelled", "ended")


def written(organisation: str, subject_type: str, outage: str, kind: str) -> None:
    """Inside `write`: tell everybody inside at the first announcement of a time, and later news to those who were told."""
    row = db.session.get(Outage, (organisation, outage)) if subject_type == "outage" else None
    if row is None or kind not in TELLS:
        return
    facts = facts_in(organisation, outage)
    fact = [each for each in facts if each.kind == kind][-1]
    if kind == "announced":
        moved = max((place for place, each in enumerate(facts) if each.kind == "moved"), default=-1)
        if sum(each.kind == kind for each in facts[moved + 1 :]) == 1:
            _enqueue(row, TOLD_AT_FIRST, fact, affected(row))
        return
    if kind == "moved":  # what still waits names another time; the next announcement tells everybody
        _drop(row, TOLD_AT_FIRST, reason="replaced")
        return
    told = _told(row)
    _drop(row, *((LONGER,) if kind == "extended" else (TOLD_AT_FIRST, LONGER)), reason="replaced")
    if kind != "ended" and told:
        _enqueue(row, LONGER if kind == "extended" else OFF, fact, told)


def affected(row: Outage) -> list[str]:
    """The customers with premises inside, each once, in the order of their ids."""
    return sorted({customer for _, customer in premises_inside(row)})


def _told(row: Outage) -> list[str]:
    """The customers who were told of it, or may have been; whoever still waits for the first word reads the newest in it."""
    out = select(Notice.customer_id).where(
        Notice.organisation_id == row.organisation_id,
        Notice.subject_id == row.id,
        Notice.kind == TOLD_AT_FIRST,
        Notice.state.in_((*OUT, SENDING)),
    )
    return sorted({each for each in db.session.scalars(out) if each})


def _drop(row: Outage, *kinds: str, reason: str) -> None:
    waiting = update(Notice).where(
        Notice.organisation_id == row.organisation_id,
        Notice.subject_id == row.id,
        Notice.kind.in_(kinds),
        Notice.state == WAITING,
    )
    db.session.execute(waiting.values(state=DROPPED, reason=reason, ended_at=clock.now()))


def _enqueue(row: Outage, kind: str, fact: Fact, customers: Iterable[str]) -> None:
    organisation, now = row.organisation_id, clock.now()
    if kind in rules_of(organisation).kinds_off.split():
        return
    on, ids = switched_on(organisation), list(customers)
    contacts = {
        each.customer_id: each
        for each in db.session.scalars(select(NoticeContact).where(NoticeContact.organisation_id == organisation))
    }
    known = db.session.scalars(
        select(Customer)
        .where(Customer.organisation_id == organisation, Customer.id.in_(ids), Customer.merged_into.is_(None))
        .order_by(Customer.id)
    )
    for customer in known:
        for channel, state, reason in channels_for(on, CUSTOMER, customer, contacts.get(customer.id)):
            db.session.add(
                Notice(
                    organisation_id=organisation,
                    id=new_id(),
                    key=f"{_mark(fact.id, customer.id)}:{kind}:{channel}",
                    kind=kind,
                    subject_type="outage",
                    subject_id=row.id,
                    customer_id=customer.id,
                    event=fact.id,
                    by=fact.person_id,
                    channel=channel,
                    state=state,
                    reason=reason,
                    attempts=0,
                    created_at=now,
                    due_at=now,
                    expires_at=row.to_at,
                    ended_at=None if state == WAITING else now,
                )
            )
    db.session.flush()


def _mark(fact: str, customer: str) -> str:
    """Event and recipient in forty letters, because the key has room for eighty."""
    return hashlib.sha256(f"{fact} {customer}".encode()).hexdigest()[:40]
