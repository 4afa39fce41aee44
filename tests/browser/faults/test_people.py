"""Faults 13, 14 and 24: another person, a session that ended, a phone that was revoked, and a finger that taps twice."""

from tests.browser.faults.pocket import Pocket
from tests.browser.record import devices_of, facts_of, kinds_of
from tests.browser.world import World
from tests.sync.proxy import Proxy

SYNC = "/api/v1/sync"
# All that this origin has stored, as text: databases, and the pages that the service worker keeps.
STORED = """
  const told = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => { indexedDB.open(name).onsuccess = ({ target }) => done(target.result); });
    for (const store of db.objectStoreNames) {
      if (store === 'outbox' || store === 'journal') continue;
      const all = db.transaction(store).objectStore(store).getAll();
      told.push(...(await new Promise((done) => { all.onsuccess = () => done(all.result); })));
    }
    db.close();
  }
  for (const name of await caches.keys())
    for (const answer of await (await caches.open(name)).matchAll())
      if (/html|json/.test(answer.headers.get('Content-Type') ?? '')) told.push(await answer.clone().text());
  return JSON.stringify(told);"""
# A button as a page would have it, and two clicks of it before anything else can happen.
DOUBLE_TAP = """
  const finish = document.body.appendChild(document.createElement('button'));
  const both = [];
  finish.addEventListener('click', () => both.push(phone.report(subject, 'ended', { outcome: 'entry_refused' })));
  finish.click();
  finish.click();
  return (await Promise.all(both)).length;"""


def test_fault_13_sign_out_with_unsent_work(pocket: Pocket, office: World, net: Proxy) -> None:
    """Refused as long as anything waits; afterwards it is all home and the phone is empty.

    Guard: pwa/technician/phone/lazy.ts:signOut
    """
    net.down(SYNC)
    pocket.note("one")
    assert pocket.run("return await phone.signOut()") == {"refused": "unsent"}
    assert pocket.unsent() == 1
    net.up(SYNC)
    pocket.home()
    assert pocket.run("return await phone.signOut()") == {}
    assert kinds_of(office, pocket.visit) == ["noted"]
    assert pocket.run("return [phone.visits.value.length, phone.person.value ?? null]") == [0, None]


def test_fault_13_another_person_signs_in_over_unsent_work(pocket: Pocket, office: World, net: Proxy) -> None:
    """Refused; the work stays, goes under nobody else's name, and its own person need not even sign in again.

    Guard: server/accounts/signing_in.py:sign_in
    """
    other = office.technician("王晓东")
    net.down(SYNC)
    pocket.note("one")
    assert pocket.sign_in(other.login) == "device_not_yours"
    assert pocket.unsent() == 1
    net.up(SYNC)
    pocket.run("await phone.sendNow()")
    assert pocket.run("return [phone.delivery.value.facts, phone.delivery.value.state]") == [0, "all_sent"]
    [fact] = [fact for fact in facts_of(office, pocket.visit) if fact["kind"] == "noted"]
    assert fact["person"] == pocket.who.id


def test_fault_14_session_expired_while_offline(pocket: Pocket, office: World, net: Proxy) -> None:
    """The sync pauses, work goes on, and one sign-in sends all of it.

    Guard: pwa/technician/sync/loop.ts:exchangeAll
    """
    net.down()
    pocket.note("before")
    office.sign_out_everywhere(pocket.who)
    net.up()
    pocket.run("await phone.sendNow()")
    assert pocket.run("return phone.delivery.value.state") == "signed_out"
    pocket.note("while signed out")
    assert pocket.unsent() == 2
    assert pocket.sign_in() is None
    pocket.home()
    assert kinds_of(office, pocket.visit) == ["noted", "noted"]


def test_fault_14_a_revoked_phone_hands_in_its_work_and_receives_nothing(
    pocket: Pocket, office: World, net: Proxy
) -> None:
    """Revoked while it was offline: what it had saved is kept aside by the server, whole; it learns of no further visit and forgets those it had.

    Guard: server/sync/routes.py:_exchange
    """
    from server.accounts.devices import revoke
    from server.sync.models import Received

    net.down()
    pocket.note("kept on the phone")
    about = pocket.run("const { customer, contact } = phone.visits.value[0].bundle; return { customer, contact }")
    private = [about["customer"]["name"], about["contact"]["phone"], about["contact"]["address"]]
    assert all(each in pocket.run(STORED) for each in private)  # or nothing could be forgotten
    [device] = devices_of(office, pocket.who.id)
    with office.app.app_context():
        revoke(office.cast.ours, device.id)
    office.given(pocket.who, hour="15:00")
    net.up()
    pocket.home()
    assert pocket.run("return [phone.delivery.value.state, phone.visits.value.length]") == ["revoked", 0]
    assert [each for each in private if each in pocket.run(STORED)] == []  # S-13
    rows = office.scenario.rows(Received, Received.device_id == device.id)
    assert [(row.kind, row.outcome, row.code) for row in rows][-1] == ("noted", "quarantined", "device_revoked")
    assert b"kept on the phone" in rows[-1].raw


def test_fault_24_double_tap_on_finish(pocket: Pocket, office: World) -> None:
    """A second tap while the first is still being saved is the same tap.

    Guard: pwa/technician/phone/open.ts:reporter
    """
    pocket.context.new_cdp_session(pocket.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    pocket.report("departed", "arrived")
    assert pocket.run(DOUBLE_TAP) == 2
    pocket.home()
    assert kinds_of(office, pocket.visit) == ["departed", "arrived", "ended"]
