"""What people set for themselves: language, password, and where they are signed in."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select, update

from server.accounts import audit, own_password, sessions
from server.accounts.models import Device, Person, SignIn
from server.console.form import come_back, is_ours, with_query
from server.console.layout import render, t
from server.console.page import form, page
from server.console.sections import shown
from server.console.view import view_of
from server.i18n.dates import moment_short
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.roles import ROLES

SHORT = 16  # hex digits of a sign-in's hash that a page names it by


@page("/me", *ROLES)
def me() -> Any:
    """Who is signed in here, with which roles, and where else."""
    who = current()
    roles = [t(f"role.{role}") for role in who.person.roles]
    return render("accounts/me", "me", roles=roles, rows=_rows(who), below=shown("me", "page", who))


@form("/me/language", at=lambda: url_for("console.me"))
def change_language() -> str:
    """Speak the other language to this person, on every device."""
    who, wanted = current(), request.form.get("language", "")
    if wanted in LANGUAGES:
        mine = (Person.organisation_id == who.organisation.id, Person.id == who.person.id)
        db.session.execute(update(Person).where(*mine).values(language=wanted))
    stay = request.form.get(
        "back", ""
    )  # the whole address, because a form that was refused is to stand there in the other language
    return stay if is_ours(stay) else url_for("console.visits")


@form("/me/password", *ROLES, at=lambda: url_for("console.me"))
def change_own_password() -> str:
    """Another password, by who knows the one in force; every other sign-in ends."""
    who, typed, back = current(), request.form, url_for("console.me")
    try:
        own_password.change_password(who, typed.get("current_password", "")[:200], typed.get("new_password", "")[:201])
    except Problem as problem:  # the page comes back by an ordinary answer, because the wrong try is to stay counted
        return come_back(who.organisation.id, who.person.id, request.path, [], problem, back)
    return with_query(back, "done", "password")


@form("/me/sessions", *ROLES, at=lambda: url_for("console.me"))
def end_own_sessions() -> str:
    """End one other sign-in, or all of them."""
    who, which = current(), request.form.get("which", "")
    chosen = [each for each in _others(who) if which in ("all", each.token_hash[:SHORT])]
    if not chosen:
        raise Problem("bad_input", {"which": ["accounts.trouble.session_over"]})
    for each in chosen:
        sessions.end(each.token_hash)
    audit.note(who.organisation.id, "session_ended", who.person.id, ended=len(chosen))
    return with_query(url_for("console.me"), "done", "session_ended")


def _others(who: Caller) -> list[SignIn]:
    return [each for each in sessions.open_ones(who.organisation.id, who.person.id) if each.token_hash != who.sign_in]


def _rows(who: Caller) -> list[dict[str, Any]]:
    reader = view_of(who)
    phones = {
        row.id: row
        for row in db.session.scalars(
            select(Device).where(Device.organisation_id == who.organisation.id, Device.person_id == who.person.id)
        )
    }
    found = []
    for each in sessions.open_ones(who.organisation.id, who.person.id):
        phone = phones.get(each.device_id or "")
        seen = (phone.last_contact_at if phone else None) or each.last_seen_at or each.created_at
        found.append(
            {
                "which": each.token_hash[:SHORT],
                "here": each.token_hash == who.sign_in,
                "where": phone.label if phone else each.browser or t("me.browser"),
                "since": moment_short(each.created_at, reader.today, reader.zone),
                "seen": moment_short(seen, reader.today, reader.zone),
            }
        )
    return found
