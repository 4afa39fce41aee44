"""A page that cannot show every phone says so, shows those with something to lose, and counts them all. A day's numbers never run out."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import update

from server.accounts.models import Device
from server.devices import status
from server.kernel.db import db
from server.kernel.transaction import write
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's


def test_O5_a_phone_with_unsent_records_is_shown_and_all_are_counted(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-5. Guard: server/devices/status.py:totals_of and phones_of"""
    phones = [scenario.enrolled("liming", f"Phone {number}") for number in range(4)]
    carries = {phones[2].device: 7, phones[3].device: 2}
    with scenario.app.app_context():
        for device, unsent in carries.items():
            write(
                lambda device=device, unsent=unsent: db.session.execute(
                    update(Device).where(Device.id == device).values(unsent=unsent)
                )
            )  # type: ignore[misc]
    monkeypatch.setattr(status, "MOST", 1)
    page = scenario.cast.office("chenjing").get("/console/devices").get_data(as_text=True)
    assert "全部手机上还有 9 条记录没送回" in page and "4 部" in page
    assert "这里列出 1 部，一共 4 部" in page
    assert sum(f"Phone {number}" in page for number in (0, 1)) == 0
    monkeypatch.setattr(status, "MOST", 500)
    assert "这里列出" not in scenario.cast.office("chenjing").get("/console/devices").get_data(as_text=True)


def test_O30_numbers_grow_where_years_have_used_the_short_ones_up(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-30. Guard: server/visits/office/actions.py:new_number"""
    monkeypatch.setattr(secrets, "choice", lambda letters: letters[0])
    numbers = [scenario.visit(scenario.order()).number for _ in range(3)]
    assert [len(number.partition("-")[2]) for number in numbers] == [4, 5, 6]
    assert len({number[:4] for number in numbers}) == 1
