"""Fault 18: a server that was restored from an older backup is made whole again by the phones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.accounts.models import Device, Person
from server.config import Settings
from server.customers.models import Customer, Premises
from server.evidence.models import Awaited, Receipt
from server.kernel import clock
from server.kernel.chain import document_bytes, encode
from server.sync.models import Received
from server.visits.conflicts.models import Conflict
from server.visits.models import Fact, Grant, Visit
from server.visits.office import actions
from tests.scenario import Scenario, moment
from tests.server.backup.conftest import Restored, newcomer
from tests.server.backup.phone import Keeping, keeping, signs_in, uploads

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs

STROKES = b'{"v":1,"width":10,"height":10,"strokes":[[[1,1,0,500],[9,9,20,500]]]}'


def texts(scenario: Scenario, visit: str) -> list[str]:
    rows = scenario.rows(Fact, Fact.subject_id == visit)
    return [row.text for row in sorted(rows, key=lambda row: row.position)]


def work(phone: Keeping, visit: str, *kinds: str) -> None:
    for kind in kinds:
        phone.report(kind, visit=visit)
    phone.sync_all()


@pytest.mark.parametrize("by_hand", [False, True])
def test_fault_18_facts_acknowledged_after_the_backup_are_sent_again(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored, by_hand: bool
) -> None:
    """The new epoch or a `last_seq` that runs backwards tells the phone; a gap that nobody noticed would hide what is missing.

    Guard: server/sync/inbox.py:_sort_out
    """
    visit = stamped.given()
    phone = keeping(stamped)
    work(phone, visit, "opened", "departed")
    back_up()
    work(phone, visit, "arrived", "knocked")
    before = texts(stamped, visit)
    again = restored(phone, by_hand=by_hand)
    assert len(texts(again, visit)) == len(before) - 2
    phone.report("entered", visit=visit)
    phone.sync_all()
    assert texts(again, visit)[:-1] == before
    assert {outcome for _, outcome in again.log(visit)} == {"applied"} and again.rows(Conflict) == []


def test_fault_18_a_phone_and_a_visit_that_are_newer_than_the_backup_come_back(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Guards: `readmit` and `take_back`, without which the phone is refused and its facts are `never_granted`.

    Guard: server/sync/recovery.py:readmitted
    """
    back_up()
    visit = stamped.given(instructions="先打电话")
    phone = keeping(stamped)
    work(phone, visit, "opened", "departed", "arrived", "entered")
    phone.report("ended", {"outcome": "not_ready"}, visit=visit)
    phone.sync_all()
    before, old, code = texts(stamped, visit), stamped.visit(visit), stamped.rows(Receipt)[0].code
    again = restored(phone)
    assert phone.sync()["code"] == "signed_out" and again.rows(Device) == []
    signs_in(phone)
    assert "revoked" not in phone.sync()  # not even in the very answer that lets it back
    phone.sync_all()
    assert texts(again, visit) == before
    now = again.visit(visit)
    assert (now.number, now.day, now.agreed_at, now.lead_id, now.state, now.instructions) == (
        old.number,
        old.day,
        old.agreed_at,
        old.lead_id,
        old.state,
        "先打电话",
    )
    assert now.needs_review and [row.code for row in again.rows(Receipt)] == [code]
    assert {row.outcome for row in again.rows(Received)} == {"applied"}
    page = again.cast.office("chenjing").get(f"/console/visits/{visit}")
    assert page.status_code == 200 and "林晓梅" in page.text and "翠湖花园" in page.text
    assert phone.visits[visit]["grant"]["version"] > 10**9


