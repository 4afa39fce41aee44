"""A fact of the office as it is hashed, chained and signed: the same form for every subject."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from server.kernel.canonical import canonical
from server.kernel.chain import body_commit, encode, fact_bytes, genesis, sha256
from server.kernel.ids import new_id
from server.kernel.signing import sign_bytes, signer
from server.visits.log.kinds import OFFICE, check_office


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next fact of the office stands in its subject's chain: after `seq` facts, the last with the hash `prev` ('' before the first)."""

    organisation: str
    subject_type: str
    subject_id: str
    seq: int
    prev: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed fact with what is stored of it: its canonical text, its hash and the commitment to its body."""

    fact: dict[str, Any]
    text: str
    hash: str
    commit: str


def signed(place: Place, kind: str, body: dict[str, Any], person: str, now: str) -> Signed:
    """Make and sign the next fact of a chain; ValueError where no capability knows the kind, or the body does not fit."""
    check_office(kind, body, place.subject_type)
    subject = {"type": place.subject_type, "id": place.subject_id}
    fact: dict[str, Any] = {
        "v": 1,
        "organisation": place.organisation,
        "device": OFFICE,
        "key": signer().id,
        "seq": place.seq + 1,
        "id": new_id(),
        "kind": kind,
        "subject": subject,
        "person": person,
        "at": now,
        "clock_run": OFFICE,
        "clock_offset": 0,
        "prev": place.prev or genesis(place.organisation, OFFICE, subject),
        "body": body,
        "salt": encode(secrets.token_bytes(16)),
    }
    message = fact_bytes(fact)
    fact["signature"] = sign_bytes(message)
    return Signed(fact, canonical(fact).decode(), sha256(message), body_commit(fact["salt"], body))
