"""Pages that belong to no capability: front page, switches, the app's shell, the words of a problem, health."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template
from sqlalchemy import text

from server.kernel.db import db

blueprint = Blueprint("web", __name__, template_folder="templates")


@blueprint.get("/")
def front() -> str:
    """Leads to the technician's app and to the console."""
    return render_template("front.html")


@blueprint.get("/healthz")
def health() -> Any:
    """200 while the database answers."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@blueprint.get("/app/")
@blueprint.get("/app/<path:_inside>")
def technician(_inside: str = "") -> str:
    """The app's shell, the same for each of its addresses, because it opens offline."""
    return render_template("technician.html")
