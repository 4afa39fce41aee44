"""Complaints and call-backs without a mouse: a list is walked, a claim decided, an answer begun, and questions answered by digits while somebody talks."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from server.complaints.opening import Said, open_complaint
from tests.browser.test_hands_in_the_office import desk  # noqa: F401 - a fixture
from tests.browser.world import World
from tests.server.authorisation.callbacks import stored


def test_complaints_are_walked_and_judged_by_keys(desk: Page, office: World) -> None:  # noqa: F811 - the fixture
    with office.app.app_context():
        by = office.scenario.cast.people["chenjing"]
        first = open_complaint(office.scenario.ours, by, Said(via="phone", text="没修好", claims=("没修好", "态度差")))
        second = open_complaint(office.scenario.ours, by, Said(via="phone", text="弄脏了墙"))
    desk.on("dialog", lambda asked: asked.accept())  # a form that was begun asks before it goes
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    desk.wait_for_url("**/console/complaints")
    desk.keyboard.press("j")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(first))
    with desk.expect_navigation():
        desk.keyboard.press("]")
    expect(desk).to_have_url(re.compile(second))
    with desk.expect_navigation():
        desk.keyboard.press("[")
    with desk.expect_navigation():
        desk.keyboard.press("2")
    expect(desk.get_by_role("radio", name="部分")).to_be_checked()
    desk.locator("main").focus()
    desk.keyboard.press("3")
    expect(desk.locator("[name=valid]").nth(2)).to_be_checked()
    with desk.expect_navigation():
        desk.keyboard.press("Escape")
    with desk.expect_navigation():
        desk.keyboard.press("r")
    expect(desk.locator(".panel textarea[name=text]")).to_be_visible()


def test_the_questions_of_a_call_are_answered_by_digits(desk: Page, office: World) -> None:  # noqa: F811
    with office.app.app_context():
        call = stored(office.scenario.ours, office.scenario.customers[office.scenario.ours][0])
    desk.goto(f"{office.server.url}/console/callbacks/{call}")
    questions = desk.locator("fieldset[data-question]")
    for number in range(questions.count()):
        desk.keyboard.press("1" if number % 2 else "2")
    for number in range(questions.count()):
        expect(questions.nth(number).locator("input").nth(0 if number % 2 else 1)).to_be_checked()
    expect(desk.locator("textarea[name=words]")).to_be_focused()  # the last answer leads to the customer's own words
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    expect(desk.locator("textarea[name=words]")).to_be_focused()
