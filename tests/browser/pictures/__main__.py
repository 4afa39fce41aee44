"""Take the pictures: start a demonstration server, lead a phone or a desk through each journey, write docs/pictures/*.png.

`make pictures` takes all; `python -m tests.browser.pictures NAME …` those whose name begins so (with what leads there), `--into FOLDER` elsewhere.
"""

import io
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Playwright, sync_playwright

from tests import reaper
from tests.browser.chromium import ROOT, find_chromium
from tests.browser.fonts import font_environment
from tests.browser.phone import Phone
from tests.browser.pictures.screens import DESK, PHONE, SCREENS, Screen
from tests.browser.server_process import ServerProcess
from tests.browser.watch import Watch
from tests.reaper import folder_prefix

FOLDER = ROOT / "docs" / "pictures"
COLOURS = 256


def main(wanted: list[str]) -> int:
    """Take the wanted pictures; returns 1 when a page reported an error, which is printed."""
    into = FOLDER
    if "--into" in wanted:
        at = wanted.index("--into")
        into, wanted = Path(wanted[at + 1]), wanted[:at] + wanted[at + 2 :]
    into.mkdir(parents=True, exist_ok=True)
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder, sync_playwright() as playwright:
        server = ServerProcess(Path(folder) / "server", ("--demo",))
        server.start()
        try:
            for journey, screens in groupby(sorted(SCREENS, key=lambda each: each.journey), lambda each: each.journey):
                rows = list(screens)
                if not wanted or any(row.name.startswith(tuple(wanted)) for row in rows):
                    take_journey(playwright, Path(folder) / journey, rows, server, watch, into)
        finally:
            server.sigkill()
    print("\n".join(watch.unexpected()))
    return 1 if watch.unexpected() else 0


def take_journey(
    playwright: Playwright, folder: Path, screens: list[Screen], server: ServerProcess, watch: Watch, into: Path
) -> None:
    """All screens of a journey, one after the other on the same phone."""
    folder.mkdir()
    phone = Phone(playwright, find_chromium(), folder / "profile", font_environment(folder), watch)
    first = screens[0]
    shape = (
        {"viewport": DESK, "is_mobile": False, "has_touch": False, "device_scale_factor": 1}
        if first.desk
        else {"viewport": PHONE}
    )
    page = phone.start(locale=first.language, color_scheme="dark" if first.dark else "light", **shape)
    for screen in screens:
        screen.way(page, server)
        write(page, screen, into)
    phone.switch_off()


def write(page: Page, screen: Screen, into: Path) -> None:
    """Save a picture with 256 colours: a third of the bytes, and nobody sees the difference on a drawn screen."""
    page.evaluate("document.fonts.ready.then(() => true)")
    taken = page.screenshot(full_page=screen.whole, animations="disabled", caret="hide")
    picture = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    target = into / f"{screen.name}.png"
    picture.save(target, optimize=True)
    print(f"{target.name}  {target.stat().st_size / 1000:.0f} KB", flush=True)


if __name__ == "__main__":
    reaper.start()
    sys.exit(main(sys.argv[1:]))
