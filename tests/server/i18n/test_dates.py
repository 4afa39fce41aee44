"""Days and moments as words: the same as on the phone (tests/vectors/dates.json, tests/pwa/shell/dates.test.ts)."""

import json
from typing import Any

import pytest

from server.i18n import dates
from server.kernel.clock import day_of
from tests.architecture.sources import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "dates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["days"], ids=lambda case: case["name"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_day_has_its_year_where_that_is_not_this_one(case: dict[str, Any], language: str) -> None:
    assert dates.named_day(case["day"], language, case["today"]) == case[language]


@pytest.mark.parametrize("case", VECTORS["moments"], ids=lambda case: case["name"])
def test_a_moment_is_the_organisations(case: dict[str, Any]) -> None:
    assert day_of(case["at"], case["zone"]) == case["day"]
    assert dates.clock_time(case["at"], case["zone"]) == case["clock"].zfill(5)


def test_a_moment_of_another_year_says_so_in_a_list() -> None:
    said = [
        dates.moment_short("2025-12-31T06:06:00.000Z", today, "Asia/Shanghai")
        for today in ("2025-12-31", "2025-11-20", "2026-01-01")
    ]
    assert said == ["14:06", "12-31 14:06", "2025-12-31 14:06"]


def test_a_week_is_said_as_people_say_days_and_not_as_figures() -> None:
    week = ("2025-12-29", "2026-01-04")
    assert dates.days_between(*week, "zh-CN", "2025-12-31") == "12月29日–2026年1月4日"
    assert dates.days_between(*week, "en", "2025-12-31") == "29 Dec – 4 Jan 2026"
