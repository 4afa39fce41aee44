"""The list of matters: what is not closed, what has a result and an open loop, and what was closed."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import and_, exists, func, select

from server.accounts.models import Person, Team
from server.console.layout import name_of, render, t
from server.console.page import here, page, query_typed
from server.console.view import clock_of
from server.customers.access import searched
from server.customers.models import Customer, Premises
from server.customers.rules import headline
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.matters.console.matter_words import state_of, title_of
from server.matters.console.owed_rows import feed_backs
from server.matters.console.promise_row import clock_words
from server.matters.loop import FEED_BACK
from server.matters.matter_models import Matter
from server.matters.matter_rules import CLOSED, LOOP, state_at
from server.matters.models import Commitment
from server.matters.rules import OPEN
from server.matters.search import search
from server.matters.titles import Titles
from server.standards.limit_table import RunningLimit
from server.visits.console.view import view_context
from server.visits.console.visit_row import VisitViewContext

PAGE = 100
MOST = 99  # what the rail counts to, because more says nothing
SHOW = ("open", "loops", "closed")
FOUND = "found"  # by a search, whatever state they are in


@page("/matters")
def matters() -> Any:
    """The list, the oldest first; of what is closed, or was searched for, the newest. A search without a state looks through all."""
    who, reader, query = current(), view_context(current()), query_typed()
    shows = show if (show := request.args.get("show", "")) in SHOW else FOUND if query else SHOW[0]
    team = request.args.get("team", "")
    found = _found(who.organisation.id, shows, team if is_id(team) else "", request.args.get("after", ""), query)
    rows = rows_of(found[:PAGE], reader)
    searched(who, query, [each.customer_id for each in found[:PAGE] if each.customer_id])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return render(
        "matters/matters",
        "matters",
        rows=rows,
        shows=shows,
        tabs=[
            {
                "label": t(f"matter.show.{each}"),
                "url": here(show=each if each in SHOW else None, after=None),
                "on": each == shows,
            }
            for each in (*SHOW, *([FOUND] if query else []))
        ],
        query=query,
        teams=_teams(who, team, reader),
        more=here(after=f"{last.accepted_at}~{last.id}") if last else None,
        clock=clock_of(reader),
    )


def open_loops(who: Caller) -> int:
    """How many results have not come back to whoever asked: what the rail counts, up to 99."""
    asked = _loops(who.organisation.id).with_only_columns(Matter.id)
    # In the order of the index of the open ones: else those that were closed may be read first.
    query = asked.order_by(Matter.accepted_at, Matter.id).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(query)) or 0


def rows_of(found: Any, reader: VisitViewContext) -> list[dict[str, Any]]:
    """These matters as rows: {id, number, title, words, place, state, owner, accepted, limit, url}."""
    if not found:
        return []
    organisation = found[0].organisation_id
    customers = _by_id(organisation, Customer, {each.customer_id for each in found})
    places = _by_id(organisation, Premises, {each.premises_id for each in found})
    people = _by_id(organisation, Person, {each.owner_id for each in found})
    limits = _next_limits(organisation, [each.id for each in found])
    waits = feed_backs(organisation, [each.id for each in found if each.state != CLOSED])
    titles = Titles(organisation, reader.language)
    return [
        _row(each, customers, places, people, reader)
        | {"words": titles.of_matter(each), "limit": _clock(each, limits.get(each.id), waits.get(each.id), reader)}
        for each in found
    ]


def _row(each: Matter, customers: Any, places: Any, people: Any, reader: VisitViewContext) -> dict[str, Any]:
    place, owner = places.get(each.premises_id), people.get(each.owner_id)
    return {
        "id": each.id,
        "number": each.number,
        "title": title_of(each, customers.get(each.customer_id), reader),
        "place": headline(place) if place else each.place or "",
        "state": state_of(state_at(each.state, each.paused_until, reader.now)),
        "owner": name_of(owner, reader.language) if owner else t("commitment.team"),
        "accepted": dates.moment_short(each.accepted_at, reader.today, reader.zone),
        "url": url_for("console.matter", matter_id=each.id),
    }


def _clock(
    each: Matter, limit: RunningLimit | None, waits: Commitment | None, reader: VisitViewContext
) -> dict[str, str] | None:
    """The clock that counts now: of the work while it goes on, of feeding back once there is a result."""
    if waits and (each.state in LOOP or limit is None):
        stands = clock_words(waits.due_at, reader)
        return {"words": stands["left"], "clause": waits.clause, "tone": stands["tone"]}
    return _limit(limit, reader) if limit and each.state not in (*LOOP, CLOSED) else None


def _limit(limit: RunningLimit, reader: VisitViewContext) -> dict[str, str]:
    left = clock.milliseconds_between(reader.now, limit.due_at) // 60_000
    words = t("commitment.left" if left >= 0 else "commitment.over", span=dates.span(abs(left), reader.language))
    return {"words": words, "clause": limit.clause, "tone": "problem" if left < 20 else ""}


def _next_limits(organisation: str, matters: list[str]) -> dict[str, RunningLimit]:
    """The running limit of each matter that ends first."""
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == organisation,
        RunningLimit.matter_id.in_(matters),
        RunningLimit.stopped_at.is_(None),
        RunningLimit.verdict != "not_measured",
    )
    found: dict[str, RunningLimit] = {}
    for row in db.session.scalars(wanted.order_by(RunningLimit.due_at)):
        found.setdefault(row.matter_id, row)
    return found


def _found(organisation: str, shows: str, team: str, after: str, typed: str) -> list[Matter]:
    at, _, id_ = after.partition("~")
    if shows in ("closed", FOUND):
        query = select(Matter).where(Matter.organisation_id == organisation)
        query = query.where(Matter.state == CLOSED) if shows == "closed" else query
        beyond = (Matter.accepted_at < at) | and_(Matter.accepted_at == at, Matter.id < id_)
        order = (Matter.accepted_at.desc(), Matter.id.desc())
    else:
        query = (
            _loops(organisation)
            if shows == "loops"
            else select(Matter).where(Matter.organisation_id == organisation, Matter.is_open())
        )
        beyond = (Matter.accepted_at > at) | and_(Matter.accepted_at == at, Matter.id > id_)
        order = (Matter.accepted_at.asc(), Matter.id.asc())
    query = query.where(*search(organisation, typed))
    query = query.where(Matter.owner_team == team) if team else query
    query = query.where(beyond) if is_id(id_) else query
    return list(db.session.scalars(query.order_by(*order).limit(PAGE + 1)))


def _loops(organisation: str) -> Any:
    """What has its result, and what goes on although somebody has to hear of a visit that is over."""
    waits = exists().where(
        Commitment.organisation_id == organisation,
        Commitment.source_id == Matter.id,
        # Hidden from the index of what is open by its kind, which would be read anew for each matter.
        func.coalesce(Commitment.kind, "") == FEED_BACK,
        func.coalesce(Commitment.state, "") == OPEN,
    )
    return select(Matter).where(
        Matter.organisation_id == organisation, Matter.is_open(), Matter.state.in_(LOOP) | waits
    )


def _teams(who: Caller, chosen: str, reader: VisitViewContext) -> list[dict[str, Any]]:
    found = db.session.scalars(select(Team).where(Team.organisation_id == who.organisation.id).order_by(Team.name))
    options = [("", t("matter.every_team")), *((each.id, name_of(each, reader.language)) for each in found)]
    return [
        {"label": label, "url": here(team=value or None, after=None), "on": value == chosen} for value, label in options
    ]


def _by_id(organisation: str, model: Any, ids: Any) -> dict[str, Any]:
    wanted = [each for each in ids if each]
    found = (
        db.session.scalars(select(model).where(model.organisation_id == organisation, model.id.in_(wanted)))
        if wanted
        else ()
    )
    return {each.id: each for each in found}
