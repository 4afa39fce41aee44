"""One fact that was held back: whole, in words, with what somebody can do about it. Each deed is recorded and nothing disappears."""

from __future__ import annotations

import json
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts import audit
from server.accounts.models import Person
from server.console.form import back_to, typed_again
from server.console.layout import language, name_of, render, t, translate_if_known
from server.console.page import form, page
from server.customers.rules import headline
from server.i18n.dates import moment_short
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.outcomes import REFUSED
from server.kernel.problem import Problem, entries
from server.kernel.roles import LEADING
from server.kernel.text.typed import text_typed
from server.quarantine import actions
from server.quarantine.console.record_list import described, kind_in_words, rows_of
from server.quarantine.models import HeldBackAct
from server.quarantine.release import release
from server.sync.models import Received
from server.visits.console.narration import Narrator, translate_value
from server.visits.console.timeline_section import narrator_of
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.office.attach import attach as attach_to_visit
from server.visits.search import search

RULE = "/held-back/<device_id>/<seq>"
MOST = 6  # visits that a search offers
MOST_TICKED = 100  # records of one page


@page(RULE, *LEADING)
def quarantined(device_id: str, seq: str) -> Any:
    """The page of one held-back fact of the caller's organisation."""
    return _page(device_id, seq)


@form(f"{RULE}/release", *LEADING, at=lambda **at: _address(**at))
def release_record(device_id: str, seq: str) -> str:
    """Judge it again: taken in, or held back for the reason that the page then names."""
    who, place = current(), _place(device_id, seq)
    outcome, _ = release(who.organisation.id, device_id, place, who.person.id)
    audit.note(who.organisation.id, "held_released", device_id, seq=place)
    return back_to(_address(device_id, seq), done="still_held" if outcome in REFUSED else "released")


@form(f"{RULE}/attach", *LEADING, at=lambda **at: _address(**at))
def attach_record(device_id: str, seq: str) -> str:
    """Put it with a visit, named by number or found by words; several found are offered to choose from."""
    who, place = current(), _place(device_id, seq)
    visit = _chosen(who.organisation.id)
    actions.attach(
        attach_to_visit,
        who.organisation.id,
        who.person.id,
        device_id,
        place,
        visit,
        text_typed(request.form, "note", 300),
    )
    audit.note(who.organisation.id, "held_attached", device_id, seq=place)
    return back_to(_address(device_id, seq), done="attached")


@form(f"{RULE}/aside", *LEADING, at=lambda **at: _address(**at))
def set_record_aside(device_id: str, seq: str) -> str:
    """Set it aside with a reason, or bring it back."""
    who, place = current(), _place(device_id, seq)
    reason, back = text_typed(request.form, "reason", 300), request.form.get("back_again") == "1"
    if back:
        actions.bring_back(who.organisation.id, who.person.id, device_id, place)
    elif reason:
        actions.set_aside(who.organisation.id, who.person.id, device_id, place, reason)
    else:
        raise Problem("bad_input", {"reason": ["reason"]})
    audit.note(who.organisation.id, "held_brought_back" if back else "held_set_aside", device_id, seq=place)
    return back_to(_address(device_id, seq), done="brought_back" if back else "set_aside")


@form("/held-back/many", *LEADING, at=lambda: url_for("console.quarantine"))
def settle_records() -> str:
    """Release what is ticked, or set it aside with one reason: each record is judged and noted by itself."""
    who, typed = current(), request.form
    ticked = [_named_record(each) for each in typed.getlist("held")[:MOST_TICKED]]
    reason, what = text_typed(typed, "reason", 300), typed.get("what", "")
    if not ticked or what not in ("release", "aside"):
        raise Problem("bad_input", {"held": ["nothing_ticked"]})
    if what == "aside" and not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    still = 0
    for held_ in ticked:
        place = (held_.device_id, held_.seq)
        if what == "aside":
            actions.set_aside(who.organisation.id, who.person.id, *place, reason)
        elif held_.outcome == "quarantined" and held_.raw:
            still += release(who.organisation.id, *place, who.person.id)[0] in REFUSED
        else:
            still += held_.outcome in REFUSED
        audit.note(
            who.organisation.id, "held_set_aside" if what == "aside" else "held_released", place[0], seq=place[1]
        )
    return back_to(
        url_for("console.quarantine"), done="set_aside" if what == "aside" else "still_some" if still else "released"
    )


def _named_record(text: str) -> Received:
    """A ticked row, `device/seq`, of our own; `not_found` for anything else."""
    device, _, seq = text.partition("/")
    found: Received = _must_find(current().organisation.id, device, seq)[0]
    return found


def _address(device_id: str, seq: str) -> str:
    return url_for("console.quarantined", device_id=device_id, seq=seq)


def _place(device_id: str, seq: str) -> int:
    """The place in the phone's chain of a fact of our own; `not_found` for anything else."""
    _must_find(current().organisation.id, device_id, seq)
    return int(seq)


