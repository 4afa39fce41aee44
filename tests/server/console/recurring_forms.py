"""The forms of what comes again."""

from __future__ import annotations

from typing import Any

from server.customers.models import Customer
from server.kernel.db import db
from server.recurring import ordering
from server.recurring.models import RecurringVisit
from tests.server.console.form_of import Form, rows

SAID = {
    "kind_of_work": "repair",
    "premises": "{place}",
    "team": "{team}",
    "every": "6",
    "frequency": "monthly",
    "begins_on": "{tomorrow}",
    "start": "9:00",
    "end": "11:00",
    "ahead_days": "14",
}


def recurring_in(scenario: Any, things: dict[str, str]) -> str:
    """Inside `write`: one that can be ended; returns its id."""
    customer = db.session.get_one(Customer, (scenario.ours, things["customer"]))
    said = {name: value.format(**things) for name, value in SAID.items()}
    return ordering.set_up(scenario.ours, scenario.cast.people["chenjing"], customer, said)


RECURRING_FORMS = [
    Form("set_up_recurring", "chenjing", "/console/customers/{customer}", SAID, rows(RecurringVisit)),
    Form(
        "end_recurring",
        "chenjing",
        "/console/customers/{customer}?recurring={recurring}",
        {},
        lambda one: sum(row.ended_at is not None for row in one.rows(RecurringVisit)),
    ),
]
