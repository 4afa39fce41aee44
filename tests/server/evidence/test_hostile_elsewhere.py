"""S-15, S-20: the hostile files on the other ways in: portraits, a phone's file, lists. No 5xx, nothing half kept, nothing of a wrong type handed out."""

from __future__ import annotations

import io
import resource
import struct
from collections.abc import Iterator

from PIL import Image
from sqlalchemy import delete, func, select

from server.evidence.models import Awaited, Stored
from server.feedback.portraits import Portrait
from server.import_export.models import ImportFile, ImportRun
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.transaction import write
from tests.scenario import Scenario
from tests.server.evidence.conftest import Record
from tests.server.evidence.hostile import Sent, all_of_them
from tests.server.evidence.hostile_sheets import NAMES, sheets
from tests.server.evidence.test_hostile import MOST_MEMORY, ours
from tests.server.evidence.test_position import with_segments


def test_S15_two_hundred_hostile_files_as_portraits(scenario: Scenario) -> None:
    desk = scenario.cast.office("wufang")
    path = f"/console/people/{scenario.cast.people['liming']}/portrait"
    wrong, files = {}, [*all_of_them(), *turned_nowhere()]
    for number, each in enumerate(files):
        name = NAMES[number % len(NAMES)].replace("\r\n", " ").replace("\0", "")
        sent = desk.post(path, data={"portrait": (io.BytesIO(each.content), name), "agreed": "1"})
        kept = scenario.rows(Portrait)
        if sent.status_code >= 500:
            wrong[each.name] = str(sent.status_code)
        for row in kept:
            with Image.open(io.BytesIO(row.content)) as picture:
                if picture.format != "JPEG" or picture.getexif() or len(row.content) > 40_000:
                    wrong[each.name] = "is kept as it came"
        with scenario.app.app_context():
            write(lambda: db.session.execute(delete(Portrait)))
    assert len(files) > 200 and wrong == {}


def turned_nowhere() -> Iterator[Sent]:
    """Notes of how a camera was held that are no number: two, a word, a fraction by nothing, more than the file has."""
    for kind, count, value in (
        (3, 2, b"\1\0\1\0"),
        (2, 3, b"ab\0\0"),
        (5, 1, struct.pack("<I", 26)),
        (3, 1, b"\xff\xff\0\0"),
        (7, 2**31, b"\x08\0\0\0"),
        (12, 1, struct.pack("<I", 26)),
    ):
        entry = struct.pack("<HHHI", 1, 0x0112, kind, count) + value + bytes(4) + struct.pack("<II", 1, 0)
        body = b"Exif\0\0II*\0" + struct.pack("<I", 8) + entry
        yield Sent(f"turned by a {kind}", with_segments(body), "image/jpeg")


def test_S15_two_hundred_hostile_files_out_of_a_phones_file(record: Record) -> None:
    """What the office takes in for a phone goes the way of the phone's own bytes."""
    files = all_of_them()
    for each in files:
        mention = record.take(each.content, each.type)
        about = {"step": "photo-after", "purpose": "after", "width": 8, "height": 8}
        record.phone.report("photographed", about | mention, visit=record.visit)
    record.phone.sync_all()
    desk, wrong = record.scenario.cast.office("chenjing"), {}
    for each in files:
        digest, size = sha256(each.content), len(each.content)
        address = f"/console/import/evidence/{record.phone.device}/{digest}"
        sent = desk.post(address, query_string={"type": each.type, "length": size, "offset": 0}, data=each.content)
        shown = desk.get(f"/api/v1/evidence/{digest}?visit={record.visit}&size=page")
        if sent.status_code != 200 or shown.status_code not in (200, 404):
            wrong[each.name] = f"{sent.status_code}, {shown.status_code}"
        elif shown.status_code == 200 and (each.shown is False or not ours(shown.data)):
            wrong[each.name] = "is shown"
    assert wrong == {}
    kept = {row.sha256: row.trouble for row in record.scenario.rows(Awaited)}
    assert all(kept[sha256(each.content)] for each in files if each.shown is False)
    assert len(record.scenario.rows(Stored)) == len(files), "each whole or not at all"


def test_S15_hostile_files_as_lists(scenario: Scenario) -> None:
    desk = scenario.cast.office("chenjing")
    every = [*sheets(), *((each.name, "客户.xlsx", each.content) for each in all_of_them())]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong = {}
    for name, file, content in every:
        data = {"kind": "customers", "file": (io.BytesIO(content), file.replace("\r\n", " ").replace("\0", ""))}
        sent = desk.post("/console/imports", data=data, content_type="multipart/form-data")
        if sent.status_code >= 500:
            wrong[name] = f"{sent.status_code}"
        elif sent.status_code == 303:
            page = desk.get(sent.headers["Location"])
            if page.status_code != 200 or "<script>alert" in page.text or "\u202e" in page.text.split("</head>")[0]:
                wrong[name] = f"its page: {page.status_code}"
        with scenario.app.app_context():
            runs = db.session.scalar(select(func.count()).select_from(ImportRun))
            files = db.session.scalar(select(func.count()).select_from(ImportFile))
            write(lambda: [db.session.execute(delete(each)) for each in (ImportFile, ImportRun)])
        if runs != files:
            wrong[name] = "half kept"
    assert len(every) > 250 and wrong == {}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
