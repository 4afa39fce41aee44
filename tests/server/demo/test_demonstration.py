"""The demonstration organisation: as it is promised, made of true facts, the same on the second start, fresh on a later day."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import server.demo
from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.demo.people import company
from server.kernel import clock
from server.kernel.chain import device_signed, fact_bytes
from server.kernel.db import db
from server.visits.models import Fact, Visit
from server.visits.office import actions

pytestmark = pytest.mark.xdist_group("demonstration on a weekday")  # because to make it costs as much as all of these
NOON = "2026-11-20T06:06:12.000Z"  # six minutes past two in the afternoon there


@pytest.fixture(scope="module")
def shown(sqlite_template, tmp_path_factory):
    """The demonstration on a weekday afternoon, once for all that only look."""
    import shutil

    from server.app import create_app
    from server.config import Settings

    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(sqlite_template, folder / "doorstep.sqlite3")
    app = create_app(Settings(data_dir=folder, testing=True))
    with clock.telling(NOON):
        lines = server.demo.prepare(app)
    yield app, lines
    with app.app_context():
        db.engine.dispose()


def count(app: Flask, model, *where) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def states(app: Flask, day: str) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Visit.state).where(Visit.day == day)))


def test_it_is_as_large_as_promised(shown):
    app, lines = shown
    assert [count(app, model) for model in (Organisation, Team, Customer)] == [1, 2, 40]
    assert [
        count(app, Person, Person.roles == role) for role in ("technician", "dispatcher", "supervisor", "administrator")
    ] == [6, 2, 1, 1]
    assert [count(app, Visit, Visit.day == f"2026-11-{day}") for day in (20, 21, 22)] == [21, 5, 5]
    assert any("chenjing" in line for line in lines) and any("shangmen2026" in line for line in lines)


def test_every_state_of_a_day_is_there(shown):
    app, _ = shown
    assert states(app, "2026-11-20") == {
        "planned",
        "on_the_way",
        "at_the_door",
        "working",
        "done",
        "not_done",
        "cancelled",
    }
    assert (
        count(app, Visit, Visit.needs_review) == 1
        and count(app, Visit, Visit.lead_id.is_(None)) == 3
        and count(app, Visit, Visit.awaited > 0) == 1
    )


def test_customers_are_as_they_really_are(shown):
    app, _ = shown
    assert count(app, Customer, Customer.phone.is_(None)) == 1 and count(app, Customer, Customer.hard_of_hearing) == 2
    assert count(app, Customer, Customer.language == "en") == 2 and count(app, Customer, Customer.name.like("%·%")) >= 3
    assert (
        count(app, Customer, Customer.name.like("𠮷%")) == 1 and count(app, Premises, Premises.rural.is_not(None)) == 3
    )


def test_its_history_is_true_facts_that_phones_signed(shown):
    from server.accounts.models import Device

    app, _ = shown
    with app.app_context():
        keys = {device.id: device.public_key for device in db.session.scalars(select(Device))}
        facts = list(db.session.scalars(select(Fact).where(Fact.device != "office")))
    assert len(facts) > 250
    for fact in facts:
        said = json.loads(fact.text)
        assert device_signed(keys[fact.device], said["signature"], fact_bytes(said))
    assert all(fact.received_at <= NOON and fact.at <= NOON for fact in facts)


def test_a_second_start_changes_nothing(shown):
    app, _ = shown
    before = [count(app, model) for model in (Visit, Fact, Customer, Person)]
    with clock.telling(NOON):
        server.demo.prepare(app)
    assert [count(app, model) for model in (Visit, Fact, Customer, Person)] == before


def untouched(app: Flask, day: str) -> set[str]:
    """The first technician's visits of a day that nobody has begun."""
    with app.app_context():
        lead = select(Person.id).where(Person.login == "lijianguo").scalar_subquery()
        wanted = select(Visit.id).where(Visit.day == day, Visit.lead_id == lead, Visit.state == "planned")
        return set(db.session.scalars(wanted))


def call_off(app: Flask, visits: set[str]) -> None:
    with app.app_context():
        found = company()
        assert found is not None
        for visit in visits:
            actions.cancel(found.id, found.people["chenjing"], visit, reason="试过了", asked_by="us")


def test_K12_the_first_technician_has_something_to_try_after_everything_was_tried(shown):
    app, _ = shown
    first = untouched(app, "2026-11-20")
    assert len(first) == 1
    with clock.telling(NOON):
        call_off(app, first)
        server.demo.prepare(app)
    assert len(untouched(app, "2026-11-20")) == 1 and untouched(app, "2026-11-20") != first


def test_K12_what_somebody_tried_yesterday_is_not_called_off(shown):
    app, _ = shown
    evening, tomorrow = clock.later(NOON, hours=1), clock.later(NOON, days=1)
    with clock.telling(evening), app.app_context():
        found = company()
        assert found is not None
        by, places = found.people["chenjing"], server.demo._places(found.id)
        customer, premises = places["shi"]
        order: dict[str, Any] = {
            "customer": customer,
            "premises": premises,
            "team": found.teams["east"],
            "kind_of_work": "repair",
        }
        ordered = actions.order_visit(found.id, by, agreed_at=evening, **order)
        planned = select(Visit.id).where(Visit.day == "2026-11-20", Visit.state == "planned", Visit.id != ordered)
        others = planned.where(Visit.id.not_in(untouched(app, "2026-11-20")))  # which was put there to be tried
        moved = db.session.scalars(others.order_by(Visit.id)).first()
        actions.instruct(found.id, by, str(moved), instructions="带梯子")
    with clock.telling(tomorrow):
        server.demo.prepare(app)
    with app.app_context():
        left = select(Visit.id).where(Visit.day == "2026-11-20", Visit.state.in_(server.demo.OPEN))
        assert {ordered, moved} <= set(db.session.scalars(left))
    assert count(app, Visit, Visit.day == "2026-11-20", Visit.state == "cancelled") > 3
    assert untouched(app, "2026-11-21")
    assert {"working", "done", "on_the_way"} <= states(app, "2026-11-21")
    assert count(app, Visit, Visit.day == "2026-11-20", Visit.state.in_(server.demo.OPEN)) == 3
    assert count(app, Visit, Visit.day == "2026-11-23") == 5 and count(app, Customer) == 40


@pytest.mark.parametrize("at", ["2026-11-20T16:03:00.000Z", "2026-11-20T15:55:00.000Z"])
def test_it_is_dated_today_at_any_hour(sqlite_template, tmp_path, at):
    """Three minutes past midnight, and five minutes before it."""
    import shutil

    from server.app import create_app
    from server.config import Settings

    shutil.copyfile(sqlite_template, tmp_path / "doorstep.sqlite3")
    app = create_app(Settings(data_dir=tmp_path, testing=True))
    with clock.telling(at):
        server.demo.prepare(app)
    today = clock.day_of(at, "Asia/Shanghai")
    assert count(app, Visit, Visit.day == today) >= 18
    with app.app_context():
        assert db.session.scalar(select(func.max(Fact.received_at))) <= at
        db.engine.dispose()
