"""The one way of a form: one post is one transaction, a second arrival changes nothing, and a refused form comes back by an address."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import g, jsonify, redirect, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from server.console.once import Fields, Refused, forget_refused, keep_refused, once, refused
from server.kernel.authorise import caller, current
from server.kernel.problem import Problem
from server.kernel.transaction import write

PASSING = (
    "part",
    "done",
    "shown",
    "refused",
    "saved",
    "link",
    "undo",
)  # what an address says of one moment, not of the page
SECRET = ("password", "current_password", "new_password")  # never kept, nor hashed without a salt
SECRET_PREFIX = "secret_"  # nor are fields whose names begin so
OWN = (
    "once",
    "at",
    "again",
    "back",
    *SECRET,
)  # fields that are not part of what somebody typed for a page to show again
ELSEWHERE = ("not_found", "not_allowed", "signed_out")  # problems that no form can mend
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
BY_SCRIPT = "X-Doorstep-Form"  # a script sends it with a form and is told where to go, so that a dead line shows no browser's page


class Again(Exception):
    """Show the form again with what was typed: somebody wanted it looked up, and nothing is wrong."""


def hidden_fields() -> Markup:
    """What every form that writes carries: its once-token, and the address of the page on which it stands."""
    shown = came_back()
    fields = {"once": secrets.token_urlsafe(16), "at": this_address()} | ({"again": shown.id} if shown else {})
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in fields.items()
    )


def this_address() -> str:
    """This page's address without what belongs to one moment."""
    return _without(request.full_path, *PASSING)


def post(view: Callable[[], str], fallback: Callable[[], str]) -> Any:
    """Run a form's act, which returns the address to go on to; a problem leads back to the form with what was typed.

    `fallback` is the form's page where the post does not say on which page it stood.
    """
    who, token = current(), request.form.get("once", "")
    organisation, person = who.organisation.id, who.person.id

    def work() -> str:
        answer = view()
        forget_refused(organisation, person, request.form.get("again", ""), request.path)
        return with_query(answer, "saved", token) if TOKEN.fullmatch(token) else answer

    try:
        return go(
            write(lambda: once(organisation, person, token, _content(), work) if TOKEN.fullmatch(token) else work())
        )
    except Again:
        problem = None
    except Problem as found:
        if found.code in ELSEWHERE:
            raise
        problem = found
    return go(come_back(organisation, person, request.path, typed_fields(), problem, came_from(fallback())))


def come_back(
    organisation: str, person: str, action: str, fields: Fields, problem: Problem | None, address: str
) -> str:
    """Keep a form that was not saved; returns the address at which its page shows it again, as often as somebody asks."""
    return with_query(address, "refused", keep_refused(organisation, person, action, fields, problem))


def came_back() -> Refused | None:
    """The form that this page shows again, if its address names one of the person who asks."""
    if "came_back" not in g:
        who, named = caller(), request.args.get("refused", "")
        g.came_back = refused(who.organisation.id, who.person.id, named) if who and named else None
    found: Refused | None = g.came_back
    return found


def typed_again() -> MultiDict[str, str]:
    """What was typed into it; empty on a page that shows none."""
    found = came_back()
    return MultiDict(found.fields if found else [])


def typed_fields() -> Fields:
    """This post's fields without the form's own, and without secrets."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name not in OWN and not name.startswith(SECRET_PREFIX)]


def came_from(fallback: str) -> str:
    """The page on which the form stood, if it is one of the console's, else `fallback`."""
    wanted = request.form.get("at") or request.form.get("back") or ""
    return _without(wanted, *PASSING) if is_ours(wanted) else fallback


def back_to(fallback: str, **more: str) -> str:
    """The address of the page that the form came from, the form itself closed; `more` joins it."""
    address = _without(came_from(fallback), "do")
    for name, value in more.items():
        address = with_query(address, name, value)
    return address


def all_the_same() -> bool:
    """Whether somebody has seen what the check of wording says (FB) and sends it so: the tick of `console/_outgoing.html`."""
    return request.form.get("all_the_same") == "1"


def is_ours(address: str) -> bool:
    """Whether an address leads into the console of this installation and nowhere else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    inside = parts.path.startswith("/console/") and not parts.netloc and not parts.scheme
    return inside and "\\" not in address and address.isprintable() and len(address) <= 2000


def storable(text: str) -> bool:
    """Whether every database stores this text."""
    return not UNSTORABLE.search(text)


def go(address: str) -> Any:
    """Lead on: a browser by a redirect, a script by being told."""
    return jsonify(go=address) if request.headers.get(BY_SCRIPT) else redirect(address, 303)


def with_query(address: str, name: str, value: str) -> str:
    """An address with one part of its query replaced, or left out when the value is ''."""
    parts = urlsplit(address)
    query = [(key, old) for key, old in parse_qsl(parts.query) if key != name]
    query += [(name, value)] if value else []
    return urlunsplit(("", "", parts.path, urlencode(query), ""))


def _without(address: str, *names: str) -> str:
    for name in names:
        address = with_query(address, name, "")
    return address


def _content() -> str:
    """What the form says, with its files: other files under the same token are another form."""
    files = []
    for _, each in request.files.items(multi=True):
        files.append(f"{each.filename}\n{hashlib.file_digest(each.stream, 'sha256').hexdigest()}")  # type: ignore[arg-type]
        each.stream.seek(0)
    said = json.dumps([request.path, *typed_fields(), *files], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
