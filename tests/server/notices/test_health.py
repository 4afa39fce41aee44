"""What `doorstep doctor` says of the outbox: what waits too long, a channel by which nothing arrives, a secret of another key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.health import troubles
from server.notices.models import NoticeChannel
from tests.cast import OURS
from tests.server.notices.conftest import Office
from tests.server.notices.receiver import Receiver

pytestmark = pytest.mark.both_databases  # because rows are grouped and ordered


def told(office: Office) -> list[str]:
    with office.scenario.app.app_context():
        return list(troubles())


def test_what_waits_for_an_hour_is_told_and_what_waits_for_the_morning_is_not(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-11-30 22:30")
    office.given("09:00", days=1)
    office.at("2026-11-30 23:00")
    office.send()  # quiet hours: it waits for the morning
    at("2026-12-01 06:50")
    assert told(office) == []
    office.given("10:00", days=0)
    at("2026-12-01 07:49")
    assert told(office) == []
    at("2026-12-01 07:51")
    assert told(office) == [f"{OURS}: 1 wait for file, the oldest since 2026-11-30T22:50:00.000Z."]


def test_a_channel_by_which_nothing_arrives_is_told_with_its_last_reason(
    office: Office, receiver: Receiver, at: Callable[[str], None]
) -> None:
    office.switch_on("webhook", url=receiver.url)
    receiver.says = lambda number: (403, {})
    for hour in ("13:00", "14:00"):
        office.given(hour)
    at("2026-11-30 08:05")
    office.send()
    assert told(office) == []  # two are too few to say so
    office.given("15:00")
    at("2026-11-30 08:10")
    office.send()
    assert told(office) == [f"{OURS}: nothing arrives by webhook: http 403"]
    receiver.says = lambda number: (200, {})
    office.given("16:00")
    at("2026-11-30 08:15")
    office.send()
    assert told(office) == []


def test_a_secret_that_another_key_sealed_is_told(office: Office, receiver: Receiver) -> None:
    office.switch_on("webhook", url=receiver.url)
    assert told(office) == []

    def forget() -> None:
        db.session.get_one(NoticeChannel, (office.ours, "webhook")).secret = "of another key"

    with office.scenario.app.app_context():
        write(forget)
    assert told(office) == [f"{OURS}: the secret of webhook was sealed by another key. Type it again."]
