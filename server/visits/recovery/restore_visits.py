"""Visits that are newer than the backup from which this server was restored: taken back from the phones that hold them.

A grant and the office's own facts carry this server's signature, so they are believed and done again. Customer and place do
not: they come back as new records of their own, never joined to others, and the visit waits for somebody to look at it.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.chain import receipt_code
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.text.letters import tidy, tidy_name
from server.kernel.text.phones import phone_digits
from server.kernel.transaction import write
from server.standards.models import StandardVersion
from server.visits.feed.grants import evict
from server.visits.log.log import Log, ask_for_review, holders_of, logs_of, write_logs
from server.visits.models import Assignment, Grant, Visit
from server.visits.office.actions import new_number, plan, renew, times
from server.visits.office.append import report
from server.visits.order_inputs import told_inputs
from server.visits.receive import lock_visits
from server.visits.recovery.presented_visits import Brought, brought
from server.visits.recovery.replay_office_facts import assign_again, replay

Json = dict[str, Any]


def take_back(organisation: str, person: str, shown: list[Json]) -> list[str]:
    """Take back what these entries (docs/PROTOCOL.md, `grants`) prove and this server does not know; returns the visits in question."""
    found = [each for one in shown if (each := brought(organisation, person, one))]
    return write(lambda: _take_back(organisation, person, found)) if found else []


def _take_back(organisation: str, person: str, found: list[Brought]) -> list[str]:
    one = select(Organisation.id).where(Organisation.id == organisation)
    db.session.execute(one.with_for_update(key_share=True))  # because two phones may bring the same visit at once
    visits = sorted({each.visit for each in found})
    lock_visits(organisation, visits)
    logs, now = logs_of(organisation, visits), clock.now()
    for each in sorted(found, key=lambda each: each.visit):
        log = logs.get(each.visit)
        born = log is None
        if log is None:
            log = _born_again(organisation, person, each, now)
        if log is None:
            continue  # its standard, or any team, is newer than the backup: the facts wait in quarantine
        logs[each.visit] = log
        _go_on(log, each, now, born=born, news=_remember_grants(each, now))
    return sorted(logs)


def _go_on(log: Log, this: Brought, now: str, *, born: bool, news: bool) -> None:
    """Do again what the office did after the backup; then the person who brings the visit holds it, or somebody looks at it.

    `news`: the grant is newer than the backup. A known one says nothing about who should hold the visit now.
    """
    visit, person, role = log.visit, this.grant["person"], this.grant["role"]
    done = replay(log, this.log, now)
    if born and not done:
        report(log, "ordered", {"kind_of_work": visit.kind_of_work} | times(visit), person, now)
    assigned = set(
        db.session.scalars(
            select(Assignment.person_id).where(
                Assignment.organisation_id == visit.organisation_id, Assignment.visit_id == visit.id
            )
        )
    )
    if news and person not in assigned and "assigned" not in done and not this.told.get("evicted"):
        ask_for_review(visit)
        if role == "helper" or visit.lead_id is None:
            done.append("assigned")
            _assign(log, person, role, assigned, now)
    write_logs([log], now)
    if "cancelled" in done:
        for holder in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
            evict(visit, holder, "cancelled", now)
    elif born or done:
        renew(visit, now)


def _assign(log: Log, person: str, role: str, assigned: set[str], now: str) -> None:
    lead = person if role == "lead" else log.visit.lead_id
    helpers = sorted((assigned | {person}) - {lead})
    report(log, "assigned", ({"lead": lead} if lead else {}) | {"helpers": helpers}, person, now)
    assign_again(log.visit, lead, helpers, now)


def _remember_grants(this: Brought, now: str) -> bool:
    """Work under them is accepted, as under every earlier grant, and the code on the customer's card stays right. True where the last one is new."""
    known = set(
        db.session.scalars(
            select(Grant.id).where(Grant.organisation_id == this.grant["organisation"], Grant.visit_id == this.visit)
        )
    )
    for digest, grant in this.grants.items():
        if grant["id"] not in known:
            db.session.add(
                Grant(
                    organisation_id=grant["organisation"],
                    id=grant["id"],
                    visit_id=grant["visit"],
                    person_id=grant["person"],
                    role=grant["role"],
                    version=grant["version"],
                    hash=digest,
                    code=receipt_code(grant["visit"], digest),
                    document=json.dumps(grant, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
                    issued_at=grant["issued_at"],
                    revoked_at=now,
                )
            )
    db.session.flush()
    return this.grant["id"] not in known


def _born_again(organisation: str, person: str, this: Brought, now: str) -> Log | None:
    pinned, inputs = this.grant["standard"], this.grant["inputs"]
    there = db.session.get(StandardVersion, (organisation, pinned["id"], pinned["version"]))
    team = db.session.get_one(Person, (organisation, person)).team_id or db.session.scalar(
        select(Team.id).where(Team.organisation_id == organisation).order_by(Team.id).limit(1)
    )
    if there is None or there.hash != pinned["hash"] or team is None:
        return None
    customer, premises = _customer_and_premises(organisation, this.told, now)
    visit = Visit(
        organisation_id=organisation,
        id=this.visit,
        number=_number(organisation, this.told.get("number"), now),
        team_id=team,
        customer_id=customer.id,
        premises_id=premises.id,
        kind_of_work=inputs["kind_of_work"],
        standard_id=pinned["id"],
        standard_version=pinned["version"],
        priority=inputs["priority"],
        order_inputs=told_inputs(inputs),
        received_at=now,
        state="planned",
        needs_review=True,
        bring="[]",
        open_conflicts=0,
        awaited=0,
        version=0,
    )
    window = inputs.get("window")
    plan(visit, (window["from"], window["to"]) if window else None, inputs.get("agreed_at"))
    db.session.add(visit)
    db.session.flush()
    return Log(visit)


def _customer_and_premises(organisation: str, told: Json, now: str) -> tuple[Customer, Premises]:
    who, where, contact = told.get("customer", {}), told.get("place", {}), told.get("contact", {})
    language = db.session.get_one(Organisation, organisation).language
    customer = Customer(
        organisation_id=organisation,
        id=new_id(),
        name=tidy_name(who.get("name")) or translate("visits.recovery.customer", language),
        salutation=who.get("salutation", "none"),
        language=who.get("language", language),
        phone=phone_digits(contact.get("phone")) or None,
        hard_of_hearing=who.get("hard_of_hearing", False),
        created_at=now,
    )
    db.session.add(customer)
    db.session.flush()
    parts = {
        name: tidy(where[name]) for name in ("district", "estate", "building", "unit", "room", "rural") if name in where
    }
    if not parts:
        parts["rural"] = tidy(contact.get("address") or where.get("line"), 160) or translate(
            "visits.recovery.place", language
        )
    notes = {name: tidy(contact[name]) for name in ("gate_note", "door_note") if name in contact}
    spot = {name: where[name] for name in ("datum", "lat", "lon")} if {"datum", "lat", "lon"} <= where.keys() else {}
    premises = Premises(organisation_id=organisation, id=new_id(), customer_id=customer.id, **parts, **notes, **spot)
    db.session.add(premises)
    db.session.flush()
    return customer, premises


def _number(organisation: str, told: str | None, now: str) -> str:
    """The number by which people know the visit, where nobody else has it."""
    taken = select(Visit.id).where(Visit.organisation_id == organisation, Visit.number == told)
    return (
        told if told and tidy(told) == told and db.session.scalar(taken) is None else new_number(organisation, now[:10])
    )
