"""Fault 13's two ways out: work kept locked on the phone while somebody else uses it, and an encrypted file that the office takes in."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.faults.pocket import Pocket
from tests.cast import PASSWORD

WORDS = "three words and a door"
EXPORT = """
  const { file } = await phone.exportUnsent(%r, () => undefined);
  return btoa(Array.from(new Uint8Array(await file.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
"""


def at_home(pocket: Pocket, visit: str) -> list[str]:
    """Kinds of the phone's facts in the visit's log."""
    return [kind for kind, _ in pocket.office.scenario.log(visit) if kind not in ("ordered", "assigned")]


def test_fault_13_work_kept_locked_is_sent_by_its_person_alone(pocket: Pocket) -> None:
    """Guard: pwa/technician/storage/database.ts:inUse"""
    pocket.context.set_offline(True)
    pocket.report("departed", "arrived")
    pocket.run("await phone.putAway()")
    pocket.context.set_offline(False)
    pocket.killed_and_opened()
    assert pocket.run(
        "return [phone.person.value ?? null, phone.visits.value.length, (await phone.kept()).map(({ items }) => items)]"
    ) == [None, 0, [2]]
    other = pocket.office.technician("王晓东")
    pocket.sign_in(other.login)
    pocket.run("await phone.enrol('The same phone', '1357');")
    pocket.home()
    assert pocket.run("return phone.person.value.name") == "王晓东" and at_home(pocket, pocket.visit) == []
    assert pocket.run("return phone.signOut()") == {}
    pocket.sign_in()
    pocket.home()
    assert at_home(pocket, pocket.visit) == ["departed", "arrived"]
    assert pocket.run("return phone.visits.value.map(({ state }) => state)") == ["at_the_door"]


def test_fault_13_an_encrypted_file_comes_in_at_the_office_and_the_phone_then_is_clean(
    pocket: Pocket, browser: Browser
) -> None:
    """Guard: server/quarantine/import_file.py:take_from_file"""
    pocket.run("globalThis.picture = await (await fetch('/photo/0')).blob()")
    pocket.context.set_offline(True)
    pocket.report("departed", "arrived")
    pocket.run(pocket.photograph().replace("await (await fetch('/photo/0')).blob()", "picture"))
    sealed = base64.b64decode(pocket.run(EXPORT % WORDS))
    page = desk(pocket, browser)
    hand_in(page, sealed, "three words and a window")
    expect(page.locator("[data-failed]")).to_contain_text("口令不对")
    hand_in(page, sealed[:-1], WORDS)
    expect(page.locator("[data-failed]")).to_contain_text("文件不完整")
    hand_in(page, sealed, WORDS)
    expect(page.locator("[data-done]")).to_contain_text("新收 3")
    number = pocket.office.scenario.visit(pocket.visit).number
    expect(page.locator("[data-done]").get_by_role("link", name=number)).to_be_visible()
    page.context.close()
    before = at_home(pocket, pocket.visit)
    assert before == ["departed", "arrived", "photographed"] and pocket.office.scenario.visit(pocket.visit).awaited == 0
    pocket.context.set_offline(False)
    pocket.home()
    assert at_home(pocket, pocket.visit) == before


def desk(pocket: Pocket, browser: Browser) -> Page:
    """A dispatcher at the page that takes files in."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{pocket.office.server.url}/signin")
    page.fill("#login", "chenjing")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")
    page.goto(f"{pocket.office.server.url}/console/devices")
    page.get_by_role("link", name="收手机文件").click()
    return page


def hand_in(page: Page, file: bytes, passphrase: str) -> None:
    """Choose the file, give the passphrase, take it in."""
    given: Any = {"name": "doorstep-20260714-0215.unsent", "mimeType": "application/octet-stream", "buffer": file}
    page.set_input_files("#f-file", given)
    page.fill("#f-passphrase", passphrase)
    page.get_by_role("button", name="打开并收下").click()
