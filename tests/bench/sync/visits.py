"""Technicians with a thousand visits each, at a thousand homes: what a phone must hold before anything can be measured."""

from __future__ import annotations

from flask import Flask

from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.visits.office import actions
from tests.cast import bring_on
from tests.scenario import Scenario, moment, set_the_scene

LOGINS = ("liming", "wangqiang", "ayguli")  # one for each round
DAYS = 14  # from today on, as far as a phone holds


def give_visits(app: Flask, count: int, logins: tuple[str, ...] = LOGINS) -> Scenario:
    """Fill an empty database; each visit has a customer and a home of its own."""
    scenario = set_the_scene(bring_on(app))
    with app.app_context():
        for login in logins:
            write(lambda login=login: _give(scenario, scenario.cast.people[login], count))  # type: ignore[misc]
        db.session.remove()
        db.engine.dispose()
    return scenario


def _give(scenario: Scenario, person: str, count: int) -> None:
    by, team, now = scenario.cast.people["chenjing"], scenario.cast.teams["east"], clock.now()
    for number in range(count):
        customer, premises = new_id(), new_id()
        db.session.add(
            Customer(
                organisation_id=scenario.ours,
                id=customer,
                name=f"林晓梅{number}",
                salutation="ms",
                phone=f"1990{number:07}",
                created_at=now,
            )
        )
        db.session.flush()
        db.session.add(
            Premises(
                organisation_id=scenario.ours,
                id=premises,
                customer_id=customer,
                district="江城区",
                estate="翠湖花园",
                building=str(number // 40),
                unit=str(number // 10 % 4),
                room=f"{number // 4 % 30 + 1}{number % 4 + 1:02}",
                gate_note="门禁 4412#",
                last_time="光猫在电视柜",
            )
        )
        db.session.flush()
        visit = actions.order_visit(
            scenario.ours,
            by,
            customer=customer,
            premises=premises,
            team=team,
            kind_of_work="repair",
            agreed_at=moment(number % DAYS, f"{9 + number // DAYS % 9:02}:{number // DAYS // 9 % 4 * 15:02}"),
        )
        actions.assign(scenario.ours, by, visit, person)
