"""Handing in a file as somebody of the office does: file, columns, confirmation; and what the page says then."""

from __future__ import annotations

import io
import re
from typing import Any

from server.import_export import running
from server.import_export.models import ImportRun
from tests.server.console.desk import Desk, Page

HEADINGS = "姓名,电话,户号,小区,门牌"


def hand_in(desk: Desk, content: bytes | str, kind: str = "customers", name: str = "客户.csv") -> Page:
    """The page of the import, or the form as it was refused."""
    raw = content.encode() if isinstance(content, str) else content
    answer = desk.client.post(
        "/console/imports", data={"kind": kind, "file": (io.BytesIO(raw), name)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.text
    page = Page(desk.client.get(answer.headers["Location"]))
    page.address = answer.headers["Location"]
    return page


def id_of(page: Page) -> str:
    found = re.search(r"/console/imports/([0-9a-f-]{36})", page.address)
    assert found, page.text
    return found[1]


def mapped(desk: Desk, page: Page, **chosen: str) -> Page:
    """Its columns taken as the page offers them, but for `columnN`."""
    offered = dict(re.findall(r'<select id="f-column\d+" name="(column\d+)"', page.source) and _offered(page.source))
    address = f"/console/imports/{id_of(page)}"
    answer = desk.client.post(f"{address}/columns", data=offered | chosen)
    found = Page(desk.client.get(answer.headers["Location"]))
    found.address = answer.headers["Location"]
    return found


def confirmed(desk: Desk, page: Page, **more: str) -> Page:
    """What the page says after its rows were confirmed."""
    address = f"/console/imports/{id_of(page)}"
    answer = desk.client.post(f"{address}/confirm", data={"version": page.field("version")} | more)
    found = Page(desk.client.get(answer.headers["Location"]))
    found.address = address
    return found


def imported(desk: Desk, content: bytes | str, kind: str = "customers", **more: str) -> Page:
    """All three steps."""
    page = mapped(desk, hand_in(desk, content, kind))
    return confirmed(desk, page, **more)


def run_jobs(scenario: Any) -> int:
    """What the job does next."""
    with scenario.app.app_context():
        return running.advance(scenario.ours)


def the_run(scenario: Any) -> ImportRun:
    """The latest import."""
    return scenario.rows(ImportRun)[-1]


def _offered(source: str) -> list[tuple[str, str]]:
    found = []
    for name, options in re.findall(r'<select id="f-column\d+" name="(column\d+)"[^>]*>(.*?)</select>', source, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found.append((name, chosen[1] if chosen else ""))
    return found
