"""No request, page or job reads what it does not show: every address that can be read, and every job, at 4,000 visits of history and at 200.

`make scale-test` does the same at SCALE visits (100,000 unless told).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, url_for
from sqlalchemy import text

from server.cli import tick
from server.kernel.db import db
from server.kernel.wiring import Job
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.test_reads_what_it_shows import SQLITE, Past, past  # noqa: F401 - a fixture
from tests.steps import statements_of, steps_of

FEW, MANY = 400, int(os.environ.get("DOORSTEP_TEST_SCALE", "4000"))
ALLOWED, OFFSET = 1.5, 4_000  # times, and steps of SQLite's machine beyond it
# What takes more as history grows, and why it may.
MAY = {
    "GET /console/data": "counts everything that is due for erasure (privacy.erasing.dry_run), kind by kind; not bounded yet",
    "GET /console/visits?q=0777": "with the statistics of this past, which has few terms, SQLite walks the visits; not mended (test_search has terms)",
    "GET /console/visits?day=all": "looks through the finished visits for those that are not, until it has 200; a bounded page is not built",
}
NOT_ASKED = ("/api/openapi", "/assets", "/app/sw.js", "/static")


def addresses(app: Flask, known: dict[str, str]) -> dict[str, str]:
    """Rule → an address of it, for everything that is read and whose parts are known."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(NOT_ASKED) or not rule.arguments <= known.keys():
            continue
        with app.test_request_context():
            found[rule.rule] = url_for(rule.endpoint, **cast(Any, {name: known[name] for name in rule.arguments}))
    return found


def works(scenario: Scenario, visit: str) -> dict[str, Callable[[], Any]]:
    """Everything that is measured, by name."""
    customer, _ = scenario.customers[scenario.ours]
    [device] = [phone.device for phone in [scenario.phone()]]
    known = {"visit_id": visit, "customer_id": customer, "device_id": device, "_inside": "visit", "code": "not_found"}
    clients = {"/console": scenario.cast.office("wufang"), "": scenario.cast.office("chenjing")}

    def asked(address: str) -> Callable[[], Any]:
        client = next(each for start, each in clients.items() if address.startswith(start))
        return lambda: client.get(address).get_data()

    found = {f"GET {rule}": asked(address) for rule, address in addresses(scenario.app, known).items()}
    extra = ("/console/visits?day=all", "/console/visits?q=0777", "/console/visits?older=1", "/console/customers?q=王")
    found |= {f"GET {address}": asked(address) for address in extra}
    with scenario.app.app_context():
        for part in tick.parts():
            if part.organisation in ("", scenario.ours):
                found[f"job {part.job.name}"] = done(scenario, part.job, part.organisation)
    return found


def done(scenario: Scenario, job: Job, organisation: str) -> Callable[[], Any]:
    def run() -> Any:
        with scenario.app.app_context():
            return job.run(organisation)

    return run


@SQLITE
def test_O3_no_address_and_no_job_reads_what_it_does_not_show(scenario: Scenario, past: Past) -> None:
    """O-3, O-4, O-18. Guard: the indexes, and whatever asks a table without one; each exception says why."""
    named = works(scenario, scenario.given())
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in named}
    for size in (FEW, MANY):
        past(size)
        for name, work in named.items():
            taken[name].append((steps_of(scenario.app, work), statements_of(scenario.app, work)))
    assert len([name for name in taken if name.startswith("GET /console")]) > 15
    grown = {
        name: (few, many)
        for name, ((few, asked), (many, asked_then)) in taken.items()
        if (many > ALLOWED * few + OFFSET or asked_then > asked + 3) and name not in MAY
    }
    assert grown == {}
    with scenario.app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM visit")).scalar_one() >= MANY
