"""WebKit, the engine of every iPhone browser: WebKitGTK through its WebDriver, on a screen that exists only in memory.

Its automation sessions are private ones: storage works, but is gone when the session ends, and no Blob can be stored.
"""

import contextlib
import glob
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.patience import SECONDS

WebKit = webdriver.WebKitGTK
BROWSERS = (
    "/usr/lib/*/webkit2gtk-4.*/MiniBrowser",
    "/usr/lib/*/webkitgtk-6.*/MiniBrowser",
    "/usr/libexec/webkit*/MiniBrowser",
)


def missing() -> str | None:
    """Why WebKit cannot run here, or None. Since 2026-11-21: only Linux has a WebKitWebDriver that installs in one step."""
    absent = [name for name in ("WebKitWebDriver", "Xvfb") if shutil.which(name) is None]
    if absent or browser() is None:
        what = ", ".join(absent or ["MiniBrowser"])
        return f"2026-11-21: {what} is not installed (apt-get install webkit2gtk-driver xvfb, as .ci/run does)"
    return None


def browser() -> str | None:
    """WebKitGTK's own small browser, which its driver starts."""
    return next((found for pattern in BROWSERS for found in sorted(glob.glob(pattern))), None)


@contextlib.contextmanager
def webkit_session(folder: Path, fonts: dict[str, str]) -> Iterator[WebKit]:
    """A window of WebKit, in the size of a phone."""
    with screen() as display:
        options = Options()
        options.binary_location = browser() or ""
        options.add_argument("--automation")
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment |= {"DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LANG": "zh_CN.UTF-8", **fonts}
        log = str(folder / "webkit.log")
        service = Service(shutil.which("WebKitWebDriver"), log_output=log, env=environment)
        with without_proxy():
            driver = WebKit(options=options, service=service)
        try:
            driver.set_window_size(390, 844)
            driver.set_script_timeout(SECONDS)
            yield driver
        finally:
            driver.quit()


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display in memory; Xvfb picks a free number itself and tells it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1000x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(SECONDS)


@contextlib.contextmanager
def without_proxy() -> Iterator[None]:
    """Selenium speaks to the driver on 127.0.0.1, which no proxy can reach."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "127.0.0.1,localhost"
    try:
        yield
    finally:
        if before is None:
            del os.environ["no_proxy"]
        else:
            os.environ["no_proxy"] = before


def wait_for(driver: WebKit, script: str, seconds: float = SECONDS) -> object:
    """Evaluate *script* (an expression) until it is true, and return its value.

    What it asks about may not be on the page yet, because between two pages there is a moment without either.
    """
    waiting = WebDriverWait(driver, seconds, poll_frequency=0.1, ignored_exceptions=[JavascriptException])
    return waiting.until(lambda _: driver.execute_script(f"return {script}"), f"never came to hold: {script}")
