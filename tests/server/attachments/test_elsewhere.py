"""Attachments where others keep or destroy things: erasure and retention, backup, the doctor, a bucket, other systems with a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.accounts import responsibility
from server.attachments import actions, rules
from server.attachments.models import Attachment, AttachmentFetched
from server.attachments.rules import PDF as PDF_TYPE
from server.attachments.rules import Prepared
from server.evidence import bucket as buckets
from server.evidence.forgetting import _forget_bytes
from server.evidence.models import Stored
from server.evidence.store import store
from server.evidence.transferring import transfer_pending
from server.kernel import clock
from server.kernel.db import db
from server.privacy import erasing
from server.visits.models import Visit
from tests.bucket import TestBucket, running_bucket
from tests.scenario import Scenario
from tests.server.api.test_api import System
from tests.server.attachments.conftest import PDF, Desk, picture


def erased(desk: Desk, kind: str, customer: str | None = None) -> dict[str, int]:
    """Asked by one, approved by another once its notice has run."""
    people, ours = desk.scenario.cast.people, desk.scenario.ours
    desk.inside(lambda: responsibility.name(ours, people["wufang"], "data_officer", people["zhoumin"]))
    asked = desk.inside(lambda: erasing.ask(ours, people["wufang"], kind, customer))
    with clock.telling(clock.later(clock.now(), days=8)):
        counts: dict[str, int] = desk.inside(lambda: erasing.approve(ours, people["zhoumin"], asked))["counts"]
    return counts


@pytest.mark.both_databases  # what is deleted
def test_a_customers_erasure_takes_the_attachments_and_their_titles(desk: Desk) -> None:
    """Guard: server/attachments/forgetting.py:forget"""
    desk.send(("欠费函.pdf", PDF))
    [row] = desk.rows()
    desk.scenario.cast.phone("liming").client.get(f"/api/v1/attachments/{row.id}")
    customer = desk.scenario.visit(desk.visit).customer_id
    assert erased(desk, "customer", customer)["bytes"] == 1
    assert desk.scenario.rows(Attachment) == [] and desk.scenario.rows(AttachmentFetched) == []
    assert desk.stored(row.sha256) is None and desk.scenario.rows(Stored, Stored.sha256 == row.sha256) == []
    phone = desk.scenario.phone()
    phone.sync_all()
    assert not phone.visits[desk.visit]["work"].get("attachments")


def test_attachments_have_the_time_of_photographs_also_where_there_are_none(desk: Desk) -> None:
    """Guard: server/privacy/erasing.py:due"""
    desk.send(("a.pdf", PDF))

    def over() -> None:
        row = db.session.get_one(Visit, (desk.scenario.ours, desk.visit))
        row.state, row.last_fact_at = "done", clock.later(clock.now(), days=-190)

    desk.inside(over)
    with desk.scenario.app.app_context():
        subjects, counts = erasing.dry_run(desk.scenario.ours, "photographs")
    assert subjects == [desk.visit] and counts["bytes"] == 1
    assert erased(desk, "photographs")["bytes"] == 1 and desk.rows() == []


@pytest.fixture(scope="module")
def serving() -> Iterator[TestBucket]:
    with running_bucket() as found:
        yield found


@pytest.mark.xdist_group("bucket")
def test_in_a_bucket_they_are_carried_over_read_and_removed(
    serving: TestBucket, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/evidence/bucket.py:_waiting, fetched_part"""
    app = desk.scenario.app
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    buckets._client.cache_clear()
    app.config["DOORSTEP"] = app.config["DOORSTEP"].at(evidence_bucket=serving.address)
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    with app.app_context():
        assert store().part(desk.scenario.ours, row.sha256, 3, 10) == PDF[3:10]  # on its way
        assert transfer_pending(desk.scenario.ours) == 1  # at once, as for what a fact names
        assert store().read(desk.scenario.ours, row.sha256) == PDF
        assert store().part(desk.scenario.ours, row.sha256, 3, 10) == PDF[3:10]
        assert not (Path(app.config["DOORSTEP"].data_dir) / "evidence" / desk.scenario.ours).exists()
    assert desk.scenario.cast.phone("liming").client.get(f"/api/v1/attachments/{row.id}").get_data() == PDF
    desk.browser.post(f"{desk.page}/{row.id}/remove")
    with clock.telling(clock.later(clock.now(), minutes=20)), app.app_context():
        actions.forget_removed(desk.scenario.ours)
        transfer_pending(desk.scenario.ours)
        assert store().read(desk.scenario.ours, row.sha256) is None
    assert serving.names() == []


def test_other_systems_read_add_and_remove_by_key(scenario: Scenario) -> None:
    """Guard: server/api/attaching.py:added"""
    system, visit = System(scenario), scenario.given("liming", days=1)
    added = system.send(f"/visits/{visit}/attachments?title=平面图", picture("PNG"), "t-1")
    assert added.status_code == 201, added.text
    said = added.get_json()
    assert (said["title"], said["type"]) == ("平面图", rules.JPEG)
    again = system.send(f"/visits/{visit}/attachments?title=平面图", picture("PNG"), "t-1")
    assert again.status_code == 200 and again.get_json() == said
    other = system.send(f"/visits/{visit}/attachments?title=另一张", picture("PNG"), "t-1")
    assert other.get_json()["code"] == "idempotency_key_used"
    wrong = system.send(f"/visits/{visit}/attachments?title=网页", b"<html>", "t-2")
    assert "只看内容" in wrong.get_json()["errors"]["file"][0]
    listed = system.get(f"/visits/{visit}/attachments").get_json()["items"]
    assert [each["id"] for each in listed] == [said["id"]]
    gone = system.post(f"/visits/{visit}/attachments/{said['id']}/remove", None, "t-3")
    assert gone.status_code == 201 and gone.get_json()["removed_at"]
    assert system.get(f"/visits/{visit}/attachments").get_json()["items"] == []
    theirs = scenario.order(theirs=True)
    assert system.get(f"/visits/{theirs}/attachments").status_code == 404
    assert system.send(f"/visits/{theirs}/attachments?title=x", PDF, "t-4").status_code == 404


def test_what_evidence_names_too_stays_when_the_attachment_goes(desk: Desk) -> None:
    """And the other way round: a destroyed photograph whose bytes are an attachment stays one. Guard: server/evidence/needed.py:is_needed"""
    [row] = desk.inside(
        lambda: actions.add(
            desk.scenario.ours, desk.scenario.cast.people["chenjing"], desk.visit, [Prepared(PDF, PDF_TYPE)], "a", "a"
        )
    )
    digest = desk.rows()[0].sha256
    desk.inside(lambda: _forget_bytes(desk.scenario.ours, digest))
    assert desk.stored(digest) == PDF and row is not None
