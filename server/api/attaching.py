"""Attachments for other systems: read, added and removed under the rules of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from server.accounts.api_keys import KeyCaller
from server.accounts.models import Organisation
from server.api.idempotency import once
from server.attachments import actions, rules
from server.attachments.models import Attachment
from server.attachments.rules import Prepared
from server.i18n.messages import translate
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.visits.models import Visit

FILE = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    "description": "The file itself, 10 MB at most. What it is called or said to be does not matter.",
}


def attachments(who: KeyCaller, visit_id: str) -> dict[str, Any]:
    """Those of a visit; `not_found` for a stranger's."""
    must_find(Visit, who.organisation, _id(visit_id))
    return {"items": [shown(each) for each in actions.of_visit(who.organisation, visit_id)]}


def added(who: KeyCaller, visit_id: str, said: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Add one; `bad_input` with a sentence, `visit_is_over`, `not_found`."""
    must_find(Visit, who.organisation, _id(visit_id))
    found: Prepared | Problem
    try:  # outside of the write, because nobody else writes meanwhile
        found = rules.prepared(request.get_data(cache=True))
    except Problem as problem:
        found = problem

    def work() -> dict[str, Any]:
        title = tidy(said["title"], rules.TITLE)
        if isinstance(found, Problem) or not title:
            raise _worded(who, found if isinstance(found, Problem) else Problem("bad_input", {"title": ["missing"]}))
        try:
            [row] = actions.add(who.organisation, who.person, visit_id, [found], title, title)
        except Problem as problem:
            raise _worded(who, problem) from None
        return shown(row)

    return once(work)


def removed(who: KeyCaller, visit_id: str, attachment_id: str) -> dict[str, Any]:
    """Take one away; `visit_is_over`, `not_found`."""
    return shown(actions.remove(who.organisation, who.person, _id(visit_id), _id(attachment_id)))


def shown(row: Attachment) -> dict[str, Any]:
    """An attachment as other systems read it."""
    told = {name: getattr(row, name) for name in ("id", "title", "type", "size", "sha256", "added_at")}
    return told | ({"removed_at": row.removed_at} if row.removed_at else {})


def _id(text: str) -> str:
    if not is_id(text):
        raise Problem("not_found")
    return text


def _worded(who: KeyCaller, problem: Problem) -> Problem:
    """`bad_input` with a sentence for each field."""
    if problem.code != "bad_input":
        return problem
    language = db.session.get_one(Organisation, who.organisation).language
    fields = {"files": "file"}
    return Problem(
        "bad_input",
        {
            fields.get(name, name): [translate(f"console.mistake.{code}", language) for code in codes]
            for name, codes in (problem.errors or {}).items()
        },
    )
