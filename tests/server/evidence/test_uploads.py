"""Bytes come home whole, in pieces, once, and only from the phone that took them."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import insert, select, text, update

from server.accounts.models import Device
from server.evidence import uploads
from server.evidence.models import Awaited, Stored, Upload
from server.evidence.rules import LARGEST, LARGEST_CHUNK, rendition
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.ids import new_id
from server.visits.models import Visit
from tests.server.evidence.conftest import Record, append, begin, jpeg

WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def waits() -> bool:
    """Whether somebody waits for a lock; asked anew each time, because PostgreSQL answers the same within a transaction."""
    with db.engine.connect() as looking:
        return looking.scalar(WAITING) is not None


def photograph(record: Record, content: bytes | None = None) -> tuple[str, bytes]:
    """One more photograph of the visit, its fact home, its bytes not."""
    content = content or jpeg(3)
    mention = record.take(content, "image/jpeg")
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    return mention["sha256"], content


def awaited(record: Record, digest: str) -> Awaited:
    [row] = record.scenario.rows(Awaited, Awaited.sha256 == digest)
    return row


def test_fault_09_an_upload_cut_at_sixty_percent_goes_on_where_it_was(record: Record) -> None:
    """Guard: server/evidence/uploads.py:take"""
    digest, content = photograph(record)
    cut = len(content) * 6 // 10
    place = begin(record.client, digest, "image/jpeg", len(content), content[:cut]).headers["Location"]
    assert record.client.head(place).headers["Upload-Offset"] == str(cut)
    assert append(record.client, place, cut, content[cut:]).status_code == 204
    assert awaited(record, digest).arrived_at
    assert record.scenario.rows(Stored, Stored.sha256 == digest)[0].size == len(content)


def test_beginning_again_finds_the_upload_that_was_begun(record: Record) -> None:
    digest, content = photograph(record)
    first = begin(record.client, digest, "image/jpeg", len(content), content[:20])
    again = begin(record.client, digest, "image/jpeg", len(content))
    assert again.headers["Location"] == first.headers["Location"] and again.headers["Upload-Offset"] == "20"


def test_fault_10_corrupt_bytes_are_discarded_and_the_phone_may_send_them_again(record: Record) -> None:
    """Guard: server/evidence/uploads.py:_arrive"""
    digest, content = photograph(record)
    answer = begin(record.client, digest, "image/jpeg", len(content), content[:-1] + b"x")
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (460, "bytes_differ")
    assert not awaited(record, digest).arrived_at and not record.scenario.rows(Stored, Stored.sha256 == digest)
    assert begin(record.client, digest, "image/jpeg", len(content), content).status_code == 201
    assert awaited(record, digest).arrived_at


def test_a_file_that_was_moved_before_a_commit_that_never_came_goes_on_where_it_was(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/evidence/store.py:bring_back"""

    def dies(*_: object) -> None:
        raise OSError("killed")

    digest, content = photograph(record)
    place = begin(record.client, digest, "image/jpeg", len(content), content[:20]).headers["Location"]
    with monkeypatch.context() as dying, contextlib.suppress(OSError):
        dying.setattr(uploads, "_tell_facts", dies)
        append(record.client, place, 20, content[20:])
    assert record.client.head(place).headers["Upload-Offset"] == "20"
    assert append(record.client, place, 20, content[20:]).status_code == 204
    assert awaited(record, digest).arrived_at


