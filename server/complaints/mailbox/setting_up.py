"""What an administrator sets of the mailbox in which customers complain; on the audit log, without the password."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.accounts import audit
from server.complaints.mailbox.imap import SAFETIES
from server.complaints.models import ComplaintMailbox
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.text.numbers import read_count
from server.kernel.text.typed import text_typed
from server.notices.sealing import sealed

HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
LONGEST_PASSWORD = 500


def set_mailbox(organisation: str, by: str, typed: Mapping[str, str], on: bool) -> None:
    """Inside `write`: store it. A password that was not typed stays; `bad_input` names what is missing or wrong."""
    row = db.session.get(ComplaintMailbox, organisation) or ComplaintMailbox(
        organisation_id=organisation, validity="", last_uid=0, trouble="", secret="", port=993
    )
    host, user = (text_typed(typed, each, 254) for each in ("host", "user"))
    port, safety = typed.get("port", "").strip() or "993", typed.get("safety", "")
    folder, password = text_typed(typed, "folder", 120) or "INBOX", typed.get("password", "")
    mistakes = {}
    if not HOST.fullmatch(host):
        mistakes["host"] = ["missing" if not host else "notice_address"]
    if not (number := read_count(port, 65535)):
        mistakes["port"] = ["notice_port"]
    if safety not in SAFETIES:
        mistakes["safety"] = ["choice"]
    if not user or not user.isprintable():
        mistakes["user"] = ["missing"]
    if not folder.isascii() or not folder.isprintable():
        mistakes["folder"] = ["choice"]
    if len(password) > LONGEST_PASSWORD:
        mistakes["password"] = [f"too_long:{LONGEST_PASSWORD}"]
    if on and not password and not row.secret:
        mistakes["password"] = ["missing"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    another = (host, user, folder) != (row.host, row.user, row.folder)
    if another:
        row.validity, row.last_uid = "", 0
        row.secret = ""  # because a password is for the server it was typed for
    row.on, row.host, row.port, row.safety, row.user, row.folder = on, host, number or 993, safety, user, folder
    row.secret = sealed({"password": password}) if password else row.secret
    if on and not row.secret:
        raise Problem("bad_input", {"password": ["missing"]})
    row.trouble, row.changed_at, row.changed_by = "", clock.now(), by
    db.session.add(row)
    audit.note(organisation, "complaint_mailbox_set", host, by=by, on=on)
