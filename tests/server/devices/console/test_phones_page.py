"""Phones by harm: an order that did not arrive, then silent ones with most work on them; what is wrong stands beside the state."""

from __future__ import annotations

from typing import Any

from server.kernel import clock


def told(scenario: Any, device: str, **columns: Any) -> None:
    """Set what this phone told of itself."""
    from server.accounts.models import Device
    from server.kernel.db import db
    from server.kernel.transaction import write

    def work() -> None:
        row = db.session.get_one(Device, (scenario.ours, device))
        for name, value in columns.items():
            setattr(row, name, value)

    with scenario.app.app_context():
        write(work)


def test_a_phone_that_is_silent_for_days_with_work_on_it_stands_above_those_without(desk, scenario):
    long_ago, lately = clock.later(clock.now(), days=-3), clock.later(clock.now(), minutes=-40)
    names = {}
    for login, label, last, unsent in (
        ("liming", "Idle", long_ago, 0),
        ("wangqiang", "Full", long_ago, 14),
        ("ayguli", "Short", lately, 2),
    ):
        names[label] = scenario.enrolled(login, label).device
        told(scenario, names[label], last_contact_at=last, unsent=unsent, oldest_unsent_at=last if unsent else None)
    page = desk.get("/console/devices")
    places = [page.source.index(f'data-id="{names[label]}"') for label in ("Full", "Short", "Idle")]
    assert places == sorted(places) and page.group(names["Idle"]) == "" and "超过 15 分钟没联系 2" in page
    panel = desk.get(f"/console/devices?device={names['Full']}")
    assert "14 条" in panel and "最早的是" in panel and "3 天" in panel


def test_a_phone_that_may_have_been_cleared_is_said_with_what_it_last_told(desk, scenario):
    old = scenario.enrolled("liming", "Cleared").device
    told(scenario, old, last_contact_at=clock.later(clock.now(), minutes=-40), unsent=12)
    assert "存储被浏览器清掉" not in desk.get(f"/console/devices?device={old}")
    scenario.enrolled("liming", "Set up anew")
    page = desk.get(f"/console/devices?device={old}")
    assert "12 条" in page and "存储被浏览器清掉" in page


def test_a_wrong_clock_and_little_room_stand_beside_the_state(desk, scenario):
    for login, label, columns in (
        ("liming", "Wrong clock", {"clock_skew": -6 * 60_000}),
        ("wangqiang", "No room", {"storage_free": 20_000_000}),
        ("ayguli", "Unlocked", {"storage_kept": False}),
    ):
        told(scenario, scenario.enrolled(login, label).device, last_contact_at=clock.now(), unsent=0, **columns)
    page = desk.get("/console/devices")
    assert "钟快 6 分" in page and "只剩 20 MB" in page and "存储没锁住" in page
