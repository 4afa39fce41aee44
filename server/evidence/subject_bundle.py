"""The export of a matter, a complaint, an outage or a turn of duty: the office's signed facts, which the verifier checks as it checks a visit's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.evidence.archive import close_bundle
from server.evidence.bundle import proofs_of, server_keys
from server.evidence.destruction import destructions_of
from server.evidence.record import head_links, link_of
from server.i18n.messages import LANGUAGES, translate
from server.kernel.canonical import canonical, parse
from server.kernel.chain import head_hash, sha256
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import sign
from server.visits.models import Fact
from server.visits.office.subjects import SUBJECTS, Subject


def find_subject(subject_id: str) -> tuple[str, Subject] | None:
    """(organisation, subject) of a log that is no visit's; None where there is none."""
    wanted = select(Fact.organisation_id, Fact.subject_type).where(
        Fact.subject_id == subject_id, Fact.subject_type.in_(SUBJECTS)
    )
    found = db.session.execute(wanted.limit(1)).first()
    return (found[0], Subject(found[1], subject_id)) if found else None


def export_subject(organisation: str, subject: Subject) -> bytes:
    """The bundle of this log as zip bytes; `not_found` where nothing was ever written into it."""
    texts = db.session.scalars(
        select(Fact.text)
        .where(Fact.organisation_id == organisation, Fact.subject_type == subject.type, Fact.subject_id == subject.id)
        .order_by(Fact.position)
    ).all()
    if not texts:
        raise Problem("not_found")
    links = [link_of(text, parse(text)) for text in texts]
    members = {f"facts/{number:04d}.json": link.name.encode() for number, link in enumerate(links, 1)}
    nothing: list[Any] = []
    for name in ("certificates.json", "grants.json", "standards.json", "countersignatures.json"):
        members[name] = canonical(nothing)
    if destroyed := destructions_of(organisation, (subject.type, subject.id)):
        members["destructions.json"] = canonical(destroyed)
        members |= proofs_of({"destructions.json": destroyed})
    members["keys.json"] = canonical(server_keys())
    members["words.txt"] = "\n\n".join(translate("evidence.bundle.how", language) for language in LANGUAGES).encode()
    manifest = {
        "v": 2,
        "type": "bundle",
        "organisation": organisation,
        "subject": {"type": subject.type, "id": subject.id},
        "made_at": now(),
        "head": head_hash(head_links(links)),
        "facts": len(links),
        "withheld": nothing,
        "left_out": nothing,
        "awaited": nothing,
        "files": {name: sha256(content) for name, content in members.items()},
    }
    members["manifest.json"] = canonical(sign(manifest))
    return close_bundle(members)
