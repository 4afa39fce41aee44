"""Files as offices have them, and hostile ones: what is read in them, and what is refused. Acceptance cases D4 of the design."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from server.import_export.csv_files import encoding_of, read_csv, write_csv
from server.import_export.files import read_table, rows_of
from server.import_export.xlsx_files import read_xlsx, write_xlsx
from server.kernel.problem import Problem

NAMES = ("姓名,电话\n", "林晓梅,13812341234\n", "𠮷野,13812341235\n", "㐂山,13812341236\n", "䶮丰,13812341237\n")


def cells(content: bytes, encoding: str = "") -> list[list[str]]:
    return [each for _, each in read_csv(content, encoding or encoding_of(content))]


def workbook(rows: Sequence[Sequence[object]], **options: object) -> bytes:
    """An XLSX of these rows, by XlsxWriter."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return into.getvalue()


@pytest.mark.parametrize("part", [",", ";", "\t", "，"], ids=["comma", "semicolon", "tab", "wide comma"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=["utf-8", "utf-8 with a mark", "gb18030", "utf-16"]
)
def test_a_text_file_is_read_in_its_own_encoding_and_parted_by_what_parts_it(part: str, encoding: str) -> None:
    content = "".join(NAMES).replace(",", part).encode(encoding)
    assert cells(content) == [line.strip().split(",") for line in NAMES]


def test_D4_2_and_10_one_wrong_byte_is_one_bad_cell_and_ends_nothing() -> None:
    content = "".join(NAMES).encode().replace("晓".encode(), b"\xe6\x99")
    found = cells(content)
    assert len(found) == len(NAMES) and [("\ufffd" in "".join(line)) for line in found] == [0, 1, 0, 0, 0]
    table = read_table(content)
    rows = list(rows_of(table.lines, ["name", "phone"]))
    assert [row.troubles for row in rows] == [[("name", "unreadable")], [], [], []]


def test_a_cell_that_never_ends_is_one_bad_row() -> None:
    table = read_table(("姓名,电话\n" + "林" * 40_000 + ",1\n王伟,13812341238\n").encode())
    rows = list(rows_of(table.lines, ["name", "phone"]))
    assert rows[0].troubles and rows[-1].cells == {"name": "王伟", "phone": "13812341238"}


FORMULAS = (
    *(
        "=1+1",
        "+1+1",
        "+1-202-555-0123",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u3000=1",
        "\u200b=1",
        "＝1",
        "＋cmd",
        "－2+3",
        "＠x",
    ),
    *("=HYPERLINK(1)", "-", "+", "=cmd|' /C calc'!A0"),
)
PLAIN = ("-5", "+5", "-1.5", "+8613812341234", "+441632960123", "13812341234", "林晓梅", "a=b", "", "2-1-2803")


@pytest.mark.parametrize("text", FORMULAS)
def test_D3_a_text_that_would_be_a_formula_is_marked_and_comes_back_as_it_was(text: str) -> None:
    """Guard: the mark of `csv_files`."""
    written = b"".join(write_csv([[text, "x"]]))
    assert written.decode("utf-8-sig").lstrip('"').startswith("'")
    assert cells(written) == [[text, "x"]]


@pytest.mark.parametrize("text", PLAIN)
def test_D4_8_and_9_numbers_and_telephones_get_no_apostrophe(text: str) -> None:
    written = b"".join(write_csv([["x", text]])).decode("utf-8-sig")
    assert written.strip() == f"x,{text}"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=4), min_size=1))
def test_whatever_is_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    wide = [["kept", *row] for row in rows]
    found = cells(b"".join(write_csv(wide)), "utf-8")
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in wide
    ]


def test_an_xlsx_of_ours_opens_elsewhere_and_no_text_is_a_formula() -> None:
    """Written by XlsxWriter, opened by openpyxl and by calamine. Guards: `write_string`, and behind it `strings_to_formulas`."""
    rows: list[list[str | int | None]] = [
        ["=1+1", "13812341234", 7],
        ["https://x.example", "𠮷野", None],
        ["-1+1|cmd", "㐂", -3],
    ]
    file = io.BytesIO()
    write_xlsx(file, ["甲", "乙", "丙"], rows)
    content = file.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == rows
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    other = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert other[1] == ["=1+1", "13812341234", 7.0] and other[2][1] == "𠮷野"


