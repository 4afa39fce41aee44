"""What an office must see at a glance: helpers, a survey in words, the receipt's code, and what a held-back record is."""

from __future__ import annotations

import hashlib
import re

from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.models import Visit
from tests.server.console.desk import Desk
from tests.server.visits.console.test_waiting import said, soon

SHOWN = {"text": "做了这些", "sha256": hashlib.sha256("做了这些".encode()).hexdigest(), "language": "zh-CN"}


def test_B17_helpers_stand_in_the_list_the_panel_and_on_the_page(desk: Desk, scenario):
    visit = scenario.given("liming", "wangqiang", agreed_at=soon(100))
    assert "＋1 帮手" in desk.get("/console/visits?day=all").row(visit)
    for address in (f"/console/visits?day=all&visit={visit}", f"/console/visits/{visit}"):
        assert "帮手 王强" in desk.get(address), address


def test_B15_a_survey_is_read_in_questions_and_words(desk: Desk, scenario):
    from server.standards.document import builtin_standard

    visit = scenario.given("liming", agreed_at=soon(30))
    asked = builtin_standard("home-broadband-visit")["survey"]["questions"]
    given = {each["id"]: each["choices"][0]["value"] for each in asked}
    said(scenario, visit, ("surveyed", {"answers": given | {"unknown": 2}, "language": "zh-CN"}))
    page = desk.get(f"/console/visits/{visit}?answers=all")
    for each in asked:
        assert f"{each['text']['zh-CN']} {each['choices'][0]['label']['zh-CN']}" in page, each["id"]
    assert "unknown 2" in page


def test_B21_the_receipts_code_stands_on_a_finished_page_and_its_acts_are_gone(desk: Desk, scenario):
    from server.evidence.models import Receipt

    visit = scenario.given("liming", agreed_at=soon(-30))
    assert 'data-news="acts"' in desk.get(f"/console/visits/{visit}?part=live").source and "改派" in desk.get(
        f"/console/visits/{visit}?part=live"
    )
    said(scenario, visit, ("departed", {}), ("arrived", {}), ("knocked", {}), ("ended", {"outcome": "nobody_home"}))
    [receipt] = scenario.rows(Receipt, Receipt.visit_id == visit)
    assert f"回执码 {receipt.code[:4]} {receipt.code[4:]}" in desk.get(f"/console/visits/{visit}")
    assert "改派" not in desk.get(f"/console/visits/{visit}?part=live")


def options_of(page) -> list[str]:
    found = re.search(r'<select id="f-lead".*?</select>', page.source, flags=re.S)
    return re.findall(r"<option[^>]*>([^<]+)</option>", found.group(0))[1:]


def test_B8_B9_who_has_done_such_work_and_is_free_stands_first_and_the_rest_is_said(desk: Desk, scenario, cast):
    done = scenario.given("ayguli", kind="meter-repair", days=-3)
    with scenario.app.app_context():  # what is only planned shows no practice
        write(lambda: setattr(db.session.get_one(Visit, (scenario.ours, done)), "state", "done"))
    busy, at = scenario.given("liming", days=1, hour="10:00"), scenario.order(kind="meter-repair", days=1, hour="10:10")
    assert {scenario.visit(busy).lead_id, scenario.visit(done).lead_id} == {
        cast.people["liming"],
        cast.people["ayguli"],
    }
    for hour in ("15:00", "17:00"):  # whoever is able stands first, also from another team and with more to do
        scenario.given("ayguli", days=1, hour=hour)
    options = options_of(desk.get(f"/console/visits/{at}?do=assign"))
    assert options[0].startswith("阿依古丽") and "没做过这类" not in options[0]
    [liming] = [each for each in options if each.startswith("李明")]
    assert "这天 1 单 · 时间撞了 · 没做过这类" in liming
    panel = desk.get(f"/console/visits?visit={at}&day=all")
    assert panel.source.index("阿依古丽·买买提</b>") < panel.source.index("李明</b>")


