"""What the service report says: the receipt, with name and place in full, and how the record is checked. Reads, never writes."""

from __future__ import annotations

from typing import Any

from flask import current_app
from PIL.Image import DecompressionBombError

from server.customers.models import Customer, Premises
from server.customers.rules import full_address
from server.evidence.models import Receipt
from server.evidence.receipt import Shown, shown_receipt
from server.evidence.rules import rendition
from server.evidence.store import store
from server.i18n.dates import named_day
from server.i18n.messages import translate
from server.kernel.clock import day_of, hour_and_minute
from server.kernel.db import db
from server.kernel.problem import Problem
from server.visits.models import Grant, Visit

PIXELS = 1000  # of a picture's longer side: sharp on half a page
MOST_PICTURES = 40
REGIONS = {"zh-CN": ("zh", "cn"), "en": ("en", "gb")}


def report_of(grant: Grant, receipt: Receipt, time_zone: str, language: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What `report.typ` prints, and the pictures by their file names. `not_found` while the record is on its way."""
    shown = shown_receipt(grant, language)
    if not shown.home:
        raise Problem("not_found")
    visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
    pictures: dict[str, bytes] = {}

    def say(key: str, **named: str) -> str:
        return translate(f"evidence.report.{key}", language, **named)

    taken = [each for each in shown.pictures if _put(pictures, shown, each["sha256"])][:MOST_PICTURES]
    left_out = len(shown.pictures) - len(taken)
    spoken, region = REGIONS[language]
    title = f"{say('title')} {visit.number}"
    report = {
        "language": spoken,
        "region": region,
        "title": title,
        "heading": title,
        "description": shown.title,
        "organisation": shown.organisation,
        "page": say("page"),
        "rows": [[say(key), value] for key, value in _rows(shown, visit, language).items() if value],
        "shown": {
            "heading": translate("evidence.receipt.shown", language),
            "lines": shown.lines,
            "nothing": translate(
                f"evidence.receipt.{'signature_erased' if shown.signature_erased else 'nothing_signed'}", language
            ),
            "language": REGIONS.get(shown.lines_language, (spoken, region))[0],
        },
        "signature": _signature(shown, pictures, language),
        "photographs": translate("evidence.receipt.photographs", language),
        "pictures": [{"file": _file(each["sha256"]), "words": each["words"]} for each in taken],
        "notes": [
            *([say("pictures_left_out", count=str(left_out))] if left_out else []),
            *([translate("evidence.receipt.objected", language)] if shown.objected else []),
            *([translate("evidence.receipt.erased_on", language, day=shown.erased)] if shown.erased else []),
        ],
        "unprinted": say("unprinted"),
        "check": _check(receipt, time_zone, language),
    }
    return report, {name: pictures[name] for name in _named(report)}


def _rows(shown: Shown, visit: Visit, language: str) -> dict[str, str]:
    customer = db.session.get_one(Customer, (visit.organisation_id, visit.customer_id))
    premises = db.session.get_one(Premises, (visit.organisation_id, visit.premises_id))
    return {
        "customer": customer.name,
        "place": full_address(premises, language),
        "when": shown.when,
        "technician": " · ".join(part for part in (shown.technician, shown.badge) if part),
        "result": shown.title,
        "hotline": shown.hotline,
    }


def _signature(shown: Shown, pictures: dict[str, bytes], language: str) -> dict[str, Any] | None:
    if shown.signature is None:
        return None
    signed = shown.signature
    parts = (signed["name"], signed["relation"], signed["way"], signed["time"])
    digest = signed.get("sha256", "")
    return {
        "heading": translate("evidence.report.signature", language),
        "words": " · ".join(part for part in parts if part),
        "file": _file(digest) if digest and _put(pictures, shown, digest) else None,
    }


def _check(receipt: Receipt, time_zone: str, language: str) -> dict[str, Any]:
    address = f"{current_app.config['DOORSTEP'].public_url}/r/{receipt.code}"
    issued = day_of(receipt.issued_at, time_zone)
    named = {
        "address": address,
        "code": f"{receipt.code[:4]} {receipt.code[4:]}",
        "head": " ".join(receipt.head[at : at + 8] for at in range(0, len(receipt.head), 8)),
        "issued": f"{named_day(issued, language, '')} {hour_and_minute(receipt.issued_at, time_zone)}",
    }
    return {
        "heading": translate("evidence.receipt.check", language),
        "how": translate("evidence.report.how", language),
        "address": address,
        "rows": [[translate(f"evidence.report.{key}", language), value] for key, value in named.items()],
    }


def _put(pictures: dict[str, bytes], shown: Shown, digest: str) -> bool:
    """Make a picture ready; False where it cannot be shown."""
    content = store().read(shown.organisation_id, digest)
    if content is None:
        return False
    try:
        pictures[_file(digest)] = rendition(content, PIXELS)
    except (OSError, ValueError, SyntaxError, DecompressionBombError):
        return False
    return True


def _file(digest: str) -> str:
    return f"{digest}.jpg"


def _named(report: dict[str, Any]) -> set[str]:
    signed = {report["signature"]["file"]} if report["signature"] and report["signature"]["file"] else set()
    return {each["file"] for each in report["pictures"]} | signed
