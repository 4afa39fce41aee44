"""The record that the server accepted verifies, whatever others sent and whatever a phone lost; nobody makes it fail, and nobody thins it out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, update

from server.accounts.devices import revoke
from server.demo.phone import PythonPhone
from server.evidence.models import Awaited, Receipt
from server.evidence.record import Signed, unexplained
from server.kernel.canonical import canonical
from server.kernel.chain import receipt_code, sha256, without_body
from server.kernel.db import db
from server.kernel.transaction import write
from server.quarantine.release import release
from server.sync.models import Countersignature, Received
from server.visits.models import Fact
from tests.scenario import Scenario
from tests.server.evidence.checking import bundle_of, checked, fingerprints, noted
from tests.server.evidence.conftest import Record, begin, jpeg

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

NOWHERE = "0" * 64


def done(scenario: Scenario, phone: PythonPhone, visit: str) -> None:
    """The visit is ended and everything is home."""
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync_all()


def with_a_damaged_row(scenario: Scenario, visit: str) -> PythonPhone:
    """A phone that has arrived and whose second fact cannot be read."""
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("noted", {"text": "damaged"}, visit=visit)
    seq, text = phone.outbox[-1]
    phone.outbox[-1] = (seq, text.replace("damaged", "damaged\x00"))
    return phone


def hand(scenario: Scenario, *statements: Any) -> None:
    """Somebody with the database does this."""
    with scenario.app.app_context():
        write(lambda: [db.session.execute(each) for each in statements])


def test_S2_a_stranger_of_the_organisation_cannot_make_a_record_fail(at_home: Record) -> None:
    """S-2: a colleague who never had the visit names it in facts that fit nowhere."""
    stranger = at_home.scenario.phone("ayguli")
    stranger.report("noted", {"text": "nothing to do with it"}, visit=at_home.visit, prev=NOWHERE, grant=None)
    stranger.report(
        "noted", {"text": "of somebody else"}, visit=at_home.visit, organisation=at_home.scenario.cast.theirs
    )
    stranger.report("noted", {"text": "no grant"}, visit=at_home.visit)
    stranger.sync_all()
    verdict = checked(at_home.scenario, at_home.visit, at_home.code)
    assert (verdict.exit, verdict.wrong) == (0, None)
    assert noted(verdict)["beside"] == ["chain_broken", "other_organisation", "never_granted"]


def test_S2_a_wrong_size_does_not_make_right_bytes_wrong(record: Record) -> None:
    """S-2: bytes are known by their hash; a size that does not fit is said, and no more."""
    mention = record.take(jpeg(3), "image/jpeg") | {"size": 5}
    record.phone.report(
        "photographed",
        {"step": "photo-after", "purpose": "after", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    record.send_bytes()
    verdict = checked(record.scenario, record.visit, record.code)
    assert (verdict.exit, verdict.wrong) == (0, None) and len(noted(verdict)["size_differs"]) == 1


def test_S2_the_same_fact_a_second_time_is_no_break(record: Record) -> None:
    """S-2: the same id, body and salt at a later place is `merged`, and the chain runs through it."""
    again = json.loads(record.phone.outbox[0][1])
    record.phone.report("noted", {"text": "between"}, visit=record.visit)
    record.phone.report(again["kind"], again["body"], visit=record.visit, id=again["id"], salt=again["salt"])
    record.phone.report("left", visit=record.visit)
    record.phone.sync_all()
    record.send_bytes()
    assert "merged" in [each["outcome"] for each in record.phone.results.values()]
    verdict = checked(record.scenario, record.visit, record.code)
    assert (verdict.exit, verdict.wrong) == (0, None) and len(noted(verdict)["came_again"]) == 1


def test_S2_a_known_id_on_another_visit_is_not_that_fact(record: Record) -> None:
    """S-2: `merged` is said of the same fact about the same visit only, else a record would hold a fact that counts elsewhere."""
    other = record.scenario.given()
    again = json.loads(record.phone.outbox[0][1])
    record.phone.sync_all()
    record.phone.report(again["kind"], again["body"], visit=other, id=again["id"], salt=again["salt"])
    record.phone.report("left", again["body"], visit=record.visit, id=again["id"], salt=again["salt"])
    record.phone.sync_all()
    assert [record.phone.results[seq]["code"] for seq in sorted(record.phone.results)[-2:]] == [
        "id_reused",
        "id_reused",
    ]


def test_S2_a_photograph_that_was_named_and_never_sent_is_said_to_have_never_come(record: Record) -> None:
    """S-2: the receipt signs what was on its way; when it comes, the receipt is signed anew and nobody may take it away again."""
    record.phone.sync_all()
    late = next(digest for digest, (kind, _) in record.bytes.items() if kind == "image/jpeg")
    for digest, (kind, content) in record.bytes.items():
        if digest != late:
            assert begin(record.client, digest, kind, len(content), content).status_code == 201
    verdict = checked(record.scenario, record.visit, record.code)
    assert (verdict.exit, noted(verdict)["never_came"]) == (0, [late[:16]])
    record.send_bytes()
    assert "never_came" not in noted(checked(record.scenario, record.visit, record.code))
    hand(record.scenario, update(Awaited).where(Awaited.sha256 == late).values(arrived_at=None))
    verdict = checked(record.scenario, record.visit, record.code)
    assert verdict.wrong and verdict.wrong.code == "evidence_missing" and noted(verdict)["gone"] == [late[:16]]


def test_S3_what_a_supervisor_let_in_is_countersigned_and_verifies(record: Record) -> None:
    """S-3: revoked, found again, its held-back facts released."""
    with record.scenario.app.app_context():
        revoke(record.scenario.ours, record.phone.device)
    record.phone.sync()
    held = record.scenario.rows(Received)
    assert {row.outcome for row in held} == {"quarantined"} and len(held) >= 7
    with record.scenario.app.app_context():
        for row in held:
            assert release(record.scenario.ours, row.device_id, row.seq)[0] == "applied"
    record.send_bytes()
    verdict = checked(record.scenario, record.visit, record.code)
    assert (verdict.exit, verdict.wrong) == (0, None)
    assert noted(verdict)["released"] == ["device_revoked"] * len(held)
    hand(record.scenario, delete(Countersignature).where(Countersignature.device_id == record.phone.device))
    wrong = checked(record.scenario, record.visit, record.code).wrong
    assert wrong and wrong.code == "aside_missing" and wrong.where.startswith(record.phone.device)


def test_S3_what_was_let_in_is_explained_by_its_place_where_its_text_was_not_understood_at_first() -> None:
    """A fact of a newer version is first countersigned under the hash of the text as it was sent, after an upgrade under its own."""
    unread = Signed("phone", "of the text", "quarantined", 5, "version_unknown")
    released = Signed("phone", "of the fact", "applied", 5, released=True)
    assert unexplained([unread, released]) is None
    assert unexplained([released]) is released
    assert unexplained([replace(unread, seq=6), released]) is released
    assert unexplained([replace(unread, device="another"), released]) is released


def test_S3_a_phone_set_up_again_signs_again_and_goes_on(scenario: Scenario) -> None:
    """S-3: the same facts under a new key are `merged`; the record runs through them."""
    visit = scenario.given()
    old = scenario.phone()
    old.report("arrived", visit=visit)
    old.report("entered", visit=visit)
    texts = [json.loads(text) for _, text in old.outbox]
    old.sync_all()
    new = scenario.phone()
    for fact in texts:
        new.report(
            fact["kind"],
            fact["body"],
            visit=visit,
            id=fact["id"],
            at=fact["at"],
            salt=fact["salt"],
            replaces={"device": old.device, "seq": fact["seq"], "hash": NOWHERE},
        )
    done(scenario, new, visit)
    verdict = checked(scenario, visit)
    assert (verdict.exit, verdict.wrong) == (0, None) and len(noted(verdict)["came_again"]) == 2


def test_S3_a_damaged_row_is_a_hole_that_is_named(scenario: Scenario) -> None:
    """S-3: a text that cannot be read has its place, and the fact after it counts."""
    visit = scenario.given()
    phone = with_a_damaged_row(scenario, visit)
    done(scenario, phone, visit)
    verdict = checked(scenario, visit)
    assert (verdict.exit, verdict.wrong) == (0, None) and noted(verdict)["hole"] == ["not_canonical"]


def test_S3_a_loss_that_the_phone_declares_is_a_hole_that_is_named(scenario: Scenario) -> None:
    """S-3: `fact_lost` at the place of the lost fact."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("noted", {"text": "lost"}, visit=visit)
    seq, _ = phone.outbox.pop()
    phone.report(
        "fact_lost", {"seq": seq, "reason": "unreadable"}, subject={"type": "device", "id": phone.device}, seq=seq
    )
    done(scenario, phone, visit)
    verdict = checked(scenario, visit)
    assert (verdict.exit, verdict.wrong) == (0, None) and noted(verdict)["hole"] == ["fact_lost"]


