"""Notices on days of its own: the cast in Shanghai on a clock that tests set, an outbox, and channels that go nowhere but here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.models import Notice, NoticeChannel, NoticeContact, NoticeRules
from server.notices.sealing import sealed
from server.notices.sending import send_due
from tests.cast import Cast
from tests.scenario import set_the_scene
from tests.server.matters.conftest import Team, at  # noqa: F401 - a fixture
from tests.server.notices.receiver import receiver, settings  # noqa: F401 - fixtures


class Office(Team):
    """A team whose customers are told."""

    def notices(self, *kinds: str, visit: str = "") -> list[Notice]:
        """The outbox in the order in which it was filled; only these kinds where some are named."""
        found = sorted(self.scenario.rows(Notice), key=lambda row: (row.created_at, row.id))
        return [row for row in found if (not kinds or row.kind in kinds) and visit in ("", row.subject_id)]

    def states(self, *kinds: str) -> list[tuple[str, str]]:
        return [(row.kind, row.state) for row in self.notices(*kinds)]

    def send(self, organisation: str = "") -> int:
        """The job runs once."""
        with self.scenario.app.app_context():
            return send_due(organisation or self.ours)

    def switch_on(self, channel: str, settings: dict[str, Any] | None = None, **secret: str) -> None:
        """An administrator has set up a channel."""

        def work() -> None:
            row = db.session.get(NoticeChannel, (self.ours, channel)) or NoticeChannel(
                organisation_id=self.ours, channel=channel
            )
            row.on, row.settings, row.secret = True, json.dumps(settings or {}), sealed(secret)
            row.changed_at, row.changed_by = clock.now(), ""
            db.session.add(row)

        with self.scenario.app.app_context():
            write(work)

    def quiet(self, begins: str, ends: str, off: str = "") -> None:
        with self.scenario.app.app_context():
            write(
                lambda: db.session.merge(
                    NoticeRules(organisation_id=self.ours, quiet_from=begins, quiet_to=ends, kinds_off=off)
                )
            )

    def mail_address(self, mail: str, *, wanted: bool = True) -> None:
        """The customer of the scene can be written to."""
        customer = self.scenario.customers[self.ours][0]
        row = {"organisation_id": self.ours, "customer_id": customer, "mail": mail, "wanted": wanted}
        with self.scenario.app.app_context():
            write(lambda: db.session.merge(NoticeContact(**row, changed_at=clock.now(), changed_by="")))

    def files(self) -> list[dict[str, Any]]:
        """What the file channel wrote."""
        folder = self.scenario.app.config["DOORSTEP"].data_dir / "notices" / self.ours
        return [json.loads(each.read_text("utf-8")) for each in sorted(folder.glob("*.json"))]

    def count(self) -> int:
        with self.scenario.app.app_context():
            return len(db.session.scalars(select(Notice.id)).all())


@pytest.fixture
def office(cast: Cast, at: Callable[[str], None]) -> Office:  # noqa: F811 - the fixture
    """Monday 2026-11-30, 8:00."""
    at("2026-11-30 08:00")
    return Office(set_the_scene(cast), at)
