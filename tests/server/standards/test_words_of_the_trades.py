"""What each trade says and takes along: M6, M25 and M26, on the shipped standards."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from server.standards.document import BUILTIN_STANDARDS, builtin_standard

WATER, BROADBAND = "household-water-meter-repair", "home-broadband-visit"


def sentences(name: str) -> dict[str, str]:
    """Phrase → what is said in Chinese, the trade's own words put in."""
    found = builtin_standard(name)
    blanks = defaultdict(lambda: "……", {each: words["zh-CN"] for each, words in found["blanks"].items()})
    return {each["id"]: each["text"]["zh-CN"].format_map(blanks) for each in found["phrases"]}


def test_M6_nobody_is_asked_to_back_up_documents_before_the_water_goes_off() -> None:
    said = sentences(WATER)
    assert "停水" in said["risk-construction"] and "接点水" in said["risk-construction"]
    assert not [each for each, text in said.items() if "备份" in text or "指示灯" in text or "用一下您的水管" in text]
    assert "备份" in sentences(BROADBAND)["risk-construction"]


def packed(name: str, kind: str) -> dict[str, dict[str, Any]]:
    items = builtin_standard(name)["bring"]
    return {each["id"]: each for each in items if kind in each.get("for", [kind])}


def test_M25_six_visits_with_meters_need_one_torch_and_a_meter_only_where_one_is_replaced() -> None:
    repair, replacement = packed(WATER, "meter-repair"), packed(WATER, "meter-replacement")
    assert not {"meter", "valve"} & set(repair) and {"meter", "valve"} <= set(replacement)
    tools = {each for each, item in repair.items() if item.get("reused")}
    assert {"torch", "spanner"} <= tools
    assert packed(BROADBAND, "repair")["power-meter"]["reused"]


@pytest.mark.parametrize("name", BUILTIN_STANDARDS)
def test_M26_who_finds_nobody_at_home_has_a_sentence_for_the_call_and_none_that_blames_us(name: str) -> None:
    found = builtin_standard(name)
    [moment] = [each for each in found["moments"] if each["id"] == "nobody-home"]
    said = [sentences(name)[each] for each in moment["phrases"]]
    assert "到您家门口了" in said[0]
    assert not [each for each in said if "改时间" in each or "来不成" in each]
