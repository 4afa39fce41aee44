"""What was held back: the list of facts that were rejected or quarantined, newest first; whole, and never thrown away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy import Row, and_, func, or_, select

from server.accounts.models import Device, Person
from server.console.layout import language, name_of, render, t, translate_if_known
from server.console.page import here, page
from server.console.view import clock_of
from server.i18n.dates import moment_short
from server.kernel.authorise import current
from server.kernel.clock import MOMENT
from server.kernel.db import db
from server.kernel.outcomes import REFUSED
from server.kernel.problem import entries, next_step
from server.kernel.roles import LEADING
from server.kernel.text.letters import tidy
from server.quarantine.models import HeldBackAct
from server.quarantine.waiting import DONE_WITH
from server.sync.models import Received
from server.visits.console.view import view_context
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit

PAGE = 100
AT = re.compile(rb'"at":"([0-9TZ:.-]{20,30})"')


@page("/held-back", *LEADING)
def quarantine() -> Any:
    """The list by keyset: what somebody has to look at first, then what was released, put with a visit or set aside."""
    who, reader = current(), view_context(current())
    before = request.args.get("before", "")
    found = _held_back(who.organisation.id, before if MOMENT.fullmatch(before) else "9")
    more = here(before=found[PAGE - 1][0].received_at) if len(found) > PAGE else None
    done = last_acts(who.organisation.id, [each[0] for each in found])
    rows = [
        described(each, reader) | _state(each[0], done.get((each[0].device_id, each[0].seq))) for each in found[:PAGE]
    ]
    template = "quarantine/_record_list" if request.args.get("part") == "list" else "quarantine/record_list"
    return render(
        template,
        "quarantine",
        rows=sorted(rows, key=lambda each: each["settled"]),
        more=more,
        clock=clock_of(reader),
        open=sum(not each["settled"] for each in rows),
    )


def described(found: Row[*tuple[Any, ...]], reader: VisitViewContext) -> dict[str, Any]:
    """A held-back fact, as `rows_of` finds it, in words: what it is, from whom, why it was held back, what comes next."""
    held, device, person, number, size = found
    entry, step = entries().get(held.code or ""), next_step(held.code or "")
    return {
        "device": device.id,
        "at": moment_short(held.received_at, reader.today, reader.zone),
        "code": held.code or "",
        "kind": held.kind or "",
        "seq": held.seq,
        "words": entry["title"][language()]
        if entry
        else t("quarantine.released" if held.released_at else "quarantine.unknown"),
        "detail": entry["detail"][language()] if entry else "",
        "next": translate_if_known(f"quarantine.record.office_next.{held.code}")
        or (step[language()] if step else t("quarantine.unknown_next")),
        "size": size or 0,
        "who": name_of(person, reader.language),
        "label": device.label,
        "number": number or "",
        "visit": held.subject_id if number else "",
        "what": kind_in_words(held.kind or ""),
        "happened": _happened(held.raw, reader),
    }


def kind_in_words(kind: str) -> str:
    """What a record is, said without what it says: 到达, 照片; its own name where nobody translate_if_known it."""
    words = translate_if_known(f"quarantine.record.kind.{kind}") or translate_if_known(f"fact.{kind}") or ""
    return words if words and "{" not in words else tidy(kind, 40)


def _happened(raw: bytes | None, reader: VisitViewContext) -> str:
    """When the phone says that it happened, on the organisation's clock; '' where that cannot be read."""
    found = AT.search(raw or b"")
    return (
        moment_short(found.group(1).decode(), reader.today, reader.zone)
        if found and MOMENT.fullmatch(found.group(1).decode())
        else ""
    )


def rows_of(organisation: str) -> Any:
    """The query of (fact, device, person, number of its visit, size) of what was ever held back."""
    rows = select(Received, Device, Person, Visit.number, func.length(Received.raw))
    rows = rows.join(Device, and_(Device.organisation_id == Received.organisation_id, Device.id == Received.device_id))
    rows = rows.join(Person, and_(Person.organisation_id == Device.organisation_id, Person.id == Device.person_id))
    rows = rows.outerjoin(
        Visit, and_(Visit.organisation_id == Received.organisation_id, Visit.id == Received.subject_id)
    )
    return rows.where(
        Received.organisation_id == organisation,
        or_(Received.outcome.in_(REFUSED), Received.released_at.is_not(None)),
    )


def last_acts(organisation: str, held: Sequence[Any]) -> dict[tuple[str, int], str]:
    """(device, seq) → the last thing that somebody did with it."""
    devices = {each.device_id for each in held}
    theirs = (HeldBackAct.organisation_id == organisation, HeldBackAct.device_id.in_(devices))
    rows = select(HeldBackAct.device_id, HeldBackAct.seq, HeldBackAct.what).where(*theirs).order_by(HeldBackAct.id)
    return {(device, seq): what for device, seq, what in db.session.execute(rows)} if devices else {}


def _held_back(organisation: str, before: str) -> Sequence[Any]:
    rows = rows_of(organisation).where(Received.received_at < before)
    return db.session.execute(rows.order_by(Received.received_at.desc()).limit(PAGE + 1)).all()


def _state(held: Any, act: str | None) -> dict[str, Any]:
    """Whether somebody still has to look at it."""
    if held.released_at:
        return {"outcome": t("quarantine.released"), "tone": "good", "settled": 1}
    if act in DONE_WITH:
        return {"outcome": t(f"quarantine.{act}"), "tone": "quiet", "settled": 2}
    return {
        "outcome": t(f"quarantine.{held.outcome}"),
        "tone": "problem" if held.outcome == "rejected" else "attention",
        "settled": 0,
    }
