"""The roster's page: what is nobody's stands on every day on which it is nobody's (FT-13)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.server.duty.conftest import Duties

pytestmark = pytest.mark.both_databases


def cells(duties: Duties, post: str, week: str) -> list[list[tuple[str, str]]]:
    """[(tone, words)] of what is nobody's on each of the seven days of a post's row."""
    text = duties.scenario.cast.office("chenjing").get(f"/console/duty?week={week}").get_data(as_text=True)
    row = next(each for each in re.findall(r"<tr>.*?</tr>", text, flags=re.S) if f"<b>{post}</b>" in each)
    found = []
    for cell in re.findall(r"<td.*?</td>", row, flags=re.S):
        gaps = re.findall(r'class="turn gap (\w+)">.*?<span class="small">(.*?)</span>', cell, flags=re.S)
        found.append([(tone, hours) for tone, hours in gaps])
    return found


def test_48_a_gap_of_days_stands_on_each_of_them_and_in_the_next_week_too(duties: Duties, at: Any) -> None:
    """Wednesday 2026-12-02, 9:00: the hotline ends on Thursday 20:00 and nobody follows. Red up to day seven (12-09), amber after.

    Guard: `on_day` in server/duty/console/duty_page.py
    """
    at("2026-12-02 09:00")
    duties.planned("hotline", "2026-12-02 08:00", "2026-12-02 20:00", "chenjing")
    duties.planned("hotline", "2026-12-02 20:00", "2026-12-03 08:00", "zhoumin")
    duties.planned("hotline", "2026-12-03 08:00", "2026-12-03 20:00", "chenjing")
    whole = ("red", "0:00–24:00")
    assert cells(duties, "热线", "2026-12-02") == [[], [], [], [("red", "20:00–24:00")], [whole], [whole], [whole]]
    amber = ("amber", "0:00–24:00")
    assert cells(duties, "热线", "2026-12-09") == [[whole], [whole], [whole], [amber], [amber], [amber], [amber]]
    assert cells(duties, "热线", "2026-12-16") == [[amber], [amber], [amber], [], [], [], []]


def test_48_day_and_night_are_told_apart_and_stand_in_their_order(duties: Duties) -> None:
    """A day from 8:00 and a night from 20:00, the night planned first. Guard: `_is_night` in server/duty/console/duty_page.py."""
    duties.planned("hotline", "2026-12-01 20:00", "2026-12-02 08:00", "zhoumin")
    duties.planned("hotline", "2026-12-01 08:00", "2026-12-01 20:00", "chenjing")
    text = duties.scenario.cast.office("chenjing").get("/console/duty?week=2026-12-01").get_data(as_text=True)
    row = next(each for each in re.findall(r"<tr>.*?</tr>", text, flags=re.S) if "<b>热线</b>" in each)
    turns = re.findall(
        r'class="turn"><span class="second">(.*?)</span>.*?<span class="small">(.*?)</span>', row, flags=re.S
    )
    assert turns == [("白", "8:00–20:00"), ("夜", "20:00–8:00")]
