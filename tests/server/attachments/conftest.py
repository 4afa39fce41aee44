"""A visit of Li Ming's tomorrow, a desk that attaches to it, and files as people send them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from PIL import Image

from server.attachments.models import Attachment
from server.evidence.store import store
from server.kernel.transaction import write
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

T = TypeVar("T")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRET = b"gps 31.2304 121.4737"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), turned: int = 1, colour: str = "blue") -> bytes:
    """A picture whose upper half is red, with a place and a comment as a camera writes them."""
    found = Image.new("RGB", size, colour)
    found.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, SECRET.decode()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.4), 3: "E", 4: (121.0, 28.0, 25.3)}
    out = io.BytesIO()
    found.save(out, kind, exif=exif, **({"comment": SECRET} if kind == "JPEG" else {}))
    return out.getvalue()


@dataclass
class Desk:
    """The visit as the office has it."""

    scenario: Scenario
    visit: str
    browser: FlaskClient

    @property
    def page(self) -> str:
        return f"/console/visits/{self.visit}/attachments"

    def send(self, *files: tuple[str, bytes], title: str = "", **fields: str) -> str:
        """What the page says after the form was sent."""
        sent: dict[str, Any] = {"files": [(io.BytesIO(content), name) for name, content in files], "title": title}
        answer = self.browser.post(
            self.page, data=sent | fields, content_type="multipart/form-data", follow_redirects=True
        )
        return str(answer.text)

    def rows(self) -> Sequence[Attachment]:
        return sorted(self.scenario.rows(Attachment, Attachment.visit_id == self.visit), key=lambda row: row.id)

    def inside(self, work: Callable[[], T]) -> T:
        with self.scenario.app.app_context():
            return write(work)

    def stored(self, digest: str) -> bytes | None:
        with self.scenario.app.app_context():
            return store().read(self.scenario.ours, digest)


@pytest.fixture
def desk(scenario: Scenario) -> Desk:  # noqa: F811 - the fixture
    return Desk(scenario, scenario.given("liming", "ayguli", days=1), scenario.cast.office("chenjing"))
