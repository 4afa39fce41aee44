"""People and orders out of files, under the rules of their forms; and every list out again, opened by another library."""

from __future__ import annotations

import io

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from server.accounts.models import Invitation, Person, Team
from server.customers.models import Customer
from server.import_export.csv_files import read_csv
from server.kernel import clock
from server.kernel.registry import installed
from server.visits.models import Visit
from tests.scenario import Scenario
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import tomorrow
from tests.server.import_export.handing_in import confirmed, hand_in, id_of, imported, mapped, the_run

STAFF = (
    "登录账号,姓名,工号,岗位,班组,电话\nzhanghua,张华,B-7,师傅,城东班,13800000001\nlisi,李四,B-8,师傅、派单员,,\n{more}"
)


@pytest.fixture
def administrator(scenario: Scenario) -> Desk:
    return Desk(scenario.cast.office("wufang"))


def test_people_are_invited_as_one_by_one_and_leave_when_the_import_is_taken_back(
    administrator: Desk, scenario: Scenario
) -> None:
    team = next(row.name for row in scenario.rows(Team) if row.organisation_id == scenario.ours)
    done = imported(administrator, STAFF.replace("城东班", team).format(more=""), "people")
    assert "已导入 2 条" in done, done.text
    people = {row.login: row for row in scenario.rows(Person)}
    assert people["zhanghua"].roles == "technician" and people["zhanghua"].badge == "B-7"
    assert people["lisi"].roles == "technician dispatcher" and people["lisi"].password_hash is None
    administrator.client.post(f"{done.address}/undo", data={})
    assert all(row.left_at for row in scenario.rows(Person) if row.login in ("zhanghua", "lisi"))
    assert the_run(scenario).state == "undone"


def test_a_login_of_another_organisation_a_role_that_is_none_and_a_strange_team_are_refused(
    administrator: Desk, scenario: Scenario
) -> None:
    """Guard: `look_at_people`, which must not take over a stranger's login."""
    bad = (
        "zhaolei,赵雷,,师傅,,\nxx,短,,师傅,,\nwangwu,王五,,老板,,\nzhouliu,周六,,师傅,没有的班,\nliming,李明,,师傅,,\n"
    )
    page = mapped(administrator, hand_in(administrator, "登录账号,姓名,工号,岗位,班组,电话\n" + bad, "people"))
    for words in ("别的单位在用", "账号要 3 位以上", "写师傅、派单员", "没有这个班组"):
        assert words in page
    assert (the_run(scenario).bad, the_run(scenario).known) == (4, 1)
    assert scenario.rows(Invitation) == []


def test_only_administrators_take_people_in_and_only_dispatchers_customers(
    administrator: Desk, desk: Desk, scenario: Scenario
) -> None:
    """DA-1: an administrator sees no customer. Guard: `_theirs` and the check of the kind."""
    assert hand_in(desk, STAFF.format(more=""), "people").code == "bad_input"
    assert hand_in(administrator, "姓名,电话\n施慧,\n").code == "bad_input"
    page = hand_in(desk, "姓名,电话\n施慧,\n")
    assert administrator.client.get(f"/console/imports/{id_of(page)}").status_code == 404


def orders(*lines: str) -> str:
    return "\n".join(("姓名,电话,户号,小区,楼栋,工作种类,日期,时间,说明", *lines)) + "\n"


def test_orders_become_visits_with_customer_place_and_time(desk: Desk, scenario: Scenario) -> None:
    day = tomorrow()
    done = imported(
        desk,
        orders(
            f"施慧,13812340001,,翠湖花园,3栋2单元1201,repair,{day.replace('-', '/')},9:00-11:00,没有信号",
            f"林晓梅,13812341234,,,,repair,{day},14:30,",
        ),
        "orders",
    )
    assert "已导入 2 条" in done, done.text
    visits = {row.customer_id: row for row in scenario.rows(Visit)}
    known = visits[scenario.customers[scenario.ours][0]]
    assert known.premises_id == scenario.customers[scenario.ours][1] and known.day == day
    assert clock.hour_and_minute(known.agreed_at, scenario.zone) == "14:30"
    mine = next(row for row in scenario.rows(Customer) if row.id == known.customer_id)
    assert mine.salutation == "ms" and mine.hard_of_hearing  # because a file that does not say so takes nothing away
    new = next(row for each, row in visits.items() if each != known.customer_id)
    assert clock.hour_and_minute(new.window_from, scenario.zone) == "9:00" and new.instructions == "没有信号"


