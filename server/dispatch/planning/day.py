"""A day as planning sees it: the open visits with their promises, who is there and able, and how long the ways may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from server.accounts.absences import away
from server.accounts.calendar import calendar_of
from server.accounts.models import Organisation, Person
from server.customers.models import Premises
from server.dispatch.board.lanes import lines_on, technicians_of
from server.dispatch.board.moving import DAY, UNKNOWN, moment_of, position_of
from server.dispatch.planning.proposing import Day, Work, begins_of
from server.dispatch.planning.routing import Crew, Spans
from server.dispatch.planning.travel import Spot, Way, way_between
from server.kernel import clock
from server.kernel.db import db
from server.visits.console.visit_forms import token_of
from server.visits.console.visit_query import Line, lines_of
from server.visits.console.who_could import practised
from server.visits.models import Visit
from server.visits.rules import FINISHED, UNDER_WAY

MOST_WITHOUT_DAY = 200  # orders that one proposal spreads over its days
LAST = 2 * DAY  # minute up to which somebody can be sent, because a window may cross midnight


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day with what its numbers stand for: `lines` and `spots` by work, `people` by crew."""

    day: Day
    on: str
    zone: str
    lines: Sequence[Line]
    spots: Sequence[Spot]
    people: Sequence[Person]
    starts: Mapping[int, Spot]  # crew → where it is now

    def way(self, after: int | None, work: int, crew: int) -> Way | None:
        """The way to a work from the one before, else from where the crew is now; None where that is not known."""
        before = self.spots[after] if after is not None else self.starts.get(crew)
        return way_between(before, self.spots[work]) if before else None

    def version(self, work: int) -> str:
        """The token of the order as it was read."""
        return token_of(self.lines[work].visit, sorted(each.id for each in self.lines[work].helpers))


def read_day(organisation: str, on: str, team: str = "", without_day: Sequence[str] | None = None) -> ReadDay:
    """The day of an organisation, or of one team of it: its technicians, what they have, and what nobody in it has yet.

    With `without_day` these orders that have no day, and no others of them, could be done on it; else all of them today.
    """
    zone = db.session.get_one(Organisation, organisation).time_zone
    now = clock.now()
    today = clock.day_of(now, zone)
    people = technicians_of(organisation, team)
    crew_of = {each.id: crew for crew, each in enumerate(people)}
    found = lines_on(organisation, on, today, team)
    if without_day is not None:
        found = [line for line in found if line.visit.day] + sorted(
            lines_of(organisation, without_day), key=lambda line: line.visit.id
        )
    lines = [
        line
        for line in found
        if line.visit.lead_id in crew_of or (line.visit.lead_id is None and team in ("", line.visit.team_id))
    ]
    earliest = position_of(now, on, zone) if on <= today else 0
    planned = [line for line in lines if line.visit.state == "planned"]
    free_from, starts = _busy(lines, crew_of, on, zone, earliest)
    hours = _hours(organisation, on)
    able = {
        each: practised(organisation, each, today, list(crew_of))
        for each in {line.visit.standard_id for line in planned}
    }
    works = [_work(line, crew_of, people, able, hours, on, zone, earliest) for line in planned]
    spots = [spot_of(line.premises) for line in planned]
    points = {crew: len(spots) + place for place, crew in enumerate(starts)}
    all_spots = [*spots, *starts.values()]
    ways = [[0 if one is other else way_between(one, other).minutes for other in all_spots] for one in all_spots]
    gaps = _away(organisation, on, zone)
    crews = [
        Crew(_without(((free_from[crew], LAST),), gaps.get(each.id, ())), points.get(crew))
        for crew, each in enumerate(people)
    ]
    return ReadDay(Day(works, crews, ways, free_from), on, zone, planned, spots, people, starts)


def orders_without_day(organisation: str, team: str = "") -> list[str]:
    """Ids of open orders that nobody has and for which no day was agreed, the oldest first; of a team its own."""
    wanted = select(Visit.id).where(
        Visit.organisation_id == organisation, Visit.day == "", Visit.is_unfinished(), Visit.lead_id.is_(None)
    )
    wanted = wanted.where(Visit.team_id == team) if team else wanted
    return list(db.session.scalars(wanted.order_by(Visit.id).limit(MOST_WITHOUT_DAY)))


