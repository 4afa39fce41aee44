"""The organisation's settings: names, hotline, time zone, language."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts import audit
from server.accounts.calendar import imported_years
from server.accounts.models import Organisation, Team
from server.console.form import back_to, typed_again
from server.console.layout import render
from server.console.page import form, page
from server.console.sections import shown
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.clock import is_zone
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.text.typed import text_typed

SETTINGS = ("name", "name_en", "hotline", "time_zone", "language")


@page("/settings", "administrator")
def settings() -> Any:
    """What customers and staff see of the organisation."""
    row = db.session.get_one(Organisation, current().organisation.id)
    fields = {name: getattr(row, name) or "" for name in SETTINGS}
    teams = db.session.scalars(select(Team).where(Team.organisation_id == row.id).order_by(Team.name)).all()
    return render(
        "accounts/settings",
        "settings",
        typed=fields | typed_again().to_dict(),
        teams=teams,
        slug=row.slug,
        years=imported_years(row.id),
        below=shown("settings", "below", row),
    )


@form("/settings", "administrator", at=lambda: url_for("console.settings"))
def change_settings() -> str:
    """Save; what cannot be comes back as it was typed."""
    organisation = current().organisation.id
    name, hotline, zone = (
        text_typed(request.form, "name", 120),
        text_typed(request.form, "hotline", 40),
        text_typed(request.form, "time_zone", 40),
    )
    mistakes = {field: ["missing"] for field, value in (("name", name), ("hotline", hotline)) if not value}
    if not is_zone(zone):
        mistakes["time_zone"] = ["zone"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    row = db.session.get_one(Organisation, organisation)
    before = {field: getattr(row, field) for field in SETTINGS}
    row.name, row.hotline, row.time_zone, row.name_en = (
        name,
        hotline,
        zone,
        text_typed(request.form, "name_en", 120) or None,
    )
    row.language = request.form["language"] if request.form.get("language") in LANGUAGES else row.language
    if changed := [field for field in SETTINGS if getattr(row, field) != before[field]]:
        audit.note(organisation, "settings_changed", fields=changed)
    return back_to(url_for("console.settings"), done="settled")
