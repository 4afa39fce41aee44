"""What the person at this desk sets for themselves: language, sign-out, and the list of keys."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import update

from server.accounts.models import Person
from server.console.layout import render, t
from server.console.page import back_to, page
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.transaction import write


@page("/me")
def me() -> Any:
    """Who is signed in here, with which roles."""
    who = current()
    return render("accounts/me", "me", roles=[t(f"role.{role}") for role in who.person.roles])


@page("/me/language", methods=("POST",))
def change_language() -> Any:
    """Speak the other language to this person, on every device."""
    who, wanted = current(), request.form.get("language", "")
    if wanted in LANGUAGES:
        mine = (Person.organisation_id == who.organisation.id, Person.id == who.person.id)
        write(lambda: db.session.execute(update(Person).where(*mine).values(language=wanted)))
    return back_to(url_for("console.visits"))
