"""The phone's engine in real browsers against the real server: saved is saved, whatever is pulled out."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.driving import until
from tests.browser.engine_site import engine_script, engine_site
from tests.browser.phone import Phone
from tests.browser.server_process import ServerProcess, free_port
from tests.browser.technician import READ_DRAFTS
from tests.browser.test_photographs import drawing, taken
from tests.browser.watch import Watch
from tests.browser.webkit import WebKit, wait_for

OPEN = "globalThis.phone = openPhone(); await phone.ready;"
ENROL = (
    OPEN + "await phone.signIn('zhoumin', 'shangmen2026'); await phone.enrol('Test', '2580'); await phone.sendNow();"
)
# A visit of today that this technician leads and that nobody has begun.
CHOOSE = "const v = phone.visits.value.find((each) => each.bundle.grant.role === 'lead' && each.state === 'planned');"
PHOTO_STEP = """
  const { moments } = phone.visit(id).value.standard;
  const step = moments.flatMap((each) => each.steps).find((each) => each.answer.kind === 'photograph').id;
"""
SIGN = """
  const drawn = { v: 1, width: 300, height: 200, strokes: [[[1, 2, 0, 500], [90, 80, 9, 500]]] };
  const strokes = await phone.keepEvidence(id, new TextEncoder().encode(JSON.stringify(drawn)).buffer, 'application/json');
  const text = '今天做了三件事';
  const shown = { text, sha256: await sha256(text), language: 'zh-CN' };
  await phone.report(subject, 'signed', { way: 'drawn', relation: 'self', strokes, shown });
"""
COUNT = "({ facts: phone.delivery.value.facts, photographs: phone.delivery.value.photographs })"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return engine_script(tmp_path_factory.mktemp("engine"))


@pytest.fixture
def site(script: bytes, server: ServerProcess) -> Iterator[str]:
    files = {f"/photo/{number}": taken(drawing(1000 + number, 700), 6) for number in range(3)}
    with engine_site(free_port(), script, files, server.port) as url:
        yield url


def run(page: Page, script: str) -> object:
    return page.evaluate(f"(async () => {{ {script} }})()")


def open_at(phone: Phone, site: str) -> Page:
    page = phone.start()
    page.goto(site)
    page.wait_for_function("!!globalThis.openPhone")
    return page


def test_fault_23_a_visit_without_a_server_survives_the_battery_and_comes_home_whole(
    phone: Phone, site: str, server: ServerProcess, tmp_path: Path, watch: Watch
) -> None:
    """Guard: pwa/technician/storage/drafts.ts:touch"""
    watch.expect(r"401 \(Unauthorized\)")  # until the sign-in that may have gone with the battery
    page = open_at(phone, site)
    run(page, ENROL)
    visit = run(page, CHOOSE + "return v.bundle.id")
    server.stop()
    begin = f"const id = '{visit}'; const subject = {{ type: 'visit', id }};"
    run(page, begin + "for (const kind of ['departed', 'arrived', 'entered']) await phone.report(subject, kind, {});")
    run(
        page,
        begin
        + PHOTO_STEP
        + """
      for (const n of [0, 1, 2]) await phone.photograph(id, step, 'before', await (await fetch('/photo/' + n)).blob());
    """,
    )
    run(page, "phone.draft('note').set('王女士说路由器');")
    until(page, f"({READ_DRAFTS})().then(({{ note }}) => note === '王女士说路由器')")
    run(page, begin + SIGN)
    phone.pull_battery()

    page = open_at(phone, site)
    run(page, OPEN)
    assert run(page, "return phone.draft('note').value.value") == "王女士说路由器"
    until(
        page, "phone.delivery.value.state === 'saved'"
    )  # facts and bytes are each tried at once, and neither is a moment too soon
    assert run(page, f"return {COUNT}") == {"facts": 7, "photographs": 4}
    kinds = ["departed", "arrived", "entered", "photographed", "photographed", "photographed", "signed"]
    assert (
        run(page, begin + "return phone.visit(id).value.log.filter((each) => each.mine).map((each) => each.kind)")
        == kinds
    )
    server.start()
    # Chromium writes cookies down every 30 seconds, so the sign-in may have gone with the battery: one sign-in sends all.
    run(page, "await phone.signIn('zhoumin', 'shangmen2026'); await phone.sendNow()")
    page.wait_for_function("phone.delivery.value.state === 'all_sent'")
    assert run(page, begin + "return phone.visit(id).value.trouble") == []

    bundle = tmp_path / "bundle.zip"
    fingerprint = server.command("export", str(visit), str(bundle)).split("server key: ")[1].strip()
    said = server.command(
        "verify", str(bundle), "--trust", fingerprint, code=2
    )  # consistent at most, because nobody ended the visit
    assert "11 facts, 4 pieces of evidence" in said
    with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as opened:
        assert len([name for name in opened.namelist() if name.startswith("evidence/")]) == 4


def in_webkit(webkit: WebKit, script: str) -> object:
    """Run an async script there; its rejection fails the test with its own words."""
    answer = webkit.execute_async_script(f"""
      const done = arguments[0];
      (async () => {{ {script} }})().then((value) => done({{ value }}), (error) => done({{ error: String(error), code: error && error.code }}));
    """)
    assert "error" not in answer, answer
    return answer.get("value")


def test_fault_26_saving_signing_and_syncing_in_webkit(webkit: WebKit, site: str) -> None:
    """Guard: pwa/technician/storage/outbox.ts:saveFact"""
    webkit.get(site)
    wait_for(webkit, "!!globalThis.openPhone")
    in_webkit(webkit, ENROL.replace("zhoumin", "pengjun"))  # whose day is not begun
    visit = in_webkit(webkit, CHOOSE + "return v.bundle.id")
    begin = f"const id = '{visit}'; const subject = {{ type: 'visit', id }};"
    in_webkit(
        webkit,
        begin + "await Promise.all([0, 1, 2, 3, 4, 5].map((n) => phone.report(subject, 'noted', { text: 'n' + n })));",
    )
    in_webkit(
        webkit, begin + "for (const kind of ['departed', 'arrived', 'entered']) await phone.report(subject, kind, {});"
    )
    in_webkit(
        webkit,
        begin + PHOTO_STEP + "await phone.photograph(id, step, 'before', await (await fetch('/photo/0')).blob());",
    )
    in_webkit(webkit, begin + SIGN + "await phone.sendNow();")
    wait_for(webkit, "phone.delivery.value.state === 'all_sent'")
    assert in_webkit(webkit, begin + "return phone.visit(id).value.trouble") == []
    webkit.refresh()
    wait_for(webkit, "!!globalThis.openPhone")
    in_webkit(webkit, OPEN)
    assert (
        in_webkit(webkit, begin + "return phone.visit(id).value.log.filter((each) => each.mine && each.sent).length")
        == 11
    )
