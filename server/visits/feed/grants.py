"""Grants: what the server signs so that a phone may work on a visit, and the holding that puts it there."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select, update

from server.accounts.calendar import calendar_of
from server.accounts.models import Organisation
from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.chain import document_hash, receipt_code
from server.kernel.db import db
from server.kernel.deadlines import NoWorkingTime, next_working_day
from server.kernel.feed import announce, was_announced
from server.kernel.fence import across
from server.kernel.ids import new_id
from server.kernel.signing import sign
from server.standards.models import StandardVersion
from server.visits import days
from server.visits.models import Grant, Holding, Visit
from server.visits.order_inputs import order_inputs

REASONS = ("reassigned", "cancelled", "out_of_days", "ended")

# Made once, because a day that is given out asks them for each visit of each person.
_theirs = (
    Grant.organisation_id == bindparam("organisation"),
    Grant.visit_id == bindparam("visit"),
    Grant.person_id == bindparam("person"),
)
END_GRANTS = update(Grant).where(*_theirs, Grant.revoked_at.is_(None)).values(revoked_at=bindparam("now"))
BESIDE = (
    select(Visit.id)
    .join(Holding, (Holding.organisation_id == Visit.organisation_id) & (Holding.visit_id == Visit.id))
    .where(
        Visit.organisation_id == bindparam("organisation"),
        Visit.premises_id == bindparam("premises"),
        Visit.day.in_(bindparam("places", expanding=True)),
        Visit.id != bindparam("visit"),
        Holding.person_id == bindparam("person"),
        Holding.revoked_version.is_(None),
    )
    .order_by(Visit.id)
)
PINNED = select(StandardVersion.hash).where(
    StandardVersion.organisation_id == bindparam("organisation"),
    StandardVersion.id == bindparam("standard"),
    StandardVersion.version == bindparam("version"),
)
SHARED = (
    select(Grant.hash, Grant.document)
    .where(
        Grant.organisation_id == bindparam("organisation"),
        Grant.visit_id == bindparam("visit"),
        Grant.id != bindparam("grant"),
        Grant.revoked_at.is_(None),
        Grant.hash != "",
    )
    .order_by(Grant.version, Grant.id)
    .limit(1)
)
TAKEN = select(Grant.id).where(Grant.code == bindparam("code"), Grant.id != bindparam("grant")).limit(1)


def next_day_of(organisation: str, today: str) -> str:
    """The organisation's next working day, up to which its phones have addresses and telephone numbers."""
    try:
        return next_working_day(today, calendar_of(organisation))
    except NoWorkingTime:
        return today


def grant(visit: Visit, person: str, role: str, today: str, now: str) -> Grant:
    """Inside `write`, with the visit locked: a new grant for the person, its bundle in the feed. An earlier one stays valid for work done under it."""
    _end_grants(visit, person, now)
    row = Grant(
        organisation_id=visit.organisation_id,
        id=new_id(),
        visit_id=visit.id,
        person_id=person,
        role=role,
        issued_at=now,
    )
    holding = db.session.get(Holding, (visit.organisation_id, person, visit.id))
    if holding is None:
        holding = Holding(organisation_id=visit.organisation_id, person_id=person, visit_id=visit.id, seen_at=None)
        db.session.add(holding)
    places = {holding.day, visit.day}
    holding.role, holding.grant_id, holding.revoked_version, holding.day = role, row.id, None, visit.day
    db.session.add(row)
    unsigned = _unsigned(visit, row)
    contact = days.has_contact(visit.day, today, next_day_of(visit.organisation_id, today), finished=False)

    def stamp(version: int) -> None:
        holding.granted_version, row.version = version, version
        holding.contact_version = version if contact else None
        _issue(row, unsigned | {"version": version})

    _send_standard(visit, person, unsigned["standard"]["hash"])
    announce(visit.organisation_id, person, "grant", visit=visit.id, reference=row.id, stamp=stamp)
    _tell_of_neighbour(visit, person, places)
    return row


def evict(visit: Visit, person: str, reason: str, now: str, *, given_to: str | None = None) -> None:
    """Inside `write`: take the visit off the person's phones. What they still send is accepted."""
    holding = db.session.get(Holding, (visit.organisation_id, person, visit.id))
    _end_grants(visit, person, now)
    if holding is None or holding.revoked_version is not None:
        return
    holding.revoked_version, holding.contact_version = 0, None  # until the version is known at commit

    def stamp(version: int) -> None:
        holding.revoked_version = version

    announce(visit.organisation_id, person, "evict", visit=visit.id, reference=given_to, detail=reason, stamp=stamp)
    _tell_of_neighbour(visit, person, {holding.day})


