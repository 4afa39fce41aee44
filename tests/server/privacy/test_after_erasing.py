"""Every page, list, search, report, export, feed and job over customers whose data was destroyed: it answers, and no reader meets a fault (DA-2)."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

import server.demo
from server.app import create_app
from server.cli import tick
from server.config import Settings
from server.customers.models import Customer
from server.demo.people import PASSWORD
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.signing import sign
from server.kernel.transaction import write
from server.privacy import erasing

pytestmark = pytest.mark.xdist_group("demonstration on a weekday")  # because to make it costs as much as these
NOON = "2026-11-20T06:06:12.000Z"
DESKS = ("chenjing", "suwen", "fangyuan")
EACH = 5  # objects of a kind that are opened
# The blanks of addresses → where their values stand.
BLANKS = {
    "visit_id": "SELECT id FROM visit",
    "customer_id": "SELECT id FROM customer",
    "matter_id": "SELECT id FROM matter",
    "complaint_id": "SELECT id FROM complaint",
    "call_back_id": "SELECT id FROM call_back",
    "outage_id": "SELECT id FROM outage",
    "duty_id": "SELECT id FROM duty",
    "sha256": "SELECT sha256 FROM awaited",
    "number": "SELECT number FROM outage",
}
CODES = {
    "/r/": "SELECT code FROM visit_grant",
    "/v/": "SELECT code FROM visit_link",
    "/t/": "SELECT code FROM complaint",
    "/t/new/": "SELECT code FROM visit_link",
    "/t/visit/": "SELECT code FROM visit_link",
    "/b/": "SELECT code FROM call_back WHERE code IS NOT NULL",
}


@pytest.fixture(scope="module")
def erased(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demonstration, and everybody in it forgotten."""
    folder = tmp_path_factory.mktemp("erased")
    shutil.copyfile(sqlite_template, folder / "doorstep.sqlite3")
    app = create_app(Settings(data_dir=folder, testing=True, sign_in_tries=1000, address_tries=100_000))
    with clock.telling(NOON):
        server.demo.prepare(app)
        with app.app_context():
            forget_everybody()
    yield app
    with app.app_context():
        db.engine.dispose()


def forget_everybody() -> None:
    customers = db.session.scalars(select(Customer)).all()
    organisation = customers[0].organisation_id
    order = {"v": 1, "type": "erasure-order", "organisation": organisation, "id": new_id(), "kind": "customer"}
    theirs = sorted(each.id for each in customers)
    subjects = erasing._subjects_of(organisation, theirs)
    order |= {"customers": theirs, "subjects": subjects, "at": clock.now()}
    db.session.rollback()
    write(lambda: erasing._carry_out_again(sign(order)))


def addresses(app: Flask) -> Iterator[str]:
    """Each address that is read, with each object that it may be about."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        blanks = sorted(rule.arguments)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if not blanks:
            yield path
        elif blanks == ["code"]:
            asks = CODES.get(path.partition("{")[0])
            yield from (path.format(code=value) for value in values(asks)) if asks else ()
        elif len(blanks) == 1 and blanks[0] in BLANKS:
            yield from (path.format(**{blanks[0]: value}) for value in values(BLANKS[blanks[0]]))


def values(asks: str) -> list[Any]:
    return list(islice(db.session.scalars(text(asks)), EACH))


def test_DA2_nothing_that_is_read_fails_over_people_who_were_forgotten(
    erased: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    faults = defaultdict[str, list[str]](list)
    with clock.telling(NOON):
        for login in DESKS:
            browser = erased.test_client()
            assert browser.post("/signin", data={"login": login, "password": PASSWORD}).status_code == 303
            with erased.app_context():
                asked = list(addresses(erased))
            for address in asked:
                caplog.clear()
                if browser.get(address).status_code == 500:
                    faults["".join(caplog.messages[-1:])].append(f"{login} {address}")
    assert [f"{len(found)} {found[0]} {trouble}" for trouble, found in faults.items()] == []


def test_DA2_every_job_runs_over_people_who_were_forgotten(erased: Flask) -> None:
    with clock.telling(clock.later(NOON, days=2)), erased.app_context():
        assert tick.tick()["failed"] == 0
