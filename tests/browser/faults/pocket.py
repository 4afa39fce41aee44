"""A phone that is nothing but the app's engine in a real browser: what pages would call is called here, and the app can be killed."""

import contextlib
import json
from typing import Any

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.browser.driving import until
from tests.browser.world import World
from tests.sync.proxy import Proxy

OPEN = "globalThis.phone = openPhone(); await phone.whole;"
LONGEST = 40_000  # ms: what a guard would have ended must not hold the tests for ever
UNSENT = "phone.delivery.value.facts + phone.delivery.value.photographs"


class Pocket:
    """One technician's phone with one visit; `page` is the tab in front."""

    def __init__(self, context: BrowserContext, office: World, net: Proxy, room: int | None = None) -> None:
        self.context, self.office, self.net = context, office, net
        if room is not None:
            self.room(room)  # before the app opens its storage, because Chromium asks for its quota rarely
        self.who = office.technician()
        self.visit = office.given(self.who)
        self.page: Page = self.tab()

    def room(self, size: int | None) -> None:
        """Leave the app so many bytes of storage in all; None for as many as the disk has."""
        session = self.context.new_cdp_session(
            self.context.pages[-1] if self.context.pages else self.context.new_page()
        )
        session.send(
            "Storage.overrideQuotaForOrigin",
            {"origin": self.net.url.rstrip("/")} | ({} if size is None else {"quotaSize": size}),
        )

    def begin(self) -> None:
        """Sign in, set the phone up, fetch the visit."""
        self.sign_in()
        self.run("await phone.enrol('Test', '2580'); await phone.sendNow();")
        self.home()

    def sign_in(self, login: str | None = None) -> Any:
        """Sign in; the problem's code where it is refused."""
        return self.code(f"await phone.signIn('{login or self.who.login}', '{self.who.password}')")

    def tab(self, page: str = "") -> Page:
        """One more tab of the app, opened; it does not come to the front of `run`."""
        tab = self.context.new_page()
        tab.goto(self.net.url + page)
        tab.wait_for_function("!!globalThis.openPhone")
        self.run(OPEN, tab)
        return tab

    def killed(self) -> None:
        """The system kills the app: no page hears of it, nothing is said goodbye to."""
        with contextlib.suppress(PlaywrightError):
            self.page.goto("chrome://crash")
        self.page.close()

    def killed_and_opened(self) -> None:
        """Killed, and its icon is tapped again."""
        self.killed()
        self.page = self.tab()

    def run(self, script: str, tab: Page | None = None) -> Any:
        """Run an async script with `phone`, `id` and `subject`; the value that it returns."""
        begin = f"const id = '{self.visit}'; const subject = {{ type: 'visit', id }};"
        end = f"new Promise((_, no) => setTimeout(() => no(new Error('never ended')), {LONGEST}))"
        return (tab or self.page).evaluate(f"Promise.race([(async () => {{ {begin} {script} }})(), {end}])")

    def code(self, script: str, tab: Page | None = None) -> Any:
        """The code of the problem that the script ends in, None where it does not."""
        return self.run(f"try {{ {script} }} catch (error) {{ return error.code ?? String(error) }}", tab)

    def report(self, *kinds: str) -> None:
        """Report facts of the visit without a body."""
        for kind in kinds:
            self.run(f"await phone.report(subject, '{kind}', {{}})")

    def note(self, *texts: str, tab: Page | None = None) -> None:
        """Report notes of the visit."""
        for text in texts:
            self.run(f"await phone.report(subject, 'noted', {{ text: {json.dumps(text)} }})", tab)

    def until(self, condition: str, tab: Page | None = None) -> None:
        """Wait until this holds on the page."""
        until(tab or self.page, condition)

    def unsent(self) -> int:
        """How much waits, as the app itself says."""
        return self.run(f"return {UNSENT}")

    def home(self) -> None:
        """Press *Send now*, as often as a person would, until nothing waits."""
        until(self.page, f"phone.sendNow().then(() => {UNSENT} === 0)")

    def photograph(self, number: int = 0) -> str:
        """The script that takes a photograph for the visit's first step that asks for one."""
        return f"""
          const step{number} = phone.visit(id).value.standard.moments.flatMap((each) => each.steps).find((each) => each.answer.kind === 'photograph').id;
          await phone.photograph(id, step{number}, 'before', await (await fetch('/photo/{number}')).blob());"""
