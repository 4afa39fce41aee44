"""A matter's page: how far it is, its limits, what its loop still lacks, what happened, its visits and contacts (picture field/11b)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.console.layout import render, t
from server.console.page import page
from server.console.sections import shown
from server.console.view import clock_of
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as, full_address
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone
from server.matters.console.matter_forms import LARGE
from server.matters.console.matter_story import story_of
from server.matters.console.matter_words import kind_title, limit_rows, state_of, title_of
from server.matters.matter_actions import may_open, needed
from server.matters.matter_log import Whole, clocks_of, whole
from server.matters.matter_models import Matter
from server.matters.matter_rules import BY_CONTACT, CLOSED, LOOP, MARKS, UNDER_WAY, missing_now, state_at
from server.matters.models import Contact
from server.matters.opening import may_reopen
from server.matters.refusals import WRITTEN, superior_of
from server.matters.titles import Titles
from server.standards.limit_table import REASONS
from server.visits.console.story_days import narrator_for
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.rules import CHANNELS, RESULTS


@page("/matters/<matter_id>")
def matter(matter_id: str) -> Any:
    """The whole page; `do` names the form that is open."""
    who, reader = current(), view_context(current())
    found = must_find(Matter, who.organisation.id, matter_id)
    this = whole(found, reader.now)
    may = who.person.has_role(*DECIDING)
    acts = acts_of(this, reader) if may else []
    if "open_result" in acts and not may_open(found.organisation_id, who.person.id, found):
        acts.remove("open_result")
    doing = request.args.get("do", "") if request.args.get("do") in acts else ""
    visits = lines_of(found.organisation_id, [each.id for each in this.visits])
    lines = sorted(visits, key=lambda each: (each.visit.received_at, each.visit.id))
    context: dict[str, Any] = {
        "one": _head(this, reader),
        "needs": needs_of(this, reader),
        "limits": limit_rows(clocks_of(this, reader.now), reader, narrator_for(found.organisation_id, reader)),
        "visits": [row(each, reader) for each in lines],
        "days": story_of(this, reader),
        "count": len(this.events),
        "contacts": _contacts(found, reader),
        "promises": shown("matter", "promises", this),
        "column": shown("matter", "column", this),
        "doing": doing,
        "form": _form(this, doing, reader) if doing else None,
        "acts": acts,
        "may": may,
        "may_close": may and this.story.state in LOOP and not needed(this),
        "clock": clock_of(reader),
        "chain": {"count": 0},
        "missing": missing_now(this.story),
        "stages": _stages(this, reader),
    }
    return render("matters/matter", "matters", **context)


def acts_of(this: Whole, reader: VisitViewContext) -> list[str]:
    """What may be done about it now, as the names of forms."""
    state, found = this.story.state, ["contact"]
    if state == CLOSED:
        return ["reopen"] if may_reopen(this.row, reader.now) else []
    if state in UNDER_WAY:
        found += ["resume"] if this.story.pause_at(reader.now) else ["pause"]
        found += ["mark", "missing", "refuse"]
        found += ["item"] if missing_now(this.story) else []
        found += ["finish", "call_off"] if not this.open_visits else []
    if this.story.has_result:
        found += ["open_result"] if this.story.opened is None and not this.row.hotline else []
        found += ["send"] if this.row.hotline and this.story.sent is None else []
        found += ["acknowledge"] if this.story.sent and this.story.acknowledged is None else []
    if state in LOOP:
        if this.story.refused:
            found += ["refusal_told"] if this.story.refusal_told is None else []
            found += ["superior"] if this.story.superior_told is None else []
            found += ["overturn"]
        found += ["close"]
    return found


def needs_of(this: Whole, reader: VisitViewContext) -> list[dict[str, Any]]:
    """What has to be done before it is closed: [{words, done}]."""
    open_ = needed(this)
    row, story = this.row, this.story
    asked = ["no_result"]
    asked += (
        (["not_sent", "not_acknowledged"] if row.hotline else ["not_opened"]) if row.originator == "hotline" else []
    )
    asked += ["refusal_not_told"] if story.refused else []
    asked += ["superior_not_told"] if story.refused and story.refused.body.get("large") else []
    asked += ["not_told"] if row.customer_id and row.originator in ("hotline", "customer") and not story.refused else []
    asked += ["open_visits"] if "open_visits" in open_ else []
    waits = "no_result" in open_
    return [
        {"words": t(f"matter.need.{each}"), "done": each not in open_ and not (waits and each != "no_result")}
        for each in asked
    ]


def _form(this: Whole, doing: str, reader: VisitViewContext) -> dict[str, Any]:
    return {
        "action": url_for("console.act_on_matter", matter_id=this.row.id, doing=doing),
        "channels": [{"value": name, "label": t(f"commitment.channel.{name}")} for name in CHANNELS],
        "results": [{"value": name, "label": t(f"commitment.result.{name}")} for name in RESULTS],
        "reasons": [{"value": name, "label": t(f"matter.pause.{name}")} for name in REASONS],
        "whom": [
            {"value": name, "label": t(f"matter.to.{name}")}
            for name in ("customer", "hotline", "staff", "neighbour", "other")
        ],
        "missing": missing_now(this.story),
        "marks": [
            {"value": name, "label": t(f"matter.mark.{name}")}
            for name in (*MARKS, *BY_CONTACT)
            if name not in this.story.marks
        ],
        "day": reader.today,
        "large": [{"value": name, "label": t(f"matter.large.{name}")} for name in LARGE],
        "written": [{"value": name, "label": t(f"matter.written.{name}")} for name in WRITTEN],
        "superior": _superior(this, reader) if doing in ("superior", "overturn") else "",
    }


def _superior(this: Whole, reader: VisitViewContext) -> str:
    """Who hears of a large refusal; '' where nobody was named."""
    try:
        return narrator_for(this.row.organisation_id, reader).name(superior_of(this))
    except Problem:
        return ""


def _head(this: Whole, reader: VisitViewContext) -> dict[str, Any]:
    found = this.row
    customer = db.session.get(Customer, (found.organisation_id, found.customer_id)) if found.customer_id else None
    place = db.session.get(Premises, (found.organisation_id, found.premises_id)) if found.premises_id else None
    parent = db.session.get(Matter, (found.organisation_id, found.parent_id)) if found.parent_id else None
    return {
        "id": found.id,
        "number": found.number,
        "title": title_of(found, customer, reader),
        "kind": kind_title(found.kind, reader),
        "state": state_of(state_at(this.story.state, found.paused_until, reader.now), len(needed(this))),
        "accepted": dates.moment_short(found.accepted_at, reader.today, reader.zone),
        "customer": addressed_as(customer.name, customer.salutation, reader.language) if customer else "",
        "customer_url": url_for("console.customer", customer_id=customer.id) if customer else "",
        "phone": masked_phone(customer.phone) if customer and customer.phone else "",
        "address": full_address(place, reader.language) if place else found.place or "",
        "hotline": found.hotline or "",
        "taken_over": found.taken_over,
        "parent": {"number": parent.number, "url": url_for("console.matter", matter_id=parent.id)} if parent else None,
        "words": Titles(found.organisation_id, reader.language).of_matter(found),
    }


def _stages(this: Whole, reader: VisitViewContext) -> list[dict[str, str]]:
    """Four bars: taken, worked on, result, told and closed; each with when."""
    story, row_ = this.story, this.row

    def moment(at: str | None) -> str:
        return dates.moment_short(at, reader.today, reader.zone) if at else ""

    begun = next((each.at for each in this.events if each.kind in ("assigned", "arrived")), "")
    told = story.fed_back.at if story.fed_back else ""
    result = story.result.event.at if story.result and story.state in (*LOOP, CLOSED) else ""  # one that settled it
    found = [
        ("accepted", moment(row_.accepted_at), True),
        ("in_work", moment(begun), bool(begun) or bool(story.result)),
        ("result", moment(result), story.state in (*LOOP, CLOSED)),
        ("fed_back", moment(told), bool(told)),
        ("closed", moment(story.closed.at if story.closed else row_.closed_at), story.state == CLOSED),
    ]
    now = next((name for name, _, reached in found if not reached), "")
    return [
        {"label": t(f"matter.stage.{name}"), "at": at, "tone": "reached" if reached else "now" if name == now else ""}
        for name, at, reached in found
    ]


def _contacts(found: Matter, reader: VisitViewContext) -> list[dict[str, str]]:
    wanted = select(Contact).where(
        Contact.organisation_id == found.organisation_id,
        Contact.subject_id == found.id,
        Contact.subject_type == "matter",
    )
    people = narrator_for(found.organisation_id, reader)
    return [
        {
            "at": dates.moment_short(each.at, reader.today, reader.zone),
            "line": f"{t(f'commitment.channel.{each.channel}')} · {t(f'commitment.result.{each.result}')}",
            "words": each.summary,
            "who": people.name(each.person_id),
        }
        for each in db.session.scalars(wanted.order_by(Contact.at.desc(), Contact.id).limit(50))
    ]
