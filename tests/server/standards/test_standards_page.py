"""The standards in force as administrators read them: what a phone is asked stands there, with its clause, version and since when."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.kernel import clock
from server.kernel.transaction import write
from server.standards.published import document, versions_in_force
from server.standards.publishing import publish
from tests.cast import Cast
from tests.scenario import Scenario
from tests.second_language import speed_visit


@pytest.fixture
def cast(scenario: Scenario) -> Cast:
    """The cast, whose organisation has published a standard in language 2 beside those shipped, and a version of it for later."""
    cast = scenario.cast
    with cast.app.app_context():
        write(lambda: publish(cast.ours, speed_visit(), clock.now()))
        write(lambda: publish(cast.ours, speed_visit() | {"version": "2", "effective_from": "2099-01-01"}, clock.now()))
    return cast


def read(cast: Cast, query: str = "", language: str = "") -> str:
    client = cast.office("wufang")
    if language:
        client.set_cookie("doorstep_language", language)
    return str(client.get("/console/standards", query_string={"q": query} if query else {}).text)


def test_every_step_of_every_standard_in_force_stands_there_with_its_clauses(cast: Cast) -> None:
    page = read(cast)
    with cast.app.app_context():
        standards = [
            (row.id, row.version, row.hash, document(row)) for row in versions_in_force(cast.ours, "2026-12-01")
        ]
    assert len(standards) == 3
    for name, version, digest, found in standards:
        block = re.search(rf'aria-labelledby="standard-{name}">.*?</section>', page, flags=re.S)
        assert block and digest in block.group(0) and f"{version} 版" in block.group(0)
        for kind in found["kinds_of_work"]:
            assert kind["title"]["zh-CN"] in block.group(0)
        steps = re.search(r"<details.*?</details>", block.group(0), flags=re.S)
        assert steps
        for step in (step for moment in found["moments"] for step in moment["steps"]):
            row = re.search(rf"<li>(?:(?!</li>).)*<code>{step['id']}</code>.*?</li>", steps.group(0), flags=re.S)
            assert row and step["text"]["zh-CN"][:4] in row.group(0)
            clauses = step.get("clause", [])
            for clause in [clauses] if isinstance(clauses, str) else clauses:
                assert f'<span class="clause">{clause}</span>' in row.group(0)
        for limit in found["limits"]:
            assert limit["title"]["zh-CN"] in block.group(0)


def test_what_language_2_declares_is_said_and_what_comes_later(cast: Cast) -> None:
    page = read(cast)
    for words in (
        "签约速率",
        "数字 · Mbit/s",
        "≥ order.speed Mbit/s",
        "宽带-7",
        "会留下要办的事：带仪表再来测一次",
        "算没做成",
        "回答就是承诺",
    ):
        assert words in page, words
    assert "测速上门 2 版" in page and "2099" in page


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("FT-1", "接单 1 小时内到场", "作业前照片"),
        ("FT-2", "接单 8 小时内修好", "穿好鞋套"),
        ("鞋套", "穿好鞋套", "接单 8 小时内修好"),
        ("SHOE covers", "穿好鞋套", "接单 8 小时内修好"),
        ("contracted", "签约速率", "接单 8 小时内修好"),
        ("无此词语", "没有找到", "穿好鞋套"),
    ],
    ids=["a clause and not FT-14", "a clause", "a word", "two words of the other language", "an input", "nothing"],
)
def test_a_search_leaves_what_has_every_word(cast: Cast, query: str, has: str, lacks: str) -> None:
    page = read(cast, query)
    assert has in page and lacks not in page


def test_it_is_found_from_the_settings_and_changes_nothing(cast: Cast) -> None:
    admin: Any = cast.office("wufang")
    assert 'href="/console/standards"' in admin.get("/console/settings").text
    _, _, page = read(cast).partition('<div class="scroll page"')
    page, _, _ = page.partition("<dialog")
    assert "</details>" in page and "<form" not in page and "<input" not in page
    assert cast.office("chenjing").get("/console/standards").status_code == 403
