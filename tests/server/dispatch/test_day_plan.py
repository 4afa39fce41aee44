"""The plan of a day on paper: what a technician needs, no whole number, and on record."""

from __future__ import annotations

from server.customers.models import AccessRecord
from tests.cast import Cast
from tests.scenario import Scenario
from tests.server.console.desk import Desk, desk  # noqa: F401 - a fixture
from tests.server.dispatch.test_planning import day_of


def test_a_sheet_says_when_where_and_what_to_mind_and_masks_the_number(
    desk: Desk,  # noqa: F811
    scenario: Scenario,
    cast: Cast,
) -> None:
    scenario.given("liming", "wangqiang", days=1, hour="10:00")
    page = desk.get(f"/console/board/paper?day={day_of(scenario)}")
    for words in ("李明", "王强", "10:00", "2 幢 1 单元 2803 室", "林女士", "门禁 4412#", "帮手", "用完请交回销毁"):
        assert words in page, words
    assert "13812341234" not in page.source and "林晓梅" not in page
    assert [row.what for row in scenario.rows(AccessRecord)] == ["list"]
    one = desk.get(f"/console/board/paper?day={day_of(scenario)}&technician={cast.people['wangqiang']}")
    assert "王强" in one and "李明" not in one
    assert "还没有派单" in desk.get(f"/console/board/paper?day={day_of(scenario, 2)}")
