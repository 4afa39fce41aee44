"""Organisations, teams, people, sign-ins and devices: what they offer to the application."""

from __future__ import annotations

from flask import Flask

from server.accounts import forgetting, keys, pages, routes, sessions
from server.accounts.console import (
    api_keys,
    audit_log,
    calendar,
    jobs,
    organisation,
    people,
    profile,
    responsibilities,
    saved_views,
    second_factors,
)
from server.accounts.importing import EXPORTS, IMPORTS
from server.kernel import authorise
from server.kernel.roles import LEADING
from server.kernel.wiring import Capability, NavEntry, Section


def attach(app: Flask) -> None:
    """Say who asks, and with which key the server signs."""
    authorise.recognise_by(app, sessions.recognised)
    keys.attach(app)


capability = Capability(
    name="accounts",
    attach=attach,
    forgetting=(forgetting.forget,),
    routes=(routes.blueprint,),
    pages=(pages.blueprint,),
    console=(
        people,
        organisation,
        profile,
        calendar,
        audit_log,
        jobs,
        responsibilities,
        api_keys,
        saved_views,
        second_factors,
    ),
    sections={"console": [Section("views", 10, "accounts/_saved_views.html", saved_views.views_section)]},
    imports=IMPORTS,
    exports=EXPORTS,
    nav=(
        NavEntry("people", "staff", LEADING, 50),
        NavEntry("settings", "gear", ("administrator",), 90),
        NavEntry("audit_log", "list", ("administrator",), 95),
        NavEntry("jobs", "again", ("administrator",), 96),
    ),
)
