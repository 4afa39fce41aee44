"""What browser tests stand on: a real server, phones whose battery can be pulled, WebKit, and a watch over every page."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.chromium import Chromium, find_chromium
from tests.browser.fonts import font_environment
from tests.browser.page_site import build_pages, page_site
from tests.browser.phone import PATIENCE, Phone, as_a_phone, environment
from tests.browser.server_process import ServerProcess
from tests.browser.visit_pages import build_visit_pages
from tests.browser.watch import Watch
from tests.browser.webkit import WebKit, missing, webkit_session
from tests.browser.world import World, open_world

expect.set_options(
    timeout=PATIENCE
)  # because two workers and their browsers share two cores; what is there sooner is seen sooner

HERE = Path(__file__).parent
TOGETHER = dict.fromkeys(
    ("test_engine.py", "test_console_pages.py"), "demonstration"
)  # both of them on one server with the demonstration


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test; a file's tests go to one worker, because its pages and servers cost more than a test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            name = str(item.path.relative_to(HERE))
            item.add_marker(pytest.mark.xdist_group(TOGETHER.get(name, name)))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_chromium()


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return font_environment(tmp_path_factory.mktemp("fonts"))


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test on any violation or error that it did not `expect`."""
    watch = Watch()
    yield watch
    assert watch.unexpected() == []


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: Chromium, fonts: dict[str, str]) -> Iterator[Browser]:
    """One Chromium for all tests that need none of their own, because a start of it costs as much as a test."""
    running = playwright.chromium.launch(
        executable_path=chromium.path, args=chromium.arguments, env={**environment(), **chromium.environment, **fonts}
    )
    yield running
    running.close()


@pytest.fixture
def new_window(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Make windows of that Chromium by Playwright's options, each with a storage of its own and watched."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(PATIENCE)
        watch.over(contexts[-1])
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        watch.leave(context)
        context.close()


@pytest.fixture
def screen(new_window: Callable[..., Page], chromium: Chromium) -> Callable[..., Page]:
    """One window like a phone's, opened when it is first wanted; the options of that first time count (`viewport`, `reduced_motion`)."""
    opened: list[Page] = []

    def window(**options: Any) -> Page:
        if not opened:
            opened.append(new_window(**(as_a_phone(chromium) | options)))
        return opened[0]

    return window


@pytest.fixture(scope="session")
def visit_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the pages of a visit on an in-memory phone."""
    folder = tmp_path_factory.mktemp("visit")
    build_visit_pages(folder)
    with page_site(folder) as address:
        yield address


@pytest.fixture
def open_scene(visit_site: str, screen: Callable[..., Page]) -> Callable[..., Page]:
    """Open a scene of visit v2 from its beginning; further options are the browser's."""
    begun = itertools.count(1)

    def open_it(address: str, language: str = "zh-CN", **options: object) -> Page:
        page = screen(**options)
        page.goto(f"{visit_site}/app/visit/v2{address}&language={language}&begun={next(begun)}")
        page.locator("h1").wait_for()
        return page

    return open_it


@pytest.fixture(scope="session")
def day_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the pages of a day on an in-memory phone."""
    folder = tmp_path_factory.mktemp("pages")
    build_pages(folder)
    with page_site(folder) as address:
        yield address


@pytest.fixture
def open_page(day_site: str, screen: Callable[..., Page]) -> Callable[..., Page]:
    """Open a screen by its address inside /app/; further options are the browser's (`color_scheme`, `viewport`)."""

    def open_it(address: str = "", language: str = "zh-CN", **options: object) -> Page:
        page = screen(**options)
        page.goto(f"{day_site}/app/{address}{'&' if '?' in address else '?'}language={language}")
        page.locator("h1").wait_for()
        return page

    return open_it


@pytest.fixture
def new_phone(
    playwright: Playwright, chromium: Chromium, fonts: dict[str, str], watch: Watch, tmp_path: Path
) -> Iterator[Callable[[str], Phone]]:
    """Make phones by name, each with its own profile; `phone.start()` gives its page."""
    phones: list[Phone] = []

    def make(name: str = "phone") -> Phone:
        phones.append(Phone(playwright, chromium, tmp_path / f"profile-{name}", fonts, watch))
        return phones[-1]

    yield make
    for phone in phones:
        phone.switch_off()


@pytest.fixture
def phone(new_phone: Callable[[str], Phone]) -> Phone:
    """One phone, still off."""
    return new_phone("phone")


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., ServerProcess]]:
    """Make servers, each with its own data folder and port, still stopped."""
    servers: list[ServerProcess] = []

    def make(*arguments: str, **environment: str) -> ServerProcess:
        servers.append(ServerProcess(tmp_path / f"server-{len(servers)}", arguments, environment))
        return servers[-1]

    yield make
    for server in servers:
        server.sigkill()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server with the demonstration organisation, for tests that leave to each other what they need."""
    server = ServerProcess(tmp_path_factory.mktemp("demonstration"), ("--demo",))
    server.start()
    yield server
    server.sigkill()


@pytest.fixture
def server(demonstration: ServerProcess) -> ServerProcess:
    """The same, certainly running when the test begins; `stop()` and `start()` keep port and data."""
    return running(demonstration)


@pytest.fixture
def webkit(tmp_path: Path, fonts: dict[str, str]) -> Iterator[WebKit]:
    """A WebKit window; skips with the reason where it is not installed."""
    if reason := missing():
        pytest.skip(reason)
    with webkit_session(tmp_path, fonts) as session:
        yield session


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One server of the journeys with its office; a test that stops it starts it again."""
    world = open_world(ServerProcess(tmp_path_factory.mktemp("world")))
    yield world
    world.close()


@pytest.fixture
def office(world: World) -> World:
    """The same, certainly running when the test begins."""
    running(world.server)
    return world


def running(server: ServerProcess) -> ServerProcess:
    """The server, started again where a test has left it stopped."""
    if server.process is None or server.process.poll() is not None:
        server.sigkill()
        server.start()
    return server
