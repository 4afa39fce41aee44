"""A demonstration organisation whose visits are dated today, made of true facts that phones signed. For looking around and for tests."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import and_, func, or_, select

from server.accounts.models import Device, Person
from server.accounts.offered import is_technician
from server.customers.models import Customer, Premises
from server.demo.callbacks import plan_call_backs
from server.demo.complaints import plan_complaints
from server.demo.day import AHEAD, BEFORE, PHONES, TODAY
from server.demo.history import History
from server.demo.people import Company, company, found_company, logins
from server.demo.stage import PLATFORM, Stage
from server.dispatch.van_stock.stock import note_movement
from server.kernel import clock, marks
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.own_yaml import read_own
from server.kernel.text.positions import GCJ02
from server.kernel.transaction import write
from server.standards.publishing import publish_builtin
from server.visits.log.kinds import OFFICE
from server.visits.models import Fact, Visit
from server.visits.office import actions
from server.visits.rules import OPEN

CUSTOMERS = Path(__file__).parent / "customers.yaml"
ZONE = "Asia/Shanghai"
TAKEN = (("METER-DN15", "水表 DN15"), ("VALVE", "表前阀"), ("DROP-FIBRE", "皮线光缆"), ("MODEM", "光猫"))
MARK, FIRST = "demonstration", "lijianguo"
ENOUGH = 8  # of today's visits beyond the planned ones: then today was prepared before


def prepare(app: Flask) -> list[str]:
    """Make the organisation the first time, and dress the day when it is a new one; returns the logins to print."""
    with app.app_context():
        known = company()
        found = known or _first_time()
        now = clock.now()
        today = clock.day_of(now, ZONE)
        if not _is_dressed(found.id, today):
            _tidy_up(found, today)
            before = _visits(found.id)
            _dress(app, found, now, first=known is None)
            made = json.dumps(sorted(_visits(found.id) - before))
            write(lambda: marks.leave(found.id, MARK, now, made))
        _something_to_try(found, now)
    return logins()


def _visits(organisation: str) -> set[str]:
    return set(db.session.scalars(select(Visit.id).where(Visit.organisation_id == organisation)))


def _first_time() -> Company:
    made = found_company()
    write(lambda: publish_builtin(made.id, clock.now()))
    write(lambda: _customers(made.id))
    write(lambda: _vans(made))
    return made


def _vans(found: Company) -> None:
    """What everybody who comes to the door took out of the store, so that what they use leaves something."""
    technicians = select(Person.id).where(Person.organisation_id == found.id, is_technician())
    for person in db.session.scalars(technicians).all():
        for code, name in TAKEN:
            part = {"code": code, "name": name, "count": "12", "low": "3"}
            note_movement(found.id, found.people["chenjing"], person, part, "issued")


def _customers(organisation: str) -> None:
    for number, each in enumerate(read_own(CUSTOMERS)):
        since = clock.later(clock.now(), days=-1400 + 31 * number)
        customer = Customer(
            organisation_id=organisation,
            id=new_id(),
            name=each["n"],
            salutation=each["s"],
            phone=each.get("p"),
            created_at=since,
            language=each.get("lang", "zh-CN"),
            hard_of_hearing=each.get("deaf", False),
            account_number=each.get("account"),
        )
        db.session.add(customer)
        db.session.flush()
        district, estate, building, unit, room = (*each["a"], None, None, None, None)[:5]
        db.session.add(
            Premises(
                organisation_id=organisation,
                id=new_id(),
                customer_id=customer.id,
                district=district,
                estate=estate,
                building=building,
                unit=unit,
                room=room,
                rural=each.get("r"),
                gate_note=each.get("gate"),
                door_note=each.get("door"),
                last_time=each.get("last"),
                **_pinned(estate, building),
            )
        )


def _pinned(estate: str | None, building: str | None) -> dict[str, int | str]:
    """A position of an invented town for places in an estate: estates apart, buildings side by side. The country is not on the map."""
    if not estate:
        return {}
    place = int(hashlib.sha256(estate.encode()).hexdigest(), 16)
    side = sum(building.encode()) % 7 if building else 0
    lat, lon = 30_240_000 + place % 97 * 700, 120_140_000 + place // 97 % 89 * 900
    return {"lat": lat + side * 350, "lon": lon + side * 420, "datum": GCJ02}


def _is_dressed(organisation: str, today: str) -> bool:
    moved = select(func.count()).where(
        Visit.organisation_id == organisation, Visit.day == today, Visit.state != "planned"
    )
    return (db.session.scalar(moved) or 0) >= ENOUGH


def _tidy_up(found: Company, today: str) -> None:
    """The demonstration's own open visits of earlier days are called off, so that a new day does not begin with the troubles of an old one.

    What somebody tried out stays as they left it: visits that they ordered, moved or gave to somebody, and those that their phone has touched.
    """
    own = {visit for mark in _marks(found.id) for visit in json.loads(mark.value)}
    old = select(Visit).where(Visit.organisation_id == found.id, Visit.day < today, Visit.state.in_(OPEN))
    for visit in list(db.session.scalars(old)):
        if visit.id in own and not _was_tried(visit):
            actions.cancel(found.id, found.people["chenjing"], visit.id, reason="演示换了一天", asked_by="us")


def _marks(organisation: str) -> list[marks.Mark]:
    named = (marks.Mark.organisation_id == organisation, marks.Mark.name == MARK)
    return list(db.session.scalars(select(marks.Mark).where(*named)))


def _was_tried(visit: Visit) -> bool:
    """Whether a phone that is none of the demonstration's has said anything of it, or the office after the day was dressed."""
    ours = select(Device.id).where(Device.organisation_id == visit.organisation_id, Device.platform == PLATFORM)
    dressed = max((mark.at for mark in _marks(visit.organisation_id) if visit.id in mark.value), default="")
    touched = select(Fact.id).where(
        Fact.organisation_id == visit.organisation_id,
        Fact.subject_id == visit.id,
        or_(
            and_(Fact.device != OFFICE, Fact.device.not_in(ours)),
            and_(Fact.device == OFFICE, Fact.received_at > dressed),
        ),
    )
    return db.session.scalars(touched.limit(1)).first() is not None


