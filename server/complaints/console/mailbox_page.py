"""For administrators: the mailbox in which customers complain, whether it is read, and what stood in the way last."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.complaints.mailbox.imap import SAFETIES
from server.complaints.mailbox.setting_up import set_mailbox
from server.complaints.models import ComplaintMailbox
from server.console.form import back_to, typed_again
from server.console.layout import render, t, translate_if_known
from server.console.page import form, page
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db

ADMINISTRATOR = "administrator"


def settings_section(_organisation: Any) -> dict[str, Any]:
    """The way from the page of settings."""
    return {"url": url_for("console.complaint_mailbox"), "unread": unread(current())}


def unread(who: Caller) -> int:
    """1 where letters of complaint cannot be fetched, for the rail."""
    if not who.person.has_role(ADMINISTRATOR):
        return 0
    row = db.session.get(ComplaintMailbox, who.organisation.id)
    return int(bool(row and row.on and row.trouble))


@page("/mailbox", ADMINISTRATOR)
def complaint_mailbox() -> Any:
    """Its settings; the password is never shown."""
    organisation = current().organisation
    row = db.session.get(ComplaintMailbox, organisation.id)
    today = clock.day_of(clock.now(), organisation.time_zone)
    at = dates.moment_short(row.read_at, today, organisation.time_zone) if row and row.read_at else ""
    values = {each: str(getattr(row, each)) for each in ("host", "port", "safety", "user", "folder")} if row else {}
    return render(
        "complaints/mailbox",
        "settings",
        values={"port": "993", "safety": "tls", "folder": "INBOX"} | values | typed_again().to_dict(),
        on=bool(row and row.on),
        has_password=bool(row and row.secret),
        safeties=[{"value": each, "label": t(f"mailbox.safeties.{each}")} for each in SAFETIES],
        read=t("mailbox.read", at=at) if at else t("mailbox.never"),
        trouble=translate_if_known(f"mailbox.trouble.{row.trouble}") if row and row.trouble else "",
    )


@form("/mailbox", ADMINISTRATOR, at=lambda: url_for("console.complaint_mailbox"))
def set_complaint_mailbox() -> str:
    """Save it, on or off."""
    who, typed = current(), request.form
    set_mailbox(who.organisation.id, who.person.id, typed, typed.get("on") == "1")
    return back_to(url_for("console.complaint_mailbox"), done="complaint_mailbox")
