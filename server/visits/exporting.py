"""Visits as a list for a file, the latest day first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from server.visits.feed.holdings import today_of
from server.visits.models import Visit


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
    for visit, customer, place in db.session.execute(rows.execution_options(yield_per=500)):
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
        )


COLUMNS = (
    *("number", "state", "work", "day", "agreed", "window_from", "window_to"),
    *("name", "account", "district", "estate", "house", "team", "lead", "received_at", "last_at"),
)
EXPORTS = (ExportList("visits", OFFICE, COLUMNS, visits),)
