"""A file of customers in a real browser: handed in, its bad rows read, its good rows imported while a bar moves, and all of it taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from server.customers.models import Customer
from server.import_export import running
from server.kernel.db import db
from tests.browser.axe import violations
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import World

pytestmark = pytest.mark.browser
HEAD = "姓名,手机号,户号,小区,楼栋,备注\n"
BAD = HEAD + "施慧,13812340001,Z-1,翠湖花园,3栋2单元1201,有狗\n,13812340002,Z-2,翠湖花园,1,\n王伟,12,Z-3,翠湖花园,2,\n"


def handed_in(page: Page, office: World, text: str) -> None:
    page.goto(f"{office.server.url}/console/imports")
    file = {"name": "客户资料.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    page.get_by_label("文件（CSV 或 XLSX", exact=False).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="看一看").click()
    expect(page.get_by_role("heading", name="每一列是什么")).to_be_visible()


def customers(office: World) -> int:
    with office.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Customer)) or 0


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_with_bad_rows_is_read_imported_and_taken_back(
    width: int, office: World, new_window: Callable[..., Page]
) -> None:
    page = at(office, new_window, "chenjing", viewport={"width": width, "height": 800})
    before = customers(office)
    handed_in(page, office, BAD)
    expect(page.get_by_label("楼栋")).to_have_value("building")
    page.get_by_role("button", name="检查每一行").click()
    expect(page.get_by_role("row", name="3 姓名：写上姓名")).to_be_visible()
    assert violations(page, dark=True) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    with page.expect_download() as told:
        page.get_by_role("link", name="下载去改 XLSX").click()
    assert told.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="只导入没问题的 1 行").click()
    expect(page.get_by_role("heading", name="已导入 1 条")).to_be_visible()
    assert customers(office) == before + 1
    page.get_by_role("button", name="撤销整个导入").click()
    expect(page.get_by_role("heading", name="已全部撤销")).to_be_visible()
    assert customers(office) == before


def test_D4_13_the_bar_of_a_large_import_is_found_again_in_another_window(
    office: World, new_window: Callable[..., Page]
) -> None:
    """The window is closed in the middle; whoever comes back sees how far it is, and then that it is done."""
    page = at(office, new_window, "chenjing")
    rows = "".join(f"客户{number},,Y-{number},翠湖花园,{number},{'—' * 20}\n" for number in range(1500))
    handed_in(page, office, HEAD + rows)
    page.get_by_role("button", name="检查每一行").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    address = page.url
    page.close()
    with office.app.app_context():
        running.advance(office.cast.ours)
    again = at(office, new_window, "chenjing")
    again.goto(address)
    again.get_by_role("button", name="全部导入（1500 行）").click()
    bar = again.get_by_role("progressbar")
    expect(bar.or_(again.get_by_role("heading", name="已导入 1500 条"))).to_be_visible()
    with office.app.app_context():
        running.advance(office.cast.ours)
    expect(again.get_by_role("heading", name="已导入 1500 条")).to_be_visible()
