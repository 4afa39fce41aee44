"""Hands come first: what is typed, ticked or pressed in the office survives a page that refreshes itself, and means the row that is selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.driving import until_here
from tests.browser.test_console import DESK, row, soon
from tests.browser.world import World
from tests.cast import PASSWORD

# Fills every field of every form that is no search and no language: another choice, another day, more words. Gives what stands there then.
FILL = """() => {
  for (const one of document.querySelectorAll('main :is(input, select, textarea), aside :is(input, select, textarea)')) {
    if (one.type === 'hidden' || one.type === 'search') continue;
    if (one.type === 'checkbox') one.checked = !one.checked;
    else if (one.type === 'radio') one.checked = true;
    else if (one.tagName === 'SELECT') one.selectedIndex = one.options.length - 1;
    else one.value = {date: '2031-05-06', time: '23:45', number: '7'}[one.type] ?? 'half typed';
    one.dispatchEvent(new Event('input', {bubbles: true}));
  }
  for (const fold of document.querySelectorAll('main details')) fold.open = !fold.open;
}"""
STANDS = """() => [
  ...[...document.querySelectorAll('main :is(input, select, textarea), aside :is(input, select, textarea)')]
    .map((one) => [one.name, one.type, ['checkbox', 'radio'].includes(one.type) ? one.value + one.checked : one.type === 'hidden' ? '' : one.value]),
  ...[...document.querySelectorAll('main details')].map((fold) => ['fold', fold.open]),
]"""
# Fetches every part anew, as coming back to the page does, and waits until all of them are there.
REFRESH = """() => {
  const parts = [...document.querySelectorAll('[data-live]')];
  const all = Promise.all(parts.map((part) => new Promise((done) => part.addEventListener('refreshed', done, {once: true}))));
  document.dispatchEvent(new Event('visibilitychange'));
  return all.then(() => parts.length);
}"""
FOCUSED = "[document.activeElement.name, document.activeElement.value, document.activeElement.selectionStart ?? null]"


def at(office: World, new_window: Callable[..., Page], login: str, **options: Any) -> Page:
    """Somebody's desk, signed in."""
    page = new_window(**(DESK | options))
    page.goto(f"{office.server.url}/signin")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")
    return page


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    return at(office, new_window, "chenjing")


def change(office: World, visit: str, words: str) -> None:
    """A colleague changes the order meanwhile, so that what is fetched differs."""
    from server.visits.office.actions import instruct

    with office.app.app_context():
        instruct(office.cast.ours, office.cast.people["chenjing"], visit, instructions=words)


def keeps(page: Page, meanwhile: Callable[[], object]) -> None:
    """Whatever field has the focus, a refresh that brings news leaves all fields, the focus and its caret as they are."""
    page.evaluate(FILL)
    before = page.evaluate(STANDS)
    fields = page.locator(
        "main :is(input, select, textarea):not([type=hidden]), aside :is(input, select, textarea):not([type=hidden])"
    ).all()
    seen: set[str] = set()
    for field in fields:
        kind = field.evaluate("(one) => one.type")
        if kind in seen or not field.is_visible():
            continue
        seen.add(kind)
        field.evaluate("(one) => { one.focus(); if (one.type.startsWith('text')) one.setSelectionRange(2, 2); }")
        focused = page.evaluate(FOCUSED)
        meanwhile()
        page.evaluate(REFRESH)
        assert (page.evaluate(FOCUSED), page.evaluate(STANDS)) == (focused, before), (
            f"{page.url}: a {kind} had the focus"
        )
    page.evaluate("document.activeElement.blur()")
    meanwhile()
    assert page.evaluate(REFRESH) >= 1
    assert page.evaluate(STANDS) == before, f"{page.url}: nothing had the focus"


@pytest.mark.parametrize("doing", ["assign", "retime", "cancel", "instruct", ""])
def test_A3_a_refresh_keeps_every_field_of_the_list_and_its_panel(desk: Page, office: World, doing: str) -> None:
    lead, other = office.technician(), office.technician("周敏")
    visit = office.given(lead, other, agreed_at=soon(40))
    desk.goto(
        f"{office.server.url}/console/visits?day=all&q={office.scenario.visit(visit).number}&visit={visit}&do={doing}"
    )
    told = iter(f"第 {number} 次" for number in range(1, 99))
    keeps(desk, lambda: change(office, visit, next(told)))
    expect(desk.locator(".panel")).to_contain_text("次")  # because what it kept was not kept by standing still


def test_A3_a_refresh_keeps_what_is_typed_on_the_visits_page(desk: Page, office: World) -> None:
    visit = office.given(office.technician(), agreed_at=soon(40))
    office.walked(visit, office.staff[list(office.staff)[-1]], "prepare")
    desk.goto(f"{office.server.url}/console/visits/{visit}?do=retime")
    told = iter(f"第 {number} 次" for number in range(1, 99))
    keeps(desk, lambda: change(office, visit, next(told)))
    expect(desk.locator("main")).to_contain_text("次")


