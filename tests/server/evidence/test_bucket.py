"""Evidence in a bucket: phones never wait for it, nothing is lost while it is away, and what is destroyed leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.evidence import bucket as buckets
from server.evidence import uploads
from server.evidence.bucket import Transfer
from server.evidence.folder import Folder
from server.evidence.models import Awaited
from server.evidence.store import of, store
from server.evidence.transferring import transfer_pending
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from tests.browser.server_process import free_port
from tests.bucket import BUCKET, TestBucket, running_bucket
from tests.server.evidence.conftest import Record, append, begin, jpeg

pytestmark = pytest.mark.xdist_group("bucket")


@pytest.fixture(scope="module")
def serving() -> Iterator[TestBucket]:
    with running_bucket() as found:
        yield found


@pytest.fixture
def bucket(serving: TestBucket, record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestBucket]:
    """The installation of `record` keeps its evidence in an empty bucket."""
    app = record.scenario.app
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    buckets._client.cache_clear()
    app.config["DOORSTEP"] = app.config["DOORSTEP"].at(evidence_bucket=serving.address)
    yield serving
    for name in serving.names():
        serving.client.delete_object(Bucket=BUCKET, Key=f"doorstep/{name}")
    buckets._client.cache_clear()


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers at the bucket's address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    buckets._client.cache_clear()


def sent(record: Record, content: bytes) -> str:
    """A photograph's fact and its bytes come home, in two chunks."""
    mention = record.take(content, "image/jpeg")
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    half = len(content) // 2
    begun = begin(record.client, mention["sha256"], "image/jpeg", len(content), content[:half])
    assert append(record.client, begun.headers["Location"], half, content[half:]).status_code == 204
    return mention["sha256"]


def carried(record: Record) -> int:
    with record.scenario.app.app_context():
        return transfer_pending(record.scenario.ours)


def read(record: Record, digest: str) -> bytes | None:
    with record.scenario.app.app_context():
        return store().read(record.scenario.ours, digest)


def place(record: Record, digest: str) -> str:
    return f"{record.scenario.ours}/{digest[:2]}/{digest}"


