"""What the board says beside its rows: what is wrong, whose limit is near, who is on duty; and the week. Cases of libraries.md A4 by their numbers."""

from __future__ import annotations

import re

import pytest

from server.accounts.absences import note_absence
from server.accounts.models import Organisation
from server.dispatch.board.blocks import room_for
from server.dispatch.board.moving import moment_of, position_of
from server.dispatch.board.week import first_of_week
from server.duty.actions import plan
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.transaction import write
from tests.browser.world import where_it_is_morning
from tests.cast import Cast
from tests.scenario import Scenario, moment
from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures
from tests.server.dispatch.test_board import day_of, row_of


def strip_of(page: Page) -> dict[str, int]:
    """Kind → how many, of the strip above the rows."""
    found = re.findall(r'data-watches="(\w+)".*?<b>(\d+)</b>', page.source, flags=re.S)
    return {name: int(count) for name, count in found}


def watched(page: Page, visit: str) -> list[str]:
    found = re.search(rf'data-id="{visit}"[^>]*data-watch="([^"]*)"', page.source)
    return found.group(1).split() if found else []


def board(desk: Desk, scenario: Scenario, days: int = 1) -> Page:
    return desk.get(f"/console/board?day={day_of(scenario, days)}")


def test_the_strip_counts_what_clashes_and_what_nobody_has(desk: Desk, scenario: Scenario) -> None:
    one, other = (scenario.given("liming", days=1, hour=hour) for hour in ("10:00", "10:30"))
    apart, waits = scenario.given("liming", days=1, hour="14:00"), scenario.order(days=1, hour="14:00")
    page = board(desk, scenario)
    assert strip_of(page) == {"clash": 2, "unassigned": 1}
    assert [watched(page, each) for each in (one, other, apart, waits)] == [["clash"], ["clash"], [], ["unassigned"]]
    assert "2 单要留意" in row_of(page, scenario.cast.people["liming"])


def in_the_morning(scenario: Scenario) -> None:
    """Our clocks show the late morning, so that what began just before is of the same day."""

    def work() -> None:
        scenario.zone = db.session.get_one(Organisation, scenario.ours).time_zone = where_it_is_morning()

    with scenario.app.app_context():
        write(work)


def test_what_is_late_says_by_how_much_on_its_block(desk: Desk, scenario: Scenario) -> None:
    in_the_morning(scenario)
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=-16, seconds=-5))
    page = desk.get("/console/board")
    assert watched(page, visit)[0] == "late" and "迟 16 分" in row_of(page, scenario.cast.people["liming"])


def test_a_day_with_nothing_wrong_says_so(desk: Desk, scenario: Scenario) -> None:
    scenario.given("liming", days=1, hour="10:00")
    page = board(desk, scenario)
    assert strip_of(page) == {} and "都准时" in page


def test_a_visit_without_any_time_stands_in_its_technicians_row(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    scenario.given("liming", agreed_at=None, priority="urgent")
    page = desk.get("/console/board")
    assert page.status == 200


def test_A4_3_without_own_hours_a_row_shows_the_organisations(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    """A4-3: rows without a schedule looked available around the clock."""
    page = board(desk, scenario)
    row = re.search(rf'id="lane-{cast.people["wangqiang"]}".*?</tr>', page.source, flags=re.S)
    assert row
    off = [
        (int(one), int(other)) for one, other in re.findall(r'class="off" data-from="(\d+)" data-to="(\d+)"', row[0])
    ]
    works = clock.local(moment(1, "12:00"), scenario.zone).weekday() < 5
    assert off == ([(480, 510), (720, 810), (1050, 1140)] if works else [(480, 1140)])


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Australia/Lord_Howe", "America/St_Johns", "Europe/Berlin"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-12"])
def test_A4_4_position_to_moment_and_back(zone: str, day: str) -> None:
    """A4-4: boards add an hour; here every minute that a zone's clock shows comes back as the one that it was."""
    skipped = 0
    for position in range(0, 1440, 5):
        try:
            found = moment_of(position, day, zone)
        except ValueError:
            skipped += 1
            continue
        assert position_of(found, day, zone) == position, (zone, day, position)
    assert skipped in (0, 6, 12)


