"""Pages that belong to no capability: front page, the app's shell and manifest, the words of a problem, health."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from sqlalchemy import text

from server.i18n.messages import translate
from server.i18n.preferences import language
from server.kernel.db import db
from server.kernel.problem import Problem, entries
from server.web import metrics, readiness
from server.web.assets import asset_url

blueprint = Blueprint("web", __name__)
PETROL = "#064a62"


@blueprint.get("/")
def front() -> str:
    """Leads to the technician's app, to the console, and to a customer's record."""
    return render_template("front.html")


@blueprint.get("/healthz")
def health() -> Any:
    """200 while the database answers."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@blueprint.get("/metrics")
def counts() -> Any:
    """For a collector with the token of DOORSTEP_METRICS_TOKEN, as Prometheus reads it."""
    answer = metrics.text_for(request.headers.get("Authorization", ""))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/readyz")
def ready() -> Any:
    """200 where this server should be given work, else 503 with the names of what is not in order. `warnings` keep no server from work."""
    found = readiness.troubles()
    looked = [] if "schema" in found else readiness.warnings()
    answer = jsonify(status="not_ready" if found else "ready", troubles=found, warnings=looked)
    answer.status_code, answer.headers["Cache-Control"] = 503 if found else 200, "no-store"
    return answer


@blueprint.get("/app/")
@blueprint.get("/app/<path:_inside>")
def technician(_inside: str = "") -> Any:
    """The app's shell, the same for each of its addresses, because it opens offline; a file that is not there is not the shell."""
    if "." in _inside.rpartition("/")[2]:
        raise Problem("not_found")
    return render_template("technician.html"), {"Cache-Control": "no-cache"}


@blueprint.get("/app/manifest.webmanifest")
def manifest() -> Any:
    """What a phone needs to install the app."""
    speak = language()
    described = {
        "id": "/app/",
        "start_url": "/app/",
        "scope": "/app/",
        "display": "standalone",
        "orientation": "portrait",
        "name": translate("web.app.name", speak),
        "short_name": translate("web.app.name", speak),
        "description": translate("web.app.description", speak),
        "lang": speak,
        "dir": "ltr",
        "theme_color": PETROL,
        "background_color": PETROL,
        "icons": _icons(),
    }
    answer = jsonify(described)
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


@blueprint.get("/problems/<code>")
def problem(code: str) -> Any:
    """What a code of the catalogue means; each problem's `type` leads here."""
    if code not in entries():
        raise Problem("not_found")
    return render_template("problem.html", problem=Problem(code).document(language()))


def _icons() -> list[dict[str, str]]:
    sizes = (
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-maskable-512.png", "512x512", "maskable"),
    )
    drawn = [{"src": asset_url("public/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]
    return drawn + [
        {"src": asset_url(f"public/{name}"), "sizes": size, "type": "image/png", "purpose": use}
        for name, size, use in sizes
    ]