def _page(device_id: str, seq: str) -> Any:
    who, reader = current(), view_context(current())
    found = _must_find(who.organisation.id, device_id, seq)
    acts = _acts(who.organisation.id, found[0], reader)
    raw = (found[0].raw or b"").decode("utf-8", "replace")
    context: dict[str, Any] = {
        "one": described(found, reader),
        "raw": raw,
        "told": _told(raw, _narrator(who.organisation.id, found[0].subject_id, reader)),
        "acts": acts,
        "open": found[0].outcome in REFUSED,
        "may_release": found[0].outcome == "quarantined" and bool(raw),
        "aside": bool(acts) and acts[-1]["what"] == "set_aside",
        "offered": _offered(who.organisation.id, typed_again().get("visit", "")),
    }
    return render("quarantine/record", "quarantine", **context)


def _must_find(organisation: str, device_id: str, seq: str) -> Any:
    wanted = is_id(device_id) and seq.isascii() and seq.isdecimal() and len(seq) < 10
    rows = rows_of(organisation).where(Received.device_id == device_id, Received.seq == int(seq)) if wanted else None
    found = db.session.execute(rows).first() if rows is not None else None
    if found is None:
        raise Problem("not_found")
    return found


def _narrator(organisation: str, visit: str | None, reader: VisitViewContext) -> Narrator:
    """Who words what it says: by the standard of its visit, where it names one of ours."""
    lines = lines_of(organisation, [visit]) if visit else []
    if lines:
        return narrator_of(lines[0], reader, [])
    return Narrator(reader.language, reader.zone, reader.today, {}, {})


def _told(raw: str, narrator: Narrator) -> list[tuple[str, str]]:
    """What of it can be read, name and value, in words where there are some: nothing here is trusted."""
    try:
        fact = json.loads(raw)
    except (ValueError, RecursionError):
        return []
    if not isinstance(fact, dict):
        return []
    kind, body = _text(fact.get("kind", "")), fact.get("body")
    at = narrator.moment(fact.get("at")) or _text(fact.get("at", ""))
    head = [(t("quarantine.record.part.kind"), kind_in_words(kind)), (t("quarantine.record.part.at"), at)]
    said = (
        [_in_words(str(name), value, body, narrator) for name, value in body.items()] if isinstance(body, dict) else []
    )
    return [(name, value) for name, value in head if value] + said[:30]


def _in_words(name: str, value: Any, body: dict[str, Any], narrator: Narrator) -> tuple[str, str]:
    """A part of a record: a step by its text, a choice by its label, a moment on the organisation's clock, yes and no."""
    if name == "step":
        said = narrator.step(value)
    elif name == "value" and not isinstance(value, bool):
        said = narrator.value(body.get("step"), value)
    elif isinstance(value, bool):
        said = t("quarantine.record.yes" if value else "quarantine.record.no")
    else:
        said = (
            narrator.moment(value) or (translate_value(name, value) if isinstance(value, str) else "") or _text(value)
        )
    return translate_if_known(f"quarantine.record.part.{name}") or name[:60], said[:2000]


def _text(value: Any) -> str:
    return (
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        .encode("utf-8", "replace")
        .decode()[:2000]
    )


def _acts(organisation: str, held: Any, reader: VisitViewContext) -> list[dict[str, str]]:
    rows = db.session.execute(
        select(HeldBackAct, Person, Visit.number)
        .join(Person, (Person.organisation_id == HeldBackAct.organisation_id) & (Person.id == HeldBackAct.person_id))
        .outerjoin(Visit, (Visit.organisation_id == HeldBackAct.organisation_id) & (Visit.id == HeldBackAct.visit_id))
        .where(
            HeldBackAct.organisation_id == organisation,
            HeldBackAct.device_id == held.device_id,
            HeldBackAct.seq == held.seq,
        )
        .order_by(HeldBackAct.id)
    )
    found = []
    for act, person, number in rows:
        entry = entries().get(act.code or "") if act.outcome in REFUSED else None
        words = (
            t("quarantine.record.act.still", why=entry["title"][language()])
            if entry
            else t(f"quarantine.record.act.{act.what}", number=number or "")
        )
        at = moment_short(act.at, reader.today, reader.zone)
        found.append(
            {
                "what": act.what,
                "words": words,
                "who": name_of(person, reader.language),
                "at": at,
                "reason": act.reason or "",
                "visit": act.visit_id or "" if number else "",
            }
        )
    return found


def _chosen(organisation: str) -> str:
    """The one visit that was meant; `bad_input` where none or several fit."""
    typed = request.form.get("visit", "")
    found = [each["id"] for each in _offered(organisation, typed)]
    if request.form.get("one_of", "") in found:
        return request.form["one_of"]
    if len(found) != 1:
        raise Problem("bad_input", {"visit": ["which_visit" if found else "no_visit"]})
    return found[0]


def _offered(organisation: str, typed: str) -> list[dict[str, str]]:
    """Visits whose number is this, else those that the words find: newest first."""
    number = typed.strip().upper()
    query = select(Visit.id).where(Visit.organisation_id == organisation)
    ids = list(db.session.scalars(query.where(Visit.number == number))) if number else []
    wanted = search(organisation, typed)
    if not ids and wanted:
        query = query.where(*wanted)
        ids = list(db.session.scalars(query.order_by(Visit.day.desc(), Visit.id).limit(MOST)))
    return (
        [
            {"id": each.visit.id, "words": f"{each.visit.number} · {each.visit.day[5:]} · {headline(each.premises)}"}
            for each in lines_of(organisation, ids)
        ]
        if ids
        else []
    )
