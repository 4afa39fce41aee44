"""The office at work: a day's orders, and the page that a person reads as plain text."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from server.kernel.problem import entries
from tests.cast import Cast


class Page:
    """An answer as somebody reads it: its status, its text without mark-up, where it leads."""

    address = ""  # on which a refused form stands again

    def __init__(self, answer) -> None:
        self.status, self.location, self.source = (
            answer.status_code,
            answer.headers.get("Location", ""),
            answer.get_data(as_text=True),
        )
        visible = re.sub(r"<(svg|script|style)\b.*?</\1>", "", self.source, flags=re.S)
        self.text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visible)).split())

    @property
    def code(self) -> str:
        """The code of the problem that the page tells."""
        found = re.search(r'data-code="(\w+)"', self.source)
        return found.group(1) if found else ""

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def field(self, name: str) -> str:
        """What a hidden or typed field holds."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.source) or re.search(
            rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)</textarea>', self.source
        )
        return html.unescape(found.group(1)) if found else ""

    def errors(self) -> list[str]:
        """The fields that the summary at the top links to."""
        return re.findall(r'<li><a href="#f-([\w-]+)">', self.source)

    def row(self, visit: str) -> str:
        """The text of a visit's row in the list; '' where it is not listed."""
        found = re.search(rf'<tr data-id="{visit}".*?</tr>', self.source, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""

    def group(self, visit: str) -> str:
        """In which group of the list a visit stands."""
        groups = re.findall(r'<tbody class="group (\w+)">(.*?)</tbody>', self.source, flags=re.S)
        return next((name for name, rows in groups if f'data-id="{visit}"' in rows), "")


class Desk:
    """Somebody of the office at their browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str) -> Page:
        return Page(self.client.get(address))

    def post(self, address: str, **form) -> Page:
        """Post a form; where it was refused, the page on which it stands again, with the status of what is wrong."""
        answer = self.client.post(address, data=form)
        if "refused=" not in answer.headers.get("Location", ""):
            return Page(answer)
        page = Page(self.client.get(answer.headers["Location"]))
        assert page.status == 200
        page.address = answer.headers["Location"]
        page.status = entries()[page.code]["status"] if page.code else 200
        return page


@pytest.fixture
def desk(cast: Cast, scenario) -> Desk:
    """The dispatcher of our organisation."""
    return Desk(cast.office("chenjing"))


@pytest.fixture
def their_desk(cast: Cast, scenario) -> Desk:
    """The dispatcher of the other organisation."""
    return Desk(cast.office("sunli"))
