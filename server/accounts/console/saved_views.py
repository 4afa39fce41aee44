"""Saved views on every list: choose one, keep the filters that are set, take one away."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import request, url_for

from server.accounts.saved_views import PAGES, drop_view, query_of, save_view, views_of
from server.console.form import back_to, with_query
from server.console.layout import t
from server.console.page import form
from server.kernel.authorise import current
from server.kernel.ids import is_id
from server.kernel.problem import Problem


def views_section(_context: Any) -> dict[str, Any] | None:
    """The views of the page that is shown; None on a page that is no list."""
    who, page = current(), (request.endpoint or "").rpartition(".")[2]
    if page not in PAGES:
        return None
    here = query_of(request.full_path)
    rows = [
        {"id": each.id, "name": each.name, "url": _address(page, each.query), "on": each.query == here}
        for each in views_of(who.organisation.id, who.person.id, page)
    ]
    chosen = next((each["name"] for each in rows if each["on"]), "")
    return {"page": page, "rows": rows, "chosen": chosen, "label": chosen or t("views.none"), "savable": bool(here)}


@form("/views", at=lambda: url_for("console.visits"))
def save_this_view() -> str:
    """Keep the filters of the page on which the form stands."""
    who, typed = current(), request.form
    page = typed.get("page", "")
    query = save_view(who.organisation.id, who.person.id, page, typed.get("view_name", ""), typed.get("at", ""))
    return with_query(_address(page, query), "done", "view_saved")


@form("/views/<view_id>/gone", at=lambda view_id: url_for("console.visits"))
def drop_this_view(view_id: str) -> str:
    """Take a view of one's own away."""
    who = current()
    if not is_id(view_id):
        raise Problem("not_found")
    page = drop_view(who.organisation.id, who.person.id, view_id)
    return back_to(url_for(f"console.{page}"), done="view_gone")


def _address(page: str, query: str) -> str:
    return url_for(f"console.{page}", **dict(parse_qsl(query)))  # type: ignore[arg-type]
