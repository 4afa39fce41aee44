"""Codes as people type them, and facts of a phone that go on into another log."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.arrival import Arrival, carry_over
from server.kernel.chain import CODE_LETTERS
from server.kernel.codes import OF_A_LINK, code_in, drawn
from server.kernel.problem import Problem


@pytest.mark.parametrize("typed", ["ABCDE23456", " abcde-23456 ", "ab cd e2-34 56"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert code_in(typed) == "ABCDE23456"


@pytest.mark.parametrize("typed", ["", "ABCDE2345", "ABCDE234567", "ABCDE2345O", "ABCDE2345!", "一二三四五六七八九十"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert code_in(typed) == ""


def test_a_drawn_code_can_be_typed() -> None:
    assert code_in("-".join(code := drawn(OF_A_LINK))) == code and code != drawn(OF_A_LINK)
    assert code_in(CODE_LETTERS[:8], 8) and not code_in(CODE_LETTERS[:8])


def test_one_fact_that_does_not_fit_keeps_no_other_from_going_on() -> None:
    def arrival(kind: str, number: int, subject: str = "person", stored: bool = True) -> Arrival:
        fact: dict[str, Any] = {"id": str(number), "kind": kind, "subject": {"type": subject, "id": "x"}}
        return Arrival("ours", "device", "", number, "", "", fact, stored=stored)

    carried: list[str] = []

    def carry(_: Arrival, fact: dict[str, Any]) -> None:
        if fact["id"] == "2":
            raise Problem("not_found")
        carried.append(fact["id"])

    unread = Arrival("ours", "device", "", 9, "", "", None, stored=True)
    strangers = [arrival("seen", 4, "visit"), arrival("seen", 5, stored=False), arrival("heard", 6), unread]
    carry_over([*(arrival("seen", each) for each in (1, 2, 3)), *strangers], "person", ("seen",), carry)
    assert carried == ["1", "3"]
