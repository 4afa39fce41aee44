"""How long somebody was on the way and on site, by the facts of the lead's phone that show. Pure but for the reading of many visits at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.kernel import clock
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact

KINDS = ("departed", "arrived", "left", "ended", "withdrawn")


@dataclass(frozen=True, slots=True)
class Durations:
    """Whole minutes; None where one end was not reported, or its time is uncertain: such a time counts against nobody, so it is not shown."""

    travel: int | None = None
    on_site: int | None = None


def durations(facts: Iterable[Any]) -> Durations:
    """Of one visit's facts in the order of its log: from the last `departed` to the first `arrived` after it, and from there to `left`, else `ended`."""
    departed = arrived = over = None
    for each in shown_facts(list(facts)):
        if each.kind == "departed" and arrived is None:
            departed = each
        elif each.kind == "arrived" and arrived is None:
            arrived = each
        elif each.kind in ("left", "ended") and arrived is not None and (over is None or each.kind == "left"):
            over = each
    return Durations(_minutes(departed, arrived), _minutes(arrived, over))


def durations_of(organisation: str, visits: Sequence[str]) -> dict[str, Durations]:
    """The same of many visits, in one query."""
    rows = select(Fact).where(
        Fact.organisation_id == organisation,
        Fact.subject_id.in_(visits),
        Fact.kind.in_(KINDS),
        Fact.outcome.in_(SHOWS),
    )
    of_visit: dict[str, list[Fact]] = defaultdict(list)
    for fact in db.session.scalars(rows.order_by(Fact.subject_id, Fact.position)):
        of_visit[fact.subject_id].append(fact)
    return {visit: durations(facts) for visit, facts in of_visit.items()}


def _minutes(begin: Any, end: Any) -> int | None:
    if begin is None or end is None or begin.uncertain or end.uncertain or end.corrected_at < begin.corrected_at:
        return None
    return round(clock.milliseconds_between(begin.corrected_at, end.corrected_at) / 60_000)
