"""A sync asks for a visit's row once, however many react to its facts, because each question is a journey to the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from server.kernel.db import db
from tests.scenario import Scenario


@pytest.mark.both_databases  # because the drivers are asked
def test_a_sync_of_answers_reads_its_visit_once(scenario: Scenario) -> None:
    """Guard: server/visits/receive.py:_on_a_visit, which holds the row in `Arrival.row`"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync()
    for value in ("offline", "slow", "offline"):
        phone.report("answered", {"step": "symptoms", "value": value}, visit=visit)
    asked: list[str] = []

    def hears(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split()))

    with scenario.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hears)
    try:
        answer = phone.sync()
    finally:
        event.remove(engine, "before_cursor_execute", hears)
    assert [each["outcome"] for each in answer["results"]] == ["applied"] * 3
    rows = [each for each in asked if each.startswith("SELECT visit.") and " FROM visit WHERE " in each]
    assert len(rows) == 1, rows