def test_A3_a_refresh_keeps_what_is_typed_beside_phones_and_what_was_held_back(
    office: World, new_window: Callable[..., Page]
) -> None:
    phone = office.scenario.phone(office.technician().login)
    phone.report("levitated", {}, visit=office.given(office.technician()))
    page = at(office, new_window, "wufang")
    page.goto(f"{office.server.url}/console/devices?device={phone.device}")
    keeps(page, phone.sync)
    page.goto(f"{office.server.url}/console/held-back")
    assert page.evaluate(REFRESH) == 1
    page.goto(f"{office.server.url}/console/held-back/{phone.device}/1")
    keeps_alone(page)


def keeps_alone(page: Page) -> None:
    """A page that does not refresh itself keeps everything as a matter of course; this holds it to that."""
    page.evaluate(FILL)
    before = page.evaluate(STANDS)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator("[data-live]").count() == 0 and page.evaluate(STANDS) == before


def test_A3_scroll_and_a_ticked_row_that_changes_its_group_stay(desk: Page, office: World) -> None:
    visits = [office.given(office.technician(), agreed_at=soon(200 + number)) for number in range(12)]
    desk.set_viewport_size({"width": 1440, "height": 420})
    desk.goto(f"{office.server.url}/console/visits?day=all")
    row(desk, visits[-1]).get_by_role("checkbox").check()
    before = desk.locator("main .scroll").evaluate("(one) => one.scrollTop")
    assert before > 0
    office.scenario.assign(visits[-1], None)
    desk.evaluate(REFRESH)
    expect(row(desk, visits[-1]).locator("xpath=ancestor::tbody")).to_have_class("group needs")
    assert row(desk, visits[-1]).get_by_role("checkbox").is_checked()
    assert desk.locator("main .scroll").evaluate("(one) => one.scrollTop") > 0


def two(desk: Page, office: World) -> tuple[str, str]:
    """Two unassigned visits below each other, the first one selected and shown."""
    estate = f"苑{soon(0)[17:23]}"
    office.scenario.customers[office.cast.ours] = office.home(estate=estate)
    office.technician()
    first, second = (office.scenario.order(agreed_at=soon(minutes)) for minutes in (300, 310))
    desk.goto(f"{office.server.url}/console/visits?day=all&q={estate}&visit={first}")
    expect(desk.locator(".could button")).to_have_count(3)
    desk.on("request", lambda request: print(request.method, request.url))  # shown where a test fails
    desk.on("framenavigated", lambda frame: print("now at", frame.url))
    return first, second


def lead_of(office: World, visit: str) -> Any:
    return office.scenario.visit(visit).lead_id


def test_A7_a_key_waits_for_the_row_that_is_selected(desk: Page, office: World) -> None:
    first, second = two(desk, office)
    held: list[Route] = []
    desk.route("**/console/visits*part=panel*", lambda route: held.append(route))
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    expect(row(desk, second)).to_have_attribute("aria-selected", "true")
    assert desk.locator(".panel").evaluate("(panel) => panel.inert"), (
        "what the panel shows can be pressed though it is another row's"
    )
    until_here(desk, lambda: bool(held))
    with desk.expect_navigation():
        held[0].continue_()
    assert lead_of(office, first) is None
    assert lead_of(office, second) is not None


def test_A7_a_key_does_nothing_while_the_server_is_down(desk: Page, office: World) -> None:
    first, second = two(desk, office)
    desk.context.set_offline(
        True
    )  # the whole network, because a request by another address must not bring the panel either
    for key in ("j", "1", "a", "t", "c"):
        desk.keyboard.press(key)
    expect(desk.locator(".panel [role=alert]")).to_contain_text("连不上服务器")
    desk.keyboard.press("1")
    desk.context.set_offline(False)
    desk.evaluate(REFRESH)
    expect(desk.locator(".panel .top")).to_contain_text(office.scenario.visit(second).number)
    assert (lead_of(office, first), lead_of(office, second)) == (None, None)
    with desk.expect_navigation():
        desk.keyboard.press("1")
    assert lead_of(office, first) is None and lead_of(office, second) is not None


def test_A7_a_key_held_down_means_one_act(desk: Page, office: World) -> None:
    first, second = two(desk, office)
    desk.keyboard.down("x")
    desk.keyboard.down("x")  # again without an up between: what a browser calls a repeat
    desk.keyboard.up("x")
    expect(row(desk, first).get_by_role("checkbox")).to_be_checked()


def test_A7_walking_on_asks_before_it_drops_what_was_typed(desk: Page, office: World) -> None:
    first, second = two(desk, office)
    desk.keyboard.press("t")
    desk.wait_for_url("**do=retime*")
    desk.locator(".panel [name=reason]").fill("路上堵车")
    desk.locator(".panel [name=reason]").blur()
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    desk.once("dialog", refuse)
    desk.keyboard.press("j")
    expect(row(desk, first)).to_have_attribute("aria-selected", "true")
    expect(desk.locator(".panel [name=reason]")).to_have_value("路上堵车")
    assert len(asked) == 1
    desk.evaluate("document.querySelector('.panel form').reset()")
