"""Records of every kind that the server accepts: plain, of two people, revoked and let in, set up again, with a damaged row, with a declared loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from server.accounts import keys
from server.accounts.devices import revoke
from server.demo.phone import PythonPhone
from server.evidence.destruction import enter_destruction
from server.evidence.forgetting import forget
from server.evidence.store import store
from server.kernel.canonical import canonical
from server.kernel.chain import without_body
from server.kernel.db import db
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from server.quarantine.release import release
from server.sync.models import Received
from server.visits.models import Fact
from tests.scenario import Scenario
from tests.server.evidence.conftest import SHOWN, Record, jpeg


def records(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """(what happened, visit): each ended and home."""
    for make in (
        plain,
        of_two,
        let_in,
        set_up_again,
        damaged,
        lost,
        strangers,
        after_a_rotation,
        destroyed,
        taken_back_and_destroyed,
        on_own_phone,
    ):
        yield make.__name__, make(scenario)


def worked(scenario: Scenario, *helpers: str) -> Record:
    visit = scenario.given("liming", *helpers, instructions="内部")
    record = Record(scenario, scenario.phone(), visit)
    record.work()
    return record


def plain(scenario: Scenario) -> str:
    record = worked(scenario)
    record.phone.sync_all()
    record.send_bytes()
    return record.visit


def of_two(scenario: Scenario) -> str:
    record = worked(scenario, "wangqiang")
    helper = scenario.phone("wangqiang")
    helper.report("answered", {"step": "speed", "value": "300"}, visit=record.visit)
    helper.sync_all()
    record.phone.sync_all()
    record.send_bytes()
    return record.visit


def let_in(scenario: Scenario) -> str:
    record = worked(scenario)
    with scenario.app.app_context():
        revoke(scenario.ours, record.phone.device)
    record.phone.sync()
    with scenario.app.app_context():
        for row in scenario.rows(Received, Received.device_id == record.phone.device):
            release(scenario.ours, row.device_id, row.seq)
    record.send_bytes()
    return record.visit


def set_up_again(scenario: Scenario) -> str:
    visit = scenario.given()
    old = scenario.phone()
    for kind in ("arrived", "entered"):
        old.report(kind, visit=visit)
    texts = [json.loads(text) for _, text in old.outbox]
    old.sync_all()
    new = scenario.phone()
    for fact in texts:
        again = {"device": old.device, "seq": fact["seq"], "hash": "0" * 64}
        new.report(
            fact["kind"], fact["body"], visit=visit, id=fact["id"], at=fact["at"], salt=fact["salt"], replaces=again
        )
    return ended(new, visit)


def damaged(scenario: Scenario) -> str:
    visit, phone = noted(scenario)
    seq, text = phone.outbox[-1]
    phone.outbox[-1] = (seq, text.replace("damaged", "damaged\x00"))
    return ended(phone, visit)


def lost(scenario: Scenario) -> str:
    visit, phone = noted(scenario)
    seq, _ = phone.outbox.pop()
    phone.report(
        "fact_lost", {"seq": seq, "reason": "unreadable"}, subject={"type": "device", "id": phone.device}, seq=seq
    )
    return ended(phone, visit)


def strangers(scenario: Scenario) -> str:
    visit, phone = noted(scenario)
    phone.report("sang", {"song": "茉莉花"}, visit=visit)
    phone.report("answered", {"step": "no-such-step", "value": "1"}, visit=visit)
    colleague = scenario.phone("ayguli")
    colleague.report("noted", {"text": "x"}, visit=visit, prev="0" * 64, grant=None)
    colleague.sync_all()
    return ended(phone, visit)


def after_a_rotation(scenario: Scenario) -> str:
    visit, phone = noted(scenario)
    with scenario.app.app_context():
        keys.rotate()
    return ended(phone, visit)


def on_own_phone(scenario: Scenario) -> str:
    """The customer signs on their own phone, before the technician's facts are home."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    offer = phone.offer_signing(visit, SHOWN)
    ink = {
        "v": 1,
        "width": 300,
        "height": 200,
        "strokes": [[[10, 10, 0, 500], [60, 90, 20, 600], [120, 40, 40, 500], [200, 150, 60, 500]]],
    }
    form = {"offer": offer, "text": SHOWN, "way": "drawn", "relation": "self", "strokes": ink}
    answer = scenario.app.test_client().post("/api/v1/signatures", json=form)
    assert answer.status_code == 201, answer.text
    phone.report("customer_mode_left", visit=visit)
    return ended(phone, visit)


def destroyed(scenario: Scenario) -> str:
    """A comment and a photograph were destroyed on purpose, each with its entry of the log."""
    record = worked(scenario)
    own = record.take(jpeg(5), "image/jpeg")  # because the same bytes may belong to other visits, too
    about = {"step": "photo-after", "purpose": "after", "width": 64, "height": 48}
    record.phone.report("photographed", about | own, visit=record.visit)
    record.phone.report("commented", {"text": "请删除", "language": "zh-CN"}, visit=record.visit)
    record.phone.sync_all()
    record.send_bytes()
    destroy(scenario, record.visit, "commented", own["sha256"])
    return record.visit


def taken_back_and_destroyed(scenario: Scenario) -> str:
    """A comment was taken back by its own phone, a note for the office's reasons; then everything that anybody said was erased."""
    visit, phone = noted(scenario)
    note = json.loads(phone.outbox[-1][1])["id"]
    phone.report("withdrawn", {"fact": note, "reason": "wrong flat"}, visit=visit)
    ended(phone, visit)
    with scenario.app.app_context():
        asked = Forgetting(scenario.ours, subjects=(visit,), what=frozenset({"bodies"}), ground="erased")
        write(lambda: forget(asked))
    return visit


def destroy(scenario: Scenario, visit: str, kind: str, digest: str) -> None:
    """As retention does it: body and salt of a fact and the bytes of a photograph go, in one transaction with the entry."""

    def work() -> None:
        facts = db.session.scalars(select(Fact).where(Fact.subject_id == visit)).all()
        body = next(fact for fact in facts if fact.kind == kind)
        body.text = canonical(without_body(json.loads(body.text))).decode()
        store().forget(scenario.ours, digest)
        enter_destruction(scenario.ours, ("visit", visit), bodies=[body.hash], bytes_=[digest], ground="erased")

    with scenario.app.app_context():
        write(work)


def noted(scenario: Scenario) -> tuple[str, PythonPhone]:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("noted", {"text": "damaged"}, visit=visit)
    return visit, phone


def ended(phone: PythonPhone, visit: str, **more: Any) -> str:
    phone.report("commented", {"text": "很不满意", "language": "zh-CN"}, visit=visit)
    phone.report("ended", {"outcome": "done"} | more, visit=visit)
    phone.sync_all()
    return visit
