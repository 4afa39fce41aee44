"""Today's page of the quality desk (picture quality/14): what breaks first stands first, each row with its clock, its hand and one button."""

from __future__ import annotations

import re

import pytest

from server.complaints import actions, statements
from server.complaints.console import today_rows
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import local

pytestmark = pytest.mark.both_databases


def rows(desk: Complaints, by: str = "chenjing") -> list[tuple[str, str, str]]:
    """[(group, when, subject and sentence)] from top to bottom."""
    found = []
    for group in re.findall(r"<tbody>(.*?)</tbody>", desk.page("/console/today", by), flags=re.S):
        name = re.search(r'rowgroup"[^>]*>(\S+) ', group).group(1)  # type: ignore[union-attr]
        for line in re.findall(r"<tr data-id.*?</tr>", group, flags=re.S):
            cells = [re.sub(r"<svg.*?</svg>|<[^>]+>", "", each, flags=re.S).strip() for each in line.split("</td>")]
            found.append((name, cells[0], re.sub(r"\s+", " ", cells[1])))
    return found


def test_14_what_breaks_first_stands_first(desk: Complaints) -> None:
    """By hand, Tuesday 2026-12-01. Two come at 9:00: one is told 9:30, nobody takes the other. Two at 9:50, one of them serious. Seen at 10:45.

    Guard: `_harm` in server/complaints/console/today.py
    """
    promised, untaken = desk.says(text="甲事"), desk.says(text="乙事")
    desk.does(actions.take, promised, desk.person("chenjing"))
    desk.does(actions.promise_next, promised, local("2026-12-01 09:30"), by="zhoumin")
    desk.at("2026-12-01 09:50")
    serious = desk.says(text="丙事", serious="有人受伤")
    desk.does(actions.take, serious, desk.person("chenjing"))
    coming = desk.says(text="丁事")
    desk.does(actions.take, coming, desk.person("chenjing"))
    desk.at("2026-12-01 10:45")
    found = rows(desk)
    assert [each[:2] for each in found] == [
        ("现在", "超 55 分"),  # the head is not told since 9:50
        ("现在", "超 1 时 15 分"),  # promised for 9:30
        ("现在", "剩 15 分"),  # nobody took it: two working hours end at 11:00
        ("这几天", "12-03 09:50"),  # 48 hours from 9:50
    ]
    assert "还没报负责人" in found[0][2] and "09:30 该得到答复" in found[1][2] and "没人接" in found[2][2]
    desk.does(actions.tell_head, serious)
    desk.does(actions.take, untaken, desk.person("chenjing"))
    assert [each[0] for each in rows(desk)] == ["现在", "这几天", "这几天", "这几天"]


def test_14_a_serious_one_is_seen_however_many_are_overdue(desk: Complaints, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: the first query of `_complaints` in server/complaints/console/today_rows.py"""
    monkeypatch.setattr(today_rows, "MOST", 1)
    for text in ("甲事", "乙事"):
        desk.says(text=text)
    desk.at("2026-12-02 09:00")
    desk.says(text="丙事", serious="有人受伤")
    assert any("还没报负责人" in each[2] for each in rows(desk))


def test_14_a_statement_that_is_due_and_one_that_is_late(desk: Complaints) -> None:
    """Told at 9:00: due the next day at 9:00."""
    complaint = desk.says(persons=(desk.person("liming"),))
    desk.does(actions.take, complaint, desk.person("chenjing"))
    desk.does(statements.ask_statement, complaint, desk.person("liming"), "怎么回事", told=True)
    assert ("这几天", "12-02 09:00") in [each[:2] for each in rows(desk)]
    desk.at("2026-12-02 09:01")
    late = next(each for each in rows(desk) if "情况说明" in each[2])
    assert late[:2] == ("现在", "超 1 分") and "李明" in late[2]
    desk.does(statements.state, complaint, "去过了", by="liming")
    assert not any("情况说明" in each[2] for each in rows(desk))


def test_14_what_was_answered_waits_for_the_customer_and_for_nobody_here(desk: Complaints) -> None:
    complaint = desk.says()
    desk.does(actions.take, complaint, desk.person("chenjing"))
    answer = {"channel": "phone", "contact": "reached", "text": "明天上午去。", "result": "no_word"}
    desk.does(actions.answer, complaint, by="zhoumin", **answer)
    assert rows(desk) == []
    assert "没有要做的" in desk.page("/console/today")


def test_14_nobody_reads_whose_complaint_about_themselves_it_is(desk: Complaints) -> None:
    customer = desk.scenario.customers[desk.ours][0]
    complaint = desk.says(customer=customer, persons=(desk.person("zhoumin"),))
    number = desk.row(complaint).number
    assert any("林" in each[2] for each in rows(desk))
    found = rows(desk, "zhoumin")
    assert any(number in each[2] for each in found) and not any("林" in each[2] for each in found)