def test_K5_F20_windows_of_a_file_are_read_as_people_say_them(desk: Desk, scenario: Scenario) -> None:
    """A window that ends before it begins was stored so. Guards: `read_window`, `_mistakes_in_time` of order_form.py"""
    day, begin = tomorrow(), "13812340001,,翠湖花园,1,repair"
    said = ("下午2点到4点", "22:00-02:00", "14:00-9:00", "2-4")
    page = mapped(
        desk,
        hand_in(desk, orders(*(f"施{each},{begin},{day},{window}," for each, window in enumerate(said))), "orders"),
    )
    assert "时间段的结束要在开始之后" in page and "上午还是下午" in page
    confirmed(desk, page, only_good="1")
    windows = {
        tuple(clock.local(at or "", scenario.zone).strftime("%H:%M") for at in (row.window_from, row.window_to))
        for row in scenario.rows(Visit)
        if (row.window_from or "") < (row.window_to or "")
    }
    assert windows == {("14:00", "16:00"), ("22:00", "02:00")} and len(scenario.rows(Visit)) == 2


def test_an_order_that_cannot_be_says_why(desk: Desk, scenario: Scenario) -> None:
    day = tomorrow()
    page = mapped(
        desk,
        hand_in(
            desk,
            orders(
                f"施慧,13812340001,,翠湖花园,1,跳舞,{day},9:00-11:00,",
                "施慧,13812340001,,翠湖花园,1,repair,2020-01-01,9:00-11:00,",
                f"施慧,13812340001,,翠湖花园,1,repair,{day},几点都行,",
                f"王伟,13812341234,,翠湖花园,1,repair,{day},9:00-11:00,",
                f"施慧,13812340001,,,,repair,{day},9:00-11:00,",
                f"施慧,13812340001,,翠湖花园,1,repair,{day},9:00-11:00,",
                f"施慧,13812340001,,翠湖花园,1,repair,{day},9:00-11:00,",
            ),
            "orders",
        ),
    )
    for words in ("选一种工作", "已经过去", "时间要像 14:30", "另一位客户的", "写小区或路", "和第 7 行是同一个"):
        assert words in page, words
    assert (the_run(scenario).good, the_run(scenario).bad) == (1, 6)


def test_the_same_orders_again_order_nothing_and_taking_back_cancels_what_nobody_has_begun(
    desk: Desk, scenario: Scenario
) -> None:
    text = orders(f"施慧,13812340001,,翠湖花园,1,repair,{tomorrow()},9:00-11:00,")
    done = imported(desk, text, "orders")
    page = mapped(desk, hand_in(desk, text, "orders"))
    assert the_run(scenario).known == 1 and confirmed(desk, page)
    desk.client.post(f"{done.address}/undo", data={})
    assert [row.state for row in scenario.rows(Visit)] == ["cancelled"]


def test_every_list_opens_in_another_library_with_its_headings(
    desk: Desk, administrator: Desk, scenario: Scenario
) -> None:
    """CSV by Python's reader, XLSX by openpyxl and calamine, which did not write it. No list is left out."""
    scenario.given()
    with scenario.app.app_context():
        lists = installed().exports()
    assert len(lists) >= 9
    for name, each in lists.items():
        who = desk if "dispatcher" in each.roles else administrator
        rows = [cells for _, cells in read_csv(who.client.get(f"/console/exports/{name}.csv").data, "utf-8")]
        assert len(rows[0]) == len(each.columns) and all(rows[0]) and "table." not in "".join(rows[0])
        raw = who.client.get(f"/console/exports/{name}.xlsx").data
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
        found = [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
        assert found == rows, name
        other = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
        assert [str(cell) for cell in other[0]] == rows[0]
    visits = desk.client.get("/console/exports/visits.csv").data.decode()
    assert "林晓梅" in visits and "13812341234" not in visits