def test_what_others_write_is_read_as_calamine_reads_it() -> None:
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "phone", "day", "flag", "text"])
    sheet.append(["林晓梅", 13800138000, datetime.date(2026, 12, 1), True, "_x000D_a"])
    sheet.append(["王伟", 1.5, datetime.datetime(2026, 12, 1, 14, 30), False, "b"])
    into = io.BytesIO()
    book.save(into)
    found = [row for _, row in read_xlsx(into.getvalue())]
    assert found[1][:4] == ["林晓梅", "13800138000", "2026-12-01", "1"]
    assert found[2] == ["王伟", "1.5", "2026-12-01 14:30", "0", "b"]
    other = CalamineWorkbook.from_filelike(io.BytesIO(into.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[0] for row in other] == [row[0] for row in found]


def test_an_identity_number_that_a_spreadsheet_has_rounded_is_refused_by_that_reason() -> None:
    table = read_table(workbook([["户号", "姓名"], [110101199003071234, "林晓梅"], [123456789012345, "王伟"]]))
    rows = list(rows_of(table.lines, ["account", "name"]))
    assert rows[0].troubles == [("account", "digits_lost")] and rows[1].cells["account"] == "123456789012345"


def test_D4_4_a_wrong_dimension_hides_no_row() -> None:
    """petl #437: what the file says of its own size is not asked. Guard: `reset_dimensions`."""
    content = workbook([["姓名"], *[[f"客户{number}"] for number in range(300)]])
    packed, into = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(into, "w") as out:
        for name in packed.namelist():
            out.writestr(name, packed.read(name).replace(b'ref="A1:A301"', b'ref="A1:A9"'))
    assert read_table(into.getvalue()).rows == 300


def sheet_of(body: str) -> bytes:
    """A workbook whose one sheet holds this XML."""
    content = workbook([["x"]])
    packed, into = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as out:
        for name in packed.namelist():
            raw = packed.read(name)
            if name.endswith("sheet1.xml"):
                head, _, tail = raw.partition(b"<sheetData>")
                raw = head + b"<sheetData>" + body.encode() + b"</sheetData></worksheet>"
            out.writestr(name, raw)
    return into.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_D4_5_two_hundred_thousand_blank_rows_are_no_rows() -> None:
    blank = "".join(f'<row r="{number}"></row>' for number in range(3, 200_003))
    body = f'<row r="1">{text_cell("A1", "姓名")}</row><row r="2">{text_cell("A2", "林晓梅")}</row>{blank}'
    table = read_table(sheet_of(body))
    assert (table.headings, table.rows) == (["姓名"], 1)


def opposite_corners() -> bytes:
    return sheet_of(f'<row r="1">{text_cell("A1", "a")}</row><row r="1048576">{text_cell("XFD1048576", "b")}</row>')


def one_long_text() -> bytes:
    return sheet_of(f'<row r="1">{text_cell("A1", "a" * 300_000_000)}</row>')


def cut_off() -> bytes:
    whole = workbook([["姓名"], ["林晓梅"]])
    return whole[: len(whole) // 2]


def billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    packed = zipfile.ZipFile(io.BytesIO(workbook([["姓名"], ["林晓梅"]])))
    parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    head, _, rest = sheet.partition("<worksheet")
    doubled = head + f"<!DOCTYPE x [{laughs}]><worksheet" + rest.replace("<sheetData>", "<sheetData>&a8;")
    return _zip(parts | {"xl/worksheets/sheet1.xml": doubled.encode()})


# What → how the file is made, in its test alone because one of them takes half a gigabyte, and how it is refused.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cells in opposite corners": (opposite_corners, "import_too_large"),
    "300 MB of one text": (one_long_text, "import_too_large"),
    "cut off": (cut_off, "import_file"),
    "a zip of something else": (lambda: _zip({"hello.txt": b"hello"}), "import_file"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "import_old_excel"),
    "only headings": (lambda: "姓名,电话\n".encode(), "import_empty"),
    "nothing but blanks": (lambda: b"\n\n \n", "import_empty"),
    "a billion laughs": (billion_laughs, "import_file"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as out:
        for name, raw in parts.items():
            out.writestr(name, raw)
    return into.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_D1_a_hostile_file_is_refused_and_this_process_lives(what: str) -> None:
    """Guard: the process of its own with its bounds."""
    made, code = HOSTILE[what]
    with pytest.raises(Problem) as refused:
        read_table(made())
    assert refused.value.code == code
