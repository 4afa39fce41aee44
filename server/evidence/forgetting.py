"""Bodies of facts and bytes of pictures go; envelope, commitment, hash and signature stay, and the log says what was destroyed (0098)."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import delete, exists, select, update

from server.evidence.destruction import enter_destruction
from server.evidence.models import ERASED, Awaited, Stored, Upload
from server.evidence.needed import is_needed
from server.evidence.store import store
from server.kernel.canonical import canonical
from server.kernel.chain import without_body
from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.visits.models import Fact

SIGNATURES = ("strokes", "signature")


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: of each subject what is asked, with one signed destruction each."""
    organisation = asked.organisation
    bodies, bytes_ = defaultdict[tuple[str, str], list[str]](list), defaultdict[tuple[str, str], list[str]](list)
    withdrew = defaultdict[tuple[str, str], dict[str, str]](dict)
    if "bodies" in asked.what:
        for fact in _told(asked):
            said = json.loads(fact.text)
            if "body" in said:
                fact.text = canonical(without_body(said)).decode()
                if fact.kind == "withdrawn":  # because what it took back would count again
                    fact.step = withdrew[fact.subject_type, fact.subject_id][fact.hash] = str(said["body"]["fact"])
                bodies[fact.subject_type, fact.subject_id].append(fact.hash)
    for row in _awaited(asked):
        if row.trouble != ERASED:
            bytes_["visit", row.visit_id or ""].append(row.sha256)
            row.trouble = ERASED
    db.session.flush()
    for digest in {each for digests in bytes_.values() for each in digests}:
        _forget_bytes(organisation, digest)
    for subject in sorted({*bodies, *bytes_}):
        enter_destruction(
            organisation,
            subject,
            bodies=bodies[subject],
            bytes_=bytes_[subject],
            withdrew=withdrew[subject],
            ground=asked.ground,
        )
    return {"bodies": sum(map(len, bodies.values())), "bytes": sum(map(len, bytes_.values()))}


def _told(asked: Forgetting) -> list[Fact]:
    """Facts of these subjects, and those of people's own logs from which a phone's words were carried over into them."""
    ours = Fact.organisation_id == asked.organisation
    found = list(db.session.scalars(select(Fact).where(ours, Fact.subject_id.in_(asked.subjects))))
    named = {str((json.loads(each.text).get("body") or {}).get("fact") or "") for each in found} - {""}
    own = select(Fact).where(ours, Fact.subject_type == "person", Fact.id.in_(sorted(named)))
    return [*found, *db.session.scalars(own)] if named else found


def _awaited(asked: Forgetting) -> list[Awaited]:
    wanted = select(Awaited).where(Awaited.organisation_id == asked.organisation, Awaited.visit_id.in_(asked.subjects))
    if "bodies" not in asked.what:
        wanted = wanted.where(Awaited.purpose.not_in(SIGNATURES))
    return list(db.session.scalars(wanted)) if asked.what & {"bodies", "photographs"} else []


def _forget_bytes(organisation: str, digest: str) -> None:
    """The file goes with the transaction's last steps; one that somebody else's record names still stays."""
    same = (Awaited.organisation_id == organisation, Awaited.sha256 == digest)
    if db.session.scalar(select(exists().where(*same, Awaited.trouble.is_distinct_from(ERASED)))):
        return
    db.session.execute(update(Awaited).where(*same).values(trouble=ERASED))
    if is_needed(organisation, digest):
        return
    uploads = (Upload.organisation_id == organisation, Upload.sha256 == digest)
    for upload in db.session.scalars(select(Upload.id).where(*uploads)):
        store().forget_upload(organisation, upload)
    db.session.execute(delete(Upload).where(*uploads))
    db.session.execute(delete(Stored).where(Stored.organisation_id == organisation, Stored.sha256 == digest))
    store().forget(organisation, digest)
