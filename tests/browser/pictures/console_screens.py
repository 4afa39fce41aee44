"""How to get to the office's screens, as a dispatcher of the demonstration."""

from playwright.sync_api import Page

from tests.browser.server_process import ServerProcess


def signed_in(page: Page, server: ServerProcess, login: str) -> None:
    """Sign in once; the journey's further screens stay signed in."""
    page.goto(f"{server.url}/console/")
    if page.locator("input[name=login]").count():
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill("shangmen2026")
        page.locator("input[name=password]").press("Enter")
    page.locator("tr[data-id]").first.wait_for()


def visits(page: Page, server: ServerProcess) -> None:
    signed_in(page, server, "chenjing")


def visits_en(page: Page, server: ServerProcess) -> None:
    signed_in(page, server, "harper")


def selected(page: Page, server: ServerProcess) -> None:
    page.locator("tr[data-id]", has_text="2-1-2803").locator("a").click()
    page.locator("aside.panel a[href^=tel]").first.wait_for()


def intake(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/intake")


def visit(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/visits")
    page.goto(
        server.url + str(page.locator("tr[data-id]", has_text="3-2-1201").locator("a").get_attribute("data-page"))
    )


def phones(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/devices")


def board(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/board")
    page.locator(".board-block").first.wait_for()


def promised(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/visits?promised=all")
    page.locator("tbody.promised tr[data-id] a").first.click()
    page.locator("aside.panel dl.about").wait_for()


def matter(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/matters")
    page.locator("table a").first.click()
    page.locator(".stages").wait_for()


def complaint(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/complaints")
    page.locator("table.complaints a").first.click()
    page.locator("aside.panel [data-open]").click()
    page.locator(".heads .quote").wait_for()


def duty(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/duty")
    page.locator("table.roster").wait_for()


def imports(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/imports")


WAYS = [
    ("visits", visits),
    ("selected", selected),
    ("intake", intake),
    ("visit", visit),
    ("phones", phones),
    ("board", board),
    ("promised", promised),
    ("matter", matter),
    ("complaint", complaint),
    ("duty", duty),
    ("imports", imports),
]
