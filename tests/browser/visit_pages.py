"""The pages of one visit on an in-memory phone (tests/pwa/visits/entry.tsx): building them, pressing on them, reading what they reported."""

import io
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from server.standards.document import BUILTIN_STANDARDS, builtin_standard, to_json
from tests.browser.driving import comes_to
from tests.browser.page_site import PWA, build_pages

ENTRY = PWA.parent / "tests" / "pwa" / "visits" / "entry.tsx"
Open = Callable[..., Page]


def build_visit_pages(folder: Path) -> None:
    """Build the pages with the shipped standards and three photographs into *folder*."""
    build_pages(folder, ENTRY)
    (folder / "standards").mkdir()
    (folder / "shots").mkdir()
    for name in BUILTIN_STANDARDS:
        (folder / "standards" / f"{name}.json").write_text(to_json(builtin_standard(name)), encoding="utf-8")
    for number in (1, 2, 3):
        (folder / "shots" / f"shot{number}.jpg").write_bytes(a_photograph())


def a_photograph() -> bytes:
    """A small grey picture."""
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "#7a8a90").save(made, "JPEG")
    return made.getvalue()


def press(page: Page, *names: str) -> None:
    """Press buttons or choose options, one after the other."""
    for name in names:
        buttons = page.get_by_role("button", name=re.compile(re.escape(name)))
        option = page.get_by_role("radio", name=name, exact=True)
        buttons.or_(option).last.wait_for(state="attached")  # because a sheet may still be on its way
        button = buttons.last
        option.check(force=True) if option.count() else button.click()


def reported(page: Page, *facts: str) -> None:
    """Wait until these are the last facts."""
    comes_to(
        page,
        f"phone.reported.map((each) => each.kind + (each.body.step ? ' ' + each.body.step : '')).slice(-{len(facts)})",
        [*facts],
    )
