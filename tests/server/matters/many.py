"""A team with many promises behind it: rows of former months beside those that are open, and what people then open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, text

from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.visits.models import Visit
from tests.server.matters.conftest import Team, local

OPEN = 250  # as many as a busy house has at a time, more than a list shows (0138); all others are over


class Many:
    """`grow(count)` brings the team to so many commitments and as many matters; `works` are what is measured, by name."""

    def __init__(self, team: Team) -> None:
        self.team, self.count = team, 0
        self.visit = team.given("09:00")
        team.report(self.visit, "answered", step="answer-by", value=local("2026-11-30 15:00"))
        team.sent()
        self.promise = team.promise(self.visit)

    def grow(self, count: int) -> None:
        """More commitments with their visits and matters, the first of them open, until there are `count` of each."""
        scenario = self.team.scenario
        visit = scenario.visit(self.visit)
        [matter] = scenario.rows(Matter, Matter.id == visit.matter_id)
        rows: dict[Any, list[dict[str, Any]]] = {Visit: [], Matter: [], Commitment: []}
        now = clock.now()
        for number in range(self.count, count):
            id_, then = new_id(), clock.later(now, minutes=-60 * number - 3000)
            still = number < OPEN
            rows[Visit].append(
                _like(visit, id=id_, number=f"V-{number:06d}", matter_id=id_, state="done", day=then[:10], due=then)
                | {"received_at": then, "agreed_at": then}
            )
            rows[Matter].append(
                _like(
                    matter, id=id_, number=f"M-{number:06d}", accepted_at=then, state="in_work" if still else "closed"
                )
            )
            state = {"state": "open"} if still else {"state": "kept", "closed_at": then}
            rows[Commitment].append(
                _like(self.promise, id=new_id(), source_id=id_, promised_at=then, due_at=then) | state
            )
        self.count = max(self.count, count)

        def work() -> None:
            for model, values in rows.items():
                for start in range(0, len(values), 1000):
                    db.session.execute(insert(model), values[start : start + 1000])

        with scenario.app.app_context():
            write(work)
            with db.engine.begin() as connection:
                connection.execute(text("ANALYZE"))

    def works(self) -> dict[str, Callable[[], Any]]:
        """The list of promises, a promise's page, the list of matters, a matter's page."""
        browser = self.team.scenario.cast.office("chenjing")
        matter = self.team.scenario.visit(self.visit).matter_id
        pages = {
            "promises": "/console/visits?promised=all",
            "promise": f"/console/visits?promise={self.promise.id}",
            "matters": "/console/matters",
            "matter": f"/console/matters/{matter}",
        }
        return {name: (lambda at=at: browser.get(at).get_data()) for name, at in pages.items()}


def _like(row: Any, **other: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns} | other
