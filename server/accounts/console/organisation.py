"""The organisation's settings: names, hotline, time zone, language."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import redirect, request, url_for
from sqlalchemy import select

from server.accounts.models import Organisation, Team
from server.console.layout import render, wording
from server.console.page import page
from server.customers.rules import tidy
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write


@page("/settings", "administrator")
def settings() -> Any:
    """What customers and staff see of the organisation."""
    return _page()


@page("/settings", "administrator", methods=("POST",))
def change_settings() -> Any:
    """Save; what cannot be comes back as it was typed."""
    organisation = current().organisation.id
    name, hotline, zone = tidy(request.form.get("name"), 120), tidy(request.form.get("hotline"), 40), tidy(request.form.get("time_zone"), 40)
    mistakes = {field: ["missing"] for field, value in (("name", name), ("hotline", hotline)) if not value}
    if not _is_zone(zone):
        mistakes["time_zone"] = ["zone"]
    if mistakes:
        return _page(Problem("bad_input", mistakes), request.form.to_dict())

    def work() -> None:
        row = db.session.get_one(Organisation, organisation)
        row.name, row.hotline, row.time_zone, row.name_en = name, hotline, zone, tidy(request.form.get("name_en"), 120) or None
        row.language = request.form["language"] if request.form.get("language") in LANGUAGES else row.language

    write(work)
    return redirect(url_for("console.settings", done="settled"), 303)


def _page(problem: Problem | None = None, typed: dict[str, str] | None = None) -> Any:
    row = db.session.get_one(Organisation, current().organisation.id)
    fields = {name: getattr(row, name) or "" for name in ("name", "name_en", "hotline", "time_zone", "language")}
    teams = db.session.scalars(select(Team).where(Team.organisation_id == row.id).order_by(Team.name)).all()
    worded = wording(problem) if problem else None
    return render(
        "accounts/settings", "settings", problem.status if problem else 200, typed=fields | (typed or {}), problem=worded,
        errors=worded["fields"] if worded else {},
        teams=teams, slug=row.slug,
    )


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
