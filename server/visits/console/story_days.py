"""Facts of any subject as the story of a page: a list of days with what happened on each, oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from server.accounts.names import PeopleNames
from server.console.view import ViewContext
from server.i18n import dates
from server.kernel import clock
from server.visits.console.narration import Narrator
from server.visits.models import Fact


def narrator_for(organisation: str, reader: ViewContext) -> Narrator:
    """Who tells facts of a subject that knows no standard: names of people, and the reader's language and zone."""
    names = PeopleNames(organisation, reader.language)
    return Narrator(language=reader.language, zone=reader.zone, today=reader.today, people=names, steps={})


def story_days(
    facts: Iterable[Fact], narrator: Narrator, reader: ViewContext, customers: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """[{value, label, entries: [{id, time, source, line, detail, tone, …}]}] as `visits/_story.html` shows it.

    What is written in the name of one of `customers` comes from the customer.
    """
    days: list[dict[str, Any]] = []
    for fact in sorted(facts, key=lambda each: (each.corrected_at, each.position, each.id)):
        day = clock.day_of(fact.corrected_at, reader.zone)
        if not days or days[-1]["value"] != day:
            days.append({"value": day, "label": dates.named_day(day, reader.language, reader.today), "entries": []})
        told = narrator.narrate(fact)
        days[-1]["entries"].append(
            {
                "id": fact.id,
                "time": dates.clock_time(fact.corrected_at, reader.zone),
                "phone": "",
                "source": "customer" if fact.person_id in customers else told.source,
                "line": told.line,
                "detail": told.detail,
                "tone": told.tone,
                "bracket": "",
                "received": "",
            }
        )
    return days
