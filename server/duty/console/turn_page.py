"""One turn of duty: who has it, what is open in it, what happened, and the buttons of taking over and handing over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from server.accounts.models import Team
from server.accounts.names import PeopleNames
from server.console.layout import language, render, t
from server.console.page import page
from server.console.view import ViewContext, view_of
from server.duty.actions import left_open, said_of
from server.duty.clocks import hours_of, overtime_of
from server.duty.console.duty_page import choices, names_in, post_words, span_words
from server.duty.models import Duty
from server.duty.rules import HANDED_OVER, ON, PLANNED, Turn
from server.duty.story import facts_in, turn_in
from server.i18n import dates
from server.kernel.authorise import Caller, current
from server.kernel.lookup import must_find
from server.kernel.roles import DECIDING
from server.visits.console.story_days import narrator_for, story_days

ACTS = {
    PLANNED: ("take_over", "swap", "drop"),
    ON: ("hand_over", "note", "relief_missing"),
    HANDED_OVER: ("note", "relief_missing"),
}


@page("/duty/<duty_id>")
def duty(duty_id: str) -> Any:
    """The turn with its open list: computed while it runs, frozen once it was handed over."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    row = must_find(Duty, organisation, duty_id)
    turn = turn_in(organisation, duty_id)
    names, teams = PeopleNames(organisation, reader.language), names_in(organisation, Team, reader)
    acts = ACTS.get(row.state, ()) if who.person.has_role(*DECIDING) else ()
    doing = request.args.get("do", "")
    facts = facts_in(organisation, duty_id)
    return render(
        "duty/turn",
        "duty",
        one=_worded(row, turn, names, teams, reader),
        open=_open(row, turn, reader),
        frozen=bool(turn.given_at),
        acts=[each for each in acts if each != "hand_over" or may_hand_over(who, row)],
        doing=doing if doing in acts else "",
        days=story_days(facts, narrator_for(organisation, reader), reader),
        count=len(facts),
        chain={"count": 0},
        **choices(organisation, reader),
    )


def may_hand_over(who: Caller, row: Duty) -> bool:
    """Whoever is on the turn, or a supervisor for them."""
    return who.person.id in (row.person_id, row.deputy_id) or who.person.has_role("supervisor")


def _worded(
    row: Duty, turn: Turn, names: Mapping[str, str], teams: Mapping[str, str], reader: ViewContext
) -> dict[str, Any]:
    def moment(at: str | None) -> str:
        return dates.moment_short(at, reader.today, reader.zone) if at else ""

    return {
        "id": row.id,
        "post": post_words(row.post, row.team_id or "", teams),
        "when": span_words(row.from_at, row.to_at, reader),
        "hours": t("duty.hours", count=f"{hours_of(row.from_at, row.to_at):g}"),
        "who": names.get(row.person_id, ""),
        "deputy": names.get(row.deputy_id or "", ""),
        "state": t(f"duty.state.{row.state}"),
        "began": moment(row.began_at),
        "given": moment(row.given_at),
        "ended": moment(row.ended_at),
        "overtime": t("duty.overtime", span=dates.span(overtime_of(turn), reader.language))
        if overtime_of(turn)
        else "",
        "unrostered": bool(turn.unrostered),
        "keys": turn.keys,
        "notes": turn.notes,
    }


def _open(row: Duty, turn: Turn, reader: ViewContext) -> list[dict[str, str]]:
    if turn.given_at:
        things = [(str(each["type"]), str(each["id"]), str(each.get("due", ""))) for each in turn.left]
    elif row.state == ON:
        things = [(each.type, each.id, each.due_at) for each in left_open(row)]
    else:
        things = []
    said = said_of(row.organisation_id, [id_ for _, id_, _ in things], language())
    return [
        {
            "type": t(f"duty.open.{kind}"),
            "words": said.get(id_, ("", ""))[0],
            "url": said.get(id_, ("", ""))[1],
            "due": dates.moment_short(due, reader.today, reader.zone) if due else "",
        }
        for kind, id_, due in things
    ]
