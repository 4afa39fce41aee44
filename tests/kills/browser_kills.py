"""SIGKILL of a real Chromium in mid-save: what the engine called saved is on the disk, chain and counter are whole, and all of it comes home."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from server.kernel.chain import fact_bytes, sha256
from tests.browser.chromium import find_chromium
from tests.browser.driving import until
from tests.browser.engine_site import engine_script, engine_site
from tests.browser.faults.pocket import OPEN, UNSENT
from tests.browser.fonts import font_environment
from tests.browser.phone import Phone
from tests.browser.record import assert_bytes_home, assert_device_whole, devices_of, facts_of
from tests.browser.server_process import ServerProcess, free_port
from tests.browser.watch import Watch
from tests.browser.world import Technician, World, open_world
from tests.sync.proxy import Proxy, proxy_before

HERE = Path(__file__).parent
HOME_EVERY = 20  # kills after which everything is sent and looked for on the server
WHOLE_BROWSER = 0.2
SYNC = "/api/v1/"
Change = Callable[[bytes], bytes]


@dataclass
class Figures:
    """What was done and what came of it."""

    page_kills: int = 0
    browser_kills: int = 0
    saved: int = 0
    pictures: int = 0
    unheard: int = 0  # on the disk, though the kill came before the engine could say so
    broken: list[str] = field(default_factory=list)

    def told(self) -> str:
        """In one line."""
        return (
            f"{self.page_kills} kills of the page's process, {self.browser_kills} of the whole browser; {self.saved} facts were called saved, "
            f"{self.pictures} of them photographs; {self.unheard} more were on the disk before that was said; lost or crooked: {len(self.broken)}"
        )


@dataclass
class Mortal:
    """A technician's phone on a profile of its own, whose page saves without a pause; `saved` is what it was told was saved."""

    phone: Phone
    office: World
    net: Proxy
    who: Technician
    visit: str
    chance: random.Random
    saved: dict[str, str] = field(default_factory=dict)  # fact → SHA-256 of its bytes, or ''
    fresh: set[str] = field(default_factory=set)
    stumbled: list[str] = field(default_factory=list)

    def on(self) -> None:
        """Switch it on."""
        self.phone.start()
        assert self.phone.context
        self.phone.context.set_default_timeout(60_000)
        self.phone.context.expose_function("told", self._hear)

    def opened(self) -> Page:
        """The app, opened."""
        assert self.phone.context
        page = self.phone.context.new_page()
        page.goto(self.net.url)
        page.wait_for_function("!!globalThis.openPhone")
        page.evaluate(f"(async () => {{ {OPEN} }})()")
        for other in self.phone.context.pages[:-1]:
            other.close()
        return page

    def work_until_killed(self, page: Page, run: int, browser: bool) -> None:
        """Save without a pause; the kill comes after a random number of saves and a moment."""
        before, wanted = len(self.saved), self.chance.randint(0, 6)
        page.evaluate((HERE / "saving.js").read_text(), {"visit": self.visit, "run": run})
        victims = [] if browser else self._pages()
        for _ in range(2000):
            if len(self.saved) >= before + wanted or self.stumbled:
                break
            page.wait_for_timeout(5)
        page.wait_for_timeout(self.chance.random() * 60)
        if browser:
            self.phone.pull_battery()
            self.on()
            return
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        with contextlib.suppress(PlaywrightError):
            page.close()

    def home(self, page: Page) -> None:
        """Everything is sent; after a pulled battery the browser may have forgotten the sign-in, which costs a password and no work."""
        self.net.up(SYNC)
        page.evaluate("phone.sendNow()")
        if page.evaluate("phone.delivery.value.state") == "signed_out":
            page.evaluate(f"phone.signIn('{self.who.login}', '{self.who.password}')")
        until(page, f"phone.sendNow().then(() => {UNSENT} === 0)")

    def _hear(self, what: dict[str, str]) -> None:
        if "stumbled" in what:
            self.stumbled.append(what["stumbled"])
        else:
            self.saved[what["fact"]] = what.get("sha256", "")
            self.fresh.add(what["fact"])

    def _pages(self) -> list[int]:
        flag = f"--user-data-dir={self.phone.profile}"
        lines = ((each.pid, each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"]))
        return [pid for pid, line in lines if "--type=renderer" in line and flag in line]


def kill_browsers(count: int, seed: int, folder: Path, change: Change = bytes) -> Figures:
    """Kill so often; `change` takes a guard out of the engine's script. Ends early when something is broken."""
    figures = Figures()
    with phone_at_work(seed, folder, change) as mortal:
        page = mortal.opened()
        began = time.monotonic()
        for turn in range(count):
            (mortal.net.down if mortal.chance.random() < 0.5 else mortal.net.up)(SYNC)
            whole = mortal.chance.random() < WHOLE_BROWSER
            mortal.work_until_killed(page, turn, whole)
            figures.browser_kills, figures.page_kills = figures.browser_kills + whole, figures.page_kills + (not whole)
            page = mortal.opened()
            figures.broken += lost(page, mortal, figures)
            if (turn + 1) % HOME_EVERY == 0 or turn + 1 == count:
                mortal.home(page)
                figures.broken += not_home(mortal)
                print(f"  {turn + 1} kills in {time.monotonic() - began:.0f} s: {figures.told()}", flush=True)
            if figures.broken:
                break
    return figures


def lost(page: Page, mortal: Mortal, figures: Figures) -> list[str]:
    """What was called saved since the last look and is not on the disk, or what there is not whole."""
    hashes = [mortal.saved[fact] for fact in mortal.fresh if mortal.saved[fact]]
    kept = page.evaluate((HERE / "kept.js").read_text(), hashes)
    facts = {fact["id"]: fact for fact in kept["facts"]}
    wrong = [f"the page stumbled: {each}" for each in mortal.stumbled] + [
        f"bytes {each} were saved and are not whole" for each in kept["damaged"]
    ]
    wrong += [f"fact {fact} was saved and is gone" for fact in mortal.saved if fact not in facts]
    if (numbers := sorted(fact["seq"] for fact in kept["facts"])) != list(range(1, kept["counter"] + 1)):
        wrong.append(f"the counter stands at {kept['counter']}, there are {numbers[-5:]}")
    figures.saved, figures.pictures = len(mortal.saved), sum(map(bool, mortal.saved.values()))
    figures.unheard = len(facts) - len(mortal.saved)
    mortal.fresh.clear()
    return wrong + list(_broken_chains(kept))


def _broken_chains(kept: dict[str, Any]) -> Iterator[str]:
    last: dict[str, str] = {}
    for saved in sorted(kept["facts"], key=lambda each: each["seq"]):
        fact = json.loads(saved["text"])
        chain = f"{fact['subject']['type']}/{fact['subject']['id']}/{fact.get('grant', '')}"
        if sha256(fact_bytes(fact)) != saved["hash"] or (chain in last and fact["prev"] != last[chain]):
            yield f"the chain breaks at {saved['seq']}"
        last[chain] = saved["hash"]
    if last != {chain: head for chain, head in kept["heads"].items() if chain in last}:
        yield "a chain's head is not its last fact"


def not_home(mortal: Mortal) -> list[str]:
    """What was called saved and is not with the server, once, with its bytes."""
    stored = [fact["id"] for fact in facts_of(mortal.office, mortal.visit) if fact["device"] != "office"]
    wrong = [
        f"fact {fact} is {stored.count(fact)} times with the server" for fact in mortal.saved if stored.count(fact) != 1
    ]
    try:
        assert_bytes_home(mortal.office, mortal.visit)
        for device in devices_of(mortal.office, mortal.who.id):
            assert_device_whole(mortal.office, device.id)
    except AssertionError as failure:
        wrong.append(str(failure))
    return wrong


@contextlib.contextmanager
def phone_at_work(seed: int, folder: Path, change: Change) -> Iterator[Mortal]:
    """A server, a network, and a phone that is signed in, set up, and has its visit."""
    script, server = change(engine_script(folder)), ServerProcess(folder / "server")
    office = open_world(server)
    who = office.technician()
    visit = office.given(who)
    try:
        site = free_port()
        with (
            engine_site(site, script, {}, server.port),
            proxy_before(free_port(), site) as net,
            sync_playwright() as playwright,
        ):
            phone = Phone(playwright, find_chromium(), folder / "profile", font_environment(folder), Watch())
            mortal = Mortal(phone, office, net, who, visit, random.Random(seed))
            mortal.on()
            page = mortal.opened()
            page.evaluate(f"phone.signIn('{who.login}', '{who.password}').then(() => phone.enrol('Test', '2580'))")
            mortal.home(page)
            yield mortal
            phone.switch_off()
    finally:
        office.close()
