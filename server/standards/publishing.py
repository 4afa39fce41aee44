"""Publishing a standard: checked, stored as canonical text with its hash, and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

from .document import BUILTIN_STANDARDS, builtin_standard, standard_hash
from .language import findings
from .models import StandardVersion


def publish(organisation: str, document: Mapping[str, Any], now: str) -> StandardVersion:
    """Inside `write`: the version that new visits pin from its `effective_from` on; the same document twice is one version.

    Problem `standard_not_sound` (errors: place → code) or `standard_already_published` (same version, another text).
    """
    grave = {finding.place: [finding.code] for finding in findings(document) if finding.grave}
    if grave:
        raise Problem("standard_not_sound", errors=grave)
    return _kept(organisation, document, now)


def publish_builtin(organisation: str, now: str) -> list[StandardVersion]:
    """Inside `write`: the shipped standards, for an organisation's first day or after an update brought new versions."""
    return [_kept(organisation, builtin_standard(name), now) for name in BUILTIN_STANDARDS]  # their tests have proven them sound


def bring_up_to_date(now: str) -> list[str]:
    """Publish the shipped standards for every organisation, each in its own write; returns a sentence for each that was refused.

    Refused is a shipped version whose text is not the published one: visits keep what was published, and nothing else is touched.
    """
    refused = []
    for organisation, slug in db.session.execute(select(Organisation.id, Organisation.slug).order_by(Organisation.slug)).all():
        for name in BUILTIN_STANDARDS:
            document = builtin_standard(name)
            try:
                write(partial(_kept, organisation, document, now))
            except Problem as problem:
                refused.append(f"{slug}: the shipped {name} {document['version']} is not published ({problem.code}). Visits keep the text that "
                               "is published under this version; a changed text needs a new version.")
    return refused


def _kept(organisation: str, document: Mapping[str, Any], now: str) -> StandardVersion:
    """The version as it is published already, else stored now; `standard_already_published` where its text is another."""
    known = db.session.get(StandardVersion, (organisation, document["id"], document["version"]))
    digest = standard_hash(document)
    if known is not None and known.hash != digest:
        raise Problem("standard_already_published")
    row = known or StandardVersion(
        organisation_id=organisation, id=document["id"], version=document["version"], hash=digest,
        document=canonical(document).decode(), effective_from=document["effective_from"], published_at=now)
    db.session.add(row)
    return row
