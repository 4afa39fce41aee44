"""The office gives a plan and a letter along with a visit: the phone has them before it leaves the network, and not after they were taken away."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from typing import cast

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from server.accounts import devices
from server.accounts.models import Device
from server.attachments import actions, rules
from server.attachments.models import Attachment
from server.kernel.transaction import write
from tests.browser.axe import cut_off, violations
from tests.browser.driving import comes_to
from tests.browser.phone import Phone
from tests.browser.server_process import free_port
from tests.browser.technician import App
from tests.browser.test_hands_in_the_office import at
from tests.browser.test_the_real_cause import Behind
from tests.browser.world import Technician, World
from tests.sync.exchange import Exchange
from tests.sync.faults import passed, stalled
from tests.sync.proxy import proxy_before

PART = 512 * 1024  # as the phone asks
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
KEYS = """() => new Promise((yes, no) => {
  const asked = indexedDB.open("doorstep");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("bytes").objectStore("bytes").getAllKeys();
    all.onsuccess = () => { asked.result.close(); yes(all.result.filter((key) => key.startsWith("attachment/"))); };
  };
})"""
SPOIL = """(key) => new Promise((yes, no) => {
  const asked = indexedDB.open("doorstep");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const tx = asked.result.transaction("bytes", "readwrite");
    tx.objectStore("bytes").put(new ArrayBuffer(7), key);
    tx.oncomplete = () => { asked.result.close(); yes(); };
  };
})"""
# What has come is counted, and it is the test that has no more patience.
PATIENCE_OF_THE_TEST = """
  globalThis.came = 0;
  const { read } = ReadableStreamDefaultReader.prototype;
  ReadableStreamDefaultReader.prototype.read = async function () {
    const next = await read.call(this);
    came += next.value?.byteLength ?? 0;
    return next;
  };
  const hands = [];
  AbortSignal.timeout = () => hands[hands.push(new AbortController()) - 1].signal;
  globalThis.hangUp = () => hands.splice(0).forEach((each) => each.abort(new DOMException('', 'TimeoutError')));"""
COUNT = f"({KEYS})().then((keys) => keys.length)"


def plan(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), colour).save(out, "PNG")
    return out.getvalue()


def attached(office: World, visit: str, *files: tuple[str, bytes]) -> list[str]:
    """As somebody else in the office does it; ids."""
    found = [rules.prepared(content, name) for name, content in files]

    def work() -> list[str]:
        rows = actions.add(office.cast.ours, office.cast.people["chenjing"], visit, found, "", "附件")
        return [row.id for row in rows]

    with office.app.app_context():
        return write(work)


def holds(app: App, count: int) -> None:
    """So many attachments lie whole on the phone, and nothing else of any."""
    comes_to(app.page, COUNT, count)


def begun(office: World, phone: Phone, who: Technician) -> App:
    app = App(phone, office, who)
    app.begin()
    return app


def test_the_office_attaches_and_the_phone_shows_it_without_a_network(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    """Guards: server/attachments/on_phones.py:of_visits, pwa/technician/evidence/attachments.ts:fetchAttachments"""
    who = office.technician("李建国")
    visit = office.given(who)
    app = begun(office, phone, who)
    desk = at(office, new_window, "chenjing")
    desk.goto(f"{office.server.url}/console/visits/{visit}")
    desk.get_by_role("link", name="添加附件").click()
    files: list[FilePayload] = [
        {"name": "户型图.png", "mimeType": "image/png", "buffer": plan()},
        {"name": "来函.pdf", "mimeType": "application/pdf", "buffer": PDF},
    ]
    desk.set_input_files("[name=files]", files)
    desk.get_by_role("button", name="添加", exact=True).click()
    expect(desk.get_by_text("附件加好了")).to_be_visible()
    expect(desk.locator(".attachments li")).to_have_count(2)

    app.page.reload()  # a phone in the hand asks by itself, later
    holds(app, 2)
    app.page.context.set_offline(True)
    app.visit(visit)
    row = app.page.get_by_role("button", name=re.compile("2 份附件"))
    expect(row).to_contain_text("2 份新的")
    expect(row).to_contain_text("都在这部手机上")
    row.click()
    sheet = app.page.locator("dialog.sheet")
    expect(sheet).to_contain_text("户型图")
    expect(sheet).to_contain_text(re.compile("来函.*PDF · 1 KB · 在这部手机上"))
    assert violations(app.page) == [] and cut_off(app.page) == []
    sheet.get_by_role("button", name=re.compile("户型图")).click()
    picture = sheet.get_by_role("img", name="户型图")
    expect(picture).to_be_visible()
    comes_to(app.page, "document.querySelector('.zoom img').naturalWidth", 1600)
    before = picture.bounding_box()
    sheet.get_by_role("button", name="放大").click()
    after = picture.bounding_box()
    assert before and after and after["width"] > 1.9 * before["width"]
    assert violations(app.page) == []
    sheet.get_by_role("button", name="关闭").click()
    sheet.get_by_role("button", name=re.compile("来函")).click()
    expect(sheet.get_by_role("link", name="打开 PDF")).to_have_attribute("href", re.compile("^blob:"))
    sheet.get_by_role("button", name="关闭").click()
    sheet.get_by_role("button", name="关闭").click()
    expect(row).not_to_contain_text("新的")

    app.page.context.set_offline(False)
    desk.reload()
    expect(desk.locator(".attachments li").first).to_contain_text("已到 1 部手机")
    desk.get_by_role("button", name="删掉 户型图").click()
    expect(desk.get_by_text("附件删掉了")).to_be_visible()
    app.page.reload()
    holds(app, 1)
    expect(app.page.get_by_role("button", name=re.compile("1 份附件"))).to_contain_text("来函")
    desk.get_by_role("button", name="放回去 户型图").click()
    expect(desk.get_by_text("附件放回去了")).to_be_visible()
    app.page.reload()
    holds(app, 2)


def test_what_leaves_the_technician_leaves_the_phone(
    office: World, phone: Phone, new_phone: Callable[[str], Phone]
) -> None:
    """Given to somebody else the bytes are there and no longer here; a second visit of the same technician keeps its own.

    Guard: pwa/technician/evidence/attachments.ts:tidy
    """
    first, second = office.technician("李建国"), office.technician("王晓东")
    visit, kept = office.given(first), office.given(first, hour="15:00")
    attached(office, visit, ("plan.png", plan()))
    attached(office, kept, ("letter.pdf", PDF))
    app = begun(office, phone, first)
    holds(app, 2)
    office.reassign(visit, second)
    other = begun(office, new_phone("second"), second)
    holds(other, 1)
    app.page.reload()
    holds(app, 1)
    assert all(kept in key for key in app.page.evaluate(KEYS))


def test_damaged_bytes_are_fetched_again(office: World, phone: Phone) -> None:
    """Guard: pwa/technician/evidence/attachments.ts:attachmentOf"""
    who = office.technician("李建国")
    visit = office.given(who)
    attached(office, visit, ("plan.png", plan()))
    app = begun(office, phone, who)
    holds(app, 1)
    [key] = app.page.evaluate(KEYS)
    app.page.evaluate(SPOIL, key)
    app.visit(visit)
    app.page.get_by_role("button", name=re.compile("1 份附件")).click()
    sheet = app.page.locator("dialog.sheet")
    sheet.get_by_role("button", name=re.compile("plan")).click()
    expect(sheet.get_by_role("img", name="plan")).to_be_visible()  # it came anew while the sheet stood open


def test_ten_megabytes_come_over_a_line_that_breaks_and_nothing_comes_twice(office: World, phone: Phone) -> None:
    """A line that carries less than a part in a minute brought the same bytes again and again.

    Guard: pwa/technician/evidence/attachments.ts:received
    """
    who = office.technician("李建国")
    large = b"%PDF-1.4" + random.Random(16).randbytes(rules.LARGEST - 13) + b"%%EOF"
    visit, asked = office.given(who), list[tuple[int, int]]()

    def line(exchange: Exchange) -> None:
        begin, end = re.fullmatch(r"bytes=(\d+)-(\d+)", exchange.headers["Range"]).groups()  # type: ignore[union-attr]
        asked.append((int(begin), int(end)))
        (stalled(200_000) if len(asked) in (1, 2) else passed)(exchange)

    phone.watch.expect("Failed to load resource")
    with proxy_before(free_port(), office.server.port) as net:
        net.always["/api/v1/attachments/"] = line
        app = begun(cast("World", Behind(office, net)), phone, who)
        address = app.page.url
        app.page.goto(
            "about:blank"
        )  # because the app may fetch it by itself before it is opened with the test's patience
        attached(office, visit, ("plan.pdf", large))
        app.page.add_init_script(PATIENCE_OF_THE_TEST)
        app.page.goto(address)
        for some in (200_000, 400_000):
            comes_to(app.page, f"came >= {some}", True)
            app.page.evaluate("hangUp()")
        comes_to(app.page, f"({KEYS})().then((keys) => keys.map((key) => key.split('/').length).join())", "3")
        app.page.close()
    begins = [begin for begin, _ in asked]
    assert begins[:3] == [0, 200_000, 400_000] and len(asked) == 2 + -(-(len(large) - 400_000) // PART)
    assert begins[3:] == [end + 1 for _, end in asked[2:-1]] and asked[-1][1] == len(large) - 1


@pytest.mark.parametrize("how", ["signed out", "revoked"])
def test_nothing_stays_after_the_phone_is_given_back(office: World, phone: Phone, how: str) -> None:
    """Guards: pwa/technician/sync/forgetting.ts:forgetVisits, pwa/technician/accounts/session.ts:forgetEverything"""
    who = office.technician("李建国")
    attached(office, office.given(who), ("plan.png", plan()))
    app = begun(office, phone, who)
    holds(app, 1)
    app.all_sent()
    if how == "signed out":
        app.open("settings")
        app.press("退出登录")
        app.press("退出", app.page.locator("dialog"))
        expect(app.page.locator("#login")).to_be_visible()
    else:
        [device] = office.scenario.rows(Device, Device.person_id == who.id)
        phone.watch.expect(r"status of 40[13]")
        with office.app.app_context():
            devices.revoke(office.cast.ours, device.id)
        app.page.reload()
    holds(app, 0)


def test_the_desk_says_what_is_wrong_and_works_at_every_width(office: World, new_window: Callable[..., Page]) -> None:
    """Guards: pwa/console/forms/attaching.ts:mistake, pwa/console/forms/drafts.ts:typedIn, server/attachments/rules.py:prepared"""
    visit = office.given(office.technician("李建国"))
    attached(office, visit, ("plan.png", plan()))
    desk = at(office, new_window, "chenjing")
    for width in (1280, 320, 390):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(f"{office.server.url}/console/visits/{visit}/attachments")
        assert violations(desk, dark=True) == [] and cut_off(desk) == [], width
    small: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    desk.set_input_files("[name=files]", small)
    desk.get_by_label("名称").fill("来函")
    desk.reload()  # a file cannot be put back, and nothing breaks over it
    expect(desk.get_by_label("名称")).to_have_value("来函")
    huge: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b" " * rules.LARGEST}
    desk.set_input_files("[name=files]", huge)
    desk.get_by_role("button", name="添加", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("超过 10 MB")
    page: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<script>alert(1)</script>"}
    desk.set_input_files("[name=files]", page)
    desk.get_by_role("button", name="添加", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("不看文件名，只看内容")
    expect(desk.get_by_label("名称")).to_have_value("来函")
    assert len(office.scenario.rows(Attachment, Attachment.visit_id == visit)) == 1
