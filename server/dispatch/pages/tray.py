"""What was held back: facts that were rejected or quarantined, with code, size and next step; whole, and never thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy import and_, func, select

from server.accounts.models import Device, Person
from server.dispatch import ports
from server.dispatch.frame import language, name_of, render, t
from server.dispatch.pages.blueprint import here, page
from server.dispatch.pages.visits import reader_of
from server.dispatch.times import moment_short
from server.dispatch.worded import Reader
from server.kernel.authorise import current
from server.kernel.clock import MOMENT
from server.kernel.db import db
from server.kernel.problem import entries, next_step
from server.visits.models import Visit

PAGE = 100


@page("/held-back", "supervisor", "administrator")
def tray() -> Any:
    """The list, newest first, by keyset."""
    who, reader = current(), reader_of(current())
    before = request.args.get("before", "")
    found = _held_back(who.organisation.id, before if MOMENT.fullmatch(before) else "9")
    more = here(before=found[PAGE - 1][0].received_at) if len(found) > PAGE else None
    return render("tray", "tray", rows=[_row(*each, reader) for each in found[:PAGE]], more=more)


def _held_back(organisation: str, before: str) -> Sequence[Any]:
    received = ports.received()
    rows = select(received, Device, Person, Visit.number, func.length(received.raw))
    rows = rows.join(Device, and_(Device.organisation_id == received.organisation_id, Device.id == received.device_id))
    rows = rows.join(Person, and_(Person.organisation_id == Device.organisation_id, Person.id == Device.person_id))
    rows = rows.outerjoin(Visit, and_(Visit.organisation_id == received.organisation_id, Visit.id == received.subject_id))
    rows = rows.where(received.organisation_id == organisation, received.outcome.in_(("rejected", "quarantined")), received.received_at < before)
    return db.session.execute(rows.order_by(received.received_at.desc()).limit(PAGE + 1)).all()


def _row(held: Any, device: Device, person: Person, number: str | None, size: int | None, reader: Reader) -> dict[str, Any]:
    entry, step = entries().get(held.code or ""), next_step(held.code or "")
    return {
        "at": moment_short(held.received_at, reader.today, reader.zone), "code": held.code or "", "kind": held.kind or "", "seq": held.seq,
        "words": entry["title"][language()] if entry else t("tray.unknown"), "next": step[language()] if step else t("tray.unknown_next"),
        "outcome": t(f"tray.{held.outcome}"), "tone": "problem" if held.outcome == "rejected" else "attention", "released": bool(held.released_at),
        "size": size or 0, "who": name_of(person, reader.language), "label": device.label, "number": number or "", "visit": held.subject_id if number else "",
    }