def test_a_visit_that_a_phone_holds_and_has_not_begun_comes_back_too(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    phone = keeping(stamped)
    back_up()
    visit = stamped.given("liming", "wangqiang")
    helper = keeping(stamped, "wangqiang")
    phone.sync_all()
    again = restored(phone, helper)
    phone.sync_all()
    signs_in(helper, "wangqiang")
    helper.sync_all()
    assert again.visit(visit).lead_id == again.cast.people["liming"] and set(phone.visits) == set(helper.visits) == {
        visit
    }
    work(helper, visit, "opened")
    assert again.log(visit)[-1] == ("opened", "applied")


def test_what_the_office_changed_after_the_backup_is_done_again_from_its_own_facts(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    visit = stamped.given("liming")
    first, second = keeping(stamped), keeping(stamped, "wangqiang")
    back_up()
    with stamped.app.app_context():
        actions.reschedule(
            stamped.ours, stamped.cast.people["chenjing"], visit, asked_by="customer", agreed_at=moment(1, "15:00")
        )
    stamped.assign(visit, "wangqiang")
    first.sync_all()
    second.sync_all()
    before = texts(stamped, visit)
    again = restored(first, second)
    second.sync_all()
    first.sync_all()
    now = again.visit(visit)
    assert (now.agreed_at, now.lead_id, now.needs_review) == (moment(1, "15:00"), again.cast.people["wangqiang"], False)
    assert texts(again, visit) == before and visit not in first.visits
    assert second.visits[visit]["work"]["agreed_at"] == moment(1, "15:00")


def test_copied_back_by_hand_and_grown_past_the_phone_a_fact_that_came_too_early_is_taken_in_after_all(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Neither epoch nor clock nor sequence tells: only the fact's own grant does."""
    phone = keeping(stamped)
    back_up()
    visit = stamped.given()
    phone.sync_all()
    again = restored(phone, by_hand=True)
    for _ in range(4):
        again.given("ayguli")
    phone.report("opened", visit=visit)
    phone.sync_all()
    assert again.log(visit)[-1] == ("opened", "applied")
    assert phone.visits[visit]["log"] and again.visit(visit).needs_review


def test_evidence_that_is_newer_than_the_backup_is_awaited_and_taken_again(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored, elsewhere: Settings
) -> None:
    visit = stamped.given()
    phone = keeping(stamped)
    back_up()
    sha256 = hashlib.sha256(STROKES).hexdigest()
    about = {"sha256": sha256, "size": len(STROKES), "type": "application/json"}
    words = "看过了"
    shown = {"text": words, "sha256": hashlib.sha256(words.encode()).hexdigest(), "language": "zh-CN"}
    phone.report("signed", {"way": "drawn", "relation": "self", "strokes": about, "shown": shown}, visit=visit)
    phone.sync_all()
    uploads(phone, STROKES, sha256)
    assert stamped.visit(visit).awaited == 0
    again = restored(phone)
    phone.sync_all()
    assert again.visit(visit).awaited == 1
    uploads(phone, STROKES, sha256)
    assert again.visit(visit).awaited == 0 and again.rows(Awaited)[0].arrived_at
    assert (elsewhere.data_dir / "evidence" / again.ours / sha256[:2] / sha256).read_bytes() == STROKES


def test_a_phone_that_the_backup_knows_as_revoked_stays_revoked(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    from server.accounts.devices import revoke

    visit = stamped.given()
    phone = keeping(stamped)
    with stamped.app.app_context():
        revoke(stamped.ours, phone.device)
    back_up()
    again = restored(phone)
    phone.presenting = True
    phone.report("opened", visit=visit)
    answer = phone.sync()
    assert answer["revoked"] and answer["results"][0]["code"] == "device_revoked" and answer["changes"] == []
    assert again.rows(Device)[0].revoked_at and len(again.rows(Device)) == 1


def test_a_person_whom_the_backup_does_not_know_can_hand_in_the_work_and_it_is_kept_aside(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    back_up()
    newcomer(stamped)
    person = stamped.cast.people["newcomer"]
    visit = stamped.given("newcomer")
    phone = keeping(stamped, "newcomer")
    work(phone, visit, "opened")
    again = restored(phone)
    phone.outbox = sorted(phone.journal.items())
    answer = phone.sync()
    assert answer["revoked"] and {result["code"] for result in answer["results"]} == {"device_revoked"}
    assert all(row.raw for row in again.rows(Received)) and again.rows(Visit) == []
    row = next(row for row in again.rows(Person) if row.id == person)
    assert row.left_at and row.roles == "" and row.password_hash is None


def test_nobody_comes_back_by_a_paper_that_this_server_did_not_sign(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Guards: `signed_here` of certificate and grants, and the person of both."""
    back_up()
    visit = stamped.given()
    phone = keeping(stamped)
    work(phone, visit, "opened")
    again = restored(phone)
    thief = keeping(again, "wangqiang")
    genuine, forger = phone.certificate, Ed25519PrivateKey.generate()
    signs_in(phone)
    changed = genuine | {"from": clock.now()}
    forged = genuine | {"signature": encode(forger.sign(document_bytes(genuine)))}
    for certificate in (changed, forged, {}, {"type": []}, genuine | {"issuer": "x" * 16}, genuine | {"from": 1.5}):
        phone.certificate, phone.presenting = certificate, True
        assert phone.sync()["code"] == "device_not_yours"
    stolen = replace(phone, certificate=genuine, send=thief.send, presenting=True)
    assert stolen.sync()["code"] == "device_not_yours"
    bundle = phone.visits[visit]
    for grant in (bundle["grant"] | {"person": thief.person}, bundle["grant"], bundle["grant"] | {"version": 2**60}):
        thief.visits, thief.presenting = {visit: bundle | {"grant": grant}}, True
        assert "changes" in thief.sync()
    assert again.rows(Visit) == [] and again.rows(Grant) == [] and len(again.rows(Device)) == 1


def test_what_nobody_signed_is_bounded_and_joins_no_record_that_is_here(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    phone = keeping(stamped)
    back_up()
    visit, other = stamped.given(), stamped.given()
    phone.sync_all()
    again = restored(phone)
    bundle = phone.visits[visit]
    bundle["customer"] = {"name": "x" * 5000, "salutation": "king", "language": 7}
    bundle["place"], bundle["contact"], bundle["number"] = {"lat": 10**18}, "nothing", "\x00"
    changed = json.loads(bundle["log"][0])
    bundle["log"] = [json.dumps(changed | {"person": phone.person}), "{", "[]", bundle["log"][0], "\ud800"]
    phone.visits[other] = {"grant": phone.visits[other]["grant"]}
    phone.sync_all()
    made = [
        row
        for row in again.rows(Customer, Customer.organisation_id == again.ours)
        if row.id != stamped.customers[again.ours][0]
    ]
    assert [row.name for row in made] == ["客户资料丢失，请补填"] * 2
    places = again.rows(Premises, Premises.organisation_id == again.ours)
    assert sorted(row.rural or "" for row in places) == ["", "地址丢失，请补填", "地址丢失，请补填"]
    assert len(again.log(visit)) >= 1 and again.visit(visit).lead_id == phone.person
