"""The list of interruptions, and the form of a new one (pictures field/12, 12b)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from server.accounts.models import Team
from server.console.form import all_the_same, back_to
from server.console.layout import name_of, render, t
from server.console.page import form, here, page
from server.console.typed import count_typed, moment_typed
from server.console.view import ViewContext, clock_of, view_of
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.outages import actions
from server.outages.console.outage_words import row_of
from server.outages.models import Outage
from server.outages.rules import ANNOUNCED, CANCELLED, DRAFT, KINDS, LIVE, MEDIA, OVER, RUNNING
from server.outages.story import story_in

PAGE, MOST = 100, 99
SHOW = ("open", "closed")
GROUPS = (RUNNING, ANNOUNCED, DRAFT)


@page("/outages")
def outages() -> Any:
    """Running ones first, then those to come by their beginning, then drafts; closed ones on a page of their own."""
    who, reader = current(), view_of(current())
    shows = show if (show := request.args.get("show", "")) in SHOW else SHOW[0]
    rows = _found(who.organisation.id, shows, request.args.get("after", ""))
    shown = [(each.state, row_of(each, story_in(each.organisation_id, each.id), reader)) for each in rows[:PAGE]]
    groups = GROUPS if shows == "open" else (OVER, CANCELLED)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return render(
        "outages/outages",
        "outages",
        groups=[(state, [row for one, row in shown if one == state]) for state in groups],
        nothing=not rows,
        shows=shows,
        tabs=[
            {"label": t(f"outage.show.{each}"), "url": here(show=each, after=None), "on": each == shows}
            for each in SHOW
        ],
        more=here(after=f"{last.from_at}~{last.id}") if last else None,
        clock=clock_of(reader),
        may=who.person.has_role(*DECIDING),
    )


def waiting(who: Caller) -> int:
    """What the rail counts: interruptions that are running, up to 99."""
    running = (
        select(Outage.id)
        .where(Outage.organisation_id == who.organisation.id, Outage.state == RUNNING)
        .limit(MOST)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(running)) or 0


@page("/outages/new", *DECIDING)
def draft_outage() -> Any:
    """The form: which kind, where, when, why."""
    who, reader = current(), view_of(current())
    return render("outages/draft", "outages", today=reader.today, **_choices(who.organisation.id, reader))


@form("/outages", *DECIDING, at=lambda: url_for("console.draft_outage"))
def record_outage() -> str:
    """Keep the draft; an emergency has begun, or the time says when."""
    who, typed = current(), request.form
    begin = moment_typed("from_day", "from", prefilled=True)
    end = moment_typed("to_day", "to", prefilled=True, ends=True, ahead=True)
    mistakes = {} if end else {"to": ["missing"]}
    mistakes |= {"from": ["missing"]} if begin is None and typed.get("kind") == "planned" else {}
    if mistakes or end is None:
        raise Problem("bad_input", mistakes)
    team = typed.get("team", "")
    wish = actions.Draft(
        typed.get("kind", ""),
        typed.get("medium", ""),
        typed.get("scope", "")[:2000],
        begin or clock.now(),  # an emergency without a time is off now
        end,
        reason=text_typed(typed, "reason", 200),
        households=count_typed("households", 0, 100_000),
        entrances=count_typed("entrances", 1, 100_000),
        valve=text_typed(typed, "valve", 80),
        team=team if is_id(team) else "",
        id=new_id(),
    )
    made = actions.draft(who.organisation.id, who.person.id, wish, all_the_same=all_the_same())
    done = "outage_drafted" if made == wish.id else "outage_joined"
    return back_to(url_for("console.outage", outage_id=made), done=done)


def _choices(organisation: str, reader: ViewContext) -> dict[str, Any]:
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return {
        "kinds": [{"value": each, "label": t(f"outage.kind.{each}")} for each in KINDS],
        "media": [{"value": each, "label": t(f"outage.medium.{each}")} for each in MEDIA],
        "teams": [{"value": "", "label": ""}]
        + [{"value": each.id, "label": name_of(each, reader.language)} for each in teams],
    }


def _found(organisation: str, shows: str, after: str) -> list[Outage]:
    at, _, id_ = after.partition("~")
    states = LIVE if shows == "open" else (OVER, CANCELLED)
    query = select(Outage).where(Outage.organisation_id == organisation, Outage.state.in_(states))
    if shows == "open":
        beyond, order = (Outage.from_at, Outage.id), (Outage.from_at, Outage.id)
        query = query.where((beyond[0] > at) | ((beyond[0] == at) & (beyond[1] > id_))) if is_id(id_) else query
        return list(db.session.scalars(query.order_by(*order).limit(PAGE + 1)))
    query = query.where((Outage.from_at < at) | ((Outage.from_at == at) & (Outage.id < id_))) if is_id(id_) else query
    return list(db.session.scalars(query.order_by(Outage.from_at.desc(), Outage.id.desc()).limit(PAGE + 1)))
