"""The page of greetings, and what the visit's page shows of them."""

from __future__ import annotations

from typing import Any

from server.console.layout import render
from server.console.page import page
from server.visits.console.view import VisitView


@page("/greetings")
def greetings() -> Any:
    """Everybody of the office is greeted."""
    return render("toy/greetings", "greetings")


def section(view: VisitView) -> dict[str, Any] | None:
    """How often somebody waved on this visit; nothing before the first time."""
    count = sum(fact.kind == "waved" for fact in view.facts)
    return {"count": count} if count else None
