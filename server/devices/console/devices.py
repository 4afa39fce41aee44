"""Phones: how long silent, what they still carry, sorted by harm and not by minutes; and revoking a lost one."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import request, url_for

from server.accounts import devices as enrolment
from server.accounts import unlocking
from server.accounts.models import Device
from server.console.form import back_to, with_query
from server.console.layout import render
from server.console.page import form, here, page, query_typed
from server.console.sections import shown
from server.console.view import clock_of
from server.devices.status import hours_of, phones_of, totals_of, unlocked_by
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.visits.console.view import view_context

CHALLENGE = re.compile(r"[0-9]{6}")


@page("/devices")
def devices() -> Any:
    """The list, and the panel of the one that is selected."""
    who, reader = current(), view_context(current())
    query = query_typed()
    rows = phones_of(who.organisation.id, reader, query)
    total, unsent = totals_of(who.organisation.id, query)
    groups = {name: [each for each in rows if each["group"] == name] for name in ("silent", "in_touch", "unused")}
    selected = next((each for each in rows if each["id"] == request.args.get("device", "")), None)
    challenge = as_typed(request.args.get("challenge", ""))
    code = unlocking.shown(who.organisation.id, selected["id"], challenge) if selected and challenge else None
    context: dict[str, Any] = {
        "code": f"{code[:4]} {code[4:]}" if code else None,
        "challenge": challenge,
        "given": unlocked_by(who.organisation.id, selected["id"], reader) if selected else [],
        "groups": groups,
        "chosen": selected,
        "chosen_about": shown("device", "about", str(selected["id"])) if selected else [],
        "clock": clock_of(reader),
        "query": query,
        "select": lambda id_: here(device=id_),
        "unsent": unsent,
        "total": total,
        "shown": len(rows),
        "hours": hours_of(reader),
    }
    template = {"list": "devices/_devices", "panel": "devices/_device"}.get(
        request.args.get("part", ""), "devices/devices"
    )
    return render(template, "devices", **context)


@form("/devices/<device_id>/revoke", "administrator", at=lambda device_id: url_for("console.devices", device=device_id))
def revoke_device(device_id: str) -> str:
    """Revoke a lost phone, for good; it may still hand in its work, which is held back."""
    who = _whose(device_id)
    if request.form.get("sure") != "1":
        raise Problem("bad_input", {"sure": ["confirm"]})
    enrolment.revoke(who.organisation.id, device_id)
    return back_to(url_for("console.devices", device=device_id), done="revoked")


@form("/devices/<device_id>/unlock", at=lambda device_id: url_for("console.devices", device=device_id))
def unlock_device(device_id: str) -> str:
    """Give the code for what a phone shows whose PIN was forgotten; the page after it says it for some minutes."""
    who, challenge = _whose(device_id), as_typed(request.form.get("challenge", ""))
    if not CHALLENGE.fullmatch(challenge):
        raise Problem("bad_input", {"challenge": ["six_digits"]})
    unlocking.give(who, device_id, challenge)
    return with_query(back_to(url_for("console.devices", device=device_id)), "challenge", challenge)


def _whose(device_id: str) -> Caller:
    """Who asks, if the phone is their organisation's; `not_found` for anything else."""
    who = current()
    if not is_id(device_id) or db.session.get(Device, (who.organisation.id, device_id)) is None:
        raise Problem("not_found")
    return who


def as_typed(text: str) -> str:
    """What was read over the telephone, without what stands between digits; full-width ones are digits."""
    return re.sub(r"[\s\-–—·.]", "", unicodedata.normalize("NFKC", text))
