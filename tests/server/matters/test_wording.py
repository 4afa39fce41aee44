"""Forbidden phrases (FB): found however they are spelled, shown with clause and advice, sent all the same only on record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters import refusals
from server.matters.actions import Spoke
from server.standards.wording import Phrase, hits
from server.standards.wording_list import WordingList, WordingSent, publish_wording
from tests.server.matters.conftest import Team
from tests.server.matters.playing import does, refused
from tests.server.matters.test_limits import office_matter

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

FB8 = Phrase("w1", "FB-8", "不归我管", "告诉客户找谁，并且帮他转过去")
SAID_BY = {"needle": "不归我管", "clause": "FB-8", "advice": "告诉客户找谁"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这事不归我管", "不归我管"),
        ("这 事 不 归 我 管！", "不 归 我 管"),
        ("这事不，归。我·管", "不，归。我·管"),
        ("不归我管的设备已转物业", "不归我管"),
    ],
)
def test_40_FB_a_phrase_is_found_whatever_stands_between_its_letters(text: str, words: str) -> None:
    [hit] = hits(text, [FB8])
    assert (hit.words, hit.phrase.clause, text[hit.start : hit.end]) == (words, "FB-8", words)


def test_40_FB_width_and_case_make_no_difference_and_other_words_none() -> None:
    english = Phrase("w2", "FB-9", "Company rule", "say what can be done")
    assert [hit.words for hit in hits("It is a COMPANY-RULE, sorry", [english])] == ["COMPANY-RULE"]
    assert [hit.words for hit in hits("ｃｏｍｐａｎｙ ｒｕｌｅ", [english])] == ["ｃｏｍｐａｎｙ ｒｕｌｅ"]
    assert hits("归我管，我来办", [FB8, english]) == [] and hits("", [FB8]) == []


def test_40_FB_a_needle_is_literal() -> None:
    assert hits("随便什么", [Phrase("w1", "", ".*", "")]) == []


VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "wording.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_40_FB_server_and_phone_find_the_same(case: dict[str, Any]) -> None:
    found = hits(case["text"], [Phrase(**each) for each in VECTORS["phrases"]])
    assert [
        {"id": each.phrase.id, "start": each.start, "end": each.end, "words": each.words} for each in found
    ] == case["hits"]


def test_40_FB_the_list_travels_to_phones_also_to_one_that_is_enrolled_later(team: Team) -> None:
    desk = team.scenario.cast.office("wufang")
    phone = team.scenario.enrolled("wangqiang")
    phone.sync_all()
    desk.post("/console/wording", data={"entries": "不归我管 | FB-8 | 告诉找谁"})
    phone.sync_all()
    later = team.scenario.enrolled("ayguli")
    later.report(
        "enrolled", {"app_version": "0.1.0", "browser": "x"}, subject={"type": "device", "id": later.device}, grant=None
    )
    later.sync_all()
    later.sync_all()
    for each in (phone, later):
        told = [change["phrases"] for change in each.changes if change["type"] == "wording"]
        assert [phrase["needle"] for phrase in told[-1]] == ["不归我管"]


def test_40_FB_an_empty_list_checks_nothing_and_the_page_says_so(team: Team) -> None:
    page = team.scenario.cast.office("wufang").get("/console/wording")
    assert page.status_code == 200 and "还没有" in page.text
    matter = office_matter(team, "connection")
    does(team, refusals.refuse, matter, "这片管网不归我管，办不了", None)


def test_40_FB_a_hit_stops_a_refusal_and_sending_all_the_same_is_on_record(team: Team, at: Any) -> None:
    with team.scenario.app.app_context():
        write(lambda: publish_wording(team.ours, team.scenario.cast.people["wufang"], [SAID_BY]))
    matter = office_matter(team, "connection")
    told = Spoke("phone", "reached", "说了")
    problem = refused(team, "forbidden_words", refusals.refuse, matter, "不归我管的设备已转物业", told)
    assert problem.extra["hits"] == [{"words": "不归我管", "clause": "FB-8", "advice": "告诉客户找谁"}]
    desk = team.scenario.cast.office("chenjing")
    typed = {"reason": "不归我管的设备已转物业", "to": "customer", "channel": "phone", "result": "reached"}
    address = f"/console/matters/{matter}/refuse"
    page = desk.get(desk.post(address, data=typed).headers["Location"]).text
    assert "FB-8" in page and "告诉客户找谁" in page and 'name="all_the_same"' in page and typed["reason"] in page
    assert "done=matter_refuse" in desk.post(address, data=typed | {"all_the_same": "1"}).headers["Location"]
    [sent] = team.scenario.rows(WordingSent)
    assert (sent.phrases, sent.about, sent.person_id) == (
        "w1",
        f"matter {matter}",
        team.scenario.cast.people["chenjing"],
    )


@pytest.mark.parametrize("wrong", ["管", "，。！", "好" * 61])
def test_40_FB_a_line_that_would_hit_everything_or_nothing_is_not_published(team: Team, wrong: str) -> None:
    with team.scenario.app.app_context(), pytest.raises(Problem) as caught:
        write(lambda: publish_wording(team.ours, team.scenario.cast.people["wufang"], [SAID_BY, {"needle": wrong}]))
    assert caught.value.code == "wording_line" and caught.value.errors == {"entries": ["line:2"]}
    assert team.scenario.rows(WordingList) == []
