"""Parts of a van: issued and returned by the office, used by the answers of visits, counted anew where an answer changes."""

from __future__ import annotations

import pytest

from server.dispatch.van_stock.stock import VanMovement, VanPart
from tests.cast import Cast
from tests.scenario import Scenario
from tests.server.console.desk import Desk, desk  # noqa: F401 - a fixture


def note(desk: Desk, person: str, count: str, kind: str = "issued", **more: str):  # noqa: F811
    return desk.post("/console/van-stock", **{"person": person, "kind": kind, "code": "modem", "count": count} | more)


def left(scenario: Scenario, cast: Cast, desk: Desk) -> tuple[int, int, int]:  # noqa: F811
    """(issued, used, returned) of Li Ming's modems as they are stored."""
    rows = [row for row in scenario.rows(VanMovement) if row.person_id == cast.people["liming"]]
    return tuple(sum(row.count for row in rows if row.kind == kind) for kind in ("issued", "used", "returned"))  # type: ignore[return-value]


def test_what_a_visit_used_is_taken_off_and_follows_the_answer(desk: Desk, scenario: Scenario, cast: Cast) -> None:  # noqa: F811
    note(desk, cast.people["liming"], "5", name="光猫", low="2")
    note(desk, cast.people["liming"], "1", "returned")
    visit = scenario.given("liming")
    phone = scenario.phone("liming")
    used = [{"code": "modem", "name": "光猫", "count": 1}]
    phone.report("answered", {"step": "parts", "value": used}, visit=visit)
    phone.sync()
    assert left(scenario, cast, desk) == (5, 1, 1)
    assert "快用完了" not in desk.get("/console/van-stock")
    phone.report("answered", {"step": "parts", "value": [used[0] | {"count": 2}]}, visit=visit)
    phone.sync()
    assert left(scenario, cast, desk) == (5, 2, 1)
    page = desk.get("/console/van-stock")
    assert "MODEM 光猫 5 2 1 2 快用完了" in page
    assert "车上应该有的配件" in Desk(cast.office("liming")).get("/console/me")
    assert "车上应该有的配件" not in Desk(cast.office("wangqiang")).get("/console/me")


@pytest.mark.parametrize("instead", ["another answer", "none", "taken back"])
def test_what_turns_out_not_to_be_used_is_in_the_van_again(
    desk: Desk,  # noqa: F811
    scenario: Scenario,  # noqa: F811
    cast: Cast,
    instead: str,
) -> None:
    """Though what came instead says nothing of parts. Guard: server/dispatch/van_stock/stock.py:USED"""
    note(desk, cast.people["liming"], "5", name="光猫")
    visit, phone = scenario.given("liming"), scenario.phone("liming")
    used = [{"code": "modem", "name": "光猫", "count": 1}]
    answer = phone.report("answered", {"step": "parts", "value": used}, visit=visit)
    phone.sync()
    assert left(scenario, cast, desk) == (5, 1, 0)
    said: dict[str, tuple[str, dict[str, object]]] = {
        "another answer": ("answered", {"step": "parts", "value": []}),
        "none": ("deviated", {"step": "parts", "reason": "not_applicable"}),
        "taken back": ("withdrawn", {"fact": answer, "reason": "另一户的"}),
    }
    kind, body = said[instead]
    phone.report(kind, body, visit=visit)
    assert phone.sync()["results"][0]["outcome"] == "applied"
    assert left(scenario, cast, desk) == (5, 0, 0)


def test_used_without_being_issued_says_so_and_blames_nobody(desk: Desk, scenario: Scenario, cast: Cast) -> None:  # noqa: F811
    visit = scenario.given("liming")
    phone = scenario.phone("liming")
    phone.report(
        "answered", {"step": "parts", "value": [{"code": "connector", "name": "快速接头", "count": 1}]}, visit=visit
    )
    phone.sync()
    page = desk.get("/console/van-stock")
    assert "CONNECTOR 快速接头 0 1 0 -1 用得比领的多，请核对领出记录" in page


def test_what_cannot_be_is_said_at_its_field_and_stores_nothing(desk: Desk, scenario: Scenario, cast: Cast) -> None:  # noqa: F811
    for typed, field in (
        ({"count": "0"}, "count"),
        ({"count": "x"}, "count"),
        ({"code": " "}, "code"),
        ({"low": "-1"}, "low"),
    ):
        given = {"person": cast.people["liming"], "kind": "issued", "code": "modem", "count": "1"} | typed
        assert desk.post("/console/van-stock", **given).errors() == [field]
    assert note(desk, cast.people["zhaolei"], "1").status == 404  # of another organisation
    assert scenario.rows(VanMovement) == [] and scenario.rows(VanPart) == []


def test_a_code_that_grows_in_capitals_is_refused_where_it_no_longer_fits(
    desk: Desk,  # noqa: F811
    scenario: Scenario,  # noqa: F811
    cast: Cast,
) -> None:
    """21 letters ß are 42 letters S, which PostgreSQL's column of 40 would not take."""
    note(desk, cast.people["liming"], "5", code="ß" * 21)
    assert not scenario.rows(VanMovement)
    note(desk, cast.people["liming"], "5", code="ß" * 20)
    assert [row.code for row in scenario.rows(VanMovement)] == ["S" * 40]
