"""Order intake on one keyboard page: the number first, at the end one sentence read aloud and ticked part by part (FT-16)."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template, request, url_for

from server.console.form import Again, typed_again, with_query
from server.console.layout import render, t
from server.console.page import form, page
from server.console.sections import shown
from server.customers.access import saw
from server.dispatch.intake.lookup import CallerView, Lookup, look_up, open_order, question, same_matter, side_panel
from server.dispatch.intake.order_form import INPUT, PARTS, Order, mistakes_in, order_of, said
from server.dispatch.intake.place_order import followed, place_order, prefilled
from server.i18n import dates
from server.i18n.messages import mistake_said
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.text.phones import masked_phone
from server.standards.published import Kind
from server.visits.console.view import view_context
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.order_inputs import carried_inputs


@page("/intake", "dispatcher")
def intake() -> Any:
    """The empty page, one that begins with a customer (`customer`) or a visit to be booked anew (`again`), or the form as it was refused."""
    reader, typed = view_context(current()), typed_again().to_dict()
    if typed.pop("look", "") or typed.get("other") or not typed:
        given = typed or request.args.to_dict()
        typed = prefilled(current().organisation.id, given, reader)
        if typed.get("customer") and typed.get("phone") != given.get("phone"):
            saw(current(), "phone", typed["customer"])
    return render("dispatch/intake", "intake", **_context(reader, typed))


@form("/intake", "dispatcher", at=lambda: url_for("console.intake"))
def take_order() -> str:
    """Save the order and give it to somebody; what cannot be saved comes back with everything that was typed."""
    if request.form.get("look") or request.form.get("other"):
        raise Again
    who, reader = current(), view_context(current())
    order = order_of(request.form)
    mistakes = _mistakes(order, reader)
    lookup = look_up(who, order, reader)
    if question(lookup, order):
        mistakes["same_person"] = "same_person"
    if lookup.kept:
        mistakes["slot"] = "slot_kept"
    if not order.same_matter and same_matter(who.organisation.id, order, reader):
        mistakes["same_matter"] = "same_matter"
    if not mistakes and not _was_read(order, reader):
        mistakes = {"read": "read"}
    if mistakes:
        raise Problem("bad_input", {name: [code] for name, code in mistakes.items()})
    visit = place_order(who, order, reader)
    if request.form.get("then") == "attach":
        return with_query(url_for("console.attachments", visit_id=visit), "done", "ordered")
    return url_for("console.visits", visit=visit, day=order.day if order.day != reader.today else None, done="ordered")


@page("/intake/draft", "dispatcher", methods=("POST",))
def draft() -> Any:
    """The parts of the page that follow the typing: the side, the slots, the sentence. Nothing is stored."""
    reader = view_context(current())
    typed = request.form.to_dict()
    context = _context(reader, typed)
    parts = {
        name: render_template(f"dispatch/_intake_{name}.html", t=t, errors={}, **context)
        for name in ("found", "side", "inputs", "slots", "read")
    }
    return parts | {"filled": context["lookup"].filled, "limit": context["limit"], "work": context["order"].work}


def _context(reader: VisitViewContext, typed: dict[str, str]) -> dict[str, Any]:
    who = current()
    order = order_of(typed)
    lookup: Lookup = look_up(who, order, reader)
    asked = question(lookup, order)
    joins = same_matter(who.organisation.id, order, reader)
    mistakes = _mistakes(order, reader) | ({"same_person": "same_person"} if asked else {})
    mistakes |= {"slot": "slot_kept"} if lookup.kept else {}
    mistakes |= {"same_matter": "same_matter"} if joins and not order.same_matter else {}
    kind = reader.kinds.get(order.work)
    sentence = said(order, kind.does if kind else {}, reader.today)
    ticked = [name for name in PARTS if typed.get(f"read_{name}") == sentence[name]]
    return {
        "typed": typed,
        "order": order,
        "lookup": lookup,
        "kinds": [
            {"id": each.id, "title": each.title(reader.language), "key": place}
            for place, each in enumerate(reader.kinds.values(), 1)
        ],
        "sentence": sentence,
        "ticked": ticked,
        "side": side_panel(who, lookup, order, reader),
        "clock": reader.now,
        "language": reader.language,
        "inputs": _inputs(kind, typed, reader.language, _carried(who.organisation.id, kind, order, lookup)),
        "limit": _limit(order, reader),
        "question": asked,
        "joins": _doubled(joins or open_order(who.organisation.id, order, reader), reader, asked=joins is not None),
        "caller": shown("intake", "caller", CallerView(lookup.customer, order.work, lookup.premises, order.follows)),
        "given": json.dumps(lookup.filled, ensure_ascii=False),
        "known_as": _known_as(lookup, asked),
        "missing": [t(f"missing.{name}") for name in mistakes if name not in dict(order.troubles)],
        "unclear": {name: mistake_said(code, reader.language) for name, code in order.troubles}
        | _said_at_once(mistakes),
        "ready": not mistakes,
    }


def _inputs(kind: Kind | None, typed: dict[str, str], language: str, carried: dict[str, str]) -> list[dict[str, str]]:
    """A field for each input that the standard declares for this kind of work; until somebody types there, with what an earlier visit answered."""
    return [
        {
            "name": (name := f"{INPUT}{each['id']}"),
            "label": each["title"][language] + (f" ({each['unit'][language]})" if "unit" in each else ""),
            "value": typed.get(name, carried.get(each["id"], "")),
            "mode": "decimal" if each["type"] == "decimal" else "text",
            "help": "intake.input_carried" if each["id"] in carried else "intake.input_help",
        }
        for each in (kind.inputs if kind else [])
    ]


def _carried(organisation: str, kind: Kind | None, order: Order, lookup: Lookup) -> dict[str, str]:
    """What earlier visits of this customer have answered for the inputs of this work."""
    customer = lookup.customer.id if lookup.customer else None
    return carried_inputs(organisation, kind.inputs, followed(organisation, order, customer)) if kind else {}


def _doubled(visit: Visit | None, reader: VisitViewContext, *, asked: bool) -> dict[str, Any] | None:
    """The order that this one may repeat; `asked` where it must be answered before anything is stored."""
    if visit is None:
        return None
    at = dates.moment_short(visit.received_at, reader.today, reader.zone)
    when = dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language)
    day = visit.day if visit.day and visit.day != reader.today else ""
    return {"at": at, "number": visit.number, "asked": asked, "when": f"{day[5:]} {when}".strip(), "id": visit.id}


def _known_as(lookup: Lookup, asked: str) -> str:
    """What the question compares with: the name, or the masked number (DA-1)."""
    return (
        ""
        if lookup.customer is None
        else masked_phone(lookup.customer.phone)
        if asked == "phone"
        else lookup.customer.name
    )


def _mistakes(order: Order, reader: VisitViewContext) -> dict[str, str]:
    shows = clock.hour_and_minute(reader.now, reader.zone)
    return mistakes_in(order, reader.kinds, reader.today, shows, reader.zone)


def _said_at_once(mistakes: dict[str, str]) -> dict[str, str]:
    """What cannot be, beside what is only not there yet."""
    return {
        name: t(f"mistake.{code}")
        for name, code in mistakes.items()
        if code in ("past", "far", "agreed_outside", "no_such_time", "slot_kept")
    }


def _was_read(order: Order, reader: VisitViewContext) -> bool:
    """Whether all four parts were ticked as they now are; a part that changed since must be read again."""
    sentence = said(order, reader.kinds[order.work].does, reader.today)
    return all(request.form.get(f"read_{name}") == sentence[name] for name in PARTS)


def _limit(order: Order, reader: VisitViewContext) -> str:
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
        each["title"][reader.language]
        + (
            (f"（{each['clause']}）" if reader.language == "zh-CN" else f" ({each['clause']})")
            if each["clause"]
            else ""
        )
        for each in limits
    )