def _something_to_try(found: Company, now: str) -> None:
    """The first technician always has a visit of today that nobody has begun, however often somebody has tried one today."""
    today, lead = clock.day_of(now, ZONE), found.people[FIRST]
    untouched = select(Visit.id).where(
        Visit.organisation_id == found.id, Visit.day == today, Visit.lead_id == lead, Visit.state == "planned"
    )
    if db.session.scalars(untouched.limit(1)).first():
        return
    customer, premises = _places(found.id)["cui"]
    with clock.telling(now):
        latest = clock.later(clock.moment_at(today, "23:59", ZONE), seconds=0)
        visit = actions.order_visit(
            found.id,
            found.people["chenjing"],
            customer=customer,
            premises=premises,
            team=found.teams["east"],
            kind_of_work="repair",
            window=None,
            agreed_at=min(clock.later(now, minutes=45), latest),
            priority="normal",
            instructions=None,
            bring=[],
        )
        actions.assign(found.id, found.people["chenjing"], visit, lead, [])


def _dress(app: Flask, found: Company, now: str, *, first: bool) -> None:
    """Play today, and the days ahead that are not there yet."""
    stage = Stage(app, now, found.id)
    with clock.telling(clock.later(now, days=-6)):
        for login, label in PHONES.items():
            stage.enrol(found.id, found.people[login], login, label)
    history = History(stage, found, _places(found.id), now, ZONE)
    for order in (*(BEFORE if first else ()), *TODAY, *_missing(found.id, history.today)):
        history.plan(order)
    if first:
        plan_complaints(history)
        plan_call_backs(history)
    for login in PHONES:
        if login != "zhaoxiaofeng":
            _in_touch(stage, history, login)
    _in_touch(stage, history, "zhaoxiaofeng", until=-52)
    stage.at(history.moment(-33), lambda: stage.phones["pengjun"].newer())
    stage.play()


def _in_touch(stage: Stage, history: History, login: str, until: float = -1) -> None:
    """A phone is heard of now and then, the last time so many minutes ago."""
    for minutes in (-400, -330, -250, -170, -95, -58, until):
        if minutes <= until:
            stage.at(history.moment(minutes), lambda: stage.phones[login].send())


def _missing(organisation: str, today: str) -> list[Any]:
    """The orders of the next two days that no earlier start has made."""
    days = {ahead: (date.fromisoformat(today) + timedelta(ahead)).isoformat() for ahead in (1, 2)}
    there = set(
        db.session.scalars(
            select(Visit.day).where(Visit.organisation_id == organisation, Visit.day.in_(days.values())).distinct()
        )
    )
    return [order for order in AHEAD if days[order.ahead] not in there]


def _places(organisation: str) -> dict[str, tuple[str, str]]:
    """Key of a customer → ids of customer and premises."""
    rows = select(Customer.name, Customer.id, Premises.id).join(
        Premises, (Premises.organisation_id == Customer.organisation_id) & (Premises.customer_id == Customer.id)
    )
    ids = {
        name: (customer, place)
        for name, customer, place in db.session.execute(rows.where(Customer.organisation_id == organisation))
    }
    return {each["k"]: ids[each["n"]] for each in read_own(CUSTOMERS)}
