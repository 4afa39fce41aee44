"""The panel beside a list: the selected visit, what is wrong with it and the one thing to do, without leaving the list."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from sqlalchemy import func, select

from server.accounts.models import Device
from server.console.layout import name_of, t
from server.customers.models import may_see_unmasked
from server.customers.rules import addressed_as, full_address, headline
from server.i18n import dates
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone, spaced_phone
from server.visits.console.rules import minutes
from server.visits.console.timeline_section import latest, narrator_of
from server.visits.console.visit_forms import forms_of, token_of
from server.visits.console.visit_query import Line, lines_of
from server.visits.console.visit_row import VisitViewContext, outcome_words, row
from server.visits.console.who_could import who_could
from server.visits.models import Visit
from server.visits.order_inputs import declared_for
from server.visits.rules import OPEN
from server.visits.standard import document_of, outcome_of

DOINGS = ("assign", "retime", "cancel", "instruct")
MAY_SETTLE = DECIDING


def panel_of(who: Caller, reader: VisitViewContext, visit_id: str, doing: str = "") -> dict[str, Any] | None:
    """Everything the panel shows of one visit of the caller's organisation; None where there is no such visit."""
    lines = lines_of(who.organisation.id, [visit_id])
    if not lines:
        return None
    line, may = lines[0], who.person.has_role("dispatcher")
    shown = row(line, reader)
    could = suggestions(line, reader) if may and line.visit.state in OPEN else []
    doing = doing if doing in DOINGS and may else ""
    return {
        "row": shown,
        "line": line,
        "headline": headline(line.premises),
        "could": could,
        "customer": customer_of(line, reader),
        "trouble": trouble_of(line, shown, reader, may),
        "steps": steps_of(line, reader),
        "bring": bring_of(line.visit, reader),
        "ordered": ordered_of(line.visit, reader),
        "latest": latest(line, reader),
        "doing": doing,
        "may": may and line.visit.state in OPEN,
        "open": line.visit.state in OPEN,
        "form": forms_of(line, reader, doing) if doing else None,
        "version": token_of(line.visit),
        "technician": technician_of(line, reader),
        "may_settle": who.person.has_role(*MAY_SETTLE),
        "revealed": _revealed(who, line),
    }


def ordered_of(visit: Visit, reader: VisitViewContext) -> list[dict[str, str]]:
    """[{label, value}] of each input that the standard declares for this work; what the order leaves open says so, because nothing is compared with it then."""
    document = document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    said = json.loads(visit.order_inputs or "{}")
    return [
        {
            "label": each["title"][reader.language],
            "value": " ".join([said[each["id"]], each.get("unit", {}).get(reader.language, "")]).strip()
            if each["id"] in said
            else t("panel.not_ordered"),
        }
        for each in declared_for(document, visit.kind_of_work)
    ]


def visible_line(who: Caller, visit_id: str) -> Line:
    """One visit of the caller's organisation; `not_found` for anything else."""
    lines = lines_of(who.organisation.id, [visit_id])
    if not lines:
        raise Problem("not_found")
    return lines[0]


def customer_of(line: Line, reader: VisitViewContext) -> dict[str, Any]:
    """Who is visited, with a masked number (DA-1) and what must be minded (HV-28)."""
    customer, place = line.customer, line.premises
    return {
        "name": addressed_as(customer.name, customer.salutation, reader.language),
        "full": customer.name,
        "phone": masked_phone(customer.phone),
        "address": full_address(place, reader.language),
        "notes": [note for note in (place.gate_note, place.door_note) if note],
        "deaf": customer.hard_of_hearing,
        "english": customer.language == "en",
        "id": customer.id,
        "last_time": place.last_time,
    }


def _revealed(who: Caller, line: Line) -> str:
    """The whole number, when its showing was just recorded (DA-3); else ''."""
    record, visit = request.args.get("shown", ""), line.visit
    shown = is_id(record) and may_see_unmasked(who.organisation.id, who.person.id, visit.id, record)
    return spaced_phone(line.customer.phone) if shown else ""