def test_the_whole_way_to_the_bytes_is_flushed_before_they_are_home(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where folders were there before: whoever made them may have been killed before they were flushed. Guard: server/kernel/folders.py:make_lasting"""
    flushed: set[int] = set()
    fsync: Callable[[int], None] = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (flushed.add(os.fstat(descriptor).st_ino), fsync(descriptor)))
    digest, content = photograph(record)
    (record.scenario.app.config["DOORSTEP"].data_dir / "evidence" / record.scenario.cast.ours / digest[:2]).mkdir(
        parents=True, exist_ok=True
    )
    assert begin(record.client, digest, "image/jpeg", len(content), content).status_code == 201
    data = record.scenario.app.config["DOORSTEP"].data_dir
    [kept] = data.glob(f"evidence/*/*/{digest}")
    unflushed = [
        str(each) for each in (kept, *kept.parents) if each.is_relative_to(data) and each.stat().st_ino not in flushed
    ]
    assert unflushed == []


@pytest.mark.both_databases
def test_what_a_visit_waits_for_is_right_when_another_phone_adds_to_it_at_the_same_moment(record: Record) -> None:
    """Found by killing PostgreSQL's backends. Guard: server/evidence/uploads.py:settle_visit"""
    digest, content = photograph(record)
    place = begin(record.client, digest, "image/jpeg", len(content), content[:20]).headers["Location"]
    here = awaited(record, digest)
    columns = {name: getattr(here, name) for name in Awaited.__table__.c.keys()} | {  # noqa: SIM118 - columns, no dictionary
        "fact_id": new_id(),
        "sha256": 64 * "0",
    }  # noqa: SIM118 - no dict
    with record.scenario.app.app_context(), ThreadPoolExecutor() as beside:
        with db.engine.begin() as another:
            another.execute(insert(Awaited.__table__).values(columns))
            another.execute(update(Visit).where(Visit.id == record.visit).values(awaited=Visit.awaited + 1))
            arriving = beside.submit(append, record.client, place, 20, content[20:])
            while db.engine.dialect.name == "postgresql" and not arriving.done() and not waits():
                continue
        assert arriving.result().status_code == 204
    rows = record.scenario.rows(Awaited, Awaited.visit_id == record.visit, Awaited.arrived_at.is_(None))
    assert record.scenario.visit(record.visit).awaited == len({row.sha256 for row in rows})


@pytest.mark.both_databases
def test_bytes_that_arrive_while_the_fact_that_names_them_is_taken_in_are_not_awaited_for_ever(record: Record) -> None:
    """Guard: server/evidence/uploads.py:_arrive, which locks the device as a sync does. SQLite lets one write at a time anyway."""
    record.phone.sync_all()
    content = jpeg(3)
    mention = record.take(content, "image/jpeg")
    place = begin(record.client, mention["sha256"], "image/jpeg", len(content), content[:20]).headers["Location"]
    with record.scenario.app.app_context(), ThreadPoolExecutor() as beside:
        with db.engine.begin() as another:
            another.execute(select(Device.id).where(Device.id == record.phone.device).with_for_update(key_share=True))
            another.execute(
                insert(Awaited.__table__).values(
                    organisation_id=record.scenario.cast.ours,
                    fact_id=new_id(),
                    device_id=record.phone.device,
                    purpose="before",
                    **mention,
                )
            )
            arriving = beside.submit(append, record.client, place, 20, content[20:])
            while db.engine.dialect.name == "postgresql" and not arriving.done() and not waits():
                continue
        assert arriving.result().status_code == 204
    assert awaited(record, mention["sha256"]).arrived_at


def test_a_chunk_at_another_place_is_told_how_far_it_has_come(record: Record) -> None:
    digest, content = photograph(record)
    place = begin(record.client, digest, "image/jpeg", len(content), content[:10]).headers["Location"]
    answer = append(record.client, place, 30, content[30:])
    assert answer.status_code == 409 and answer.get_json(force=True)["offset"] == 10
    assert record.client.head(place).headers["Upload-Offset"] == "10"


def test_bytes_may_come_before_their_fact(record: Record) -> None:
    content = jpeg(4)
    mention = record.take(content, "image/jpeg")
    assert begin(record.client, mention["sha256"], "image/jpeg", len(content), content).status_code == 201
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    assert awaited(record, mention["sha256"]).arrived_at


def test_the_visit_says_how_much_is_awaited(record: Record) -> None:
    record.phone.sync_all()
    assert record.scenario.visit(record.visit).awaited == 4
    record.send_bytes()
    assert record.scenario.visit(record.visit).awaited == 0


def test_nobody_touches_or_learns_of_another_phones_upload(record: Record) -> None:
    digest, content = photograph(record)
    place = begin(record.client, digest, "image/jpeg", len(content), content[:10]).headers["Location"]
    stranger = record.scenario.enrolled("wangqiang").send.client  # type: ignore[attr-defined]
    assert stranger.head(place).status_code == 404
    assert append(stranger, place, 10, content[10:]).status_code == 404
    assert stranger.delete(place).status_code == 404
    append(record.client, place, 10, content[10:])
    assert begin(stranger, digest, "image/jpeg", len(content)).headers["Upload-Offset"] == "0"


def test_a_picture_that_carries_a_position_is_kept_but_not_shown(record: Record) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)}
    digest, content = photograph(record, jpeg(2, exif))
    begin(record.client, digest, "image/jpeg", len(content), content)
    assert awaited(record, digest).trouble == "carries_position"
    assert record.client.get(f"/api/v1/evidence/{digest}?visit={record.visit}").status_code == 404


