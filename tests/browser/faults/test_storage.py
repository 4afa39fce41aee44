"""Faults 11, 12 and 19: no room, a newer app beside an older one, and a storage that is taken away under the app."""

from tests.browser.engine_site import PAGE
from tests.browser.faults.pocket import Pocket
from tests.browser.record import assert_bytes_home, assert_device_whole, devices_of, facts_of, kinds_of
from tests.browser.world import World
from tests.sync.proxy import Proxy

SYNC = "/api/v1/sync"
ANSWER = "await phone.report(subject, 'noted', { text: 'one' })"
ON_DISK = "indexedDB.databases().then((all) => all.map(({ version }) => version))"
# A tab of an app so old, or so frozen, that it never hears that it should let go.
HOLD = """new Promise((held) => {
  const asked = indexedDB.open('doorstep');
  asked.onsuccess = () => { globalThis.holding = asked.result; held(); };
})"""


# Something else fills the phone, to the last byte that it gives.
FILL = """
  const gallery = await new Promise((found) => {
    const asked = indexedDB.open('gallery');
    asked.onupgradeneeded = () => asked.result.createObjectStore('pictures');
    asked.onsuccess = () => found(asked.result);
  });
  const fits = (size) => new Promise((told) => {
    const tx = gallery.transaction('pictures', 'readwrite');
    const noise = new Uint8Array(size);
    for (let from = 0; from < size; from += 60_000) crypto.getRandomValues(noise.subarray(from, from + 60_000));
    tx.objectStore('pictures').put(noise, crypto.randomUUID());
    [tx.oncomplete, tx.onabort] = [() => told(true), () => told(false)];
  });
  for (const size of [1_000_000, 100_000, 1_000, 50]) while (await fits(size));
  gallery.close();"""


def test_fault_11_no_room_for_an_answer_or_a_photograph(full: Pocket, office: World, net: Proxy) -> None:
    """The browser refuses the write: said as *no room*, nothing half-written, and with room again the same tap saves it.

    Guard: pwa/technician/storage/database.ts:asProblem
    """
    net.down(SYNC)
    full.run(FILL)
    full.room(1)  # because a storage that tidies up itself may find some room again
    for save in (ANSWER, full.photograph()):
        assert [full.code(save), full.unsent()] == ["no_space", 0]
    full.room(None)
    assert [full.code(ANSWER), full.code(full.photograph()), full.unsent()] == [None, None, 3]
    net.up(SYNC)
    full.home()
    assert kinds_of(office, full.visit) == ["noted", "photographed"]
    assert_device_whole(office, facts_of(office, full.visit)[-1]["device"])
    assert_bytes_home(office, full.visit)


def newer_app(files: dict[str, bytes], engine: bytes, pocket: Pocket) -> str:
    """Publish an app whose storage has the next version; the page of it."""
    [now] = pocket.page.evaluate(ON_DISK)
    before = f"SCHEMA_VERSION = {now}".encode()
    assert engine.count(before) == 1
    files["/newer.js"] = engine.replace(before, f"SCHEMA_VERSION = {now + 1}".encode())
    files["/newer.html"] = PAGE.replace(b"/engine.js", b"/newer.js")
    return "newer.html"


def test_fault_12_a_newer_app_in_a_second_tab_with_an_open_visit_and_unsent_work(
    pocket: Pocket, office: World, net: Proxy, files: dict[str, bytes], engine: bytes
) -> None:
    """The old tab lets the new one upgrade the storage; all that it had saved is there, and it says that it is the old one.

    Guard: pwa/technician/storage/database.ts:open
    """
    net.down()
    pocket.report("departed", "arrived")
    newer = pocket.tab(newer_app(files, engine, pocket))
    assert pocket.run("return [phone.delivery.value.facts, phone.visit(id).value.state]", newer) == [2, "at_the_door"]
    assert pocket.code("await phone.report(subject, 'knocked', {})") == "newer_app"
    pocket.page.close()
    pocket.page = newer
    pocket.report("knocked")
    net.up()
    pocket.home()
    assert kinds_of(office, pocket.visit) == ["departed", "arrived", "knocked"]


def test_fault_12_an_upgrade_that_an_old_tab_blocks(
    pocket: Pocket, office: World, net: Proxy, files: dict[str, bytes], engine: bytes
) -> None:
    """The new app says at once that another tab stands in the way; with that tab closed it opens, and nothing is lost.

    Guard: pwa/technician/storage/database.ts:open
    """
    net.down()
    pocket.report("departed")
    page = newer_app(files, engine, pocket)
    pocket.page.evaluate(HOLD)
    newer = pocket.context.new_page()
    newer.goto(net.url + page)
    newer.wait_for_function("!!globalThis.openPhone")
    assert pocket.code("await openPhone().ready", newer) == "storage_blocked"
    pocket.page.close()
    newer.close()
    pocket.page = pocket.tab(page)
    assert pocket.unsent() == 1
    net.up()
    pocket.home()
    assert kinds_of(office, pocket.visit) == ["departed"]


def test_fault_19_the_browser_throws_the_storage_away_under_the_app(pocket: Pocket, office: World) -> None:
    """The connection dies with it: the app says that the phone is not set up instead of saving into nothing; set up anew all that was home is back.

    Guard: pwa/technician/storage/chainPosition.ts:readChainPosition
    """
    pocket.report("departed")
    pocket.home()
    session = pocket.context.new_cdp_session(pocket.page)
    session.send("Storage.clearDataForOrigin", {"origin": pocket.net.url.rstrip("/"), "storageTypes": "indexeddb"})
    assert pocket.code("await phone.report(subject, 'arrived', {})") == "not_enrolled"
    pocket.killed_and_opened()
    pocket.begin()
    assert pocket.run("return phone.visit(id).value.state") == "on_the_way"
    pocket.report("arrived")
    pocket.home()
    assert kinds_of(office, pocket.visit) == ["departed", "arrived"]
    assert len(devices_of(office, pocket.who.id)) == 2