def _tell_of_neighbour(visit: Visit, person: str, places: set[str]) -> None:
    """The person's other visits at this address on these days name this one from now on, or no longer: one arrival serves them all."""
    asked = {
        "organisation": visit.organisation_id,
        "premises": visit.premises_id,
        "places": sorted(filter(None, places)),
        "visit": visit.id,
        "person": person,
    }
    for other in db.session.scalars(BESIDE, asked).all():
        announce(visit.organisation_id, person, "visit", visit=other, detail="same_address")


def inputs_of(visit: Visit, customer: Customer, premises: Premises) -> dict[str, Any]:
    """What the standard's conditions and time limits may ask about the case, so that rules which span visits need no network.

    What is not known is left out (docs/STANDARD.md says which); `case.steps_done` (FT-10) waits for cases that span visits.
    """
    premises_inputs: dict[str, Any] = {"estimates_in_row": premises.estimates_in_row}
    if premises.last_reading_kind:
        premises_inputs["last_reading_kind"] = premises.last_reading_kind
    about = {"language": customer.language, "hard_of_hearing": customer.hard_of_hearing, "no_phone": not customer.phone}
    found: dict[str, Any] = {
        "kind_of_work": visit.kind_of_work,
        "priority": visit.priority,
        "order": {"received_at": visit.received_at}
        | {name.removeprefix("order."): value for name, value in order_inputs(visit).items()},
        "premises": premises_inputs,
        "customer": about,
    }
    if visit.window_from and visit.window_to:
        found["window"] = {"from": visit.window_from, "to": visit.window_to}
    return found | ({"agreed_at": visit.agreed_at} if visit.agreed_at else {})


def _unsigned(visit: Visit, row: Grant) -> dict[str, Any]:
    organisation = db.session.get_one(Organisation, visit.organisation_id)
    customer = db.session.get_one(Customer, (visit.organisation_id, visit.customer_id))
    premises = db.session.get_one(Premises, (visit.organisation_id, visit.premises_id))
    asked = {"organisation": visit.organisation_id, "standard": visit.standard_id, "version": visit.standard_version}
    pinned = db.session.execute(PINNED, asked).scalar_one()
    return {
        "v": 1,
        "type": "grant",
        "organisation": visit.organisation_id,
        "id": row.id,
        "visit": visit.id,
        "person": row.person_id,
        "role": row.role,
        "standard": {"id": visit.standard_id, "version": visit.standard_version, "hash": pinned},
        "time_zone": organisation.time_zone,
        "language": customer.language,
        "inputs": inputs_of(visit, customer, premises),
        "issued_at": row.issued_at,
    }


def _send_standard(visit: Visit, person: str, digest: str) -> None:
    """Before the first grant that pins it; a phone that enrols later reads the feed from its beginning."""
    if not was_announced(visit.organisation_id, person, "standard", digest):
        announce(
            visit.organisation_id,
            person,
            "standard",
            reference=digest,
            detail=f"{visit.standard_id} {visit.standard_version}",
        )


def _issue(row: Grant, unsigned: dict[str, Any]) -> None:
    """Sign, and reserve the receipt code that follows from the grant's hash; it is unique in the installation, also among the grants of this very write.

    Where somebody else holds the visit, the grant names the one whose code everybody's phone shows (`receipt`), so that a visit has one code.
    """
    shared = db.session.execute(
        SHARED, {"organisation": row.organisation_id, "visit": row.visit_id, "grant": row.id}
    ).first()
    if shared:
        unsigned = unsigned | {"receipt": json.loads(shared.document).get("receipt", shared.hash)}
    while True:
        document = sign(unsigned)
        digest = document_hash(document)
        code = receipt_code(row.visit_id, digest)
        with across():
            taken = db.session.scalar(TAKEN, {"code": code, "grant": row.id})
        if taken is None:
            break
        unsigned = unsigned | {"issued_at": clock.later(unsigned["issued_at"], milliseconds=1)}
    row.hash, row.code, row.document, row.issued_at = digest, code, canonical(document).decode(), document["issued_at"]


def _end_grants(visit: Visit, person: str, now: str) -> None:
    db.session.execute(
        END_GRANTS, {"organisation": visit.organisation_id, "visit": visit.id, "person": person, "now": now}
    )
