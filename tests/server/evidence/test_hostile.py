"""S-12, S-15, S-20: two hundred hostile files on the way that photographs go, hoards of bytes and of records, and what stays in a cache."""

from __future__ import annotations

import io
import resource

from PIL import Image

from server.evidence.models import Awaited, Upload
from server.evidence.position import carries_position
from server.evidence.uploads import MOST_UNNAMED
from server.kernel.chain import sha256
from server.kernel.clock import later, now, telling
from tests.server.evidence.conftest import Record, begin, jpeg
from tests.server.evidence.hostile import Sent, all_of_them
from tests.server.evidence.test_bundle import opened

MOST_MEMORY = 400_000  # KB more than before, of 25 million pixels in two forms and a text of 4 MB


def test_S15_two_hundred_hostile_files_are_refused_or_shown_as_a_picture_of_ours(record: Record) -> None:
    files = all_of_them()
    assert len(files) == 200 and len({sha256(each.content) for each in files}) == 200
    take_all(record, files)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong = {}
    for each in files:
        digest = sha256(each.content)
        sent = begin(record.client, digest, each.type, len(each.content), each.content)
        for size in ("thumbnail", "page"):
            shown = record.client.get(f"/api/v1/evidence/{digest}?visit={record.visit}&size={size}")
            if sent.status_code != 201 or shown.status_code not in (200, 404):
                wrong[each.name] = f"{sent.status_code}, {shown.status_code}"
            elif shown.status_code == 200 and (each.shown is False or not ours(shown.data)):
                wrong[each.name] = "is shown"
    assert wrong == {}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
    kept = {row.sha256: row.trouble for row in record.scenario.rows(Awaited)}
    never = {sha256(each.content) for each in files if each.shown is False}
    assert all(kept[each] in ("not_a_picture", "carries_position") for each in never)


def test_S12_no_copy_hands_out_a_file_that_tells_where_it_was_taken(record: Record) -> None:
    files = [each for each in all_of_them() if carries_position(each.content)]
    assert len(files) > 30
    take_all(record, files)
    record.send_bytes()
    for more in ({}, {"for_customer": True}):
        members = opened(exported(record, **more))
        handed = {name.removeprefix("evidence/") for name in members if name.startswith("evidence/")}
        assert handed and not handed & {sha256(each.content) for each in files}


def exported(record: Record, **more: bool) -> bytes:
    from server.evidence import bundle

    with record.scenario.app.app_context():
        return bundle.export(record.scenario.ours, record.visit, **more)


def ours(content: bytes) -> bool:
    """Whether this is a JPEG that we have made: no words in it, and no more pixels than asked for."""
    with Image.open(io.BytesIO(content)) as picture:
        return (
            picture.format == "JPEG"
            and max(picture.size) <= 1600
            and not carries_position(content)
            and not picture.getexif()
        )


def test_S20_a_hundred_pieces_that_no_fact_names_and_no_more(record: Record) -> None:
    for number in range(MOST_UNNAMED):
        content = b"hoard %d" % number
        assert begin(record.client, sha256(content), "image/jpeg", len(content), content).status_code == 201
    more = begin(record.client, sha256(b"one more"), "image/jpeg", 8, b"one more")
    assert (more.status_code, more.json["code"]) == (429, "uploads_unnamed") and more.headers["Retry-After"]
    again = begin(record.client, sha256(b"hoard 3"), "image/jpeg", 7)
    assert again.status_code == 201, "what was begun goes on"
    record.phone.sync_all()
    record.send_bytes()  # what facts name is taken in, however much else there is
    assert len(record.scenario.rows(Upload)) == MOST_UNNAMED + len(record.bytes)


def test_S20_packing_the_record_is_not_asked_without_end(at_home: Record) -> None:
    client, asked = at_home.scenario.cast.visitor(), {"digits": "1234"}
    codes = [client.post(f"/r/{at_home.code}/bundle.zip", data=asked).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert client.get(f"/r/{at_home.code}").status_code == 200
    with telling(later(now(), minutes=16)):
        assert client.post(f"/r/{at_home.code}/bundle.zip", data=asked).status_code == 200


def test_S23_a_picture_is_asked_for_again_and_not_shown_to_whoever_comes_after(at_home: Record) -> None:
    digest = sha256(jpeg(0))
    path = f"/api/v1/evidence/{digest}?visit={at_home.visit}"
    desk = at_home.scenario.cast.office("chenjing")
    first = desk.get(path)
    assert first.status_code == 200 and first.headers["Cache-Control"] == "private, no-cache"
    again = {"If-None-Match": first.headers["ETag"]}
    assert desk.get(path, headers=again).status_code == 304
    assert desk.get(f"{path}&size=thumbnail", headers=again).status_code == 200
    desk.post("/signout")
    assert desk.get(path, headers=again).status_code == 401


def take_all(record: Record, files: list[Sent]) -> None:
    """Each of them is taken as a photograph of the visit, and the facts go home."""
    for each in files:
        mention = record.take(each.content, each.type)
        record.phone.report(
            "photographed",
            {"step": "photo-after", "purpose": "after", "width": 8, "height": 8} | mention,
            visit=record.visit,
        )
    record.phone.sync_all()
