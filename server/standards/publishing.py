"""Publishing a standard: checked, stored as canonical text with its hash, and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.problem import Problem

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
    known = db.session.get(StandardVersion, (organisation, document["id"], document["version"]))
    if known is not None and known.hash != standard_hash(document):
        raise Problem("standard_already_published")
    return known or _stored(organisation, document, now)


def publish_builtin(organisation: str, now: str) -> list[StandardVersion]:
    """Inside `write`: the shipped standards, for an organisation's first day or after an update brought new versions."""
    return [publish(organisation, builtin_standard(name), now) for name in BUILTIN_STANDARDS]


def _stored(organisation: str, document: Mapping[str, Any], now: str) -> StandardVersion:
    row = StandardVersion(
        organisation_id=organisation, id=document["id"], version=document["version"], hash=standard_hash(document),
        document=canonical(document).decode(), effective_from=document["effective_from"], published_at=now,
    )  # fmt: skip
    db.session.add(row)
    return row