def test_B9_a_clash_is_said_after_giving_several_at_once(desk: Desk, scenario, cast):
    visits = [scenario.order(days=1, hour=hour) for hour in ("10:00", "10:10")]
    answer = desk.client.post("/console/visits/assign", data={"visit": visits, "lead": cast.people["wangqiang"]})
    page = desk.get(answer.headers["Location"])
    assert "有时间撞了的单" in page and "撤销" in page


def test_B17_helpers_never_go_without_a_lead(desk: Desk, scenario, cast):
    visit = scenario.given("liming", agreed_at=soon(100))
    token = desk.get(f"/console/visits/{visit}?do=assign").field("version")
    refused = desk.post(f"/console/visits/{visit}/assign", version=token, lead="", helpers=cast.people["wangqiang"])
    assert refused.errors() == ["lead"] and scenario.visit(visit).lead_id == cast.people["liming"]


def test_B16_a_held_back_row_says_what_it_is_and_when_it_happened(scenario, cast):
    visit = scenario.given("liming", agreed_at=soon(30))
    phone = scenario.phone("liming")
    for kind, body in (("photographed", {"oops": 1}), ("arrived", {"oops": 1}), ("levitated", {})):
        phone.report(kind, body, visit=visit)
    phone.sync_all()
    page = Desk(cast.office("wufang")).get("/console/held-back")
    rows = re.findall(r"<tr><td.*?</tr>", page.source, flags=re.S)
    for words in ("<b>照片</b>", "<b>到达</b>", "<b>levitated</b>"):
        assert sum(words in each for each in rows) == 1, words
    assert re.search(r"<b>照片</b> (\d\d-\d\d )?\d\d:\d\d", page.source)


def test_M2_what_a_customer_objects_to_stands_in_amber(desk: Desk, scenario):
    """Guard: server/visits/console/answers_section.py:_objects. "Extra money: yes" could not be told from "no"."""
    visit = scenario.given("liming", agreed_at=soon(30))
    answers = {"satisfied": 2, "tidy-work": 3, "honest": 1}
    said(
        scenario,
        visit,
        ("customer_mode_entered", {"language": "zh-CN"}),
        ("surveyed", {"answers": answers, "language": "zh-CN"}),
    )
    [row] = rows_of(desk, visit, "有没有多收钱、收东西")
    assert "总的来说，您满意吗？ 不满意 · 师傅进门穿鞋套了吗？ 穿了 · 有没有多收钱、收东西？ 有" in row
    assert 'class="attention"' in row
    fine = scenario.given("liming", agreed_at=soon(60))
    said(
        scenario,
        fine,
        ("customer_mode_entered", {"language": "zh-CN"}),
        ("surveyed", {"answers": answers | {"satisfied": 3, "honest": 3}, "language": "zh-CN"}),
    )
    [row] = rows_of(desk, fine, "有没有多收钱、收东西")
    assert 'class="attention"' not in row


def test_M29_a_signature_that_was_declined_says_why_and_another_time_is_no_fault(desk: Desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(30))
    refused = {"way": "declined", "relation": "self", "name": "林静", "reason": "not_satisfied", "shown": SHOWN}
    later = {"step": "optical-power", "from": soon(1500), "what": "再测一次"}
    said(scenario, visit, ("customer_mode_entered", {"language": "zh-CN"}), ("signed", refused), ("appointed", later))
    [row] = rows_of(desk, visit, "不签")
    assert 'class="attention"' in row and "对结果不满意" in row
    assert "步另约" in desk.get(f"/console/visits/{visit}?answers=all")


def rows_of(desk: Desk, visit: str, words: str) -> list[str]:
    """The table rows of the visit's answers that say this, as HTML."""
    source = desk.get(f"/console/visits/{visit}?answers=all").source
    answers = source[source.index('class="answers"') :]
    return [each for each in re.findall(r"<tr>.*?</tr>", answers, flags=re.S) if words in each]
