"""The office's facts that a backup does not have, brought back by a phone: each carries this server's signature, and is done again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person, key_of_this_server
from server.kernel.canonical import NotCanonical, canonical, parse
from server.kernel.chain import body_commit, document_hash, fact_bytes, genesis, server_signed, sha256
from server.kernel.db import db
from server.visits.days import Clocked
from server.visits.feed.grants import evict
from server.visits.log.kinds import OFFICE, check_office
from server.visits.log.log import Log
from server.visits.models import Assignment, Visit
from server.visits.office.actions import plan
from server.visits.office.scheduling import set_schedule
from server.visits.rules import Entry

Json = dict[str, Any]


def replay(log: Log, texts: list[str], now: str) -> list[str]:
    """Append those that follow on the office's chain as this server has it, and do what they say; returns their kinds. `write_logs` stores them."""
    done = []
    for fact, text in _with_their_signature(list(_following(log, texts))):
        log.office_seq, log.office_hash = fact["seq"], sha256(fact_bytes(fact))
        entry = Entry(
            fact["id"], fact["kind"], OFFICE, fact["person"], fact["body"], fact["body"].get("step"), at=fact["at"]
        )
        log.append(
            entry,
            fact,
            text,
            log.office_hash,
            body_commit(fact["salt"], fact["body"]),
            Clocked(fact["at"], False),
            fact["at"],
        )
        _do(log.visit, fact["kind"], fact["body"], now)
        done.append(fact["kind"])
    return done


def assign_again(visit: Visit, lead: str | None, helpers: list[str], now: str) -> None:
    """Who leads and helps, of those people that this server knows."""
    wanted = dict.fromkeys(helpers, "helper") | ({lead: "lead"} if lead else {})
    known = set(
        db.session.scalars(
            select(Person.id).where(
                Person.organisation_id == visit.organisation_id, Person.id.in_(wanted), Person.left_at.is_(None)
            )
        )
    )
    present = {
        row.person_id: row
        for row in db.session.scalars(
            select(Assignment).where(
                Assignment.organisation_id == visit.organisation_id, Assignment.visit_id == visit.id
            )
        )
    }
    visit.lead_id = lead if lead in known else None
    for person in present.keys() - (wanted.keys() & known):
        db.session.delete(present[person])
        evict(visit, person, "reassigned", now, given_to=visit.lead_id)
    for person in sorted(wanted.keys() & known):
        row = present.get(person) or Assignment(
            organisation_id=visit.organisation_id, visit_id=visit.id, person_id=person, since=now
        )
        row.role = wanted[person]
        db.session.add(row)
    db.session.flush()


def _following(log: Log, texts: list[str]) -> Iterator[tuple[Json, str]]:
    """Those that were signed here, each the very next one of this visit's office chain."""
    organisation, subject = log.visit.organisation_id, {"type": "visit", "id": log.visit.id}
    seq, prev = log.office_seq, log.office_hash or genesis(organisation, OFFICE, subject)
    chain = {"v": 1, "organisation": organisation, "device": OFFICE, "subject": subject}
    for text in texts:
        fact = _read(text, chain | {"seq": seq + 1, "prev": prev})
        if fact is not None:
            seq, prev = fact["seq"], sha256(fact_bytes(fact))
            yield fact, text


def _with_their_signature(found: list[tuple[Json, str]]) -> list[tuple[Json, str]]:
    """Up to what the customer said on their own phone without the signature that it belongs to, because such a record is wrong.

    A phone is not told a comment that is for the company alone, so that the chain ends for it before the signature.
    """
    signed = {document_hash(fact["body"]["offer"]) for fact, _ in found if fact["kind"] == "signed_on_own_phone"}
    ends = (
        place
        for place, (fact, _) in enumerate(found)
        if fact["kind"] in ("surveyed", "commented") and fact["body"].get("offer", "") not in {"", *signed}
    )
    return found[: next(ends, len(found))]


def _read(text: str, expected: Json) -> Json | None:
    try:
        fact: Json = parse(text)
        if not expected.items() <= fact.items() or canonical(fact) != text.encode():
            return None
        public_key = key_of_this_server(fact["key"])
        if public_key is None or not server_signed(public_key, fact["signature"], fact_bytes(fact)):
            return None
        check_office(fact["kind"], fact["body"])
    except (NotCanonical, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return fact


def _do(visit: Visit, kind: str, body: dict[str, Any], now: str) -> None:
    if kind in ("ordered", "rescheduled"):
        window = body.get("window")
        plan(visit, (window["from"], window["to"]) if window else None, body.get("agreed_at"))
    elif kind == "scheduled":
        set_schedule(visit, body.get("start"), body.get("minutes"))
    elif kind == "instructed":
        visit.instructions = body.get("instructions", visit.instructions) or None
        visit.priority = body.get("priority", visit.priority)
        visit.bring = json.dumps(body["bring"], ensure_ascii=False) if "bring" in body else visit.bring
    elif kind == "assigned":
        assign_again(visit, body.get("lead"), body["helpers"], now)
