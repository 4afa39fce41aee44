"""The claims of a complaint on its page, judged one by one: what was found of each, or four equal choices (CP-5, ruling 11)."""

from __future__ import annotations

from typing import Any

from flask import url_for

from server.complaints.models import Complaint
from server.complaints.rules import FINDINGS, Case
from server.console.layout import t
from server.console.view import ViewContext
from server.i18n import dates

TONES = {"yes": "problem", "partly": "attention", "no": "good"}


def claims_shown(
    row: Complaint, case: Case, acts: list[str], names: dict[str, str], reader: ViewContext
) -> list[dict[str, Any]]:
    """Each claim; `choices` are links to the form of judging where the reader may judge, `first` marks the one that digits decide."""
    still = [each.id for each in case.claims if not each.finding]
    return [
        {
            "id": each.id,
            "text": each.text,
            "finding": t(f"complaint.valid.{each.finding}") if each.finding else "",
            "tone": TONES.get(each.finding, "quiet"),
            "ground": t(f"complaint.ground.{each.ground}") if each.ground else "",
            "why": each.why,
            "who": names.get(each.found_by, ""),
            "at": dates.moment_short(each.found_at, reader.today, reader.zone) if each.found_at else "",
            "first": each.id == (still[0] if still else ""),
            "choices": _choices(row, each.id) if "judge" in acts and each.id in still else [],
        }
        for each in case.claims
    ]


def _choices(row: Complaint, claim: str) -> list[dict[str, str]]:
    """In one order and of one size, because none of them is what is expected."""
    return [
        {
            "label": t(f"complaint.valid.{each}"),
            "url": url_for("console.complaint", complaint_id=row.id, do="judge", claim=claim, valid=each),
        }
        for each in FINDINGS
    ]
