"""Faults 9, 10, 23 and 25: photographs, signatures and what is half-typed, when the app is killed and bytes are cut or changed."""

from tests.browser.faults.pocket import Pocket
from tests.browser.record import assert_bytes_home, assert_device_whole, facts_of, kinds_of
from tests.browser.technician import READ_DRAFTS
from tests.browser.test_engine import SIGN
from tests.browser.world import World
from tests.sync.faults import Watched, answered, dropped_after, passed, slow, swapped, torn
from tests.sync.proxy import Proxy

SYNC, UPLOADS = "/api/v1/sync", "/api/v1/uploads"
# Larger than the first chunk, so that the cut lies in the second one.
LARGE = """
  const bytes = new Uint8Array(900_000);
  for (let from = 0; from < bytes.length; from += 60_000) crypto.getRandomValues(bytes.subarray(from, from + 60_000));
  const kept = await phone.keepEvidence(id, bytes.buffer, 'image/jpeg');
  await phone.report(subject, 'photographed', { step: 'x', purpose: 'before', width: 3, height: 2, ...kept });"""

# The phone's clock shows the time that such a line takes, and the minute after which the phone hangs up.
A_SLOW_LINE = """
  const [clock, line] = [performance.now.bind(performance), fetch];
  let took = 0;
  performance.now = () => clock() + took;
  globalThis.fetch = (path, init) => {
    took += Math.min(60_000, (init?.body?.byteLength ?? 0) / 3);
    return line(path, init);
  };"""


def test_fault_09_photograph_cut_at_60_percent_app_killed_session_expired(
    pocket: Pocket, office: World, net: Proxy
) -> None:
    """Killed while the second chunk was cut, signed out meanwhile: after one sign-in it goes on where it was, without a second beginning.

    Guard: pwa/technician/evidence/upload.ts:resume
    """
    cut = Watched(torn(0.6))
    net.script(f"{UPLOADS}/", cut)
    net.always[f"{UPLOADS}/"] = dropped_after  # whatever the app tries on its own until it is killed is in vain, too
    pocket.run(LARGE)
    pocket.until("phone.delivery.value.facts === 0")
    cut.wait()
    assert pocket.unsent() == 1
    pocket.killed()
    office.sign_out_everywhere(pocket.who)
    net.up(f"{UPLOADS}/")
    pocket.page = pocket.tab()
    pocket.until("phone.delivery.value.state === 'signed_out'")
    pocket.sign_in()
    pocket.home()
    assert net.seen[UPLOADS] == 1
    assert_bytes_home(office, pocket.visit)


def test_F1_a_slow_but_steady_line_brings_a_photograph_home(pocket: Pocket, office: World, net: Proxy) -> None:
    """F-1: at 3 KB a second nothing of 275 KB was home after a minute, so it was sent again from byte 0, for ever.

    Guard: pwa/technician/evidence/upload.ts:carried
    """
    net.always[UPLOADS] = slow(3_000)
    pocket.run(A_SLOW_LINE)
    pocket.run(LARGE)
    pocket.home()
    assert_bytes_home(office, pocket.visit)
    assert net.seen[UPLOADS] == 2  # the second creation carried nothing, so that its address came back
    pieces = sum(count for path, count in net.seen.items() if path.startswith(f"{UPLOADS}/"))
    assert 9 < pieces < 14  # of 96 KB, each sent once


def test_F26_a_proxy_that_takes_small_requests_gets_small_ones(pocket: Pocket, office: World, net: Proxy) -> None:
    """F-26: 413 for a chunk of 275 KB brought the same chunk again and again."""
    net.always[UPLOADS] = lambda exchange: (answered(413) if len(exchange.body) > 128_000 else passed)(exchange)
    pocket.run(LARGE)
    pocket.home()
    assert_bytes_home(office, pocket.visit)


def test_fault_10_bytes_that_change_on_the_way_are_sent_again(pocket: Pocket, office: World, net: Proxy) -> None:
    """The server hashes what has come, throws it away, and says so; the phone begins again.

    Guard: server/evidence/uploads.py:_arrive
    """
    net.script(UPLOADS, swapped, swapped)
    pocket.run(pocket.photograph())
    pocket.home()
    assert not net.left(UPLOADS) and net.seen[UPLOADS] == 3
    assert_bytes_home(office, pocket.visit)


def test_fault_23_the_camera_kills_the_page(pocket: Pocket, office: World, net: Proxy) -> None:
    """The system takes the memory while the camera is open: what was half-typed and what was saved is there, the rest can be done again.

    Guard: pwa/technician/storage/drafts.ts:touch
    """
    net.down()
    pocket.report("departed", "arrived", "entered")
    pocket.run("phone.draft('note').set('王女士说路由器')")
    pocket.until(f"({READ_DRAFTS})().then((drafts) => drafts.note === '王女士说路由器')")
    pocket.run(f"void (async () => {{ {pocket.photograph()} }})()")
    pocket.killed_and_opened()
    assert pocket.run("return phone.draft('note').value.value") == "王女士说路由器"
    assert pocket.run("return [phone.visit(id).value.state, phone.visitUnderWay()]") == ["working", True]
    pocket.run(pocket.photograph(1))
    assert pocket.run(
        "return phone.delivery.value.photographs === phone.delivery.value.items.filter(({ kind }) => kind === 'photographed').length"
    )
    net.up()
    pocket.home()
    assert_bytes_home(office, pocket.visit)


def test_fault_25_several_pictures_at_once_a_signature_as_the_last_thing_and_killed(
    pocket: Pocket, office: World, net: Proxy
) -> None:
    """Three pictures saved at once, the customer signs, *finish* is tapped at once, the app dies: all of it is there and comes home.

    Guard: pwa/technician/storage/outbox.ts:nameFact
    """
    net.down()
    pocket.report("departed", "arrived", "entered")
    pictures = ", ".join(f"(async () => {{ {pocket.photograph(number)} }})()" for number in range(3))
    pocket.run(
        f"await Promise.all([{pictures}]); {SIGN} await phone.report(subject, 'ended', {{ outcome: 'entry_refused' }});"
    )
    pocket.killed_and_opened()
    assert pocket.run("return [phone.delivery.value.facts, phone.delivery.value.photographs]") == [8, 4]
    net.up()
    pocket.home()
    assert kinds_of(office, pocket.visit) == [
        "departed",
        "arrived",
        "entered",
        *["photographed"] * 3,
        "signed",
        "ended",
    ]
    named = {fact["body"]["sha256"] for fact in facts_of(office, pocket.visit) if fact["kind"] == "photographed"}
    assert len(named) == 3
    assert_bytes_home(office, pocket.visit)
    assert_device_whole(office, facts_of(office, pocket.visit)[-1]["device"])
