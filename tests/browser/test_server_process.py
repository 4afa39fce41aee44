"""The server as people start it: it comes up, is really gone when stopped or killed, and comes back on the same port and data."""

import urllib.error
from collections.abc import Callable

import psutil
import pytest

from tests.browser.server_process import ServerProcess, fetch_status
from tests.patience import SECONDS


@pytest.fixture
def bare_server(new_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A server without the demonstration organisation, because only the process matters here."""
    server = new_server()
    server.from_scratch = True
    server.start()
    return server


def test_a_stopped_server_is_gone_and_comes_back_where_it_was(bare_server: ServerProcess) -> None:
    url = bare_server.url
    bare_server.stop()
    with pytest.raises(urllib.error.URLError):
        fetch_status(f"{url}/healthz")
    bare_server.start()
    assert bare_server.url == url
    assert fetch_status(f"{url}/healthz") == 200


def test_a_killed_server_leaves_no_process_and_starts_again_on_its_data(bare_server: ServerProcess) -> None:
    assert bare_server.process is not None
    main = psutil.Process(bare_server.process.pid)
    family = [main, *main.children(recursive=True)]
    bare_server.sigkill()
    assert psutil.wait_procs(family, timeout=SECONDS)[1] == []
    bare_server.start()
    assert fetch_status(f"{bare_server.url}/healthz") == 200
