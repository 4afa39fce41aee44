"""The technician's app as its user finds it: by what stands on the screen, in Chinese, one finger at a time."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.driving import PIN, enrol, ready_offline
from tests.browser.phone import Phone
from tests.browser.world import Technician, World
from tests.patience import SECONDS

ALL_SENT = "已全部送到"
SIGNATURE = [(0.15, 0.3), (0.3, 0.7), (0.45, 0.3), (0.6, 0.7), (0.8, 0.35)]
READ_DRAFTS = """() => new Promise((yes, no) => {
  const asked = indexedDB.open("doorstep");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { asked.result.close(); yes(Object.fromEntries(all.result.map(({ name, value }) => [name, value]))); };
  };
})"""


class App:
    """One technician with one phone; `page` is what they look at."""

    def __init__(self, phone: Phone, world: World, who: Technician) -> None:
        self.phone, self.world, self.who = phone, world, who
        self.page: Page = phone.page if phone.context else None  # type: ignore[assignment]

    def begin(self) -> None:
        """Sign in, set the phone up, wait until the day is here and opens without a network, and say that all is with me."""
        self.page = enrol(self.phone, self.world.server, self.who.login, self.who.password)
        self.ready()
        self.press(re.compile("都带齐了，看今天|看今天"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("今天")

    def sign_in_again(self) -> None:
        """The sign-in is over: what was done waits on the phone until its person signs in."""
        self.phone.watch.expect(r"status of 401")
        self.open("signin")
        self.page.locator("#login").fill(self.who.login)
        self.page.locator("#password").fill(self.who.password)
        self.press("登录", self.page.locator(".bar"))
        self.title("都送到公司了")

    def ready(self) -> None:
        """The visits are here and the app is stored: from now on there need be no network."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("都在这部手机里")
        ready_offline(self.page)

    def start_again(self, path: str = "") -> None:
        """Start the browser and open the app's icon."""
        self.page = self.phone.start()
        self.open(path)

    def open(self, path: str = "") -> None:
        """Go to a page of the app by its address, once what was pressed is kept: whoever leaves earlier takes it back."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        self.page.goto(f"{self.world.server.url}/app/{path}")

    def visit(self, visit: str) -> None:
        """Open a visit from wherever one is."""
        self.open(f"visit/{visit}")

    # What can be pressed

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button or a link by its words."""
        self.button(name, within).click()

    def pick(self, words: str, within: Locator | None = None) -> None:
        """Choose one of several by its words."""
        (within or self.page.locator("body")).locator("label").filter(
            has_text=re.compile(f"^{re.escape(words)}$")
        ).click()

    def button(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """A button or a link by its words."""
        here = within or self.page.locator("body")
        return here.get_by_role("button", name=name).or_(here.get_by_role("link", name=name)).first

    @property
    def onward(self) -> Locator:
        """The one filled button at the bottom."""
        return self.page.locator(".bar .primary").last

    def go_on(self, label: str) -> None:
        """Press the filled button, which must say this; while its last press runs, another one is none."""
        expect(self.onward).to_contain_text(label)
        expect(self.onward).not_to_have_attribute("aria-busy", "true")
        self.onward.click()

    # Steps

    @property
    def now(self) -> Locator:
        """The step that is next."""
        return self.page.locator("section.now")

    def title(self, text: str, level: int = 1) -> None:
        """Wait for a page (or, with level 2, a sheet) by its heading."""
        expect(self.page.get_by_role("heading", level=level, name=text)).to_be_visible()

    def step(self, heading: str) -> Locator:
        """Wait until this step is next."""
        expect(self.now.get_by_role("heading", level=2)).to_have_text(heading)
        return self.now

    def choose(self, heading: str) -> Locator:
        """Tap a step further down, because no order is forced."""
        self.page.locator("button.step", has_text=heading).click()
        return self.step(heading)

    def answer(self, heading: str, choice: str) -> None:
        """Answer the next step by pressing one button."""
        self.press(choice, self.step(heading))
        self.done(heading)

    def answers(self, steps: Mapping[str, str]) -> None:
        """Answer steps one after the other."""
        for heading, choice in steps.items():
            self.answer(heading, choice)

    def type(self, heading: str, text: str) -> None:
        """Answer the next step by typing."""
        step = self.step(heading)
        step.locator("input, textarea").first.fill(text)
        self.press("记下", step)
        self.done(heading)

    def photograph(self, heading: str, picture: FilePayload | None = None) -> None:
        """Answer the next step with a photograph; ends when it is saved on the phone."""
        with self.page.expect_file_chooser() as camera:
            self.press("拍照", self.step(heading))
        camera.value.set_files(files=[picture or picture_of(heading)])
        self.done(heading)

    def done(self, heading: str) -> None:
        """Wait until this step is saved and no longer next."""
        expect(self.now.get_by_role("heading", level=2, name=heading, exact=True)).to_have_count(0)

    def receipt(self) -> str:
        """The code that the phone has worked out for the service card."""
        figure = self.page.locator(".receipt .figure")
        expect(figure).to_have_text(re.compile(r"\w"))
        return "".join(figure.inner_text().split())

    # What the phone says of itself

    def all_sent(self) -> None:
        """Look at what is where, which also sends, and wait until nothing waits any more."""
        self.open("delivery")
        expect(self.page.locator(".topline .word")).to_contain_text(ALL_SENT)

    def kept(self, text: str) -> None:
        """Wait until what was typed is on the disk (a fifth of a second after the last touch)."""
        self.wait_for_drafts(lambda drafts: text in json.dumps(drafts, ensure_ascii=False))

    def wait_for_drafts(self, right: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until what is half-done and on the disk, by name, is right."""
        until = time.monotonic() + SECONDS
        while not right(drafts := self.page.evaluate(READ_DRAFTS)):
            assert time.monotonic() < until, f"not kept; on the disk is {drafts}"
            self.page.evaluate("new Promise((yes) => requestAnimationFrame(yes))")


class Customer:
    """The customer, who holds the phone for a few minutes."""

    def __init__(self, app: App) -> None:
        self.app, self.page = app, app.page

    def read(self, line: str = "", title: str = "今天做了这些") -> None:
        """Page 1, on which this stands as a line of what was done."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(self.page.locator(".outcomes li", has_text=line).first).to_be_visible()
        self.app.press("看过了，下一页")

    def survey(self, *answers: str) -> None:
        """Page 2: the answer to each question, by its words."""
        questions = self.page.locator("fieldset.question")
        for number, answer in enumerate(answers):
            self.app.pick(answer, questions.nth(number))
        self.app.press("交给公司")

    def comment(self, text: str = "") -> None:
        """Page 3."""
        box = self.page.get_by_role("textbox")
        if text:
            box.fill(text)
        self.app.press("写好了，下一页" if text else "没有了，下一页")

    def draw(self, part: float = 0.0, to: float = 1.0) -> None:
        """One stroke on the pad, from one share of its width to another; ends when the phone has kept it."""
        box = self.page.locator(".pad canvas").bounding_box()
        assert box
        points = [(part + x * (to - part), y) for x, y in SIGNATURE]
        self.page.mouse.move(box["x"] + points[0][0] * box["width"], box["y"] + points[0][1] * box["height"])
        self.page.mouse.down()
        for x, y in points[1:]:
            self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        self.page.mouse.up()
        end = (x * box["width"], y * box["height"])
        self.app.wait_for_drafts(lambda drafts: ends_at(drafts, end))

    def is_oneself(self) -> None:
        """Page 4: who signs."""
        self.app.pick("本人")

    def sign(self) -> None:
        """Page 4: sign by hand, as oneself."""
        self.is_oneself()
        self.draw()
        self.app.press("签好了")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("谢谢您")

    def give_back(self, pin: str = PIN) -> None:
        """The phone goes back to the technician, who types the PIN."""
        self.app.press("还给师傅")
        self.page.locator("#pin").fill(pin)
        self.app.press("拿回手机")


def ends_at(drafts: dict[str, Any], end: tuple[float, float]) -> bool:
    """Whether the last kept stroke of a signature reaches to this place of the pad."""
    ink = next((value["ink"] for name, value in drafts.items() if name.startswith("sign.") and "ink" in value), None)
    if not ink or not ink["strokes"]:
        return False
    return all(abs(kept - drawn) < 4 for kept, drawn in zip(ink["strokes"][-1][-1], end, strict=False))


def picture_of(name: str, width: int = 1600, height: int = 1200) -> FilePayload:
    """A photograph as a camera gives it: turned, with a position that must not travel; another one for each name."""
    number = sum(name.encode())
    picture = Image.effect_noise((width // 8, height // 8), 60).resize((width, height)).convert("RGB")
    picture.paste((number % 256, number // 7 % 256, number // 11 % 256), (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 35.0, 12.5), 3: "E", 4: (114.0, 17.0, 55.3)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, exif=exif)
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def pictures_in(folder: Path) -> list[Path]:
    """Photographs of real phones, where somebody has put some."""
    return (
        sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg")) if folder.is_dir() else []
    )
