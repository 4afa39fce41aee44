"""What the faults of a browser stand on: one real server, a network that fails on command, and the phone's engine in a real Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.engine_site import engine_script, engine_site
from tests.browser.faults.pocket import Pocket
from tests.browser.phone import PATIENCE
from tests.browser.server_process import free_port
from tests.browser.test_photographs import drawing, taken
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.sync.proxy import Proxy, proxy_before


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The script of the engine's page."""
    return engine_script(tmp_path_factory.mktemp("engine"))


@pytest.fixture
def files(engine: bytes) -> dict[str, bytes]:
    """What lies beside the engine's page: photographs, and later versions of the app where a test publishes one."""
    return {f"/photo/{number}": taken(drawing(1000 + number, 700), 6) for number in range(3)}


@pytest.fixture
def net(office: World, engine: bytes, files: dict[str, bytes]) -> Iterator[Proxy]:
    """The network between the phone and the server."""
    site = free_port()
    with engine_site(site, engine, files, office.server.port), proxy_before(free_port(), site) as proxy:
        yield proxy


@pytest.fixture
def new_pocket(browser: Browser, office: World, net: Proxy, watch: Watch) -> Iterator[Callable[[int | None], Pocket]]:
    """Make phones, each of a new technician who was given one visit, set up and with everything home; in so much room."""
    watch.expect("Failed to load resource")  # every fault of the network is one
    contexts: list[BrowserContext] = []

    def make(room: int | None = None) -> Pocket:
        contexts.append(browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai"))
        contexts[-1].set_default_timeout(PATIENCE)
        watch.over(contexts[-1])
        pocket = Pocket(contexts[-1], office, net, room)
        pocket.begin()
        return pocket

    yield make
    for context in contexts:
        watch.leave(context)
        context.close()


@pytest.fixture
def pocket(new_pocket: Callable[..., Pocket]) -> Pocket:
    """A phone with all the room that it wants."""
    return new_pocket()


@pytest.fixture
def full(new_pocket: Callable[..., Pocket]) -> Pocket:
    """A phone with little room."""
    return new_pocket(5_000_000)
