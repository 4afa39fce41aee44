"""A day is proposed and accepted in a browser, then printed: a sheet of A4 a technician."""

from __future__ import annotations

import io

import pypdf
from playwright.sync_api import Page, expect

from server.cli import tick
from tests.browser.axe import violations
from tests.browser.test_console import soon
from tests.browser.test_hands_in_the_office import desk, two  # noqa: F401 - a fixture
from tests.browser.world import World


def test_a_day_is_proposed_ticked_accepted_taken_back_and_printed(desk: Page, office: World) -> None:  # noqa: F811
    waits = office.scenario.order(agreed_at=soon(200))
    day = office.scenario.visit(waits).day
    desk.goto(f"{office.server.url}/console/planning?day={day}")
    assert violations(desk) == []
    desk.get_by_role("button", name="生成建议").click()
    with office.app.app_context():
        tick.tick_called()
    tickbox = desk.locator(f"input[name=visit][value='{waits}']")
    expect(tickbox).to_be_checked()  # the page has refreshed itself
    assert violations(desk) == []
    desk.get_by_role("button", name="采纳勾选的").click()
    expect(desk.locator(".notice")).to_contain_text("照建议排好了")
    lead = office.scenario.visit(waits).lead_id
    assert lead is not None
    desk.goto(f"{office.server.url}/console/board/paper?day={day}")
    assert violations(desk) == []
    book = pypdf.PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True)))
    assert len(book.pages) == desk.locator(".sheet").count()
    assert [round(float(each)) for each in book.pages[0].mediabox[2:]] == [595, 842]  # A4 in points
    desk.go_back()
    desk.keyboard.press("z")
    expect(desk.locator(".notice")).to_contain_text("撤销了")
    assert office.scenario.visit(waits).lead_id is None
