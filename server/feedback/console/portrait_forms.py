"""On a person's panel: the portrait that customers see, and the forms that set it and take it away."""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from flask import request, url_for

from server.accounts.models import Person
from server.console.form import post, with_query
from server.console.page import form, page
from server.feedback import portraits
from server.feedback.portraits import Portrait
from server.kernel.authorise import current, takes_file
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem

FORM_BYTES = 64 * 1024


def person_section(person: Person) -> dict[str, Any]:
    """The portrait as it is, in the page itself, and where the forms go."""
    row = db.session.get(Portrait, (person.organisation_id, person.id))
    return {
        "picture": f"data:image/jpeg;base64,{base64.b64encode(row.content).decode()}" if row else "",
        "action": url_for("console.set_portrait", person_id=person.id),
        "remove": url_for("console.remove_portrait", person_id=person.id) if row else "",
    }


@page("/people/<person_id>/portrait", "administrator", methods=("POST",))
@takes_file(portraits.UPLOAD + FORM_BYTES)
def set_portrait(person_id: str) -> Any:
    """Take a photograph, with the person's word that customers may see it."""
    who = current()
    must_find(Person, who.organisation.id, person_id)  # before anything sent is looked at
    upload = request.files.get("portrait")
    content = upload.read(portraits.UPLOAD + 1) if upload else b""
    picture: bytes | Problem
    try:  # outside of the write, because nobody else writes meanwhile
        picture = portraits.drawn(content)
    except Problem as problem:
        picture = problem

    def work() -> str:
        if request.form.get("agreed") != "1":
            raise Problem("bad_input", {"agreed": ["portrait_agreed"]})
        if isinstance(picture, Problem):
            raise picture
        portraits.keep(who.organisation.id, who.person.id, person_id, picture)
        return with_query(_of(person_id), "done", "portrait_set")

    return post(work, partial(_of, person_id))


@form("/people/<person_id>/portrait/remove", "administrator", at=lambda person_id: _of(person_id))
def remove_portrait(person_id: str) -> str:
    """Take it away."""
    who = current()
    portraits.remove(who.organisation.id, who.person.id, person_id)
    return with_query(_of(person_id), "done", "portrait_removed")


def _of(person_id: str) -> str:
    return url_for("console.people", person=person_id)
