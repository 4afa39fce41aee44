"""A desk of call-backs on days of its own: the cast in Shanghai, with visits that ended in November 2026."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.callbacks.models import CallBack, CallBackDraw
from server.callbacks.planning import prepare
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.tlog.log import checkpoint, enter
from server.visits.models import Visit
from tests.cast import Cast
from tests.scenario import set_the_scene
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import at  # noqa: F401 - a fixture


class Desk(Complaints):
    """What the office does about call-backs, at the moments that `at` sets."""

    def ended(self, count: int, team: str = "east", month: str = "2026-11", customer: str = "") -> list[str]:
        """So many visits of this team that ended in the month, each of a customer of its own unless one is named; their ids."""
        template = self.given("10:00") if not self.scenario.rows(Visit) else self.scenario.rows(Visit)[0].id
        row = self.scenario.visit(template)
        made = [new_id() for _ in range(count)]
        with self.scenario.app.app_context():
            write(lambda: db.session.add_all(self._visit(row, each, team, month, customer) for each in made))
        return made

    def _visit(self, row: Visit, id_: str, team: str, month: str, customer: str) -> Visit:
        columns = {name: getattr(row, name) for name in dict(Visit.__table__.columns)}
        owner = customer or self.customer()
        return Visit(
            **columns
            | {
                "id": id_,
                "number": id_[-12:],
                "team_id": self.scenario.cast.teams[team],
                "day": f"{month}-10",
                "state": "done",
                "customer_id": owner,
            }
        )

    def customer(self) -> str:
        """A customer whom nobody has called."""
        from server.customers.models import Customer

        row = Customer(
            organisation_id=self.ours,
            id=new_id(),
            name="林女士",
            phone="19912340000",
            created_at="2026-01-01T00:00:00.000Z",
        )
        db.session.add(row)
        db.session.flush()
        return str(row.id)

    def logged(self) -> None:
        """Something enters the log, and a checkpoint is signed."""
        with self.scenario.app.app_context():
            write(lambda: enter("receipt", {"type": "receipt", "made": new_id()}))
            checkpoint()

    def prepared(self) -> int:
        """The job of a quarter of an hour has run."""
        with self.scenario.app.app_context():
            return prepare(self.ours)

    def drawn(self, count: int) -> tuple[CallBackDraw, list[CallBack]]:
        """So many visits ended in November; it is December, and the sample is drawn."""
        self.ended(count)
        self.at("2026-12-01 09:30")
        self.prepared()
        self.logged()
        self.prepared()
        [row] = self.scenario.rows(CallBackDraw)
        return row, self.calls()

    def calls(self, **only: Any) -> list[CallBack]:
        """The calls, in the order of the draw or of their days."""
        found = self.scenario.rows(CallBack, *(getattr(CallBack, name) == value for name, value in only.items()))
        return sorted(found, key=lambda row: (row.due_on, row.place))

    def population(self, row: CallBackDraw) -> dict[str, str]:
        found: dict[str, str] = json.loads(row.population)
        return found


@pytest.fixture
def desk(cast: Cast, at: Callable[[str], None]) -> Desk:  # noqa: F811 - the fixture
    """Monday 2026-11-30, 10:00. Zhou Min supervises and belongs to no team; Chen Jing is the east's dispatcher."""
    at("2026-11-30 10:00")
    return Desk(set_the_scene(cast), at)
