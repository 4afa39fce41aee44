"""A desk with many complaints behind it: rows of former months beside thirty that are open, and what people then open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, text

from server.complaints import actions
from server.complaints.models import Complaint
from server.complaints.opening import repeat_of
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.visits.models import Fact
from tests.server.complaints.conftest import Complaints

OPEN = 30
CAUSES = ("parts", "manner", "late", "wrong_part", "unclear")


class Many:
    """`grow(count)` brings the desk to so many complaints; `works` are what is measured, by name."""

    def __init__(self, desk: Complaints) -> None:
        self.desk, self.count = desk, 0
        self.one = desk.says(text="说好今天修好，没修好。", visit=desk.given("10:00"))
        desk.does(actions.take, self.one, desk.person("zhoumin"))
        for number in range(OPEN - 1):
            desk.says(text=f"第 {number} 件", sure=True)

    def grow(self, count: int) -> None:
        """More closed complaints of former months, each with its first fact, until there are `count`."""
        row = self.desk.row(self.one)
        [fact, *_] = self.desk.scenario.rows(Fact, Fact.subject_id == self.one)
        now = clock.now()
        rows, facts = [], []
        for number in range(self.count, count):
            id_, then = new_id(), clock.later(now, minutes=-60 * number - 3000)
            values: dict[str, Any] = {name: getattr(row, name) for name in dict(Complaint.__table__.columns)}
            values |= {"id": id_, "number": f"T-{number:06d}", "code": f"{number:010d}", "received_at": then}
            values |= {
                "state": "closed",
                "closed_how": "satisfied",
                "closed_at": then,
                "due_at": then,
                "handler_id": None,
            }
            values |= {"cause": CAUSES[number % len(CAUSES)], "premises_id": new_id(), "visit_id": None}
            rows.append(values)
            told = {column.key: getattr(fact, column.key) for column in Fact.__mapper__.column_attrs}
            facts.append(told | {"id": new_id(), "subject_id": id_, "hash": f"{number:064d}", "received_at": then})
        self.count = max(self.count, count)

        def work() -> None:
            for start in range(0, len(rows), 1000):
                db.session.execute(insert(Complaint), rows[start : start + 1000])
                db.session.execute(insert(Fact), facts[start : start + 1000])

        with self.desk.scenario.app.app_context():
            write(work)
            with db.engine.begin() as connection:
                connection.execute(text("ANALYZE"))

    def works(self) -> dict[str, Callable[[], Any]]:
        """Today's page, list, closed list, page, the customer's page, and an earlier complaint of the same cause."""
        browser = self.desk.scenario.cast.office("zhoumin")
        row = self.desk.row(self.one)

        def cause() -> Any:
            with self.desk.scenario.app.app_context():
                return repeat_of(self.desk.ours, row, CAUSES[0])

        pages = {
            "today": "/console/today",
            "list": "/console/complaints",
            "closed": "/console/complaints?show=closed",
            "page": f"/console/complaints/{self.one}",
            "customer": f"/t/{row.code}",
        }
        return {name: (lambda at=at: browser.get(at).get_data()) for name, at in pages.items()} | {"causes": cause}
