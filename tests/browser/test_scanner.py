"""P-12: codes on labels are read where the browser has no detector of its own, also without a network; whoever cannot scan is told why, and types."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps
from playwright.sync_api import Page, expect

from server.web.assets import manifest
from tests.browser.driving import comes_to, until
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.test_at_hand import serial_number
from tests.browser.visit_pages import Open, press
from tests.browser.world import World

CODES = Path(__file__).parent / "codes"
NO_WAY = "delete globalThis.BarcodeDetector; Object.defineProperty(navigator, 'mediaDevices', { value: undefined }); 0"
NO_CAMERA = (
    """navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }; 0"""
)
# What Chinese phones without Google services have: a detector that knows no code.
EMPTY_DETECTOR = """globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return []; } async detect() { throw new Error('not supported'); } }; 0"""
# A camera that sees this picture, and whose light can be switched.
CAMERA = """async ({ picture, torch }) => {
  const image = new Image();
  image.src = `data:image/jpeg;base64,${picture}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const draw = () => { canvas.getContext('2d').drawImage(image, 0, 0); requestAnimationFrame(draw); };
  draw();
  globalThis.light = [];
  navigator.mediaDevices.getUserMedia = async () => {
    const stream = canvas.captureStream();
    const [track] = stream.getVideoTracks();
    track.getCapabilities = () => ({ torch });
    track.applyConstraints = async ({ advanced: [{ torch: lit }] }) => { globalThis.light.push(lit); };
    return stream;
  };
}"""

READ = """async ({ url, picture }) => {
  const image = new Image();
  image.src = `data:image/jpeg;base64,${picture}`;
  await image.decode();
  const paper = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
  paper.drawImage(image, 0, 0);
  return (await import(url)).read(paper.getImageData(0, 0, image.width, image.height));
}"""


def sees(page: Page, name: str, torch: bool = False) -> None:
    picture = base64.b64encode((CODES / name).read_bytes()).decode()
    page.evaluate(CAMERA, {"picture": picture, "torch": torch})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("code128.jpg", "HWTC9F00D418"),
        ("code128-upright.jpg", "HWTC9F00D418"),
        ("qr.jpg", "SN:ZJHG1180225A"),
    ],
)
def test_P12_a_label_is_read_where_the_browser_knows_no_code(open_scene: Open, name: str, text: str) -> None:
    """Guard: pwa/technician/visits/camera/detector.ts:detector"""
    page = open_scene("?scene=work")
    page.evaluate(EMPTY_DETECTOR)
    sees(page, name)
    serial_number(page)
    press(page, "扫一扫")
    expect(page.get_by_label("标签上的编号")).to_have_value(text)
    press(page, "记下")
    comes_to(page, "phone.reported.at(-1).body.value", text)


def test_P12_the_cameras_light_is_switched_where_it_has_one(open_scene: Open) -> None:
    page = open_scene("?scene=work")
    page.evaluate(EMPTY_DETECTOR)
    picture = base64.b64encode((CODES / "code128.jpg").read_bytes()).decode()
    page.evaluate(CAMERA.replace("drawImage(image, 0, 0)", "fillRect(0, 0, 9, 9)"), {"picture": picture, "torch": True})
    serial_number(page)
    press(page, "扫一扫", "开灯")
    press(page, "关灯")
    comes_to(page, "light", [True, False])
    press(page, "不扫了")
    expect(page.get_by_label("标签上的编号")).to_be_visible()


def test_P12_where_nothing_can_scan_the_code_is_typed_into_a_field_that_says_what_it_wants(open_scene: Open) -> None:
    """P-12: an unlabelled box and *can't scan* were all that browsers without a detector had."""
    page = open_scene("?scene=work")
    page.evaluate(NO_WAY)
    serial_number(page)
    expect(page.get_by_role("button", name="扫一扫")).to_have_count(0)
    field = page.get_by_label("标签上的编号")
    expect(field).to_have_accessible_description(re.compile("不会扫码，照着标签输入"))
    field.fill("HWTC9")
    press(page, "记下")
    comes_to(page, "phone.reported.at(-1).body.value", "HWTC9")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (NO_CAMERA, "相机没打开"),
        ("__route__", "还没下到这部手机上"),
    ],
)
def test_P12_a_camera_that_is_refused_or_a_scanner_that_has_not_come_is_named(
    open_scene: Open, spoil: str, said: str
) -> None:
    """P-12, the whole kind: pressing *scan* without a camera did nothing."""
    page = open_scene("?scene=work")
    page.evaluate(EMPTY_DETECTOR)
    page.route("**/decoder.js", lambda route: route.abort()) if spoil == "__route__" else page.evaluate(spoil)
    serial_number(page)
    press(page, "扫一扫")
    expect(page.get_by_text(said)).to_contain_text("照着标签输入")


def test_P12_the_scanner_lies_on_the_phone_after_the_first_start_and_reads_without_a_network(
    office: World, phone: Phone
) -> None:
    """Guard: pwa/technician/visits/camera/detector.ts:keepDecoder and pwa/technician/sw.ts:fromStore"""
    app = App(phone, office, who := office.technician())
    office.given(who)
    app.begin()
    url = f"/assets/{manifest()['assets']['apart/decoder.js']}"
    until(app.page, f"caches.open('doorstep-apart').then((cache) => cache.match('{url}')).then(Boolean)")
    assert url not in manifest()["precache"]
    office.server.stop()
    app.page.reload()
    app.title("今天 1 单")
    for name, text in (("code128.jpg", "HWTC9F00D418"), ("qr.jpg", "SN:ZJHG1180225A")):
        label = Image.open(CODES / name).convert("RGB")
        read = {
            held: app.page.evaluate(READ, {"url": url, "picture": base64.b64encode(jpeg(seen)).decode()})
            for held, seen in held_otherwise(label).items()
        }
        assert read == dict.fromkeys(read, text), name


def held_otherwise(label: Image.Image) -> dict[str, Image.Image]:
    """The label as it is, turned back by four degrees, from the side, half dark, and out of focus."""
    wide, high = label.size
    corners = (0, 0, int(wide * 0.04), high, int(wide * 0.97), int(high * 0.97), wide, int(high * 0.03))
    light = ImageOps.invert(Image.linear_gradient("L")).resize(label.size)
    return {
        "as it is": label,
        "turned": label.rotate(-4, fillcolor=(150, 150, 150)),
        "from the side": label.transform(label.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR),
        "half dark": Image.composite(label, label.point(lambda value: value * 0.55), light),
        "out of focus": label.filter(ImageFilter.GaussianBlur(0.8)),
    }


def jpeg(picture: Image.Image) -> bytes:
    """As a camera compresses it."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return file.getvalue()
