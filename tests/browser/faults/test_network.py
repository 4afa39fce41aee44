"""Faults 1, 2, 3 and 21: what a network can do to an exchange between the app in a real browser and the real server."""

import gzip
import json

from playwright.sync_api import Page

from tests.browser.faults.pocket import Pocket
from tests.browser.record import assert_device_whole, facts_of
from tests.browser.world import World
from tests.sync.exchange import Exchange
from tests.sync.faults import Fault, Held, answered, cut, doubled, dropped_after, dropped_before, passed, torn
from tests.sync.proxy import Proxy

SYNC = "/api/v1/sync"
JSON = "application/json"
NETWORKS: dict[str, list[Fault]] = {
    "a hotel's page with 200": [answered(200)],
    "JSON that is not ours": [answered(200, b'{"ok":true}', JSON)],
    "JSON cut off": [answered(200, json.dumps({"epoch": "e"}).encode()[:9], JSON)],
    "gzip cut off": [cut(40)],
    "gzip cut off, with a length that hides it": [cut(40, honest=True)],
    "the hotel's page with 401": [answered(401)],
    "413 for a single fact": [answered(413)],
    "a storm of 502": [answered(502)] * 3,
    "lost on the way there": [dropped_before],
    "lost on the way back": [dropped_after],
    "half a request": [torn(0.5)],
}


def notes(office: World, pocket: Pocket) -> list[str]:
    """The notes in the server's record of the visit, in its order; everything that this phone ever sent was taken once, and it knows so."""
    assert pocket.run("return phone.visit(id).value.trouble") == []
    mine = [fact for fact in facts_of(office, pocket.visit) if fact["kind"] == "noted"]
    for device in {fact["device"] for fact in mine}:
        assert_device_whole(office, device)
    return [fact["body"]["text"] for fact in mine]


def test_fault_01_killed_between_request_and_response(pocket: Pocket, office: World, net: Proxy) -> None:
    """The server has it, the phone never heard so and was killed: sent again, in effect once.

    Guard: server/sync/inbox.py:_same_again
    """
    held = Held(done=True)
    net.script(SYNC, held)
    pocket.note("one")
    held.wait()
    pocket.killed()
    held.let_go()
    pocket.page = pocket.tab()
    pocket.home()
    assert notes(office, pocket) == ["one"]


def test_fault_02_two_tabs_save_and_send_at_once_and_the_network_repeats(
    pocket: Pocket, office: World, net: Proxy
) -> None:
    """While one tab's request is on its way no other tab sends; what both saved meanwhile goes once, though the network repeats it.

    Guard: pwa/technician/storage/locks.ts:ifFree
    """
    senders, held = list[Page](), Held()
    pocket.context.on(
        "request", lambda request: senders.append(request.frame.page) if request.url.endswith(SYNC) else None
    )
    tabs = [pocket.page, pocket.tab()]
    net.script(SYNC, held, doubled)
    pocket.note("first")
    held.wait()
    sent = net.seen[SYNC]
    for tab, name in zip(tabs, "ab", strict=True):
        begin_saving(pocket, tab, name)
    for tab in tabs:
        pocket.run("await globalThis.saving", tab)
    idle = next(tab for tab in tabs if tab is not senders[-1])
    pocket.run("await phone.sendNow()", idle)
    assert net.seen[SYNC] == sent
    held.let_go()
    pocket.home()
    found = notes(office, pocket)
    assert found[0] == "first" and len(found) == 9
    assert [text for text in found if text[0] == "a"] == ["a0", "a1", "a2", "a3"]
    assert [text for text in found if text[0] == "b"] == ["b0", "b1", "b2", "b3"]


def begin_saving(pocket: Pocket, tab: Page, name: str) -> None:
    """Four notes at once, without waiting for them."""
    pocket.run(
        f"globalThis.saving = Promise.all([0, 1, 2, 3].map((n) => phone.report(subject, 'noted', {{ text: '{name}' + n }})))",
        tab,
    )


def test_fault_03_an_old_batch_arrives_after_newer_ones(pocket: Pocket, office: World, net: Proxy) -> None:
    """Given up by the phone, it was still under way: it changes nothing any more, and the phone goes on in its own order.

    Guard: server/sync/inbox.py:_sort_out
    """
    late = Held(hung_up=True)
    net.script(SYNC, late)
    pocket.note("one")
    late.wait()
    pocket.note("two")
    pocket.home()
    late.let_go(arrived=True)
    assert late.answer and late.answer.status == 200
    pocket.note("three")
    pocket.home()
    assert notes(office, pocket) == ["one", "two", "three"]


def test_fault_21_captive_portals_torn_answers_and_storms(pocket: Pocket, office: World, net: Proxy) -> None:
    """Whatever comes back instead of our answer: it passes, the fact stays *saved*, nobody is signed out, and it goes again.

    Guard: pwa/technician/sync/retryLoop.ts:turns
    """
    for name, faults in NETWORKS.items():
        net.down(SYNC)
        net.script(SYNC, *faults)
        pocket.note(name)
        for _ in faults:
            pocket.run("await phone.sendNow()")
        assert not net.left(SYNC), name
        pocket.until("phone.delivery.value.facts === 1 && phone.delivery.value.state === 'saved'")
        net.up(SYNC)
        pocket.home()
    assert notes(office, pocket) == list(NETWORKS)


def test_fault_21_413_halves_a_batch(pocket: Pocket, office: World, net: Proxy) -> None:
    """A proxy that takes small requests only gets small requests.

    Guard: pwa/technician/sync/loop.ts:answerTo
    """
    net.down(SYNC)
    pocket.note("one", "two", "three", "four")
    pocket.run("await phone.sendNow()")  # in vain; after it no request is on its way with fewer than four
    carried: list[int] = []

    def narrow(exchange: Exchange) -> None:
        carried.append(facts_in(exchange))
        (answered(413) if carried[-1] > 2 else passed)(exchange)

    net.always[SYNC] = narrow
    pocket.home()
    assert max(carried) > 2  # else nothing was too large
    assert notes(office, pocket) == ["one", "two", "three", "four"]


def facts_in(exchange: Exchange) -> int:
    """How many facts a request carries, packed or not."""
    packed = exchange.body.startswith(b"\x1f\x8b")
    return len(json.loads(gzip.decompress(exchange.body) if packed else exchange.body)["facts"])


def test_F25_F26_what_keeps_work_from_going_is_named(pocket: Pocket, office: World, net: Proxy) -> None:
    """F-25 and F-26: a captive portal, a proxy's limit and a server in trouble were all called *no signal*.

    Guard: pwa/technician/sync/loop.ts:heard.failed
    """
    for network, code in (
        (answered(200), "not_our_server"),
        (answered(502), "server_down"),
        (answered(413), "batch_too_large"),
        (dropped_before, "no_network"),
    ):
        net.always[SYNC] = network
        pocket.note(code)
        pocket.run("return phone.sendNow().catch(() => undefined)")
        pocket.until(f"phone.delivery.value.failed === '{code}'")
    del net.always[SYNC]
    pocket.home()
    pocket.until("phone.delivery.value.failed === undefined")
