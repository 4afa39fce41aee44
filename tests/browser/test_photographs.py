"""Every photograph leaves the phone upright, at most 2,048 px and 300 KB, and without a trace of where it was taken."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageOps, ImageStat
from playwright.sync_api import Page

from tests.browser.engine_site import engine_script, engine_site
from tests.browser.phone import Phone
from tests.browser.server_process import free_port

HEAVIEST, LONGEST = 300 * 1024, 2048
ORIENTATION, GPS = 0x0112, 0x8825
# Real photographs are not part of this repository; where a folder of them lies beside it they go through, too.
REAL = {f"/real/{path.name}": path for path in Path(__file__).parents[3].glob("*/data/photographs/*.jpg")}


def drawing(width: int = 1200, height: int = 800) -> Image.Image:
    """A picture whose four corners differ, so that turned or mirrored is seen."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for box, colour in (((0, 0), "red"), ((1, 0), "green"), ((0, 1), "blue"), ((1, 1), "black")):
        left, top = box[0] * width // 2, box[1] * height // 2
        draw.rectangle((left, top, left + width // 2, top + height // 2), fill=colour)
    return picture


def taken(picture: Image.Image, orientation: int = 1) -> bytes:
    """As a phone's camera writes it: turned by a tag, with a position."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (39.0, 54.0, 15.0), 3: "E", 4: (116.0, 24.0, 26.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, exif=exif)
    assert Image.open(io.BytesIO(out.getvalue())).getexif().get_ifd(GPS)
    return out.getvalue()


def noise(width: int, height: int) -> bytes:
    """The hardest picture to make small."""
    return taken(Image.merge("RGB", [Image.effect_noise((width, height), 100) for _ in range(3)]))


def png_with_transparency() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


FILES = (
    {f"/turned/{tag}": taken(drawing(), tag) for tag in range(1, 9)}
    | {
        "/noise": noise(2400, 1800),
        "/tiny": taken(drawing(8, 6)),
        "/wide": taken(drawing(6000, 300)),
        "/transparent": png_with_transparency(),
        "/text": "不是照片".encode(),
        "/cut": taken(drawing())[:2000],
        "/empty": b"",
    }
    | {address: path.read_bytes() for address, path in REAL.items()}
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with engine_site(free_port(), engine_script(tmp_path_factory.mktemp("engine")), FILES) as url:
        yield url


@pytest.fixture
def page(phone: Phone, site: str) -> Page:
    page = phone.start()
    page.goto(site)
    page.wait_for_function("!!globalThis.encoded")
    return page


def encoded(
    page: Page, address: str, blur: list[dict[str, int]] | None = None
) -> tuple[dict[str, Any], bytes, Image.Image]:
    answer = page.evaluate("([address, blur]) => encoded(address, blur)", [address, blur or []])
    content = base64.b64decode(answer["bytes"])
    return answer, content, Image.open(io.BytesIO(content))


def original(address: str) -> Image.Image:
    """Upright and in the colours of a screen, as a person would see it."""
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(FILES[address]))).convert("RGB")
    if profile := upright.info.get("icc_profile"):
        return ImageCms.profileToProfile(upright, io.BytesIO(profile), ImageCms.createProfile("sRGB")) or upright
    return upright


def difference(one: Image.Image, two: Image.Image) -> float:
    """Mean difference of two pictures, 0 to 255, at a size at which only what is seen counts."""
    small = [each.convert("RGB").resize((64, 64), Image.Resampling.BOX) for each in (one, two)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param([address for address in FILES if address.startswith("/turned/")], id="turned by the camera"),
        pytest.param(["/noise", "/tiny", "/wide"], id="hard to make small"),
        pytest.param(
            sorted(REAL),
            id="real ones",
            marks=pytest.mark.skipif(not REAL, reason="2026-11-21: no folder of real photographs here"),
        ),
    ],
)
def test_upright_small_and_without_a_position(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        answer, content, picture = encoded(page, address)
        wanted = original(address)
        assert picture.format == answer["type"].removeprefix("image/").upper() == "JPEG", address
        assert len(content) <= HEAVIEST, address
        assert (answer["width"], answer["height"]) == picture.size, address
        assert max(picture.size) <= min(LONGEST, max(wanted.size)), address
        assert abs(picture.width / picture.height * wanted.height / wanted.width - 1) < 0.05, address
        assert difference(picture, wanted) < 12, address
        assert picture.getexif().get(ORIENTATION, 1) == 1 and not picture.getexif().get_ifd(GPS), address
        assert b"Exif\0\0" not in content and b"http://ns.adobe.com/xap" not in content, address


def test_a_region_is_unreadable_and_the_rest_is_not(page: Page) -> None:
    stripes = Image.new("RGB", (1200, 800), "white")
    for x in range(0, 1200, 8):
        ImageDraw.Draw(stripes).rectangle((x, 0, x + 3, 800), fill="black")
    FILES["/stripes"] = taken(stripes)
    _, _, picture = encoded(page, "/stripes", [{"x": 300, "y": 200, "w": 600, "h": 400}])
    contrast = [
        ImageStat.Stat(picture.convert("L").crop(box)).stddev[0] for box in ((340, 240, 860, 560), (0, 0, 280, 180))
    ]
    assert contrast[0] < 30 < 90 < contrast[1]


def test_what_is_transparent_becomes_white(page: Page) -> None:
    _, _, picture = encoded(page, "/transparent")
    assert picture.convert("RGB").getpixel((30, 20)) == (255, 255, 255)


def test_what_is_no_picture_is_refused_plainly(page: Page) -> None:
    for address in ("/text", "/cut", "/empty"):
        assert page.evaluate("(address) => encoded(address)", address) == {"refused": "not_a_picture"}, address
