"""A draw, with everything that is needed to do it again: the seed and where it comes from, the whole list, how places are made (SV-1, ruling 14)."""

from __future__ import annotations

import json
from typing import Any

from flask import url_for

from server.accounts.models import Team
from server.callbacks.calling import answers_of
from server.callbacks.models import CallBack, CallBackDraw
from server.callbacks.planning import calls_of_draw, drawn_again
from server.callbacks.rules import PLANNED, sample_size, satisfaction
from server.console.layout import name_of, render, t
from server.console.page import page
from server.console.view import view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.visits.console.visit_query import lines_of

SHOWN = 500  # rows of the list; the whole population stands below it, to be copied


@page("/callbacks/samples/<month>/<team_id>", *DECIDING)
def call_back_sample(month: str, team_id: str) -> Any:
    """The draw of a month and team, done again while the page is made; it says whether it comes out the same."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    row = db.session.get(CallBackDraw, (organisation, month, team_id))
    team = db.session.get(Team, (organisation, team_id))
    if row is None:
        raise Problem("not_found")
    again, calls = drawn_again(row), calls_of_draw(row)
    population = json.loads(row.population)
    same = [each.visit for each in again if each.why == "drawn"] == [each.subject_id for each in calls]
    numbers = {
        line.visit.id: line.visit.number for line in lines_of(organisation, [each.visit for each in again[:SHOWN]])
    }
    return render(
        "callbacks/sample",
        "callbacks",
        month=row.month,
        team=name_of(team, reader.language) if team else "",
        organisation=organisation,
        seed=row.seed,
        checkpoint=row.checkpoint,
        drawn=dates.moment_short(row.drawn_at, reader.today, reader.zone) if row.drawn_at else "",
        frozen=dates.moment_short(row.frozen_at, reader.today, reader.zone),
        population=len(population),
        wanted=sample_size(len(population)),
        visits="\n".join(sorted(population)),
        same=same,
        rows=[
            {
                "place": each.place,
                "visit": each.visit,
                "number": numbers.get(each.visit, ""),
                "why": t(f"callback.why.{each.why}"),
                "drawn": each.why == "drawn",
                "url": url_for("console.visit", visit_id=each.visit),
            }
            for each in again[:SHOWN]
        ],
        index=_index(list(calls)),
    )


def _index(calls: list[CallBack]) -> dict[str, int]:
    counted = satisfaction((answers_of(each) for each in calls), len(calls))
    by_state = {"waiting": sum(each.state == PLANNED for each in calls)}
    return (
        counted | by_state | {state: sum(each.state == state for each in calls) for state in ("refused", "unreachable")}
    )