def test_S3_a_hole_hides_no_fact_that_the_server_has_read(scenario: Scenario) -> None:
    """S-3, S-5: beside a hole that was signed for, a fact that counts is taken out of the database."""
    visit = scenario.given()
    phone = with_a_damaged_row(scenario, visit)
    phone.report("commented", {"text": "很不满意", "language": "zh-CN"}, visit=visit)
    done(scenario, phone, visit)
    hand(scenario, delete(Fact).where(Fact.kind == "commented"))
    verdict = checked(scenario, visit)
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code in ("chain_broken", "fact_missing")


def test_S5_without_its_receipt_a_record_is_consistent_at_most(at_home: Record) -> None:
    """S-5 (b): the last facts and the receipt's row are deleted, no key is used."""
    verdict = checked(at_home.scenario, at_home.visit, at_home.code)
    assert verdict.exit == 0 and verdict.head
    hand(at_home.scenario, delete(Fact).where(Fact.kind.in_(["ended", "customer_mode_left"])), delete(Receipt))
    verdict = checked(at_home.scenario, at_home.visit, at_home.code)
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "fact_missing"
    verdict = checked(at_home.scenario, at_home.visit)
    assert verdict.exit == 1


def test_S5_who_holds_a_code_is_told_that_the_receipt_is_missing(at_home: Record) -> None:
    """S-5 (b): `--receipt CODE` without an enclosed receipt."""
    hand(at_home.scenario, delete(Receipt))
    assert checked(at_home.scenario, at_home.visit).exit == 2
    assert "no_receipt" in noted(checked(at_home.scenario, at_home.visit))
    verdict = checked(at_home.scenario, at_home.visit, at_home.code)
    assert (verdict.exit, verdict.wrong and verdict.wrong.code) == (1, "receipt_missing")


