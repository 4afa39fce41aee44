"""What the person at this desk sets for themselves: language, sign-out, and the list of keys."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import update

from server.accounts.models import Person
from server.console.form import is_ours
from server.console.layout import render, t
from server.console.page import form, page
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db


@page("/me")
def me() -> Any:
    """Who is signed in here, with which roles."""
    who = current()
    return render("accounts/me", "me", roles=[t(f"role.{role}") for role in who.person.roles])


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
