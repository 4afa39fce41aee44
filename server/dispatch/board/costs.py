"""What a move would cost, said before it is done: the promise, late notice and whom to call, and who has not done such work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from server.console.layout import t
from server.customers.rules import addressed_as
from server.dispatch.board.move import promise_of
from server.dispatch.board.moving import position_of
from server.dispatch.wished import wished_in, worded
from server.i18n import dates
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.console.who_could import who_could
from server.visits.limit_results import late_notice

WEEK = 7  # days


def costs_of(line: Line, reader: VisitViewContext, day: str) -> dict[str, Any]:
    """For a hand that holds this visit: {kept: minutes that keep the promise or None for all, late, now, days, people, words}.

    `days` are the days to which keys carry it, by how far they lie from this one;
    `people` is id → {new, words}; `choices` are the same people, best first, for a form.
    """
    visit = line.visit
    promise, late = promise_of(visit), late_notice(visit, reader.now)
    could = who_could(visit, reader)
    kept: list[int] | None = None
    if promise.agreed_at:
        point = position_of(promise.agreed_at, day, reader.zone)
        kept = [point, point + 1]
    elif promise.window:
        kept = [position_of(each, day, reader.zone) for each in promise.window]
    promised = dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language)
    customer = addressed_as(line.customer.name, line.customer.salutation, reader.language)
    return {
        "kept": kept,
        "late": late,
        "now": position_of(reader.now, day, reader.zone),
        "wished": _wished(line, reader, day),
        "days": _days(day, reader),
        "people": {each["id"]: {"new": each["new"]} for each in could},
        "choices": [{"value": each["id"], "label": f"{each['name']} · {each['words']}"} for each in could],
        "words": {
            "promised": promised,
            "kept": t("board.costs.kept", promised=promised) if promised else t("board.costs.free"),
            "moved": t("board.costs.moved", promised=promised),
            "late": t("board.costs.late") if late else "",
            "call": t("board.costs.call_sorry" if late else "board.costs.call", customer=customer),
            "able": t("board.costs.able"),
            "new": t("assign.new"),
            "clash": t("board.costs.clash"),
            "off": t("board.costs.off"),
            "away": t("board.costs.away"),
            "past": t("board.costs.past"),
        },
    }


def _wished(line: Line, reader: VisitViewContext, day: str) -> list[dict[str, Any]]:
    """What other customers of the team wish on this day: [{from, to, words}] in minutes, because putting it there takes it from them."""
    organisation, visit = line.visit.organisation_id, line.visit
    found = worded(organisation, wished_in(organisation, visit.team_id, but=visit.id), reader)
    return [
        {
            "from": position_of(each["start"], day, reader.zone),
            "to": position_of(each["end"], day, reader.zone),
            "words": f"{t('wished.line', who=each['who'], when=each['when'])} · {each['state']}",
        }
        for each in found
    ]


def _days(day: str, reader: VisitViewContext) -> dict[str, dict[str, str]]:
    on = date.fromisoformat(day)
    near = {ahead: (on + timedelta(ahead)).isoformat() for ahead in range(-WEEK, 2 * WEEK + 1)}
    return {
        str(ahead): {"day": each, "label": dates.named_day(each, reader.language, reader.today)}
        for ahead, each in near.items()
        if each >= reader.today or ahead == 0
    }
