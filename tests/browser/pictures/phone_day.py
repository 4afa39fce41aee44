"""A technician's day for the pictures: seven orders of the demonstration's customers, and a phone whose clock stands in the morning."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Flask
from playwright.sync_api import Page, Route

from tests.browser.server_process import ServerProcess
from tests.browser.technician import App, Technician

WHO = Technician("luming", "", "陆明", "shangmen2026")
# customer, kind of work, agreed time or window
ORDERS = (
    ("欧阳晨光", "inspection", "08:00"),
    ("林静", "install", "09:00"),
    ("Emma Carter", "repair", "10:30"),
    ("朱雪梅", "repair", ("13:30", "15:00")),
    ("任晓东", "move", "15:20"),
    ("白宇航", "repair", "16:10"),
    ("沈玉兰", "install", "17:00"),
)


def take_orders(server: ServerProcess) -> None:
    """The office has planned the day; the first visit is over."""
    from server.app import create_app
    from server.config import Settings
    from server.demo.people import company
    from server.kernel import clock
    from server.kernel.db import db

    app = create_app(Settings(data_dir=server.folder, public_url=server.url))
    with app.app_context():
        found = company()
        assert found
        zone, today = "Asia/Shanghai", clock.day_of(clock.now(), "Asia/Shanghai")
        with clock.telling(clock.moment_at(today, "07:00", zone)):
            person = _hire(found)
            visits = [_order(found, person, today, *order) for order in ORDERS]
        _walk(app, found.id, person, visits[0], clock.moment_at(today, "07:53", zone))
        db.session.remove()
        db.engine.dispose()


def _hire(found: Any) -> str:
    from server.accounts import passwords
    from server.accounts.models import Person
    from server.kernel import clock
    from server.kernel.db import db
    from server.kernel.ids import new_id
    from server.kernel.transaction import write

    row = Person(
        organisation_id=found.id,
        id=new_id(),
        login=WHO.login,
        name=WHO.name,
        name_en="Lu Ming",
        roles="technician",
        badge="C1052",
        team_id=found.teams["east"],
        phone="19900008052",
        language="zh-CN",
        password_hash=passwords.hash_of(WHO.password),
        created_at=clock.now(),
    )
    person = row.id
    write(lambda: db.session.add(row))
    return person


def _order(found: Any, person: str, today: str, customer: str, kind: str, when: str | tuple[str, str]) -> str:
    from sqlalchemy import select

    from server.customers.models import Customer, Premises
    from server.demo.history import bring
    from server.kernel import clock
    from server.kernel.db import db
    from server.visits.office import actions

    same = (Premises.organisation_id == Customer.organisation_id) & (Premises.customer_id == Customer.id)
    who, where = db.session.execute(
        select(Customer.id, Premises.id)
        .join(Premises, same)
        .where(Customer.organisation_id == found.id, Customer.name == customer)
    ).one()

    def at(hour: str) -> str:
        return clock.moment_at(today, hour, "Asia/Shanghai")

    times: dict[str, Any] = {"agreed_at": at(when)} if isinstance(when, str) else {"window": (at(when[0]), at(when[1]))}
    visit = actions.order_visit(
        found.id,
        found.people["chenjing"],
        customer=who,
        premises=where,
        team=found.teams["east"],
        kind_of_work=kind,
        bring=bring(kind),
        **times,
    )
    actions.assign(found.id, found.people["chenjing"], visit, person)
    return visit


def _walk(app: Flask, organisation: str, person: str, visit: str, at: str) -> None:
    from server.demo.stage import Stage
    from server.demo.walk import Walk
    from server.kernel import clock
    from server.standards.document import builtin_standard

    stage = Stage(app, clock.now())
    stage.enrol(organisation, person, WHO.login, "vivo")
    phone = stage.phones[WHO.login]
    phone.send()
    for fact, body, drawings in Walk(builtin_standard("home-broadband-visit"), "inspection").facts("ended"):
        at = clock.later(at, seconds=110)
        with clock.telling(at):
            phone.save(visit, fact, body, drawings)
    phone.send()


def tell_the_morning(page: Page) -> None:
    """The server's answers tell the time of the phone's clock, because pictures are taken at any hour."""

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        if "server_time" in body:
            body["server_time"] = page.evaluate("new Date().toISOString()")
        route.fulfill(response=response, json=body)

    page.route("**/api/v1/sync", answer)


def app_of(page: Page, server: ServerProcess) -> App:
    """The technician's app on this page."""
    return App(SimpleNamespace(context=page.context, page=page), SimpleNamespace(server=server), WHO)  # type: ignore[arg-type]
