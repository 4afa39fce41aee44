"""At the telephone: a caller found by initials while they are typed, by keys alone; and a visit that orders itself ahead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.recurring.models import RecurringVisit
from tests.browser.test_board import day_of
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import World


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    return at(office, new_window, "chenjing")


def test_I2_a_caller_is_found_by_initials_and_their_place_filled_in(desk: Page, office: World) -> None:
    """Issue 16, 2: intake in one minute: initials, an arrow and Enter; numbers stay masked."""
    office.home(name="欧阳明月", phone="19955550101", estate="听涛苑", building="9", room="1701")
    desk.goto(f"{office.server.url}/console/intake")
    expect(desk.locator("#f-phone")).to_be_focused()
    desk.locator("[name=q]").focus()
    desk.keyboard.type("oymy")
    expect(desk.locator(".offers a")).to_have_count(1)
    expect(desk.locator(".offers")).to_contain_text("欧阳明月")
    expect(desk.locator(".offers")).not_to_contain_text("19955550101")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-estate")).to_have_value("听涛苑")
    expect(desk.locator(".panel")).to_contain_text("欧阳明月")


def test_I2_a_visit_that_comes_again_is_set_up_and_ended_on_the_customers_page(desk: Page, office: World) -> None:
    customer, _ = office.home(name="温如玉", phone="19955550102", room="1702")
    desk.goto(f"{office.server.url}/console/customers/{customer}")
    part = desk.locator("section[aria-labelledby=of-recurring]")
    part.locator("summary").click()
    part.locator("[name=begins_on]").fill(day_of(office, 30))
    part.locator("[name=every]").fill("6")
    part.get_by_role("button", name="保存").click()
    expect(part).to_contain_text("09:00–11:00")
    rows = office.scenario.rows(RecurringVisit, RecurringVisit.customer_id == customer)
    assert len(rows) == 1 and rows[0].rule.startswith("FREQ=MONTHLY;INTERVAL=6") and rows[0].ended_at is None
    part.get_by_role("button", name="不再").click()
    expect(part).not_to_contain_text("09:00–11:00")
    assert office.scenario.rows(RecurringVisit, RecurringVisit.customer_id == customer)[0].ended_at
