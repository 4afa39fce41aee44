"""/verify as a customer's lawyer uses it: in Chromium, with a real record, by keyboard and by dropping, and nothing leaves the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.kernel.chain import decode, sha256
from tests.browser.axe import cut_off, violations
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.proof.mutations import members_of
from tests.proof.records import plain
from tests.server.evidence.checking import bundle_of
from tests.server.evidence.test_repacked import in_a_folder
from tests.server.tlog.test_witness import OWN

Open = Callable[..., Page]
DROP = """([bytes, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def record(office: World, tmp_path: Path) -> tuple[Path, str]:
    """A record in a file, and the fingerprint that the company publishes."""
    file = tmp_path / "bundle.zip"
    file.write_bytes(bundle_of(office.scenario, plain(office.scenario), for_customer=True))
    keys = office.scenario.cast.visitor().get("/api/v1/keys").json
    return file, sha256(decode(keys[-1]["public_key"]))


def test_a_record_is_checked_by_keyboard_and_without_a_network(
    office: World, new_window: Open, watch: Watch, record: tuple[Path, str]
) -> None:
    file, fingerprint = record
    page = new_window(locale="zh-CN", viewport={"width": 390, "height": 800})
    asked: list[str] = []
    page.goto(f"{office.server.url}/verify")
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#bundle").set_input_files(file)
    expect(page.locator("#bundle-name")).to_have_text("bundle.zip")
    page.locator("#trust").focus()
    page.keyboard.type(fingerprint)
    page.keyboard.press("Enter")
    expect(page.locator("#answer h2")).to_contain_text("核对无误")
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#answer")).to_contain_text("回执已经写进总日志")
    page.locator("#code").fill("2222 2222")
    page.get_by_role("button", name="核对").click()
    expect(page.locator("#answer h2")).to_contain_text("和回执对不上")
    assert asked == [], "the page asked for something"


def test_a_changed_record_is_dropped_and_the_place_is_named(
    office: World, new_window: Open, watch: Watch, record: tuple[Path, str]
) -> None:
    page = new_window(locale="en-GB")
    page.goto(f"{office.server.url}/verify")
    members = members_of(record[0].read_bytes())
    page.evaluate(DROP, [list(in_a_folder(members)), "again.zip"])
    expect(page.locator("#answer h2")).to_contain_text("Consistent, issuer not established")
    changed = members | {"facts/0003.json": members["facts/0003.json"] + b" "}
    page.evaluate(DROP, [list(in_a_folder(changed)), "changed.zip"])
    expect(page.locator("#answer h2")).to_contain_text("Something is wrong (facts/0003.json)")


def test_a_browser_without_ed25519_says_what_it_lacks_and_judges_nothing(
    office: World, new_window: Open, watch: Watch, record: tuple[Path, str]
) -> None:
    page = new_window(locale="zh-CN")
    page.add_init_script(
        """const real = crypto.subtle.importKey.bind(crypto.subtle);
        SubtleCrypto.prototype.importKey = (format, key, algorithm, ...more) => algorithm.name === "Ed25519"
          ? Promise.reject(new DOMException("no", "NotSupportedError")) : real(format, key, algorithm, ...more);"""
    )
    page.goto(f"{office.server.url}/verify")
    expect(page.get_by_role("alert")).to_contain_text("Ed25519")
    page.locator("#bundle").set_input_files(record[0])
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("alert")).to_contain_text("这不说明记录有问题")
    expect(page.locator("#answer")).not_to_contain_text("不对")


def test_a_reader_says_whose_witness_is_wanted(
    office: World, new_window: Open, watch: Watch, record: tuple[Path, str], tmp_path: Path
) -> None:
    """The verdict by a policy is the command's; a file that is none is said to be so."""
    file, fingerprint = record
    page = new_window(locale="zh-CN", viewport={"width": 320, "height": 640})
    page.goto(f"{office.server.url}/verify")
    page.locator("#bundle").set_input_files(file)
    page.locator("#trust").fill(fingerprint)
    page.locator("summary").click()
    policy = tmp_path / "policy.txt"
    for text, said in (
        (f"witness 公证处 {OWN.vkey}\nquorum 公证处\n", "见证人不够"),
        ("quorum none\n", "见证人签过字"),
        ("quorum nobody\n", "文件读不出来"),
    ):
        policy.write_text(text, "utf-8")
        page.locator("#policy").set_input_files(policy)
        page.get_by_role("button", name="核对").click()
        expect(page.locator("#answer")).to_contain_text(said)
    page.locator("#trust").fill("")  # because 64 digits scroll in a field that is narrower
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert violations(page) == [] and cut_off(page) == []
