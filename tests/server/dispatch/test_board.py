"""The board: a day's rows, giving and moving a visit by its form, and what a move costs."""

from __future__ import annotations

import html
import json
import re

import pytest

from server.kernel import clock
from tests.cast import Cast
from tests.scenario import Scenario, moment
from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures


def row_of(page: Page, person: str) -> str:
    """What stands in somebody's row of the board, as text."""
    found = re.search(rf'<tr id="lane-{person}".*?</tr>', page.source, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""


def version_of(page: Page, visit: str) -> str:
    found = re.search(rf'data-id="{visit}"[^>]*data-version="(\w+)"', page.source)
    assert found
    return found.group(1)


def tomorrow() -> str:
    return moment(1)[:10]


def day_of(scenario: Scenario, days: int = 1) -> str:
    return clock.day_of(moment(days, "12:00", scenario.zone), scenario.zone)


def move(desk: Desk, scenario: Scenario, visit: str, **wish: str) -> Page:
    """Move a visit as a hand does, with the token that the board shows now."""
    day = wish.pop("on", day_of(scenario))
    board = desk.get(f"/console/board?day={day}")
    return desk.post(
        f"/console/board/{visit}/move",
        **{"version": version_of(board, visit), "day": day, "at": f"/console/board?day={day}"} | wish,
    )


def test_the_board_shows_everybody_of_a_day_and_beside_them_what_nobody_has(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    given = scenario.given("liming", days=1, hour="10:00")
    waits = scenario.order(days=1, hour="14:00")
    page = desk.get(f"/console/board?day={day_of(scenario)}")
    assert "翠湖花园" in row_of(page, cast.people["liming"]) and "10:00" in row_of(page, cast.people["liming"])
    assert row_of(page, cast.people["wangqiang"]).endswith("0 单")
    waiting = page.source.split("data-waiting", 1)[1]
    assert f'data-id="{waits}"' in waiting and f'data-id="{given}"' not in waiting


def test_a_visit_is_given_and_moved_within_its_window_without_a_word_to_anybody(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    window = (moment(1, "13:00"), moment(1, "15:00"))
    visit = scenario.given("liming", days=1, agreed_at=None, window=window)
    page = move(desk, scenario, visit, lead=cast.people["wangqiang"], minute=str(14 * 60 + 10), minutes="40")
    assert "undo=" in page.location
    row = scenario.visit(visit)
    assert row.lead_id == cast.people["wangqiang"]
    assert (row.scheduled_at, row.scheduled_minutes) == (moment(1, "14:10"), 40)
    assert (row.window_from, row.window_to) == window
    assert [kind for kind, _ in scenario.log(visit)][-2:] == ["assigned", "scheduled"]


def test_what_breaks_a_promise_needs_a_reason_and_changes_nothing_without_one(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    visit = scenario.given("liming", days=1, hour="10:00")
    refused = move(desk, scenario, visit, lead=cast.people["wangqiang"], minute=str(16 * 60))
    assert refused.errors() == ["reason"]
    assert scenario.visit(visit).lead_id == cast.people["liming"]
    move(desk, scenario, visit, lead=cast.people["wangqiang"], minute=str(16 * 60), reason="师傅请假")
    row = scenario.visit(visit)
    assert (row.agreed_at, row.lead_id) == (moment(1, "16:00"), cast.people["wangqiang"])


def test_HV_8c_late_notice_is_said_before_and_asks_for_the_apology(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    soon = clock.later(clock.now(), minutes=70)[:17] + "00.000Z"
    visit = scenario.given("liming", agreed_at=soon)
    day = clock.day_of(soon, scenario.zone)
    costs = json.loads(desk.client.get(f"/console/board/{visit}/costs?day={day}").get_data(as_text=True))
    assert costs["late"] and "HV-8c" in costs["words"]["late"] and "林女士" in costs["words"]["call"]
    local = clock.local(clock.later(soon, minutes=40), scenario.zone)
    later = str(local.hour * 60 + local.minute)
    on = local.date().isoformat()
    at = {"on": day} if on == day else {"on": on}
    refused = desk.post(
        f"/console/board/{visit}/move",
        version=version_of(desk.get(f"/console/board?day={day}"), visit),
        day=at["on"],
        minute=later,
        lead=cast.people["liming"],
        reason="前面拖了",
    )
    assert refused.errors() == ["apology"]


def test_undo_takes_a_whole_move_back_and_names_it(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    visit = scenario.given("liming", days=1, agreed_at=None, window=(moment(1, "13:00"), moment(1, "15:00")))
    done = move(desk, scenario, visit, lead=cast.people["wangqiang"], minute=str(14 * 60), minutes="30")
    page = desk.get(done.location)
    assert "撤销：翠湖花园 2-1-2803" in page and "派给王强" in page and "排到" in page
    desk.post("/console/visits/undo", facts=page.field("facts"))
    row = scenario.visit(visit)
    assert (row.lead_id, row.scheduled_at, row.scheduled_minutes) == (cast.people["liming"], None, None)


def test_a_second_hand_overwrites_nothing_and_reads_what_the_first_did(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    visit = scenario.given("liming", days=1, agreed_at=None, window=(moment(1, "13:00"), moment(1, "15:00")))
    old = version_of(desk.get(f"/console/board?day={day_of(scenario)}"), visit)
    move(desk, scenario, visit, lead=cast.people["wangqiang"])
    refused = desk.post(
        f"/console/board/{visit}/move",
        version=old,
        lead=cast.people["ayguli"],
        at=f"/console/board?day={day_of(scenario)}",
    )
    assert refused.code == "changed_meanwhile"
    assert scenario.visit(visit).lead_id == cast.people["wangqiang"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("minute", "99999"), ("minutes", "-3"), ("day", "2026-02-31"), ("lead", "nobody"), ("start", "25:99")],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Desk, scenario: Scenario, field: str, value: str) -> None:
    visit = scenario.given("liming", days=1)
    page = move(
        desk,
        scenario,
        visit,
        **{"lead": "", "minute": "" if field == "start" else "600", "reason": "x"} | {field: value},
    )
    assert page.code == "bad_input"
    assert scenario.visit(visit).lead_id


def test_another_organisations_visit_is_not_there(their_desk: Desk, scenario: Scenario) -> None:
    visit = scenario.given("liming", days=1)
    assert their_desk.client.get(f"/console/board/{visit}/costs").status_code == 404
    assert f'data-id="{visit}"' not in their_desk.get(f"/console/board?day={day_of(scenario)}").source
