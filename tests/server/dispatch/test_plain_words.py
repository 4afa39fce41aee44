"""What an office must see at a glance: helpers, a survey in words, the receipt's code, and what a held-back record is."""

from __future__ import annotations

from tests.server.dispatch.conftest import Desk
from tests.server.dispatch.test_waiting import said, soon


def test_B17_helpers_stand_in_the_list_the_panel_and_on_the_page(desk: Desk, scenario):
    visit = scenario.given("liming", "wangqiang", agreed_at=soon(100))
    assert "＋1 帮手" in desk.get("/console/visits?day=all").row(visit)
    for address in (f"/console/visits?day=all&visit={visit}", f"/console/visits/{visit}"):
        assert "帮手 王强" in desk.get(address), address


def test_B15_a_survey_is_read_in_questions_and_words(desk: Desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(30))
    said(scenario, visit, ("surveyed", {"answers": {"satisfied": 5, "tidy-work": 3, "honest": 3, "unknown": 2}, "language": "zh-CN"}))
    page = desk.get(f"/console/visits/{visit}?answers=all")
    for words in ("总的来说，您满意吗？ 很满意", "师傅穿了鞋套、做完收拾干净了吗？ 都做到了", "有没有多收钱", "unknown 2"):
        assert words in page, words
    assert "5 · 3 · 3" not in page


def test_B21_the_receipts_code_stands_on_a_finished_page_and_its_acts_are_gone(desk: Desk, scenario):
    from server.evidence.models import Receipt

    visit = scenario.given("liming", agreed_at=soon(-30))
    assert 'data-news="acts"' in desk.get(f"/console/visits/{visit}?part=live").source and "改派" in desk.get(f"/console/visits/{visit}?part=live")
    said(scenario, visit, ("departed", {}), ("arrived", {}), ("knocked", {}), ("ended", {"outcome": "nobody_home"}))
    [receipt] = scenario.rows(Receipt, Receipt.visit_id == visit)
    assert f"凭证码 {receipt.code[:4]} {receipt.code[4:]}" in desk.get(f"/console/visits/{visit}")
    assert "改派" not in desk.get(f"/console/visits/{visit}?part=live")
