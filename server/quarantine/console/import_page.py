"""Taking in a phone's export file: the browser opens it, so that passphrase and photographs stay there until each record has been checked here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select

from server.console.layout import language, render
from server.console.page import page
from server.evidence.importing import take_from_file as import_evidence
from server.kernel.authorise import current, reads_own_body
from server.kernel.db import db
from server.kernel.problem import MEDIA_TYPE, Problem, entries
from server.kernel.roles import LEADING
from server.quarantine.import_file import take_from_file as import_facts
from server.visits.models import Visit

MOST_FACTS, MOST_GRANTS = 100, 100
LARGEST_CHUNK = 512 * 1024
IN_THE_BROWSER = (
    "file_not_ours",
    "file_passphrase",
    "file_cut_off",
    "file_too_large",
    "file_unreachable",
)  # what the script has to say by itself


@page("/import")
def take_file() -> Any:
    """The page on which a file and its passphrase are given."""
    spoken = language()
    problems = [
        {"code": code} | {part: entries()[code][part][spoken] for part in ("title", "detail", "next")}
        for code in IN_THE_BROWSER
    ]
    return render(
        "quarantine/import",
        "devices",
        problems=problems,
        may_see_quarantine=current().person.has_role(*LEADING),
    )


@page("/import/facts", methods=("POST",))
def take_facts() -> Any:
    """A batch of facts of one phone: what became of them, and the numbers of their visits."""
    fields = request.get_json(silent=True)

    def work() -> dict[str, Any]:
        certificate, facts, grants = _batch(fields)
        taken = import_facts(current().organisation.id, certificate, facts, grants)
        return taken | {"visits": _named(current().organisation.id, taken["visits"])}

    return _told(work)


@page("/import/evidence/<device_id>/<sha256>", methods=("POST",))
@reads_own_body
def take_evidence(device_id: str, sha256: str) -> Any:
    """A chunk of the bytes that one of the phone's facts names."""

    def work() -> dict[str, Any]:
        chunk = request.stream.read(LARGEST_CHUNK + 1)
        if len(chunk) > LARGEST_CHUNK:
            raise Problem("chunk_too_large")
        length, offset = (_whole(request.args.get(name, "")) for name in ("length", "offset"))
        return import_evidence(
            current().organisation.id, device_id, sha256, request.args.get("type", ""), length, offset, chunk
        )

    return _told(work)


def _told(work: Callable[[], dict[str, Any]]) -> Response:
    """The answer for the script, a problem worded for the person in front of it."""
    try:
        return jsonify(work())
    except Problem as problem:
        response = jsonify(problem.document(language()))
        response.status_code, response.mimetype = problem.status, MEDIA_TYPE
        return response


def _batch(fields: Any) -> tuple[dict[str, Any], list[str], list[dict[str, Any]]]:
    asked = fields if isinstance(fields, dict) else {}
    certificate: Any = asked.get("certificate")
    facts: Any = asked.get("facts")
    grants: Any = asked.get("grants", [])
    sound = isinstance(certificate, dict) and _are(facts, str, MOST_FACTS) and _are(grants, dict, MOST_GRANTS)
    if not sound:
        raise Problem("bad_input")
    return certificate, facts, grants


def _are(values: Any, kind: type, most: int) -> bool:
    return isinstance(values, list) and len(values) <= most and all(isinstance(each, kind) for each in values)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Problem("bad_input")
    return int(text)


def _named(organisation: str, visits: list[str]) -> list[dict[str, str]]:
    """The visits that are ours, with their numbers; others stay unnamed."""
    rows = db.session.execute(
        select(Visit.id, Visit.number)
        .where(Visit.organisation_id == organisation, Visit.id.in_(visits))
        .order_by(Visit.number)
    )
    return [{"id": visit, "number": number} for visit, number in rows]
