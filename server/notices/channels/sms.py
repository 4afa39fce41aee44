"""Text messages by whatever service the organisation has: one HTTP template says what is posted, and where success stands in the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from server.notices.channels.http import judged, post
from server.notices.channels.outcome import Message, Outcome, accepted, later, refused
from server.notices.rules import BLANK

BLANKS = ("phone", "text", "id")
MOBILE = re.compile(r"\+?\d{7,15}")


def send(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """POST the template's body with `{phone}`, `{text}` and `{id}` filled, escaped for JSON or a form; success is `field` = `fine`."""
    phone = message.to.partition(",")[0]
    if not MOBILE.fullmatch(phone):
        return refused("no_address")
    form = settings.get("form") == "form"
    values = {"phone": phone, "text": message.text, "id": message.id}
    body = BLANK.sub(
        lambda found: _escaped(values[found[1]], form) if found[1] in values else found[0],
        str(settings.get("body", "")),
    )
    kind = "application/x-www-form-urlencoded" if form else "application/json; charset=utf-8"
    headers = {"Content-Type": kind} | headers_of(secret.get("headers", ""))
    answer = post(secret.get("url", ""), body.encode(), headers)
    if isinstance(answer, Outcome):
        return answer
    if (found := judged(answer)) is not None:
        return found
    said = answer.json()
    if said is None:
        return later("not_their_answer", answer.after)
    code = at(said, str(settings.get("field", "")))
    if code == str(settings.get("fine", "")):
        return accepted(at(said, str(settings.get("id_field", ""))))
    busy = str(settings.get("busy", "")).split()
    return later(f"code {code[:60]}", answer.after) if code in busy else refused(f"code {code[:60]}")


def headers_of(lines: str) -> dict[str, str]:
    """`Name: value`, one a line; what is no header is left out."""
    found = {}
    for line in lines.splitlines():
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z0-9-]{1,60}", name.strip()) and value.strip().isprintable():
            found[name.strip()] = value.strip()
    return found


def at(said: Any, path: str) -> str:
    """What stands at `a.0.b` of an answer, as text; '' where nothing does."""
    for part in path.split(".") if path else []:
        if isinstance(said, list) and part.isdigit() and int(part) < len(said):
            said = said[int(part)]
        elif isinstance(said, dict):
            said = said.get(part)
        else:
            return ""
    return "" if said is None or isinstance(said, (dict, list)) else str(said)


def _escaped(value: str, form: bool) -> str:
    return quote(value, safe="") if form else json.dumps(value, ensure_ascii=False)[1:-1]
