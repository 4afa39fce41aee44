"""A browser that is asked for almost nothing: one page at a time by the debugging protocol itself, because a driver's own scripts
in every page cost a slow phone's processor tens of milliseconds that no person causes."""

import contextlib
import itertools
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket

from tests.browser.chromium import Chromium

PATIENCE = 20  # seconds
SCREEN = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


class BareBrowser:
    """A Chromium on the profile that *profile* holds; to be used by `with`."""

    def __init__(self, chromium: Chromium, profile: Path, fonts: dict[str, str]) -> None:
        flags = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
        named = profile / "DevToolsActivePort"
        named.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [chromium.path, *chromium.arguments, *flags], env=os.environ | chromium.environment | fonts,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.port = int(_written(named).split()[0])

    def __enter__(self) -> "BareBrowser":
        return self

    def __exit__(self, *_: object) -> None:
        browser = self._browser()
        browser.ask("Browser.close")
        browser.close()
        self.process.wait(PATIENCE)

    def page(self) -> "BarePage":
        """A new empty page in front."""
        browser = self._browser()
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        browser.close()
        return BarePage(f"ws://127.0.0.1:{self.port}/devtools/page/{target}")

    def _browser(self) -> "BarePage":
        return BarePage(json.load(urlopen(f"http://127.0.0.1:{self.port}/json/version"))["webSocketDebuggerUrl"])


class BarePage:
    """One line to one page."""

    def __init__(self, address: str) -> None:
        self.line = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self.numbers = itertools.count(1)
        self.heard: list[dict[str, Any]] = []

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer; what the page says meanwhile is kept in `heard`."""
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self.line.recv())
            if said.get("id") == number:
                assert "error" not in said, said["error"]
                return said["result"]
            self.heard.append(said)

    def evaluate(self, expression: str) -> Any:
        """Value of a promise or an expression; not subject to the page's own policy."""
        said = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def close(self) -> None:
        """Ends the page, too, where the line is a page's; one that stays open would take part of the processor from the next."""
        with contextlib.suppress(websocket.WebSocketException, OSError):
            self.line.send(json.dumps({"id": next(self.numbers), "method": "Page.close"}))
            while self.line.recv():
                pass
        self.line.close()


def _written(file: Path) -> str:
    """Text of a file that another process is about to write."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.is_file() and (text := file.read_text()).count("\n"):
            return text
        time.sleep(0.05)
    raise TimeoutError(f"{file.name} was not written")
