"""Look at every page: at each width that it is meant for, in both languages, light and dark, at 100 and 200 %. Pictures go into test-results/look.

`make look` looks at all; `python -m tests.look NAME …` at those whose name begins so; `--widths 390,1280`, `--language en`, `--into FOLDER`.
Exit code 1 where something is over, out of or cut off, or where axe finds something; each finding is one line.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from server.app import create_app
from server.config import Settings
from server.demo.people import PASSWORD
from tests import reaper
from tests.browser.axe import violations
from tests.browser.chromium import ROOT, find_chromium
from tests.browser.fonts import font_environment
from tests.browser.page_site import build_pages, page_site
from tests.browser.phone import environment
from tests.browser.server_process import ServerProcess
from tests.browser.visit_pages import build_visit_pages
from tests.look.measures import wrong_with
from tests.look.places import LANGUAGES, Place, ids_in, office_places, phone_places, public_places, speak
from tests.reaper import folder_prefix

FOLDER = ROOT / "test-results" / "look"
# A row that lies half under a bar is scrolled out from under it, so axe measures it as it is then.
PLACE_BARS = "(how) => document.querySelectorAll('.bar, .topline').forEach((each) => { each.style.position = how; })"


def main(arguments: list[str]) -> int:
    """Look, say what is wrong, return 1 if anything is."""
    given = _read(arguments)
    given.into.mkdir(parents=True, exist_ok=True)
    began, seen, wrong = time.monotonic(), 0, 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=folder_prefix())))
        server = ServerProcess(folder / "server", ("--demo",))
        server.start()
        stack.callback(server.sigkill)
        app = create_app(Settings(data_dir=server.folder, public_url=server.url, testing=True))
        places = [
            each
            for each in (*office_places(ids_in(app)), *public_places(app), *phone_places())
            if _is_wanted(each, given)
        ]
        print(f"look: {len(places)} pages, about {max(1, len(places) // 12)} minutes", flush=True)
        sites = _sites(stack, folder, server.url, {each.site for each in places})
        chromium = find_chromium()
        running = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium.path,
            args=chromium.arguments,
            env={**environment(), **chromium.environment, **font_environment(folder)},
        )
        stack.callback(running.close)
        for language in given.languages:
            speak(app, language)
            for name, found in _look(
                running, sites, [each for each in places if language in each.languages], language, given
            ):
                seen, wrong = seen + 1, wrong + len(found)
                for line in found:
                    print(f"{name}: {line}", flush=True)
        from server.kernel.db import db

        with app.app_context():
            db.engine.dispose()
    print(f"look: {seen} looks in {time.monotonic() - began:.0f} s, {wrong} findings, pictures in {given.into}")
    return 1 if wrong or not seen else 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.look", description=__doc__)
    parser.add_argument("names", nargs="*", help="pages whose names begin so; all when left out")
    parser.add_argument("--widths", type=lambda text: {int(each) for each in text.split(",")}, default=set())
    parser.add_argument("--language", action="append", dest="languages", choices=LANGUAGES)
    parser.add_argument("--into", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    given.languages = given.languages or list(LANGUAGES)
    return given


def _is_wanted(place: Place, given: argparse.Namespace) -> bool:
    return not given.names or place.name.startswith(tuple(given.names))


def _sites(stack: ExitStack, folder: Path, server: str, wanted: set[str]) -> dict[str, str]:
    """Where each site is; the in-memory phones are built only when they are looked at."""
    found = {"office": server, "public": server}
    for name, build, inside in (("day", build_pages, "/app/"), ("visit", build_visit_pages, "/app/visit/v2")):
        if name in wanted:
            (folder / name).mkdir()
            build(folder / name)
            found[name] = stack.enter_context(page_site(folder / name)) + inside
    return found


def _look(
    browser: Browser, sites: dict[str, str], places: list[Place], language: str, given: argparse.Namespace
) -> Iterator[tuple[str, list[str]]]:
    """Each page at each of its widths: (name, what is wrong)."""
    pages: dict[str, Page] = {}
    for place in places:
        widths = [each for each in place.widths if not given.widths or each[0] in given.widths]
        key = place.login or place.site
        if key not in pages:
            pages[key] = _window(browser, sites, place, language)
        page = pages[key]
        for number, (width, height) in enumerate(widths):
            page.set_viewport_size({"width": width, "height": height})
            if number == 0 or place.press:
                _open(page, sites[place.site], place, language)
            name = f"{place.name.replace(':', '-')}-{width}-{language}"
            found = wrong_with(page)
            page.screenshot(path=given.into / f"{name}.png", animations="disabled", caret="hide")
            if number in (0, len(widths) - 1):
                page.evaluate(PLACE_BARS, "static")
                found += violations(page, dark=True)
                page.evaluate(PLACE_BARS, "")
            if number == 0:
                page.emulate_media(color_scheme="dark")
                page.screenshot(path=given.into / f"{name}-dark.png", animations="disabled", caret="hide")
                page.emulate_media(color_scheme="null")
            yield name, found
    for page in pages.values():
        page.context.close()


def _window(browser: Browser, sites: dict[str, str], place: Place, language: str) -> Page:
    """A window for one person or site; the office's is signed in."""
    is_phone = place.site in ("day", "visit")
    shape: dict[str, Any] = {"device_scale_factor": 1, "is_mobile": is_phone, "has_touch": is_phone}
    context = browser.new_context(locale=language, timezone_id="Asia/Shanghai", reduced_motion="reduce", **shape)
    page = context.new_page()
    if place.login:
        page.goto(f"{sites['office']}/signin")
        page.fill("#login", place.login)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/**")
    return page


def _open(page: Page, site: str, place: Place, language: str) -> None:
    """Go there; a phone's scene is told its language by its address."""
    address = f"{site}{place.address}"
    if place.site in ("day", "visit"):
        address += f"{'&' if '?' in address else '?'}language={language}&begun={time.monotonic_ns()}"
    answer = page.goto(address)
    page.locator("h1:visible, h2:visible").first.wait_for()  # in a small window a panel takes the place of the page
    assert answer is None or place.site in ("day", "visit") or answer.status == place.status, (address, answer.status)
    page.evaluate("document.fonts.ready.then(() => true)")
    if place.press:
        place.press(page)


if __name__ == "__main__":
    reaper.start()
    sys.exit(main(sys.argv[1:]))
