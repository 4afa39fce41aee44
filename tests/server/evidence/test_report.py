"""The service report: a tagged PDF for archives, which shows every name or says what it could not show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from server.customers.models import AccessRecord, Customer
from server.evidence.models import Receipt
from server.evidence.report.compile import pdf_of
from server.evidence.report.fonts import font_chain
from server.kernel.db import db
from server.kernel.transaction import write
from tests.server.evidence.conftest import FONTS, Record, jpeg

HOSTILE = '#_*$@ <b> \\ #image("/etc/passwd") [x]'


def with_fonts(record: Record, *folders: Path) -> None:
    config = record.scenario.app.config
    config["DOORSTEP"] = config["DOORSTEP"].at(report_fonts=folders or FONTS)


def asked(record: Record, **query: str) -> Any:
    client = record.scenario.cast.office("chenjing")
    return client.get(f"/console/visits/{record.visit}/report.pdf", query_string=query)


def text_of(content: bytes) -> str:
    """What a reader finds by searching, all pages, without line ends."""
    pages = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r", "").replace("\n", "")


def called(record: Record, name: str) -> None:
    """The visit's customer has this name."""
    with record.scenario.app.app_context():
        one = update(Customer).where(Customer.id == record.scenario.visit(record.visit).customer_id)
        write(lambda: db.session.execute(one.values(name=name)))


def test_the_report_says_what_was_shown_and_how_to_check_it(at_home: Record) -> None:
    with_fonts(at_home)
    answer = asked(at_home)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf") and answer.data.startswith(b"%PDF-1.7")
    text = text_of(answer.data)
    [receipt] = at_home.scenario.rows(Receipt)
    for words in (
        "服务报告",
        "网速：486 Mbit/s",
        "没做：提醒备份资料",
        "李明",
        "林晓梅",
        "翠湖花园",
        f"/r/{at_home.code}",
    ):
        assert words in text, words
    assert receipt.head in text.replace(" ", "")
    assert "Service report" in text_of(asked(at_home, lang="en").data)
    assert asked(at_home).data == answer.data
    assert "export" in [row.what for row in at_home.scenario.rows(AccessRecord)]


def test_the_report_is_an_archive_file_and_tagged(at_home: Record) -> None:
    """As another library reads it: PDF/A-2a and PDF/UA-1, language, headings, and words for every picture."""
    with_fonts(at_home)
    read = PdfReader(io.BytesIO(asked(at_home).data))
    about = read.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for said in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert said in about
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] in ("zh-CN", "zh") and read.metadata
    assert read.metadata.title and at_home.scenario.visit(at_home.visit).number in read.metadata.title
    tags, spoken = [], []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict) and "/S" in node:
            tags.append(node["/S"])
            spoken.extend([str(node["/Alt"])] if "/Alt" in node else [])
            walk(node.get("/K", []))

    walk(root["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/Table", "/Figure"} <= set(tags)
    assert tags.count("/Figure") == len(spoken) == 4 and any("/r/" in words for words in spoken)


@pytest.mark.parametrize("name", ["欧阳·娜娜", "张伟", "㐂䶮", "阿依夏木·买买提", HOSTILE])
def test_names_stand_as_they_are(at_home: Record, name: str) -> None:
    with_fonts(at_home)
    called(at_home, name)
    text = text_of(asked(at_home).data)
    assert name.replace(" ", "") in text.replace(" ", "") and "U+" not in text


def test_what_no_font_has_is_named_and_never_a_box(at_home: Record) -> None:
    """A name beyond the basic plane, an emoji, marks that turn the direction: the report is there and says so (ruling 24). Guard: fonts.py:printable"""
    with_fonts(at_home)
    called(at_home, "𠮷野\u202e😀")
    text = text_of(asked(at_home).data)
    assert "[U+20BB7]野[U+1F600]" in text and "印不出来" in text and "U+1F600, U+20BB7" in text


def test_without_a_font_or_the_package_it_says_what_is_missing(
    at_home: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_fonts(at_home, tmp_path)
    refused = asked(at_home)
    assert refused.status_code == 503 and "fonts-noto-cjk" in refused.get_data(as_text=True)
    page = f"/console/visits/{at_home.visit}"
    client = at_home.scenario.cast.office("chenjing")
    assert "report.pdf" in client.get(page).get_data(as_text=True)
    monkeypatch.setattr("server.evidence.console.report_page.find_spec", lambda name: None)
    assert "report.pdf" not in client.get(page).get_data(as_text=True)


def test_it_is_there_as_soon_as_the_record_is_home(record: Record) -> None:
    with_fonts(record)
    assert asked(record).status_code == 404


def test_everything_of_the_common_plane_that_the_font_has_can_be_set() -> None:
    """All 6,763 characters of GB2312 and the pictures' bound: 0 and 40. Guard: typst refuses what cannot be displayed"""
    everyday = "".join(
        bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)
    )
    chain = font_chain(FONTS)
    assert chain.printable(everyday) == (everyday, set()) and len(everyday) == 6763
    report = {
        **dict.fromkeys(
            ("title", "heading", "description", "organisation", "page", "photographs", "unprinted"), "报告"
        ),
        "language": "zh",
        "region": "cn",
        "rows": [["字", everyday]],
        "shown": {"heading": "字", "lines": ["第一行"] * 200, "nothing": "无", "language": "zh"},
        "signature": None,
        "pictures": [{"file": "one.jpg", "words": "照片"}] * 40,
        "notes": [],
        "check": {"heading": "核对", "how": "扫码", "address": "https://doorstep.example/r/2222", "rows": []},
    }
    content = pdf_of(report, {"one.jpg": jpeg(1)}, "2026-11-30T08:00:00.000Z", FONTS)
    assert len(PdfReader(io.BytesIO(content)).pages) > 10
