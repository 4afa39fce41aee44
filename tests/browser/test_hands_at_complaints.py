"""Hands at the quality desk: pressed twice, held, gone back, a lost answer, a dead line, an ended sign-in. Nothing typed is lost, nothing is done twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from server.accounts import responsibility
from server.accounts.sessions import end_all
from server.callbacks import rules
from server.callbacks.models import CallBack, CallBackAttempt
from server.complaints.candidates import found_by_call
from server.complaints.models import Complaint
from server.complaints.opening import Said, open_complaint
from server.complaints.story import facts_in
from server.kernel.transaction import write
from tests.browser.test_console import DESK
from tests.browser.test_console_forms import sign_in
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.cast import PASSWORD
from tests.server.authorisation.callbacks import stored

ANSWER = "今天去修好了，测过网速。"


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    """Chen Jing, who manages complaints and calls back."""
    with office.app.app_context():
        write(lambda: responsibility.name(office.cast.ours, "", "complaint_manager", office.cast.people["chenjing"]))
    page = new_window(**DESK)
    sign_in(page, office)
    return page


@pytest.fixture
def complaint(office: World) -> str:
    with office.app.app_context():
        return open_complaint(office.cast.ours, office.cast.people["chenjing"], Said(via="phone", text="没修好"))


def times(office: World, complaint: str, kind: str) -> int:
    """How often this stands in the log of the complaint."""
    with office.app.app_context():
        return [each.kind for each in facts_in(office.cast.ours, complaint)].count(kind)


def begin_answer(desk: Page, office: World, complaint: str) -> None:
    """The form of an answer, filled in up to its button."""
    desk.goto(f"{office.server.url}/console/complaints/{complaint}?do=answer")
    form = desk.locator("aside.panel form")
    form.locator("[name=contact][value=reached]").check()
    form.locator("[name=text]").fill(ANSWER)
    form.locator("[name=result][value=satisfied]").check()


def press_again_and_again(desk: Page, field: str) -> None:
    """Ctrl+Enter as a hand that holds the keys, lets go and presses once more, all before anything can have come back."""
    desk.evaluate(
        """(field) => {
          const one = document.querySelector(field);
          one.focus();
          for (const repeat of [false, true, true, false])
            one.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, repeat, bubbles: true, cancelable: true}));
        }""",
        field,
    )


def test_42_an_answer_that_is_pressed_again_and_again_is_noted_once(desk: Page, office: World, complaint: str) -> None:
    begin_answer(desk, office, complaint)
    press_again_and_again(desk, "aside.panel [name=text]")
    expect(desk.locator(".notice").first).to_contain_text("答复记下了")
    assert times(office, complaint, "answered") == 1
    desk.go_back()
    desk.go_forward()
    expect(desk.locator(".heads")).to_be_visible()
    assert times(office, complaint, "answered") == 1


def test_42_an_answer_survives_a_dead_line_an_ended_sign_in_and_a_lost_reply(
    desk: Page, office: World, complaint: str, watch: Watch
) -> None:
    watch.expect(r"Failed to load resource|ERR_")
    begin_answer(desk, office, complaint)
    save = desk.locator("aside.panel .solid")
    desk.context.set_offline(True)
    save.click()
    expect(desk.locator("[data-said]")).to_contain_text("您写的都还在")
    desk.context.set_offline(False)
    with office.app.app_context():
        write(lambda: end_all(office.cast.ours, office.cast.people["chenjing"]))
    save.click()
    desk.wait_for_url(re.compile("/signin"))
    desk.fill("#login", "chenjing")
    desk.fill("#password", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/console/complaints/.*do=answer"))
    expect(desk.locator("aside.panel [name=text]")).to_have_value(ANSWER)
    expect(desk.locator("[name=contact][value=reached]")).to_be_checked()
    assert times(office, complaint, "answered") == 0

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.route("**/answer", lose)
    save.click()
    expect(desk.locator("[data-said]")).to_contain_text("不会存两次")
    desk.unroute("**/answer")
    save.click()
    expect(desk.locator(".notice").first).to_contain_text("答复记下了")
    assert times(office, complaint, "answered") == 1


def test_42_a_candidate_that_is_pressed_twice_is_one_complaint(desk: Page, office: World) -> None:
    with office.app.app_context():
        ours, customer = office.cast.ours, office.scenario.customers[office.cast.ours][0]
        call = stored(ours, customer)
        write(lambda: found_by_call(ours, call, "", customer, "词卯：还是漏"))
    desk.goto(f"{office.server.url}/console/complaints")
    desk.locator(f"#c-{call} [name=is_one][value='1']").dblclick()
    expect(desk.locator(".heads .quote")).to_have_text("词卯：还是漏")
    assert len(office.scenario.rows(Complaint, Complaint.gist == "词卯：还是漏")) == 1


def test_42_going_back_to_a_complaint_that_was_taken_offers_no_second_one(desk: Page, office: World) -> None:
    words = "词辰：没人来"
    desk.goto(f"{office.server.url}/console/complaints/new")
    desk.locator("[name=via]").select_option("letter")
    desk.locator("textarea[name=text]").fill(words)
    save = desk.locator("[data-save]")
    expect(desk.locator("[data-save][data-free]")).to_be_enabled()  # a letter is read to nobody
    press_again_and_again(desk, "textarea[name=text]")
    expect(desk.locator(".heads .quote")).to_have_text(words)
    desk.go_back()
    expect(save).to_be_visible()
    if desk.locator(
        "textarea[name=text]"
    ).input_value():  # the browser may show the page as it was left: saving it again saves nothing
        press_again_and_again(desk, "textarea[name=text]")
        expect(desk.locator(".heads .quote")).to_have_text(words)
    assert len(office.scenario.rows(Complaint, Complaint.gist == words)) == 1
    desk.goto(f"{office.server.url}/console/complaints/new")
    expect(desk.locator("textarea[name=text]")).to_have_value("")


def test_sv1_a_call_that_is_saved_twice_is_one_attempt(desk: Page, office: World) -> None:
    with office.app.app_context():
        call = stored(office.cast.ours, office.scenario.customers[office.cast.ours][0])
    desk.goto(f"{office.server.url}/console/callbacks/{call}")
    desk.locator("[name=note]").fill("下午再打")
    desk.locator("[name=result][value=no_answer]").check()
    press_again_and_again(desk, "[name=note]")
    expect(desk.locator(".notice").first).to_contain_text("还要再打")
    tries = office.scenario.rows(CallBackAttempt, CallBackAttempt.call_back_id == call)
    [row] = office.scenario.rows(CallBack, CallBack.id == call)
    assert len(tries) == row.attempts == 1 and row.state == rules.PLANNED


def test_14_enter_that_is_held_on_today_opens_one_page_and_changes_nothing(
    desk: Page, office: World, complaint: str
) -> None:
    desk.goto(f"{office.server.url}/console/today?beside={complaint}")
    expect(desk.locator("aside.panel .quote")).to_have_text("没修好")
    facts = times(office, complaint, "handled_by")
    with desk.expect_navigation():
        desk.evaluate(
            """() => { for (const repeat of [false, true, true])
              document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", repeat, bubbles: true, cancelable: true})); }"""
        )
    expect(desk).to_have_url(re.compile(f"/console/complaints/{complaint}"))
    expect(desk.locator(".heads .quote")).to_have_text("没修好")
    assert times(office, complaint, "handled_by") == facts
    desk.go_back()
    expect(desk.locator("aside.panel .quote")).to_have_text(
        "没修好"
    )  # the list as it was left, with the row that was selected