def test_S5_bodies_taken_out_of_the_database_are_named(at_home: Record) -> None:
    """S-5 (a): the customer's signature and the photographs are reduced to their commitments."""
    rows = at_home.scenario.rows(Fact, Fact.kind.in_(["photographed", "signed"]))
    hand(
        at_home.scenario,
        *(
            update(Fact).where(Fact.id == row.id).values(text=canonical(without_body(json.loads(row.text))).decode())
            for row in rows
        ),
    )
    for more in ({}, {"for_customer": True}):
        verdict = checked(at_home.scenario, at_home.visit, at_home.code, **more)
        assert verdict.wrong and verdict.wrong.code == "body_missing" and len(noted(verdict)["erased"]) == 3


def test_S5_the_fingerprint_of_the_receipt_page_is_compared(at_home: Record) -> None:
    """S-5: verify tells the record's fingerprint, and takes the one that the customer noted."""
    from server.evidence.verify import verify
    from server.evidence.verify_result import shown_head

    bundle, trust = bundle_of(at_home.scenario, at_home.visit), fingerprints(at_home.scenario)
    head = shown_head(verify(bundle, trust).head)
    page = at_home.scenario.cast.visitor().get(f"/r/{at_home.code}?lang=en").get_data(as_text=True)
    assert f"Fingerprint of the record {head}" in page
    assert verify(bundle, trust, head=head).exit == 0
    for wrong in (head[:-1] + ("0" if head[-1] != "0" else "1"), head[:9]):
        assert verify(bundle, trust, head=wrong).exit == 1


def test_S17_the_customers_copy_keeps_back_what_is_internal_and_verifies(scenario: Scenario) -> None:
    """S-17: instructions, notes among colleagues, and where exactly the phone was."""
    visit = scenario.given(instructions="内部：此户投诉多")
    phone = scenario.phone()
    phone.report(
        "arrived", {"place": {"lat": 31_234_567, "lon": 121_234_567, "datum": "WGS-84", "accuracy": 9}}, visit=visit
    )
    phone.report("noted", {"text": "客户脾气大", "about": "customer"}, visit=visit)
    phone.report("sang", {"text": "held back"}, visit=visit)
    done(scenario, phone, visit)
    whole, copy = bundle_of(scenario, visit), bundle_of(scenario, visit, for_customer=True)
    from tests.server.evidence.test_bundle import opened

    for words in ("此户投诉多", "客户脾气大", "31234567", "held back"):
        assert any(words.encode() in content for content in opened(whole).values())
        assert not any(words.encode() in content for content in opened(copy).values())
    handed_out = scenario.cast.visitor().post(
        f"/r/{receipt_code(visit, phone.grant_of(visit) or '')}/bundle.zip", data={"digits": "1234"}
    )
    assert handed_out.status_code == 200 and not any(
        "此户投诉多".encode() in content for content in opened(handed_out.data).values()
    )
    verdict = checked(scenario, visit, for_customer=True)
    assert (verdict.exit, verdict.wrong) == (0, None) and noted(verdict)["withheld"] == [
        "instructed",
        "arrived",
        "noted",
    ]


def test_S12_originals_with_a_position_are_named_and_not_handed_out(record: Record) -> None:
    """S-12: whatever the database says of them, the bytes themselves are looked at."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)}
    placed = jpeg(7, exif)
    mention = record.take(placed, "image/jpeg")
    record.phone.report(
        "photographed",
        {"step": "photo-after", "purpose": "after", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    record.send_bytes()
    hand(record.scenario, update(Awaited).values(trouble=None))
    from tests.server.evidence.test_bundle import opened

    for more in ({}, {"for_customer": True}):
        assert f"evidence/{sha256(placed)}" not in opened(bundle_of(record.scenario, record.visit, **more))
        verdict = checked(record.scenario, record.visit, record.code, **more)
        assert (verdict.exit, noted(verdict)["left_out"]) == (0, [sha256(placed)[:16]])


def test_two_phones_of_one_visit_are_two_chains(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    for phone in (lead, helper):
        phone.report("arrived", visit=visit)
        phone.sync_all()
    done(scenario, lead, visit)
    assert checked(scenario, visit).exit == 0
    assert replace(lead).device != helper.device
