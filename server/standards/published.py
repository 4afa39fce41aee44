"""The kinds of work that can be ordered: those of the standards in force, with titles, what to bring, and time limits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.standards.models import StandardVersion

# The office's own limit of an order *at once* where the standard names none for being on site: an hour, as FT-1 has it (0063).
ON_SITE_WITHIN: dict[str, Any] = {
    "id": "on-site",
    "clause": "",
    "title": {"zh-CN": "接单 1 小时内到场", "en": "On site within an hour of the order"},
    "from": {"input": "order.received_at"},
    "to": {"first": "arrived"},
    "at_most": 3600,
    "when": {
        "all": [
            {"equal": [{"input": "priority"}, "urgent"]},
            *({"not": {"present": {"input": name}}} for name in ("agreed_at", "window.to")),
        ]
    },
}


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
    inputs: list[dict[str, Any]] = field(default_factory=list)  # declared for it (language 2)

    def title(self, language: str) -> str:
        """修水表 / Repair water meter."""
        return self.titles[language]


def versions_in_force(organisation: str, day: str) -> list[StandardVersion]:
    """Each standard's version that is in force on a day: of those that took effect last the highest, counting 2026.10 after 2026.9."""
    rows = db.session.scalars(
        select(StandardVersion).where(
            StandardVersion.organisation_id == organisation, StandardVersion.effective_from <= day
        )
    )
    newest = {row.id: row for row in sorted(rows, key=lambda row: (row.effective_from, _counted(row.version)))}
    return [newest[standard] for standard in sorted(newest)]


def versions_to_come(organisation: str, day: str) -> list[StandardVersion]:
    """What takes effect after a day, the next one first."""
    later = (StandardVersion.organisation_id == organisation, StandardVersion.effective_from > day)
    order = (StandardVersion.effective_from, StandardVersion.id, StandardVersion.version)
    return list(db.session.scalars(select(StandardVersion).where(*later).order_by(*order)))


def _counted(version: str) -> list[tuple[int, int, str]]:
    """A version in the order in which people count: its figures as numbers, anything else as text."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"([0-9]+)", version) if part]


def kinds_in_force(organisation: str, day: str) -> dict[str, Kind]:
    """Kind of work → Kind, of each standard's latest version that is in force on a day; in the order of the standards."""
    return {
        kind.id: kind
        for row in versions_in_force(organisation, day)
        for kind in _kinds(document(row), row.id, row.version)
    }


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
            id=kind["id"],
            standard=standard,
            version=version,
            titles=kind["title"],
            does=kind.get("do", kind["title"]),
            bring=[each for each in found.get("bring", []) if kind["id"] in each.get("for", [kind["id"]])],
            limits=with_on_site(found.get("limits", [])),
            inputs=[each for each in found.get("inputs", []) if kind["id"] in each.get("for", [kind["id"]])],
        )
        for kind in found.get("kinds_of_work", [])
    ]


def with_on_site(limits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The standard's limits; an order at once is never without one for being on site."""
    on_site = any("at_most" in limit and limit["to"] == ON_SITE_WITHIN["to"] for limit in limits)
    return limits if on_site else [*limits, ON_SITE_WITHIN]


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
