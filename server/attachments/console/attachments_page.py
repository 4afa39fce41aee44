"""Attachments of a visit: a part of its page, and a page of their own to add and remove them."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request, url_for

from server.accounts.names import PeopleNames
from server.attachments import actions, rules
from server.attachments.models import Attachment
from server.attachments.routes import file_of
from server.attachments.rules import PDF, Prepared
from server.console.form import post, with_query
from server.console.layout import render, t
from server.console.page import form, page
from server.customers.access import saw
from server.i18n import dates
from server.kernel.authorise import Caller, current, takes_file
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.visits.console.view import VisitView, view_context
from server.visits.console.visit_panel import visible_line
from server.visits.console.visit_query import Line
from server.visits.rules import FINISHED

FORM_BYTES = 64 * 1024
AFTER_ITS_END = ("supervisor",)


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """What the visit has, and the way to more; nothing where it has ended without any."""
    line, who = view.line, current()
    rows = actions.of_visit(who.organisation.id, line.visit.id)
    may = _may_change(who, line)
    if not rows and not may:
        return None
    return {"rows": _rows(who, line, rows), "may": may, "page": _of(line.visit.id)}


@page("/visits/<visit_id>/attachments")
def attachments(visit_id: str) -> Any:
    """The list with what was removed, and the form."""
    who = current()
    line = visible_line(who, visit_id)
    rows = actions.of_visit(who.organisation.id, visit_id, removed=True)
    return render(
        "attachments/attachments",
        "visits",
        line=line,
        rows=_rows(who, line, rows),
        may=_may_change(who, line),
        may_after=_may_remove(who, line),
        most=rules.MOST_AT_ONCE,
        largest=rules.LARGEST,
        at_once=rules.AT_ONCE,
        too_large=t("mistake.attachment_size"),
        too_many=t("mistake.attachment_at_once"),
    )


@page("/visits/<visit_id>/attachments", "dispatcher", methods=("POST",))
@takes_file(rules.AT_ONCE + FORM_BYTES)
def add_attachments(visit_id: str) -> Any:
    """Take files, each by what its bytes are."""
    who = current()
    visible_line(who, visit_id)  # before anything sent is looked at
    files: list[Prepared] | Problem
    try:  # outside of the write, because drawing pictures takes a second and nobody else writes meanwhile
        files = _received()
    except Problem as problem:
        files = problem

    def work() -> str:
        if isinstance(files, Problem):
            raise files
        title, fallback = request.form.get("title", ""), t("attachments.one")
        actions.add(who.organisation.id, who.person.id, visit_id, files, title, fallback)
        return with_query(_of(visit_id), "done", "attachments_added")

    return post(work, partial(_of, visit_id))


@form("/visits/<visit_id>/attachments/<attachment_id>/title", "dispatcher", at=lambda visit_id, **_: _of(visit_id))
def rename_attachment(visit_id: str, attachment_id: str) -> str:
    """Call it otherwise."""
    who, title = current(), request.form.get("title", "")
    done = actions.rename(who.organisation.id, who.person.id, visit_id, attachment_id, title)
    return with_query(_of(visit_id), "done", "attachment_renamed") if done else _of(visit_id)


@form("/visits/<visit_id>/attachments/<attachment_id>/remove", *DECIDING, at=lambda visit_id, **_: _of(visit_id))
def remove_attachment(visit_id: str, attachment_id: str) -> str:
    """Take one away; after the visit's end a supervisor does."""
    who = current()
    after = who.person.has_role(*AFTER_ITS_END)
    actions.remove(who.organisation.id, who.person.id, visit_id, attachment_id, after_its_end=after)
    return with_query(_of(visit_id), "done", "attachment_removed")


@form("/visits/<visit_id>/attachments/<attachment_id>/back", *DECIDING, at=lambda visit_id, **_: _of(visit_id))
def put_attachment_back(visit_id: str, attachment_id: str) -> str:
    """It was taken away by mistake."""
    who = current()
    after = who.person.has_role(*AFTER_ITS_END)
    actions.put_back(who.organisation.id, who.person.id, visit_id, attachment_id, after_its_end=after)
    return with_query(_of(visit_id), "done", "attachment_back")


@page("/visits/<visit_id>/attachments/<attachment_id>")
def show_attachment(visit_id: str, attachment_id: str) -> Response:
    """The file itself: a picture to look at, a PDF to keep."""
    who = current()
    line = visible_line(who, visit_id)
    row = must_find(Attachment, who.organisation.id, attachment_id) if is_id(attachment_id) else None
    if row is None or row.visit_id != visit_id or row.removed_at:
        raise Problem("not_found")
    answer = file_of(row, shown=True)
    saw(who, "record", line.customer.id, visit_id)
    return answer


def _received() -> list[Prepared]:
    uploads = [each for each in request.files.getlist("files") if each.filename]
    if not uploads:
        raise rules.wrong("attachment_missing")
    if len(uploads) > rules.MOST_AT_ONCE:
        raise rules.wrong("attachment_at_once")
    return [rules.prepared(each.read(rules.LARGEST + 1), each.filename or "") for each in uploads]


def _rows(who: Caller, line: Line, rows: list[Attachment]) -> list[dict[str, Any]]:
    reader = view_context(who)
    people = PeopleNames(who.organisation.id, reader.language)
    fetched, may = actions.on_phones(rows), _may_remove(who, line)
    return [
        {
            "id": each.id,
            "title": each.title,
            "kind": t(f"attachments.kind.{'pdf' if each.type == PDF else 'picture'}"),
            "size": size_of(each.size),
            "by": people.get(each.added_by, ""),
            "at": dates.moment_short(each.added_at, reader.today, reader.zone),
            "url": "" if each.removed_at or not actions.is_here(each) else _of(line.visit.id, each.id),
            "missing": not each.removed_at and not actions.is_here(each),
            "phones": fetched.get(each.id, 0),
            "removed": dates.moment_short(each.removed_at, reader.today, reader.zone) if each.removed_at else "",
            "removed_by": people.get(each.removed_by or "", ""),
            "rename": _may_change(who, line) and not each.removed_at,
            "remove": may and not each.removed_at,
            "back": may and actions.may_come_back(each),
        }
        for each in rows
    ]


def size_of(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{-(-size // 1000)} KB"


def _may_change(who: Caller, line: Line) -> bool:
    return who.person.has_role("dispatcher") and line.visit.state not in FINISHED


def _may_remove(who: Caller, line: Line) -> bool:
    """While the visit is open as anything of it is changed; a supervisor also afterwards, because a stranger's plan must not stay."""
    return _may_change(who, line) or who.person.has_role(*AFTER_ITS_END)


def _of(visit_id: str, attachment_id: str = "") -> str:
    if attachment_id:
        return url_for("console.show_attachment", visit_id=visit_id, attachment_id=attachment_id)
    return url_for("console.attachments", visit_id=visit_id)
