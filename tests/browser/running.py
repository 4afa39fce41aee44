"""One test that starts a server, a database and a browser, says so, and never ends: what `test_nothing_stays.py` interrupts."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.server_process import ServerProcess
from tests.postgres import Postgres
from tests.reaper import MARK


def test_that_never_ends(
    postgres: Postgres, new_server: Callable[..., ServerProcess], new_window: Callable[..., Page]
) -> None:
    server = new_server()
    server.from_scratch = True
    server.start()
    new_window().goto(f"{server.url}/healthz")
    ready = Path(os.environ["DOORSTEP_TEST_READY"])
    ready.with_suffix(".half").write_text(f"{os.environ[MARK]} {os.getpid()} {postgres.folder}")
    ready.with_suffix(".half").rename(ready)
    threading.Event().wait()