def technician_of(line: Line, reader: VisitViewContext) -> dict[str, Any] | None:
    """Who goes, with the number that a dispatcher may call: a colleague's number is shown whole to be dialled, masked on the button."""
    if line.lead is None:
        return None
    phone = line.lead.phone or ""
    return {
        "name": name_of(line.lead, reader.language),
        "phone": phone,
        "masked": masked_phone(phone),
        "badge": line.lead.badge or "",
    }


def trouble_of(line: Line, shown: dict[str, Any], reader: VisitViewContext, may: bool = True) -> dict[str, str] | None:
    """What is wrong, in a sentence, and the next step of somebody who `may` give visits, or may not."""
    if shown["group"] not in ("needs", "older"):
        return None
    note = _trouble(line, shown)
    sent = dates.moment_short(line.delivery.at, reader.today, reader.zone) if line.delivery.at else ""
    day = line.visit.day
    narration = narrator_of(line, reader, [line.asked]).narrate(line.asked) if line.asked else None
    blanks = {
        "who": shown["technician"],
        "at": sent,
        "colleague": name_of(line.inside, reader.language) if line.inside else "",
        "silence": _silence(line, reader) if note == "not_told" else "",
        "moment": dates.clock_time(shown["leave_at"], reader.zone) if shown["leave_at"] else "",
        "outcome": outcome_words(outcome_of(line.visit, line.outcome) or "", reader.language),
        "day": dates.named_day(day, reader.language, reader.today) if day else "",
        "said": " · ".join(each for each in (narration.line, narration.detail) if each) if narration else "",
    }
    following = t("trouble.dispatchers") if note == "unassigned" and not may else t(f"trouble.{note}_next", **blanks)
    return {"note": note, "title": t(f"trouble.{note}", **blanks), "next": following}


def _trouble(line: Line, shown: dict[str, Any]) -> str:
    """Under which word the trouble is told."""
    state = shown["state"]["state"]
    if shown["group"] == "older":
        return "older"
    if line.situation().restored:
        return "doubted" if line.doubted else "restored"
    if shown["note"] == "since_day":
        return "since_day"
    if shown["note"] == "colleague":
        return "colleague"
    if state in ("unassigned", "asked", "late", "knocking", "review", "not_done"):
        return str(state)
    return "not_told" if line.delivery.step == 1 else "not_seen"


def _silence(line: Line, reader: VisitViewContext) -> str:
    contact = select(func.max(Device.last_contact_at)).where(
        Device.organisation_id == line.visit.organisation_id,
        Device.person_id == line.visit.lead_id,
        Device.revoked_at.is_(None),
    )
    last = db.session.scalar(contact)
    return (
        t("trouble.silence", span=dates.span(minutes(last, reader.now), reader.language))
        if last
        else t("trouble.never")
    )


def steps_of(line: Line, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Sent, on the phone, seen: each with whether it is reached and what is known of when."""
    step, at = line.delivery.step, line.delivery.at
    moment = dates.moment_short(at, reader.today, reader.zone) if at else ""
    texts = {1: moment if step in (1, 2) else "", 3: moment if step == 3 else ""}
    return [
        {
            "label": t(f"delivery.{name}"),
            "reached": step >= place,
            "words": texts.get(place, "") if step >= place else t("delivery.not_yet"),
        }
        for place, name in enumerate(("sent", "on_phone", "seen"), 1)
    ]


def bring_of(visit: Visit, reader: VisitViewContext) -> str:
    """光猫 1 台，网线 20 米: what the order says to bring."""
    parts = json.loads(visit.bring or "[]")
    if reader.language == "zh-CN":
        return "，".join(f"{each['name']['zh-CN']} {each['count']} {each['unit']['zh-CN']}" for each in parts)
    return ", ".join(
        f"{each['name']['en']} {each['count']} m"
        if each["unit"]["en"] == "m"
        else f"{each['name']['en']} × {each['count']}"
        for each in parts
    )


def suggestions(line: Line, reader: VisitViewContext) -> list[dict[str, Any]]:
    """At most three who could take it, nobody whom the customer has complained of: that takes more than one press."""
    could = who_could(line.visit, reader)
    return [each for each in could if each["id"] != line.visit.lead_id and not each["not_again"]][:3]