def spot_of(place: Premises) -> Spot:
    """Where a place is, as far as it is known."""
    return Spot(place.district or "", place.estate or place.rural or "", place.lat, place.lon)


def promised_minutes(visit: Visit, on: str, zone: str) -> tuple[int, int] | None:
    """The first and the last minute at which work may begin by what the customer was told; None where nothing was promised."""
    if visit.agreed_at:
        at = position_of(visit.agreed_at, on, zone)
        return at, at
    if visit.window_from and visit.window_to:
        return position_of(visit.window_from, on, zone), position_of(visit.window_to, on, zone) - 1
    return None


def _work(
    line: Line,
    crew_of: Mapping[str, int],
    people: Sequence[Person],
    able: Mapping[str, set[str]],
    hours: Spans,
    on: str,
    zone: str,
    earliest: int,
) -> Work:
    visit = line.visit
    lasts, promise = visit.scheduled_minutes or UNKNOWN, promised_minutes(visit, on, zone)
    stands = visit.agreed_at or visit.scheduled_at
    practice = able[visit.standard_id]
    lead = crew_of.get(visit.lead_id or "")
    return Work(
        begins_of(promise, hours, lasts, earliest),
        lasts,
        lead,
        position_of(stands, on, zone) if stands else None,
        frozenset(crew_of[each] for each in practice if each in crew_of) if practice else None,
        frozenset(crew for crew, each in enumerate(people) if each.team_id == visit.team_id),
        pinned=stands is not None,
        fixed=visit.needs_review or visit.open_conflicts > 0,
    )


def _busy(
    lines: Sequence[Line], crew_of: Mapping[str, int], on: str, zone: str, earliest: int
) -> tuple[list[int], dict[int, Spot]]:
    """When what each crew does now will be over, and where each of them is then."""
    free_from, starts, last = [earliest] * len(crew_of), dict[int, Spot](), dict[int, int]()
    for line in lines:
        visit = line.visit
        if visit.lead_id is None or visit.state not in (*UNDER_WAY, *FINISHED):
            continue
        crew, minutes = crew_of[visit.lead_id], visit.scheduled_minutes or UNKNOWN
        if visit.state in UNDER_WAY:
            begun = (
                line.marks.get("arrived")
                or line.expected_at
                or visit.scheduled_at
                or visit.agreed_at
                or visit.window_from
            )
            ends = max(earliest, (position_of(begun, on, zone) if begun else earliest) + minutes)
            free_from[crew] = max(free_from[crew], ends)
        elif "ended" in line.marks:
            ends = position_of(line.marks["ended"], on, zone)
        else:
            continue
        if ends >= last.get(crew, 0):
            last[crew], starts[crew] = ends, spot_of(line.premises)
    return free_from, starts


def _hours(organisation: str, on: str) -> Spans:
    spans = calendar_of(organisation).spans(date.fromisoformat(on))
    return tuple((come.hour * 60 + come.minute, go.hour * 60 + go.minute) for come, go in spans)


def _away(organisation: str, on: str, zone: str) -> Mapping[str, list[tuple[int, int]]]:
    """Person → the minutes of this day and the next in which they are away."""
    first, last = moment_of(0, on, zone), moment_of(LAST, on, zone)
    return {
        person: [(position_of(since, on, zone), position_of(until, on, zone)) for since, until in spans]
        for person, spans in away(organisation, first, last).items()
    }


def _without(spans: Spans, gaps: Sequence[tuple[int, int]]) -> Spans:
    """What is left of spans when gaps are taken out of them."""
    for start, end in gaps:
        spans = tuple(
            part for come, go in spans for part in ((come, min(go, start)), (max(come, end), go)) if part[0] < part[1]
        )
    return spans


def names_of(organisation: str, people: set[str]) -> dict[str, Person]:
    """People by id, also who has left."""
    rows = select(Person).where(Person.organisation_id == organisation, Person.id.in_(people))
    return {each.id: each for each in db.session.scalars(rows)}
