"""What was held back is read in words, and several are dealt with at once."""

from __future__ import annotations

import re

import pytest

from server.quarantine.models import HeldBackAct
from tests.server.dispatch.conftest import Desk
from tests.server.visits.console.test_waiting import soon

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's


@pytest.fixture
def leader(cast) -> Desk:
    return Desk(cast.office("wufang"))


@pytest.fixture
def three(scenario) -> str:
    """A phone with three records that nobody understands; its id."""
    visit = scenario.given("liming", agreed_at=soon(30))
    phone = scenario.phone("liming")
    for _ in range(3):
        phone.report("levitated", {}, visit=visit)
    phone.sync_all()
    return str(phone.device)


def test_B16_what_a_held_back_answer_says_is_read_in_words(scenario, leader: Desk) -> None:
    visit = scenario.given("liming", agreed_at=soon(30))
    phone = scenario.phone("liming")
    body = {"step": "symptoms", "value": "wifi", "sure": True, "seen_at": "2026-11-30T08:00:00.000Z", "oops": 1}
    phone.report("answered", body, visit=visit)
    phone.sync_all()
    page = leader.get(f"/console/held-back/{phone.device}/1")
    said = page.text.split("里面写了什么")[1].split("收到的原样")[0]
    for words in ("种类 一步的回答", "哪一步 ", "回答 ", " 是 ", "16:00"):
        assert words in said, (words, said)
    for code in ("answered", "symptoms", "wifi", "true", "2026-11-30T08"):
        assert code not in said, (code, said)


def test_B16_a_revoked_phones_record_tells_the_office_what_the_office_can_do(scenario, leader: Desk) -> None:
    phone = scenario.phone("liming", "lost")
    visit = scenario.given("liming", agreed_at=soon(30))
    phone.report("arrived", {}, visit=visit)
    leader.post(f"/console/devices/{phone.device}/revoke", sure="1")
    phone.sync()
    page = leader.get("/console/held-back")
    assert "核对后可以放行" in page and "在你手里" not in page


def test_B16_several_are_set_aside_with_one_reason_and_each_is_noted(scenario, leader: Desk, three: str) -> None:
    ticked = [f"{three}/{seq}" for seq in (1, 3)]
    assert leader.post("/console/held-back/many", held=ticked, what="aside").errors() == ["reason"]
    assert leader.post("/console/held-back/many", what="aside", reason="试机").errors() == ["held"]
    assert leader.post("/console/held-back/many", held=ticked, what="aside", reason="试机").status == 303
    acts = [(row.seq, row.what, row.reason) for row in scenario.rows(HeldBackAct)]
    assert sorted(acts) == [(1, "set_aside", "试机"), (3, "set_aside", "试机")]
    boxes = re.findall(r'name="held" value="([^"]+)"', leader.get("/console/held-back").source)
    assert boxes == [f"{three}/2"]


def test_B16_several_are_released_at_once_and_what_was_released_asks_for_nothing_more(
    scenario, leader: Desk, three: str, monkeypatch
) -> None:
    from server.kernel.wiring import FactKind
    from server.visits.log.kinds import EMPTY, ON_A_VISIT

    ticked = [f"{three}/{seq}" for seq in (1, 2, 3)]
    held = leader.post("/console/held-back/many", held=ticked, what="release")
    assert held.location.endswith("done=still_some")
    monkeypatch.setitem(ON_A_VISIT, "levitated", FactKind(EMPTY))
    assert leader.post("/console/held-back/many", held=ticked, what="release").location.endswith("done=released")
    page = leader.get(f"/console/held-back/{three}/1")
    assert "已经处理好了" in page and "为什么没采用" not in page and "告诉管理员这个代码" not in page


def test_B16_the_rail_says_that_something_waits(leader: Desk, three: str) -> None:
    rail = leader.get("/console/people").source
    assert re.search(r'href="/console/held-back".*?data-live-copy="waits-quarantine">3<', rail, flags=re.S)
