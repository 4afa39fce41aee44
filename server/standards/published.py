"""The kinds of work that can be ordered: those of the standards in force, with titles, what to bring, and time limits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.standards.models import StandardVersion


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work under the standard that new orders pin. Texts are {zh-CN, en}."""

    id: str
    standard: str
    version: str
    titles: dict[str, str]
    does: dict[str, str]
    bring: list[dict[str, Any]]
    limits: list[dict[str, Any]]

    def title(self, language: str) -> str:
        """修水表 / Repair water meter."""
        return self.titles[language]


def kinds_in_force(organisation: str, day: str) -> dict[str, Kind]:
    """Kind of work → Kind, of each standard's latest version that is in force on a day; in the order of the standards."""
    versions = select(StandardVersion).where(StandardVersion.organisation_id == organisation, StandardVersion.effective_from <= day)
    newest: dict[str, StandardVersion] = {}
    for row in db.session.scalars(versions.order_by(StandardVersion.id, StandardVersion.effective_from, StandardVersion.version)):
        newest[row.id] = row
    return {kind.id: kind for row in newest.values() for kind in _kinds(document(row), row.id, row.version)}


def document_of(organisation: str, standard: str, version: str) -> dict[str, Any]:
    """The document that a visit pins; {} where it is not there."""
    row = db.session.get(StandardVersion, (organisation, standard, version))
    return document(row) if row else {}


def document(row: StandardVersion) -> dict[str, Any]:
    """A version's document; parsed once, because it never changes."""
    return _parsed(row.document)


def _kinds(found: dict[str, Any], standard: str, version: str) -> list[Kind]:
    return [
        Kind(
            id=kind["id"], standard=standard, version=version, titles=kind["title"], does=kind.get("do", kind["title"]),
            bring=[each for each in found.get("bring", []) if kind["id"] in each.get("for", [kind["id"]])], limits=found.get("limits", []),
        )
        for kind in found.get("kinds_of_work", [])
    ]


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    return json.loads(text)
