"""A visit's page: people and place, what was promised, the live timeline, answers with clause, evidence, signature, cross purposes."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.dispatch.answers import answers_of
from server.dispatch.conflicting import conflicts_of
from server.dispatch.evidence import awaited_of, pictures_of, signature_of
from server.dispatch.frame import render, wording
from server.dispatch.pages.blueprint import here, page
from server.dispatch.pages.panel import must_find, panel_of
from server.dispatch.pages.visits import clock_of, reader_of
from server.dispatch.promises import promises_of
from server.dispatch.story import chain_of, facts_of, story_of, teller_of
from server.kernel.authorise import current
from server.kernel.problem import Problem


@page("/visits/<visit_id>")
def visit(visit_id: str) -> Any:
    """The whole page; `part=live` gives what changes while somebody works."""
    return visit_page(visit_id, doing=request.args.get("do", ""))


def visit_page(
    visit_id: str, *, doing: str = "", problem: Problem | None = None, typed: dict[str, str] | None = None
) -> Any:
    """The page of one visit of the caller's organisation; `not_found` for anything else."""
    who, reader = current(), reader_of(current())
    line = must_find(who, visit_id)
    panel = panel_of(who, reader, visit_id, doing)
    if panel is None:
        raise Problem("not_found")
    facts = facts_of(who.organisation.id, visit_id)
    teller = teller_of(line, reader, facts)
    answers = answers_of(line, facts, teller)
    context: dict[str, Any] = {
        "panel": panel, "days": story_of(line, reader, facts), "count": len(facts), "chain": chain_of(facts), "answers": answers,
        "promises": promises_of(line, facts, teller, reader), "conflicts": conflicts_of(line, facts, teller, reader),
        "pictures": pictures_of(line, facts, teller), "signature": signature_of(line, facts, teller), "awaited": awaited_of(line),
        "may_settle": panel["may_settle"],
        "clock": clock_of(reader), "back": url_for("console.visit", visit_id=visit_id), "open_all": request.args.get("answers") == "all",
        "toggle": here(answers=None if request.args.get("answers") == "all" else "all"),
        "typed": typed or {}, "problem": wording(problem) if problem else None,
    }
    context["errors"] = context["problem"]["fields"] if context["problem"] else {}
    template = "_visit" if request.args.get("part") == "live" else "visit"
    return render(template, "visits", problem.status if problem else 200, **context)


