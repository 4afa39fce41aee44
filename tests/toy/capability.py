"""A page, an entry of the rail, a section, a kind of fact, a reaction, a job and an entry of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields

from server.kernel.arrival import Arrival
from server.kernel.feed import Entry, announce
from server.kernel.wiring import Capability, FactKind, FeedPart, Job, NavEntry, Section
from server.visits.console.narration import Narration
from tests.toy.console import greetings

REACTED: list[str] = []
RUN: list[str] = []
HEARD: list[tuple[str, str, str, str]] = []


class Waved(Schema):
    """How long somebody waved."""

    seconds = fields.Integer(required=True, strict=True)


def react(arrivals: list[Arrival]) -> None:
    """Remember who waved, and tell that person's phones."""
    for arrival in arrivals:
        if arrival.fact and arrival.fact["kind"] == "waved" and arrival.stored:
            REACTED.append(arrival.fact["id"])
            announce(arrival.organisation, arrival.fact["person"], "greeting", reference=arrival.fact["id"])


def dump(reader: Any, entries: Sequence[Entry]) -> list[list[dict[str, Any]]]:
    """What a phone reads of a greeting."""
    return [[{"type": "greeting", "fact": entry.reference}] for entry in entries]


def run(organisation: str) -> int:
    """One greeting for each organisation."""
    RUN.append(organisation)
    return 1


capability = Capability(
    name="toy",
    console=(greetings,),
    nav=(NavEntry("greetings", "info", ("dispatcher",), 95, lambda who: 3),),
    sections={"visit": (Section("column", 90, "toy/_waved.html", greetings.section),)},
    facts={
        "visit": {
            "waved": FactKind(Waved(), narrate=lambda _, body, fact: Narration(f"waved for {body['seconds']} s"))
        },
        "duty": {"greeted": FactKind(Waved(), office=True)},
    },
    after_subject=(lambda *what: HEARD.append(what),),
    reactions=(react,),
    jobs=(Job("greetings", run),),
    feed=(FeedPart(frozenset({"greeting"}), dump),),
)
