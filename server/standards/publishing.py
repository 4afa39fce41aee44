"""Publishing a standard: checked, stored as canonical text with its hash, and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import select

from server.accounts.models import Organisation
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.transaction import write

from .document import BUILTIN_STANDARDS, builtin_standard, standard_hash
from .language import findings
from .models import StandardVersion


def publish(organisation: str, document: Mapping[str, Any], now: str) -> StandardVersion:
    """Inside `write`: the version that new visits pin from its `effective_from` on; the same document twice is one version.

    Problem `standard_not_sound` (errors: place → code) or `standard_already_published` (same version, another text).
    """
    grave = {
        finding.place: [finding.code] for finding in findings(document, installed().asked_kinds()) if finding.grave
    }
    if grave:
        raise Problem("standard_not_sound", errors=grave)
    return _kept(organisation, _text(document), now)


def publish_builtin(organisation: str, now: str) -> list[StandardVersion]:
    """Inside `write`: the shipped standards, for an organisation's first day or after an update brought new versions."""
    return [_kept(organisation, _shipped(name), now) for name in BUILTIN_STANDARDS]


def bring_up_to_date(now: str) -> list[str]:
    """Publish the shipped standards for every organisation, each in its own write; returns a sentence for each that was refused.

    Refused is a shipped version whose text is not the published one: visits keep what was published, and nothing else is touched.
    """
    refused = []
    for organisation, slug in db.session.execute(
        select(Organisation.id, Organisation.slug).order_by(Organisation.slug)
    ).all():
        for name in BUILTIN_STANDARDS:
            shipped = _shipped(name)
            try:
                write(partial(_kept, organisation, shipped, now))
            except Problem as problem:
                refused.append(
                    f"{slug}: the shipped {name} {shipped.version} is not published ({problem.code}). Visits keep the text that "
                    "is published under this version; a changed text needs a new version."
                )
    return refused


@dataclass(frozen=True, slots=True)
class Text:
    """A document as it is kept: what names it, its canonical text and that text's hash."""

    id: str
    version: str
    effective_from: str
    hash: str
    text: str


@cache
def _shipped(name: str) -> Text:
    """A shipped standard's text; its tests have proven it sound."""
    return _text(builtin_standard(name))


def _text(document: Mapping[str, Any]) -> Text:
    return Text(
        document["id"],
        document["version"],
        document["effective_from"],
        standard_hash(document),
        canonical(document).decode(),
    )


def _kept(organisation: str, text: Text, now: str) -> StandardVersion:
    """The version as it is published already, else stored now; `standard_already_published` where its text is another."""
    known = db.session.get(StandardVersion, (organisation, text.id, text.version))
    if known is not None and known.hash != text.hash:
        raise Problem("standard_already_published")
    row = known or StandardVersion(
        organisation_id=organisation,
        id=text.id,
        version=text.version,
        hash=text.hash,
        document=text.text,
        effective_from=text.effective_from,
        published_at=now,
    )
    db.session.add(row)
    return row
