"""A visit's evidence for the office: photographs that are here, those still on a phone, and the signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from server.console.layout import t
from server.evidence.codes import record_key
from server.evidence.console.report_page import are_reports_made
from server.evidence.models import Awaited, Receipt
from server.i18n import dates
from server.kernel.db import db
from server.visits.console.narration import Narrator, part_of, translate_value
from server.visits.console.view import VisitView
from server.visits.console.visit_query import Line
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.rules import signature_of as the_signature


def pictures_section(view: VisitView) -> dict[str, Any]:
    """Photographs and signature, beside the visit's answers."""
    line, facts, narrator = view.line, view.facts, view.narrator
    return {
        "pictures": pictures_of(line, facts, narrator),
        "signature": signature_of(line, facts, narrator),
        "record": _record_link(line),
        "code": _code(line),
        "report": _report_link(line),
    }


def _code(line: Line) -> str:
    """The receipt's code in groups of four, to be read to a customer who lost the card; '' before there is a receipt."""
    found = db.session.get(Receipt, (line.visit.organisation_id, line.visit.id))
    return f"{found.code[:4]} {found.code[4:]}" if found else ""


def awaited_section(view: VisitView) -> dict[str, Any]:
    """What is still on a phone, in the head of the visit's page."""
    return {"awaited": awaited_of(view.line), "signature": signature_of(view.line, view.facts, view.narrator)}


def pictures_of(line: Line, facts: Sequence[Fact], narrator: Narrator) -> list[dict[str, Any]]:
    """Photographs in the order in which they were taken: [{url, label, time, awaited, size, trouble}]."""
    rows = {(row.fact_id, row.sha256): row for row in _rows(line)}
    taken = sorted(
        (fact for fact in shown_facts(facts) if fact.kind == "photographed"), key=lambda fact: fact.corrected_at
    )
    return [_picture(line, fact, rows.get((fact.id, str(_body(fact).get("sha256")))), narrator) for fact in taken]


def awaited_of(line: Line) -> dict[str, Any]:
    """What is still on a phone: {count, words, arrived, share} with the size in KB, the share in tenths for the bar."""
    rows = _rows(line)
    missing = [row for row in rows if row.arrived_at is None]
    size, whole = sum(row.size for row in missing), sum(row.size for row in rows)
    share = round(10 * (whole - size) / whole) if whole else 10
    return {
        "count": len(missing),
        "kilobytes": -(-size // 1000),
        "arrived": len(rows) - len(missing),
        "share": share,
        "photographs": sum(1 for row in missing if row.purpose not in ("strokes", "signature")),
    }


def signature_of(line: Line, facts: Sequence[Fact], narrator: Narrator) -> dict[str, Any] | None:
    """The signature that counts: {url, who, way, lines}; None while nobody has signed."""
    fact, _ = the_signature(facts)
    if fact is None:
        return None
    body = _body(fact)
    picture, shown = body.get("picture"), part_of(body, "shown")
    here = {row.sha256: row for row in _rows(line) if row.fact_id == fact.id}
    row = here.get(str(picture.get("sha256"))) if isinstance(picture, dict) else None
    narration = narrator.narrate(fact)
    digest = str(shown.get("sha256", ""))[:8].upper()
    return {
        "url": _url(line, row.sha256) if row and row.arrived_at and not row.trouble else "",
        "awaited": bool(row and not row.arrived_at),
        "who": narration.line,
        "name": str(body.get("name") or line.customer.name)[:80],
        "way": translate_value("way", body.get("way")),
        "detail": narration.detail,
        "time": dates.clock_time(fact.corrected_at, narrator.zone),
        "digest": f"{digest[:4]} {digest[4:]}" if digest else "",
        "typed": body.get("way") == "typed",
        "language": translate_value("language", shown.get("language")),
        "declined": body.get("way") == "declined",
    }


def _record_link(line: Line) -> str:
    """The link to the whole record, for a customer who asks for it; '' while there is no receipt."""
    receipt = db.session.get(Receipt, (line.visit.organisation_id, line.visit.id))
    return (
        url_for("receipt.download", code=receipt.code, key=record_key(line.visit.id), _external=True) if receipt else ""
    )


def _report_link(line: Line) -> str:
    """The address of the service report; '' while there is no receipt, or where this installation makes none."""
    receipt = db.session.get(Receipt, (line.visit.organisation_id, line.visit.id))
    return url_for("console.service_report", visit_id=line.visit.id) if receipt and are_reports_made() else ""


def _picture(line: Line, fact: Fact, row: Awaited | None, narrator: Narrator) -> dict[str, Any]:
    body = _body(fact)
    arrived = row is not None and row.arrived_at is not None
    return {
        "url": _url(line, row.sha256) if row and arrived and not row.trouble else "",
        "awaited": not arrived,
        "trouble": row.trouble if row else None,
        "label": translate_value("purpose", body.get("purpose")),
        "step": narrator.step(body.get("step")),
        "size": -(-int(body.get("size") or 0) // 1000),
        "time": dates.clock_time(fact.corrected_at, narrator.zone),
        "width": body.get("width") or 4,
        "height": body.get("height") or 3,
        "words": t(
            "evidence.alt",
            purpose=translate_value("purpose", body.get("purpose")),
            step=narrator.step(body.get("step")),
        ),
    }


def _url(line: Line, sha256: str) -> str:
    return url_for("evidence.picture", sha256=sha256, visit=line.visit.id)


def _rows(line: Line) -> list[Awaited]:
    rows = select(Awaited).where(
        Awaited.organisation_id == line.visit.organisation_id, Awaited.visit_id == line.visit.id
    )
    return list(db.session.scalars(rows.limit(400)))


def _body(fact: Fact) -> dict[str, Any]:
    return fact.body
