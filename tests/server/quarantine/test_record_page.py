"""A record that was held back can be read, released, put with a visit and set aside; every deed is recorded, and nothing disappears."""

from __future__ import annotations

import pytest

from tests.server.console.desk import Desk


@pytest.fixture
def leader(cast) -> Desk:
    return Desk(cast.office("wufang"))


def held(scenario, kind: str = "levitated", body: dict | None = None) -> tuple[str, str]:
    """(visit, address of the page) of one fact that is not taken in."""
    visit = scenario.given("liming")
    phone = scenario.phone("liming", "红米 Note 13")
    phone.report(kind, {"how": "<script>alert(1)</script>"} if body is None else body, visit=visit)
    phone.sync()
    return visit, f"/console/held-back/{phone.device}/1"


def test_it_is_read_whole_as_text_with_its_reason_in_words_and_the_next_step(scenario, leader: Desk):
    visit, address = held(scenario)
    assert f'href="{address}"' in leader.get("/console/held-back").source
    page = leader.get(address)
    for words in (
        "服务器还不认识这种记录",
        "unknown_kind",
        "可能应用比服务器新",
        "不用做什么，服务器更新后会处理",
        "李明",
        "红米 Note 13",
        "还没有人处理",
    ):
        assert words in page, words
    assert (
        "<script>alert" not in page.source
        and "&lt;script&gt;alert(1)" in page.source
        and '"kind":"levitated"' in page.text.replace("&#34;", '"')
    )


def test_what_fits_by_now_is_released_and_stays_listed_as_such(scenario, leader: Desk, monkeypatch):
    from server.kernel.wiring import FactKind
    from server.visits.log.kinds import EMPTY, ON_A_VISIT

    visit, address = held(scenario, "rang", {"x": "y"})
    assert leader.post(f"{address}/release").location.endswith("?done=still_held")
    assert "试过放行，还不行：服务器还不认识这种记录" in leader.get(address)
    visit, address = held(scenario, "waved", {})
    monkeypatch.setitem(ON_A_VISIT, "waved", FactKind(EMPTY))
    assert leader.post(f"{address}/release").location.endswith("?done=released")
    assert ("waved", "applied") in scenario.log(visit)
    assert "放行，已计入" in leader.get(address) and "已放行" in leader.get("/console/held-back")


def test_it_is_put_with_a_visit_by_number_or_words_and_the_timeline_names_it(scenario, leader: Desk):
    other = scenario.given("wangqiang")
    visit, address = held(scenario)
    assert leader.post(f"{address}/attach", visit="没有的小区").errors() == ["visit"]
    several = leader.post(f"{address}/attach", visit="翠湖花园")
    assert several.status == 400 and "不止一张，选一张" in several and several.source.count('type="radio"') == 2
    assert leader.post(f"{address}/attach", visit="翠湖花园", one_of=other, note="走错了门").status == 303
    assert leader.post(f"{address}/attach", visit=scenario.visit(visit).number).status == 303
    page = leader.get(f"/console/visits/{other}")
    assert "待查的一条记录归到这一单" in page and "走错了门" in page and ("attached", "applied") in scenario.log(visit)
    assert f"归到 {scenario.visit(other).number}" in leader.get(address) and "已归到单子" in leader.get(
        "/console/held-back"
    )


def test_it_is_set_aside_with_a_reason_and_brought_back(scenario, leader: Desk):
    _, address = held(scenario)
    assert leader.post(f"{address}/aside", reason=" ").errors() == ["reason"]
    assert leader.post(f"{address}/aside", reason="试机时按的").status == 303
    assert "放下了" in leader.get("/console/held-back") and "试机时按的" in leader.get(address)
    assert leader.post(f"{address}/aside", back_again="1").status == 303
    assert "先放一边" in leader.get("/console/held-back") and "拿回来再看" in leader.get(address)


def test_what_cannot_be_read_at_all_is_shown_as_it_came(scenario, leader: Desk):
    phone = scenario.phone("liming")
    phone.queue(1, "<html>门户</html>\ud83d")
    phone.sync()
    page = leader.get(f"/console/held-back/{phone.device}/1")
    assert page.status == 200 and "读不出来" in page and "&lt;html&gt;门户" in page.source
    assert (
        leader.get(f"/console/held-back/{phone.device}/2").status == 404
        and leader.get(f"/console/held-back/{phone.device}/x").status == 404
    )
