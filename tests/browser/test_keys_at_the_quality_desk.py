"""Complaints and call-backs without a mouse: a list is walked, a claim decided, an answer begun, and questions answered by digits while somebody talks."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from server.accounts import responsibility
from server.accounts.models import Person
from server.callbacks.models import CallBack
from server.callbacks.rules import ASKED
from server.complaints.candidates import found_by_call
from server.complaints.models import ComplaintCandidate
from server.complaints.opening import Said, open_complaint
from server.complaints.rules import CLOSED
from server.complaints.story import case_in
from server.customers.models import AccessRecord
from server.kernel.db import db
from server.kernel.transaction import write
from tests.browser.test_a_complaint_by_telephone import tabbed_to
from tests.browser.test_hands_in_the_office import desk  # noqa: F401 - a fixture
from tests.browser.world import World
from tests.server.authorisation.callbacks import stored

NUMBER, COLLEAGUE = "19955550777", "19955550778"


def walk_to(desk: Page, one: str) -> None:
    """J until this row is selected, whatever other tests have left in the list."""
    expect(desk.locator(f"tr[data-id='{one}']")).to_be_visible()
    order = desk.locator("tr[data-id]").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    for _ in range(order.index(one) + 1):
        desk.keyboard.press("j")
    expect(desk.locator(f"tr[data-id='{one}']")).to_have_attribute("aria-selected", "true")


def test_complaints_are_walked_and_judged_by_keys(desk: Page, office: World) -> None:  # noqa: F811 - the fixture
    with office.app.app_context():
        by = office.scenario.cast.people["chenjing"]
        first = open_complaint(office.scenario.ours, by, Said(via="phone", text="没修好", claims=("没修好", "态度差")))
        second = open_complaint(office.scenario.ours, by, Said(via="phone", text="弄脏了墙"))
    desk.on("dialog", lambda asked: asked.accept())  # a form that was begun asks before it goes
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    desk.wait_for_url("**/console/complaints")
    walk_to(desk, first)
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


def test_a_whole_complaint_is_worked_through_without_a_mouse(desk: Page, office: World) -> None:  # noqa: F811
    """From the list to the end: taken in hand, asked about, answered, found and closed, with keys alone."""
    who, keys = office.technician("闻人静"), desk.keyboard
    with office.app.app_context():
        by = office.cast.people["chenjing"]
        write(lambda: responsibility.name(office.cast.ours, "", "complaint_manager", by))
        one = open_complaint(office.cast.ours, by, Said(via="phone", text="词巳：没修好", persons=(who.id,)))
    desk.goto(f"{office.server.url}/console/complaints")
    walk_to(desk, one)
    expect(desk.locator("aside.panel .quote")).to_have_text("词巳：没修好")
    with desk.expect_navigation():
        keys.press("Enter")

    def opens(doing: str) -> None:
        tabbed_to(desk, f".acts-of a[href='?do={doing}']")
        with desk.expect_navigation():
            keys.press("Enter")

    def saves() -> None:
        with desk.expect_navigation():
            keys.press("Control+Enter")
        expect(desk.locator(".notice").first).to_be_visible()

    def chooses(field: str) -> None:
        tabbed_to(desk, f"aside.panel {field}")
        keys.press("Space")
        expect(desk.locator(f"aside.panel {field}:checked")).to_be_visible()

    opens("take")
    tabbed_to(desk, "#f-person")
    saves()
    opens("ask")
    expect(desk.locator("#f-person")).to_have_value(who.id)  # whoever it is about, and never whoever handles it
    tabbed_to(desk, "#f-gist")
    keys.type("那天怎么样")
    saves()
    with desk.expect_navigation():
        keys.press("r")
    chooses("[name=contact][value=reached]")
    tabbed_to(desk, "#f-text")
    keys.type("今天修好了。")
    tabbed_to(desk, "aside.panel [name=result]")
    keys.press("Space")
    expect(desk.locator("aside.panel [name=result][value=satisfied]")).to_be_checked()
    saves()
    with desk.expect_navigation():
        keys.press("3")
    tabbed_to(desk, "#f-why")
    keys.type("记录里有测速。")
    saves()
    opens("close")
    tabbed_to(desk, "#f-how")
    saves()
    with office.app.app_context():
        case = case_in(office.cast.ours, one)
        assert case.state == CLOSED and case.closed_how == "satisfied" and case.handler == by
        assert case.party(who.id).asked_for == "那天怎么样"  # type: ignore[union-attr]


def test_a_list_says_beside_it_what_the_selected_row_needs_and_keys_mean_that_row(desk: Page, office: World) -> None:  # noqa: F811
    """In both lists of the desk: what J selects is read beside it, R answers that one, and something else than a complaint is said and opened."""
    with office.app.app_context():
        by = office.cast.people["chenjing"]
        said = [Said(via="phone", text=each) for each in ("词子：没修好", "词丑：弄脏了墙")]
        numbers = {open_complaint(office.cast.ours, by, each): each.text for each in said}
        stored(office.scenario.ours, office.scenario.customers[office.scenario.ours][0])
    for page in ("complaints", "today"):
        desk.goto(f"{office.server.url}/console/{page}")
        panel, order = (
            desk.locator("aside.panel"),
            desk.locator("tr[data-id]").evaluate_all("(all) => all.map((one) => one.dataset.id)"),
        )
        for one, words in numbers.items():
            desk.goto(f"{office.server.url}/console/{page}")
            for _ in range(order.index(one) + 1):
                desk.keyboard.press("j")
            expect(panel).to_contain_text(words)
            with desk.expect_navigation():
                desk.keyboard.press("r")
            expect(desk).to_have_url(re.compile(f"/complaints/{one}.*do=answer"))
    desk.goto(f"{office.server.url}/console/today")
    desk.locator("tr[data-id=calls] a").first.click()
    expect(panel.get_by_role("heading")).to_have_text("到日子的回访")
    expect(panel).not_to_contain_text("词")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/console/callbacks"))
    desk.goto(f"{office.server.url}/console/today")
    desk.locator("tr[data-id=calls] a.button").click()  # the button is no part of the row
    expect(desk).to_have_url(re.compile("/console/callbacks"))


def test_a_complaint_is_telephoned_about_and_answered_by_keys(desk: Page, office: World) -> None:  # noqa: F811
    """C asks for the number, which is on record, then dials; E dials whoever is to answer; T, R and W lead into the forms."""
    home, handler = office.home(name="钟离晓", phone=NUMBER)[0], office.cast.people["zhoumin"]
    with office.app.app_context():
        by = office.cast.people["chenjing"]
        write(lambda: setattr(db.session.get_one(Person, (office.cast.ours, handler)), "phone", COLLEAGUE))
        one = open_complaint(office.cast.ours, by, Said(via="phone", text="没修好", customer=home, handler=handler))
    desk.goto(f"{office.server.url}/console/complaints/{one}")
    expect(desk.locator("[data-key=e]")).to_have_attribute("href", f"tel:{COLLEAGUE}")
    assert NUMBER not in desk.content()
    with desk.expect_navigation():
        desk.keyboard.press("c")
    expect(desk.locator("[data-key=c]")).to_have_attribute("href", f"tel:{NUMBER}")
    [look] = office.scenario.rows(AccessRecord, AccessRecord.customer_id == home, AccessRecord.what == "phone")
    assert look.person_id == office.cast.people["chenjing"]
    with desk.expect_navigation():
        desk.keyboard.press("t")
    expect(desk.locator("#f-next_day")).to_be_focused()
    desk.keyboard.press("Escape")
    with desk.expect_navigation():
        desk.keyboard.press("Escape")
    with desk.expect_navigation():
        desk.keyboard.press("r")
    expect(desk.locator("#f-channel")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("w")
    expect(desk.locator("#f-text")).to_be_focused()


def test_the_questions_of_a_call_are_walked_and_its_end_is_chosen_by_keys(desk: Page, office: World) -> None:  # noqa: F811
    """↑ and ↵ go back and on and send nothing; T and X choose how it ended; O makes a low answer a complaint."""
    with office.app.app_context():
        call = stored(office.scenario.ours, office.scenario.customers[office.scenario.ours][0])
    desk.goto(f"{office.server.url}/console/callbacks/{call}")
    questions = desk.locator("fieldset[data-question]")
    desk.keyboard.press("1")
    expect(questions.nth(1).locator("input").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(questions.nth(2).locator("input").first).to_be_focused()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(questions.nth(0).locator("input").first).to_be_focused()
    expect(desk.locator("fieldset[data-question] input:checked")).to_have_count(1)
    for key, chosen in (("t", "later"), ("x", "refused")):
        desk.keyboard.press(key)
        expect(desk.locator(f"[name=result][value={chosen}]")).to_be_checked()


def test_a_low_answer_becomes_what_the_customer_says_by_keys(desk: Page, office: World) -> None:  # noqa: F811
    ours, customer = office.scenario.ours, office.scenario.customers[office.scenario.ours][0]
    for key, state in (("o", "made"), ("i", "dismissed"), ("v", "dismissed")):
        with office.app.app_context():
            call = stored(ours, customer)

            def low(call: str = call) -> None:
                row = db.session.get_one(CallBack, (ours, call))
                row.state, row.answers = ASKED, '{"satisfied": "1"}'
                found_by_call(ours, call, "", customer, "不行")

            write(low)
        desk.goto(f"{office.server.url}/console/callbacks/{call}")
        expect(desk.locator("[data-key=v]")).to_be_visible()
        with desk.expect_navigation():
            desk.keyboard.press(key)
        expect(desk.locator(".notice").first).to_be_visible()
        [row] = office.scenario.rows(ComplaintCandidate, ComplaintCandidate.id == call)
        assert row.state == state and bool(row.complaint_id) == (key == "o"), key
        if key != "o":
            expect(desk.locator("#low + p")).to_contain_text({"i": "记成意见", "v": "算了"}[key])


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
