"""Views of lists that somebody keeps: theirs alone, the filters and nothing that names a customer."""

from __future__ import annotations

import re

from server.accounts.saved_views import SavedView
from tests.cast import Cast
from tests.scenario import Scenario
from tests.server.console.desk import Desk, desk  # noqa: F401 - a fixture


def kept(desk: Desk, name: str, at: str, page: str = "visits"):  # noqa: F811
    return desk.post("/console/views", page=page, view_name=name, at=at)


def test_filters_come_back_by_their_name_on_another_day_for_this_person_alone(
    desk: Desk,  # noqa: F811
    scenario: Scenario,
    cast: Cast,
) -> None:
    done = kept(desk, "没派的维修", "/console/visits?state=unassigned&work=repair&day=2026-07-14&q=林晓梅&visit=x")
    assert "state=unassigned" in done.location and "done=view_saved" in done.location
    assert [row.query for row in scenario.rows(SavedView)] == ["work=repair&state=unassigned"]
    page = desk.get("/console/visits")
    assert re.search(r'href="/console/visits\?work=repair&amp;state=unassigned">没派的维修', page.source)
    assert "没派的维修" not in Desk(cast.office("zhoumin")).get("/console/visits")
    assert "没派的维修" not in desk.get("/console/matters")  # it is a view of another list


def test_the_same_name_takes_the_place_of_the_old_and_is_taken_away(desk: Desk, scenario: Scenario) -> None:  # noqa: F811
    kept(desk, "我的", "/console/visits?state=unassigned")
    kept(desk, "我的", "/console/visits?state=review")
    [row] = scenario.rows(SavedView)
    assert row.query == "state=review"
    desk.post(f"/console/views/{row.id}/gone")
    assert scenario.rows(SavedView) == []


def test_what_is_no_view_is_said_at_its_field(desk: Desk, scenario: Scenario) -> None:  # noqa: F811
    assert "没有选筛选" in kept(desk, "空的", "/console/visits?q=林晓梅")
    assert kept(desk, "", "/console/visits?state=review").errors() == ["view_name"]
    for number in range(30):
        kept(desk, f"视图{number}", "/console/visits?state=review")
    assert "最多存 30 个" in kept(desk, "再一个", "/console/visits?state=review")
    assert len(scenario.rows(SavedView)) == 30
