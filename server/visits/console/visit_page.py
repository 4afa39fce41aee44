"""A visit's page: people and place, what was promised, the live timeline, answers with clause, evidence, signature, cross purposes."""

from __future__ import annotations

from typing import Any

from flask import request

from server.console.layout import render
from server.console.page import here, page
from server.console.sections import shown
from server.console.view import clock_of
from server.customers.access import saw
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.visits.console.answers_section import answers_of
from server.visits.console.conflict_card import conflicts_of
from server.visits.console.limits_section import limit_rows
from server.visits.console.timeline_section import chain_of, facts_of, narrator_of, story_of
from server.visits.console.view import VisitView, view_context
from server.visits.console.visit_panel import panel_of, visible_line


@page("/visits/<visit_id>")
def visit(visit_id: str) -> Any:
    """The whole page; `part=live` gives what changes while somebody works."""
    who, reader = current(), view_context(current())
    line = visible_line(who, visit_id)
    panel = panel_of(who, reader, visit_id, request.args.get("do", ""))
    if panel is None:
        raise Problem("not_found")
    if request.args.get("part") != "live":  # because the page asks for that part by itself, as long as it is open
        saw(who, "record", line.customer.id, visit_id)
    facts = facts_of(who.organisation.id, visit_id)
    narrator = narrator_of(line, reader, facts)
    view = VisitView(line, facts, narrator)
    answers = answers_of(line, facts, narrator)
    context: dict[str, Any] = {
        "panel": panel,
        "days": story_of(line, reader, facts),
        "count": len(facts),
        "chain": chain_of(facts),
        "answers": answers,
        "limits": limit_rows(line, facts, narrator, reader),
        "conflicts": conflicts_of(line, facts, narrator, reader),
        "head": shown("visit", "head", view),
        "column": shown("visit", "column", view),
        "below": shown("visit", "below", view),
        "may_settle": panel["may_settle"],
        "clock": clock_of(reader),
        "open_all": request.args.get("answers") == "all",
        "toggle": here(answers=None if request.args.get("answers") == "all" else "all"),
    }
    return render("visits/_visit" if request.args.get("part") == "live" else "visits/visit", "visits", **context)