def test_bytes_that_are_no_picture_are_kept_but_not_shown(record: Record) -> None:
    digest, content = photograph(record, b"<script>alert(1)</script>")
    assert begin(record.client, digest, "image/jpeg", len(content), content).status_code == 201
    assert awaited(record, digest).trouble == "not_a_picture"


def test_a_revoked_phone_may_hand_in_the_bytes_of_its_facts_and_nothing_else(record: Record) -> None:
    from server.accounts import devices

    digest, content = photograph(record)
    with record.scenario.app.app_context():
        devices.revoke(record.scenario.ours, record.phone.device)
    nobody = record.scenario.cast.visitor()
    named: dict[str, Any] = {"Doorstep-Device": record.phone.device}
    assert begin(nobody, digest, "image/jpeg", len(content), content, **named).status_code == 201
    assert awaited(record, digest).arrived_at
    assert begin(nobody, sha256(b"other"), "image/jpeg", 5, b"other", **named).status_code == 403
    assert begin(nobody, digest, "image/jpeg", len(content), content).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": str(LARGEST + 1)}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "１２"}, 400),
        ({"Upload-Metadata": "sha256 ???"}, 400),
        ({"Upload-Metadata": ""}, 400),
        ({"Tus-Resumable": "0.2.0"}, 412),
    ],
)
def test_an_upload_that_makes_no_sense_is_refused_with_a_next_step(
    headers: dict[str, Any], status: int, record: Record
) -> None:
    answer = begin(record.client, "0" * 64, "image/jpeg", 10, **headers)
    assert answer.status_code == status and answer.get_json(force=True)["next"]
    assert not record.scenario.rows(Upload)


def test_a_chunk_that_is_too_large_is_refused(record: Record) -> None:
    place = begin(record.client, "0" * 64, "image/jpeg", LARGEST).headers["Location"]
    assert append(record.client, place, 0, b"x" * (LARGEST_CHUNK + 1)).status_code == 413
    assert record.client.head(place).headers["Upload-Offset"] == "0"


def bomb() -> bytes:
    """21 KB that unpack to 169 megapixels."""
    picture, out = Image.new("1", (13_000, 13_000)), io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def gps() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)}
    return jpeg(2, exif)


@pytest.mark.parametrize(
    ("content", "claimed", "first", "trouble"),
    [
        (bomb, "image/png", "application/json", "not_a_picture"),
        (gps, "image/jpeg", "application/json", "carries_position"),
        (lambda: b"<script>alert(1)</script>", "image/jpeg", "application/json", "not_a_picture"),
    ],
    ids=["bomb", "position", "script"],
)
def test_S15_the_type_of_the_fact_decides_not_that_of_whoever_sends_the_bytes(
    content: Callable[[], bytes], claimed: str, first: str, trouble: str, record: Record
) -> None:
    """S-15: sent as one type, by one phone or by two, before the fact or after it. Guard: server/evidence/uploads.py:_tell_facts"""
    raw = content()
    mention = record.take(raw, claimed)
    second = record.scenario.phone("liming", "Second")
    assert begin(second.send.client, mention["sha256"], claimed, len(raw), raw).status_code == 201  # type: ignore[attr-defined]
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    assert begin(record.client, mention["sha256"], first, len(raw), raw).status_code == 201
    assert awaited(record, mention["sha256"]).trouble == trouble
    assert record.client.get(f"/api/v1/evidence/{mention['sha256']}?visit={record.visit}").status_code == 404


def test_S15_the_size_of_the_fact_decides(record: Record) -> None:
    """S-15. Guard: server/evidence/rules.py:trouble_with"""
    content = jpeg(7)
    mention = record.take(content, "image/jpeg") | {"size": len(content) - 1}
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    begin(record.client, mention["sha256"], "image/jpeg", len(content), content)
    assert awaited(record, mention["sha256"]).trouble == "not_a_picture"


def test_S15_no_path_unpacks_more_pixels_than_a_picture_has(record: Record) -> None:
    """S-15: also of what an earlier version let in. Guard: server/evidence/rules.py:rendition"""
    with pytest.raises(ValueError, match="more pixels"):
        rendition(bomb(), 320)


def test_O22_a_disk_that_takes_a_part_only_is_asked_again(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-22: nearly full disks took a part, and whole photographs were called damaged. Guard: server/evidence/store.py:append"""
    whole: Callable[[int, bytes, int], int] = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, content, offset: whole(descriptor, content[:100], offset))
    digest, content = photograph(record)
    assert begin(record.client, digest, "image/jpeg", len(content), content).status_code == 201
    assert awaited(record, digest).arrived_at and not awaited(record, digest).trouble
