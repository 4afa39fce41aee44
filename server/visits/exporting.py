"""Visits as a list for a file, the latest day first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from server.accounts.models import Person, Team
from server.customers.models import Customer, Premises
from server.customers.rules import house
from server.i18n.messages import translate_or
from server.kernel import clock
from server.kernel.db import db
from server.kernel.roles import OFFICE
from server.kernel.tables import Asker, ExportList, shown
from server.standards.published import kinds_in_force
from server.visits.durations import Durations, durations_of
from server.visits.feed.holdings import today_of
from server.visits.models import Visit

AT_ONCE = 500  # visits whose facts are read together
NONE = Durations()
R = TypeVar("R")


def visits(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a visit: what, when, where, for whom, by whom, how it stands. No telephone, because a list of visits needs none."""
    organisation, zone = asker.organisation, asker.zone
    works = {
        each.id: each.title(asker.language)
        for each in kinds_in_force(organisation, today_of(organisation, clock.now())).values()
    }
    people = {
        row.id: row.name for row in db.session.scalars(select(Person).where(Person.organisation_id == organisation))
    }
    teams = {row.id: row.name for row in db.session.scalars(select(Team).where(Team.organisation_id == organisation))}
    rows = (
        select(Visit, Customer, Premises)
        .join(Customer, (Customer.organisation_id == Visit.organisation_id) & (Customer.id == Visit.customer_id))
        .join(Premises, (Premises.organisation_id == Visit.organisation_id) & (Premises.id == Visit.premises_id))
        .where(Visit.organisation_id == organisation)
        .order_by(Visit.day.desc(), Visit.due.desc(), Visit.id.desc())
    )
    for batch in batched(db.session.execute(rows.execution_options(yield_per=AT_ONCE)), AT_ONCE):
        took = durations_of(organisation, [visit.id for visit, *_ in batch])
        for visit, customer, place in batch:
            yield (
                visit.number,
                translate_or(f"console.state.{visit.state}", asker.language, visit.state),
                works.get(visit.kind_of_work, visit.kind_of_work),
                visit.day,
                shown(visit.agreed_at, zone),
                shown(visit.window_from, zone),
                shown(visit.window_to, zone),
                customer.name,
                customer.account_number,
                place.district,
                place.estate or place.rural,
                house(place),
                teams.get(visit.team_id),
                people.get(visit.lead_id or ""),
                shown(visit.received_at, zone),
                shown(visit.last_fact_at, zone),
                took.get(visit.id, NONE).travel,
                took.get(visit.id, NONE).on_site,
            )


def batched(rows: Iterable[R], size: int) -> Iterator[list[R]]:
    """Lists of so many rows, the last one shorter."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


COLUMNS = (
    *("number", "state", "work", "day", "agreed", "window_from", "window_to"),
    *("name", "account", "district", "estate", "house", "team", "lead", "received_at", "last_at"),
    *("travel_minutes", "on_site_minutes"),
)
EXPORTS = (ExportList("visits", OFFICE, COLUMNS, visits),)
