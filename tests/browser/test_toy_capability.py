"""One folder and one line in the list install a page, a button of the bottom bar with its sheet, a section, a kind of fact and their words."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.web.bundling import PWA
from tests.browser.page_site import build_pages, page_site
from tests.browser.phone import Phone

ENTRY = PWA.parent / "tests" / "pwa" / "toy" / "entry.tsx"
WORDS = {
    "": ("玩具", "玩具 1 个", "red的玩具", "看见了"),
    "?language=en": ("Toy", "Toys: 1", "A red toy", "Seen"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_folder_and_a_line_install_everything_that_a_capability_has(
    phone: Phone, tmp_path: Path, language: str
) -> None:
    button, waiting, title, seen = WORDS[language]
    build_pages(tmp_path, ENTRY)
    with page_site(tmp_path) as url:
        page = phone.start()
        page.goto(f"{url}/app/{language}")
        expect(page.locator(".toy-line")).to_be_visible()
        page.locator(".bar").get_by_role("button", name=button, exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name=seen).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.evaluate("phone.reported.map(({ kind }) => kind)") == ["toy_seen"]
        page.locator(".toy-line").click()
        expect(page).to_have_url(f"{url}/app/toy/red")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.goto(f"{url}/app/delivery{language}")
        expect(page.locator("main")).to_contain_text(waiting)
