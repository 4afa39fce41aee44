"""A phone: Chromium emulating one, on a profile of its own that outlives the battery being pulled."""

import contextlib
import os
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import Chromium
from tests.browser.watch import Watch
from tests.patience import SECONDS

AGENT = "Mozilla/5.0 (Linux; Android 14; V2318A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile Safari/537.36"
PATIENCE = SECONDS * 1_000  # ms that an action waits for what it acts on


class Phone:
    """One phone; `start` and `pull_battery` may follow each other on the same profile folder."""

    def __init__(
        self, playwright: Playwright, chromium: Chromium, profile: Path, fonts: dict[str, str], watch: Watch
    ) -> None:
        self.playwright, self.chromium, self.profile = playwright, chromium, profile
        self.fonts, self.watch = fonts, watch
        self.context: BrowserContext | None = None

    def start(self, **options: Any) -> Page:
        """Start the browser and return its page; *options* go over the phone's own (`locale`, `color_scheme`, `viewport`)."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=self.chromium.path,
            args=self.chromium.arguments,
            env={**environment(), **self.chromium.environment, **self.fonts},
            **(as_a_phone(self.chromium) | options),
        )
        self.context.set_default_timeout(PATIENCE)
        self.watch.over(self.context)
        return self.page

    @property
    def page(self) -> Page:
        """The page in front."""
        assert self.context is not None, "the phone is off"
        return self.context.pages[-1] if self.context.pages else self.context.new_page()

    def keep_storage(self) -> None:
        """Let `navigator.storage.persist()` succeed, as it does for an installed app."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Browser.grantPermissions", {"permissions": ["durableStorage"]})

    def slow_processor(self, times: int) -> None:
        """Throttle the page's processor, as a cheap phone has it; 1 is full speed."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def tap_nervously(self, where: Locator, drawn: Locator) -> None:
        """Three touches at one place within a third of a second by the finger's own clock; as on a slow phone, the page hears of
        the second and third only when it has *drawn* what the first one asked for."""
        box = where.bounding_box()
        assert box
        middle = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
        session, begin = self.page.context.new_cdp_session(self.page), time.time()
        for down in (begin, begin + 0.15, begin + 0.3):
            session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": middle, "timestamp": down})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": down + 0.04})
            expect(drawn).to_be_visible()

    def pull_battery(self) -> None:
        """SIGKILL the browser and all its processes: nothing is flushed, no page hears of it."""
        main = self._main_process()
        family = [main, *main.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=SECONDS)
        with contextlib.suppress(PlaywrightError):
            self.context.close()
        self.context = None

    def switch_off(self) -> None:
        """Close the browser in good order."""
        if self.context is not None:
            self.watch.leave(self.context)
            with contextlib.suppress(PlaywrightError):
                self.context.close()
            self.context = None

    def _main_process(self) -> psutil.Process:
        """The browser's first process: the one on this profile whose parent is not on it."""
        flag = f"--user-data-dir={self.profile}"
        own = [each for each in psutil.process_iter(["cmdline", "ppid"]) if flag in (each.info["cmdline"] or [])]
        pids = {each.pid for each in own}
        return next(each for each in own if each.info["ppid"] not in pids)


def as_a_phone(chromium: Chromium) -> dict[str, Any]:
    """What makes a window a phone's: its screen, its place, its name."""
    screen = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    return screen | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "user_agent": AGENT.format(major=chromium.major),
    }


def environment() -> dict[str, str | float | bool]:
    """This process's environment without what is the server's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DOORSTEP_")}