def test_a_piece_comes_home_while_the_bucket_is_away_and_goes_there_later(
    record: Record, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/evidence/bucket.py:Bucket.keep"""
    with monkeypatch.context() as gone:
        away(gone)
        digest = sent(record, content := jpeg(5))
        [row] = record.scenario.rows(Awaited, Awaited.sha256 == digest)
        assert row.arrived_at and read(record, digest) == content
        with pytest.raises(Problem) as refused:
            carried(record)
        assert refused.value.code == "evidence_unreachable"
    buckets._client.cache_clear()
    assert bucket.names() == []
    assert carried(record) == 1 and bucket.names() == [place(record, digest)]
    assert read(record, digest) == content and not record.scenario.rows(Transfer)
    assert carried(record) == 0


def test_a_wrong_secret_is_refused_and_the_piece_stays(
    record: Record, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sent(record, content := jpeg(6))
    with monkeypatch.context() as wrong:
        wrong.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
        buckets._client.cache_clear()
        with pytest.raises(Problem):
            carried(record)
    buckets._client.cache_clear()
    assert bucket.names() == [] and read(record, digest) == content


def test_bytes_that_are_others_than_their_name_says_are_none_and_are_written_anew(
    record: Record, bucket: TestBucket
) -> None:
    """Guard: server/evidence/bucket.py:fetched"""
    content = jpeg(7)
    digest = hashlib.sha256(content).hexdigest()
    bucket.client.put_object(Bucket=BUCKET, Key=f"doorstep/{place(record, digest)}", Body=b"others")
    with record.scenario.app.app_context():
        assert buckets.fetched(bucket.address, record.scenario.ours, digest) is None
    assert sent(record, content) == digest and carried(record) == 1
    kept = bucket.client.get_object(Bucket=BUCKET, Key=f"doorstep/{place(record, digest)}")["Body"].read()
    assert kept == content and read(record, digest) == content


def test_what_is_destroyed_leaves_the_bucket_also_when_it_was_just_being_carried(
    record: Record, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/evidence/bucket.py:transfer, the content that the row must still have"""
    digest = sent(record, jpeg(8))
    ours, really = record.scenario.ours, buckets.placed

    def destroyed_meanwhile(*piece: object) -> None:
        really(*piece)  # type: ignore[arg-type]
        monkeypatch.setattr(buckets, "placed", really)
        write(lambda: store().forget(ours, digest))

    monkeypatch.setattr(buckets, "placed", destroyed_meanwhile)
    assert carried(record) >= 1
    assert bucket.names() == [] and read(record, digest) is None
    assert not record.scenario.rows(Transfer)


def test_a_piece_that_no_fact_names_yet_waits_so_that_the_fact_finds_it_without_the_bucket(
    record: Record, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/evidence/bucket.py:_waiting"""
    content = jpeg(9)
    mention = record.take(content, "image/jpeg")
    assert begin(record.client, mention["sha256"], "image/jpeg", len(content), content).status_code == 201
    assert carried(record) == 0 and bucket.names() == []
    away(monkeypatch)
    record.phone.report(
        "photographed",
        {"step": "photo-before", "purpose": "before", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    [row] = record.scenario.rows(Awaited, Awaited.sha256 == mention["sha256"])
    assert row.arrived_at and row.trouble is None


def test_a_refused_hash_and_an_ended_upload_leave_no_chunk(record: Record, bucket: TestBucket) -> None:
    content = jpeg(10)
    mention = record.take(content, "image/jpeg")
    wrong = begin(record.client, mention["sha256"], "image/jpeg", len(content), content[:-1] + b"x")
    assert wrong.get_json(force=True)["code"] == "bytes_differ"
    assert not record.scenario.rows(buckets.Chunk) and not record.scenario.rows(Transfer)


def test_a_picture_says_what_to_do_while_the_bucket_is_away(
    record: Record, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = sent(record, jpeg(11))
    carried(record)
    away(monkeypatch)
    answer = record.client.get(f"/api/v1/evidence/{digest}?visit={record.visit}")
    assert answer.status_code == 503 and answer.get_json(force=True)["code"] == "evidence_unreachable"


def test_what_lies_in_the_folder_of_an_earlier_time_is_found_and_can_be_moved_both_ways(
    record: Record, serving: TestBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.cli.evidence import into_bucket, into_folder, moved_all

    digest = sent(record, content := jpeg(12))
    settings = record.scenario.app.config["DOORSTEP"]
    folder, ours = Folder(settings.data_dir), record.scenario.ours
    assert folder.has(ours, digest)
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    buckets._client.cache_clear()
    with record.scenario.app.app_context():
        there = of(settings.data_dir, serving.address)
        assert there.read(ours, digest) == content
        moved, lost = moved_all(into_bucket(folder, serving.address))
        assert moved >= 1 and lost == 0 and not folder.has(ours, digest)
        assert there.read(ours, digest) == content
        assert moved_all(into_bucket(folder, serving.address)) == (0, 0)
        other, third = Folder(tmp_path / "other"), Folder(tmp_path / "third")
        for each in (other, third):
            each.data.mkdir()
        assert moved_all(into_folder(other, serving.address)) == (moved, 0)
        assert other.read(ours, digest) == content
        for name in serving.names():
            serving.client.delete_object(Bucket=BUCKET, Key=f"doorstep/{name}")
        assert moved_all(into_folder(third, serving.address)) == (0, moved)
        db.session.remove()


def test_a_backup_reads_from_the_bucket_too(record: Record, bucket: TestBucket) -> None:
    """Guard: server/cli/backup.py:_reading"""
    from server.cli.backup import _reading

    digest = sent(record, content := jpeg(14))
    carried(record)
    with _reading(record.scenario.app.config["DOORSTEP"]) as found:
        assert found(record.scenario.ours, digest) == content


def test_uploads_that_run_out_go_from_the_database_too(record: Record, bucket: TestBucket) -> None:
    content = jpeg(13)
    mention = record.take(content, "image/jpeg")
    begin(record.client, mention["sha256"], "image/jpeg", len(content), content[:10])
    assert record.scenario.rows(buckets.Chunk)
    with record.scenario.app.app_context():
        write(lambda: [uploads.end(each) for each in db.session.query(uploads.Upload).all()])
    assert not record.scenario.rows(buckets.Chunk)


def test_nobody_is_carried_anywhere_without_a_bucket(record: Record) -> None:
    assert carried(record) == 0
