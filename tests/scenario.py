"""What tests play: an order taken and given to somebody, and phones that do the work, here in Python, through the real HTTP interface."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.demo.phone import PythonPhone
from server.kernel import clock
from server.kernel.ids import new_id
from tests.cast import OURS, THEIRS, Cast

STANDARD = "home-broadband-visit"


@dataclass
class Scenario:
    """A day's work of the cast: customers, orders, phones."""

    cast: Cast
    customers: dict[str, tuple[str, str]] = field(default_factory=dict)
    zone: str = "Asia/Shanghai"
    first: str = ""  # the visit of today, given to liming, with which the database began (`given_visit`)

    @property
    def app(self) -> Flask:
        return self.cast.app

    @property
    def ours(self) -> str:
        return self.cast.ours

    def order(
        self, *, days: int = 0, hour: str = "09:00", kind: str = "repair", theirs: bool = False, **more: Any
    ) -> str:
        """Take an order for so many days from today, agreed for this hour; returns the visit's id."""
        from server.visits.office.actions import order_visit

        organisation, by = (self.cast.theirs, "sunli") if theirs else (self.ours, "chenjing")
        customer, premises = self.customers[organisation]
        with self.app.app_context():
            agreed = more.pop("agreed_at", moment(days, hour, self.zone))
            return order_visit(
                organisation,
                self.cast.people[by],
                customer=customer,
                premises=premises,
                team=self.cast.teams["north" if theirs else "east"],
                kind_of_work=kind,
                agreed_at=agreed,
                **more,
            )

    def assign(self, visit: str, lead: str | None, *helpers: str, theirs: bool = False) -> None:
        """Give the visit to these people, by login."""
        from server.visits.office import actions

        organisation, by = (self.cast.theirs, "sunli") if theirs else (self.ours, "chenjing")
        people = self.cast.people
        with self.app.app_context():
            actions.assign(
                organisation, people[by], visit, people[lead] if lead else None, [people[one] for one in helpers]
            )

    def given(self, lead: str = "liming", *helpers: str, **order: Any) -> str:
        """An order of today, given to somebody."""
        visit = self.order(**order)
        self.assign(visit, lead, *helpers)
        return visit

    def phone(self, login: str = "liming", label: str = "Phone") -> PythonPhone:
        """An enrolled phone that has fetched its visits."""
        phone = self.enrolled(login, label)
        phone.sync_all()
        return phone

    def enrolled(self, login: str = "liming", label: str = "Phone") -> PythonPhone:
        """An enrolled phone that has not synced yet."""
        found = self.cast.phone(login, label)
        return PythonPhone(
            sending(found.client),
            found.enrolment["organisation"]["id"],
            found.enrolment["person"]["id"],
            found.device,
            found.enrolment["key"],
            found.private_key,
        )

    def visit(self, visit: str, organisation: str | None = None) -> Any:
        """The visit's row as it is committed, detached."""
        from server.kernel.db import db
        from server.visits.models import Visit

        with self.app.app_context():
            row = db.session.get_one(Visit, (organisation or self.ours, visit))
            db.session.expunge(row)
            return row

    def rows(self, model: Any, *where: Any) -> list[Any]:
        """Rows of a table as committed, detached, in the order of their keys."""
        from sqlalchemy import inspect, select

        from server.kernel.db import db

        with self.app.app_context():
            found = list(db.session.scalars(select(model).where(*where).order_by(*inspect(model).primary_key)))
            db.session.expunge_all()
            return found

    def log(self, visit: str) -> list[tuple[str, str]]:
        """(kind, outcome) of the visit's log in its order."""
        from server.visits.models import Fact

        rows = sorted(self.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
        return [(row.kind, row.outcome) for row in rows]


def sending(client: FlaskClient) -> Any:
    """How a Python phone sends through Flask's own client; its `client` can be looked at."""

    def send(packed: bytes) -> tuple[int, dict[str, Any]]:
        answer = client.post(
            "/api/v1/sync", data=packed, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
        )
        return answer.status_code, answer.get_json(force=True)

    send.client = client  # type: ignore[attr-defined]
    return send


def moment(days: int = 0, hour: str = "09:00", zone: str = "Asia/Shanghai") -> str:
    """A moment so many days from today on the organisation's clock."""
    from server.visits.days import shifted

    return clock.moment_at(shifted(clock.day_of(clock.now(), zone), days), hour, zone)


def set_the_scene(cast: Cast) -> Scenario:
    """Standards published and one customer in each organisation."""
    from server.customers.models import Customer, Premises
    from server.kernel.db import db
    from server.kernel.transaction import write

    scenario = Scenario(cast)

    def work() -> None:
        now = clock.now()
        for slug in (OURS, THEIRS):
            organisation = cast.organisations[slug]
            publish_standards(organisation)
            customer, premises = new_id(), new_id()
            db.session.add(
                Customer(
                    organisation_id=organisation,
                    id=customer,
                    name="林晓梅",
                    salutation="ms",
                    phone="13812341234",
                    created_at=now,
                    hard_of_hearing=True,
                )
            )
            db.session.flush()
            db.session.add(
                Premises(
                    organisation_id=organisation,
                    id=premises,
                    customer_id=customer,
                    district="江城区",
                    estate="翠湖花园",
                    building="2",
                    unit="1",
                    room="2803",
                    gate_note="门禁 4412#",
                    door_note="猫眼旁有门铃",
                    last_time="光猫在电视柜\n有只小狗",
                )
            )
            scenario.customers[organisation] = (customer, premises)

    with cast.app.app_context():
        write(work)
    return scenario


def publish_standards(organisation: str) -> None:
    """Inside `write`: the shipped standards, as an organisation has them from its first day."""
    from server.standards.publishing import publish_builtin

    publish_builtin(organisation, clock.now())


@pytest.fixture
def scenario(cast: Cast, beginning: Scenario) -> Scenario:
    """A day's work on a fresh database, which began with standards published and a customer in each organisation."""
    return beginning


@pytest.fixture
def given_visit(scenario: Scenario) -> str:
    """A visit in five hours that is given to liming; the database began with it, because to order and give one costs as much as most tests."""
    return scenario.first
