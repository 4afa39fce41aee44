"""Many technicians with enrolled phones and visits of today, and what their phones send: signed beforehand, so that only the server works."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select

from server.accounts import sessions
from server.accounts.models import Device, Person
from server.demo.phone import APP, PythonPhone
from server.kernel import clock
from server.kernel.chain import decode, key_id
from server.kernel.db import db
from server.kernel.feed import clock_of
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.visits.models import Grant
from server.visits.office import actions
from tests.cast import Cast, bring_on, public_key
from tests.scenario import Scenario, moment, set_the_scene

NOTE = "光猫红灯闪烁，换了一台，恢复正常。"


@dataclass
class Technician:
    """One of the crowd: the cookie of the sign-in, the phone, and the ids of the visits."""

    token: str
    phone: PythonPhone
    visits: list[str]

    def facts(self, count: int) -> list[str]:
        """So many signed facts, on one visit after the other by `count` at a time: answers and notes in turn."""
        visit = self.visits[self.phone.seq // count % len(self.visits)]
        for turn in range(count):
            if turn % 2:
                self.phone.report(
                    "answered", {"step": "symptoms", "value": ("offline", "slow")[turn % 4 // 2]}, visit=visit
                )
            else:
                self.phone.report("noted", {"text": NOTE, "about": "visit"}, visit=visit)
        texts = [text for _, text in self.phone.outbox]
        self.phone.outbox.clear()
        return texts

    def request(self, facts: Sequence[str] = (), cursor: int | None = None) -> bytes:
        """The whole HTTP request of one sync, as it goes over the wire; the cursor is the phone's unless another is given."""
        asked = {
            "protocol": 1,
            "app_version": APP,
            "device": self.phone.device,
            "facts": list(facts),
            "cursor": self.phone.cursor if cursor is None else cursor,
        }
        return sync_request(self.token, asked)


def sync_request(token: str, asked: dict[str, Any]) -> bytes:
    """The whole HTTP request of one sync by this phone's sign-in."""
    body = gzip.compress(json.dumps(asked).encode(), 6)
    head = (
        f"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {sessions.PHONE}={token}\r\nContent-Type: application/json\r\n"
        f"Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def gather(app: Flask, technicians: int, visits: int) -> list[Technician]:
    """Fill an empty database: so many technicians, each with so many visits of today; their phones have received them."""
    scenario = set_the_scene(bring_on(app))
    with app.app_context():
        crowd: list[Technician] = write(lambda: [_hire(scenario.cast, number) for number in range(technicians)])
        write(lambda: _give(scenario, crowd, visits))
        _receive(scenario.ours, crowd)
        db.session.remove()
        db.engine.dispose()
    return crowd


def _hire(cast: Cast, number: int) -> Technician:
    now, key = clock.now(), ec.generate_private_key(ec.SECP256R1())
    person = Person(
        organisation_id=cast.ours,
        id=new_id(),
        login=f"technician{number}",
        name=f"师傅{number}",
        roles="technician",
        created_at=now,
        team_id=cast.teams["east"],
    )
    raw = decode(public_key(key))
    device = Device(
        organisation_id=cast.ours,
        id=new_id(),
        person_id=person.id,
        label="Phone",
        key_id=key_id(raw),
        public_key=raw,
        certificate="{}",
        enrolled_at=now,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(device)
    db.session.flush()
    token = sessions.begin(person, device_id=device.id)
    return Technician(token, PythonPhone(_nobody, cast.ours, person.id, device.id, device.key_id, key), [])


def _give(scenario: Scenario, crowd: list[Technician], visits: int) -> None:
    customer, premises = scenario.customers[scenario.ours]
    by, team = scenario.cast.people["chenjing"], scenario.cast.teams["east"]
    for technician in crowd:
        for turn in range(visits):
            visit = actions.order_visit(
                scenario.ours,
                by,
                customer=customer,
                premises=premises,
                team=team,
                kind_of_work="repair",
                agreed_at=moment(0, f"{9 + turn % 9:02}:00"),
            )
            actions.assign(scenario.ours, by, visit, technician.phone.person)
            technician.visits.append(visit)


def _receive(organisation: str, crowd: list[Technician]) -> None:
    """What the first sync would bring, as far as signing needs it."""
    grants = {
        grant.visit_id: json.loads(grant.document)
        for grant in db.session.scalars(select(Grant).where(Grant.organisation_id == organisation))
    }
    reached = clock_of(organisation).value
    for technician in crowd:
        technician.phone.cursor = reached
        technician.phone.visits = {visit: {"grant": grants[visit]} for visit in technician.visits}


def _nobody(_packed: bytes) -> tuple[int, dict[str, object]]:
    raise AssertionError("the crowd's requests are sent by tests.bench.rush")
