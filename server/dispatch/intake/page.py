"""Order intake on one keyboard page: the number first, at the end one sentence read aloud and ticked part by part (FT-16)."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from server.console.layout import render, t, wording
from server.console.page import page
from server.dispatch.intake.lookup import Desk, beside, desk_of
from server.dispatch.intake.order_form import PARTS, Order, mistakes_in, order_of, said
from server.dispatch.intake.place_order import place_order, prefilled
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.visits.console.view import reader_of
from server.visits.console.visit_row import Reader


@page("/intake", "dispatcher")
def intake() -> Any:
    """The empty page, or one that begins with what is known of a customer (`customer`) or of a visit to be booked anew (`again`)."""
    who, reader = current(), reader_of(current())
    typed = prefilled(who.organisation.id, request.args, reader)
    return _page(reader, typed, {}, None)


@page("/intake", "dispatcher", methods=("POST",))
def take_order() -> Any:
    """Save the order and give it to somebody; what cannot be saved comes back with everything that was typed."""
    who, reader = current(), reader_of(current())
    typed = request.form.to_dict()
    order = order_of(typed)
    if request.form.get("look"):
        return _page(reader, prefilled(who.organisation.id, typed, reader), {}, None)
    mistakes = mistakes_in(order, reader.kinds, reader.today)
    if not mistakes and not _was_read(order, reader):
        mistakes = {"read": "read"}
    if mistakes:
        return _page(reader, typed, mistakes, Problem("bad_input", {name: [code] for name, code in mistakes.items()}))
    try:
        visit = place_order(who, order, reader)
    except Problem as problem:
        return _page(reader, typed, {name: str(found) for name, found in (problem.errors or {}).items()}, problem)
    return redirect(
        url_for("console.visits", visit=visit, day=order.day if order.day != reader.today else None, done="ordered"),
        303,
    )


@page("/intake/draft", "dispatcher", methods=("POST",))
def draft() -> Any:
    """The parts of the page that follow the typing: the side, the slots, the sentence. Nothing is stored."""
    reader = reader_of(current())
    typed = request.form.to_dict()
    context = _context(reader, typed, {})
    parts = {
        name: render_template(f"dispatch/_intake_{name}.html", t=t, **context)
        for name in ("found", "side", "slots", "read")
    }
    filled = {name: value for name, value in context["desk"].filled.items() if not typed.get(name)}
    return parts | {"filled": filled, "limit": context["limit"]}


def _page(reader: Reader, typed: dict[str, str], mistakes: dict[str, str], problem: Problem | None) -> Any:
    context = _context(reader, typed, mistakes)
    status = problem.status if problem else 200
    return render("dispatch/intake", "intake", status, problem=wording(problem) if problem else None, **context)


def _context(reader: Reader, typed: dict[str, str], mistakes: dict[str, str]) -> dict[str, Any]:
    who = current()
    order = order_of(typed)
    desk: Desk = desk_of(who, order, reader)
    kind = reader.kinds.get(order.work)
    sentence = said(order, kind.does if kind else {}, reader.today)
    ticked = [name for name in PARTS if typed.get(f"read_{name}") == sentence[name]]
    return {
        "typed": typed,
        "order": order,
        "errors": {name: t(f"mistake.{code}") for name, code in mistakes.items()},
        "desk": desk,
        "kinds": [
            {"id": each.id, "title": each.title(reader.language), "key": place}
            for place, each in enumerate(reader.kinds.values(), 1)
        ],
        "sentence": sentence,
        "ticked": ticked,
        "side": beside(who, desk, order, reader),
        "clock": reader.now,
        "language": reader.language,
        "limit": _limit(order, reader),
        "ready": not mistakes_in(order, reader.kinds, reader.today),
    }


def _was_read(order: Order, reader: Reader) -> bool:
    """Whether all four parts were ticked as they now are; a part that changed since must be read again."""
    sentence = said(order, reader.kinds[order.work].does, reader.today)
    return all(request.form.get(f"read_{name}") == sentence[name] for name in PARTS)


def _limit(order: Order, reader: Reader) -> str:
    """The time limit that this kind of work brings with it, when nothing was agreed."""
    kind = reader.kinds.get(order.work)
    limits = [
        each
        for each in (kind.limits if kind else [])
        if "at_most" in each and each["from"] == {"input": "order.received_at"}
    ]
    if not limits or not order.at_once:
        return ""
    return " · ".join(
        each["title"][reader.language] + ((f"（{each['clause']}）" if reader.language == "zh-CN" else f" ({each['clause']})") if each["clause"] else "")
        for each in limits
    )