def test_A4_5_rows_stand_in_the_order_of_the_team_not_of_the_alphabet(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    """A4-5: within a team by badge; 李明 0117 before 王强 0118, whatever their names."""
    rows = re.findall(r'data-row="([\w-]+)"', board(desk, scenario).source)
    assert rows.index(cast.people["liming"]) < rows.index(cast.people["wangqiang"])


def test_A4_6_a_length_that_nobody_knows_looks_unknown(desk: Desk, scenario: Scenario) -> None:
    """A4-6: an order without an end is drawn as one hour, and not as if it took one."""
    visit = scenario.given("liming", days=1, hour="10:00")
    page = board(desk, scenario)
    item = re.search(rf'data-id="{visit}".*?</li>', page.source, flags=re.S)
    assert item and 'data-from="600" data-to="660" data-minutes=""' in item[0]
    assert re.search(r'class="board-block [^"]*\bunknown\b', item[0]) and "时长没定" in page


def test_A4_10_the_week_begins_as_the_organisation_works(scenario: Scenario) -> None:
    """A4-10: a week that always begins on Sunday; with free weekends it begins on Monday."""
    with scenario.app.app_context():
        assert str(first_of_week(scenario.ours, "2026-06-14")) == "2026-06-08"
        assert str(first_of_week(scenario.ours, "2026-06-15")) == "2026-06-15"


def test_a_week_counts_each_technicians_visits_and_what_waits(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    for hour in ("09:00", "14:00"):
        scenario.given("liming", days=1, hour=hour)
    scenario.order(days=1, hour="10:00")
    page = desk.get(f"/console/board?view=week&day={day_of(scenario)}")
    assert "李明" in page and "2 单" in page.text.split("李明")[1].split("王强")[0]
    assert "1 单" in page.text.split("未派")[1].split("城东班")[0]


def test_who_is_on_duty_is_drawn_over_their_day_and_week(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    who = Who(scenario.ours, cast.people["chenjing"], False)
    with scenario.app.app_context():
        plan(who, "field", "", moment(1, "08:00"), moment(1, "20:00"), cast.people["liming"])
    assert "值班现场 8:00–20:00" in row_of(board(desk, scenario), cast.people["liming"])
    assert "值班现场 8:00–20:00" in desk.get(f"/console/board?view=week&day={day_of(scenario)}")


def absent(scenario: Scenario, cast: Cast, start: str, end: str) -> None:
    """Li Ming is away tomorrow between these hours."""
    with scenario.app.app_context():
        write(
            lambda: note_absence(
                scenario.ours, cast.people["chenjing"], cast.people["liming"], moment(1, start), moment(1, end)
            )
        )


def test_who_is_away_is_drawn_and_their_visits_of_that_time_need_a_look(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    inside, after = (scenario.given("liming", days=1, hour=hour) for hour in ("10:00", "14:00"))
    absent(scenario, cast, "08:00", "13:00")
    page = board(desk, scenario)
    assert "不在 08:00–13:00" in row_of(page, cast.people["liming"])
    assert (watched(page, inside), watched(page, after)) == (["away"], [])
    assert strip_of(page) == {"away": 1}


def test_the_words_of_an_absence_lie_under_no_visit(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    scenario.given("liming", days=1, hour="08:30")
    absent(scenario, cast, "08:00", "13:00")
    words = re.search(r'class="on-away" data-from="(\d+)" data-level="(\d+)"', board(desk, scenario).source)
    ends = re.search(r'<li [^>]*data-from="510" data-to="(\d+)"', board(desk, scenario).source)
    assert words and ends and int(words[1]) >= int(ends[1]) and words[2] == "0"
    assert room_for("全天不在", 0, 1440, [{"from": 0, "to": 1440, "level": 0, "behind": False}]) == (1, 0)


def test_who_is_away_takes_no_free_slot_and_carries_no_visit_more(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    typed = {"team": cast.teams["east"], "day": day_of(scenario)}

    def free() -> list[tuple[str, str]]:
        found = desk.client.post("/console/intake/draft", data=typed).json["slots"]
        return re.findall(r'aria-label="[^"]*明天 (\d\d:00)-[^"]*, ([^"]*)"', found)

    before = dict(free())
    absent(scenario, cast, "08:00", "13:00")
    now = dict(free())
    assert (before["10:00"], now["10:00"]) == ("2 人", "1 人")
    assert before["13:00"] == now["13:00"] == "2 人"
    visit = scenario.order(days=1, hour="10:00")
    costs = desk.client.get(f"/console/board/{visit}/costs?day={day_of(scenario)}").json
    said = {each["value"]: each["label"] for each in costs["choices"]}
    assert "时间撞了" in said[cast.people["liming"]] and "1 单" not in said[cast.people["liming"]]


def test_another_organisations_people_and_visits_are_in_no_week(their_desk: Desk, scenario: Scenario) -> None:
    scenario.given("liming", days=1)
    page = their_desk.get(f"/console/board?view=week&day={day_of(scenario)}")
    assert "李明" not in page and "1 单" not in page
