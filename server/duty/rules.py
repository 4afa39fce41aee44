"""What a turn of duty is by its facts, and the figures of duty (4.8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.visits.log.shown import ShownFact

POSTS = ("hotline", "field", "leader")
COVERED = ("hotline", "field")  # posts that are filled at every minute, holidays too (FT-13)
PLANNED, ON, HANDED_OVER, TAKEN_OVER, DROPPED = "planned", "on", "handed_over", "taken_over", "dropped"
OVER = (TAKEN_OVER, DROPPED)
MOST_HOURS, REST_HOURS = 12, 11
AHEAD_DAYS, RED_DAYS = 14, 7
CALL_BACK_MINUTES = 10  # FT-11
RINGS_GOOD, RINGS_SORRY = 2, 5  # FT-16: answered by the second ring; after the fifth with an apology
HANDING = ("took_over", "handed_over", "taken_over")
KINDS = (
    "planned",
    "swapped",
    "dropped",
    "took_over",
    "noted",
    "handed_over",
    "taken_over",
    "relief_missing",
    "call_missed",
    "called_back",
    "noticed",
)


@dataclass(slots=True)
class Turn:
    """A turn of duty as its facts have it."""

    post: str = ""
    team: str = ""
    from_at: str = ""
    to_at: str = ""
    person: str = ""
    deputy: str = ""
    state: str = PLANNED
    began_at: str | None = None
    given_at: str | None = None
    ended_at: str | None = None
    next: str = ""
    left: list[Mapping[str, Any]] = field(default_factory=list)  # the open list as it was handed over
    keys: str = ""
    notes: str = ""
    unrostered: str = ""  # somebody took over whom the roster did not name


def turn_of(events: Iterable[ShownFact]) -> Turn:
    """The turn that these facts make, in the order of its log."""
    turn = Turn()
    for each in events:
        body = each.body
        if each.kind == "planned":
            turn.post, turn.team = str(body["post"]), str(body.get("team", ""))
            turn.from_at, turn.to_at = str(body["from"]), str(body["to"])
            turn.person, turn.deputy = str(body["person"]), str(body.get("deputy", ""))
        elif each.kind == "swapped":
            turn.person = str(body["person"])
        elif each.kind == "dropped":
            turn.state = DROPPED
        elif each.kind == "took_over" and turn.began_at is None:
            turn.state, turn.began_at = ON, each.at
            if body.get("person") and body["person"] != turn.person:
                turn.unrostered, turn.person = str(body["person"]), str(body["person"])
        elif each.kind == "handed_over" and turn.state in (ON, HANDED_OVER):
            turn.state, turn.given_at = HANDED_OVER, each.at
            turn.left, turn.keys, turn.notes = (
                list(body["open"]),
                str(body.get("keys", "")),
                str(body.get("notes", "")),
            )
        elif each.kind == "taken_over" and turn.state in (ON, HANDED_OVER):
            turn.state, turn.ended_at, turn.next = TAKEN_OVER, each.at, str(body["duty"])
    return turn
