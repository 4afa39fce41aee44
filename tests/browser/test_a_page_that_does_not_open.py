"""A page whose part of the program is gone, and one that cannot be drawn, say that nothing is lost and offer the same way on."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.page_site import build_pages, page_site
from tests.browser.test_toy_capability import ENTRY


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    build_pages(folder, ENTRY)
    with page_site(folder) as url:
        yield url


def says_that_nothing_is_lost(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("这一页没打开")
    expect(page.locator("main")).to_contain_text("做过的都还在这部手机里")


def test_a_part_that_is_gone_is_said_and_the_way_home_stays(
    new_window: Callable[..., Page], site: str, watch: Watch
) -> None:
    page = new_window()
    page.goto(f"{site}/app/")
    expect(page.locator(".toy-line")).to_be_visible()
    watch.expect(r"status of 404")
    page.route("**/*.js", lambda route: route.fulfill(status=404))
    page.locator("a[href$='/app/delivery']").first.click()
    says_that_nothing_is_lost(page)
    page.unroute("**/*.js")
    page.get_by_role("link", name="回到今天").click()
    expect(page).to_have_url(f"{site}/app/")
    page.goto(f"{site}/app/delivery")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("这一页没打开")


def test_a_page_that_cannot_be_drawn_is_said_and_opened_again(
    new_window: Callable[..., Page], site: str, watch: Watch
) -> None:
    page = new_window()
    page.goto(f"{site}/app/")
    expect(page.locator(".toy-line")).to_be_visible()
    watch.expect(r"TypeError")
    page.evaluate("phone.visits.value = [{}]")
    says_that_nothing_is_lost(page)
    page.get_by_role("alert").get_by_role("button", name="重新打开").click()
    expect(page.locator(".toy-line")).to_be_visible()
