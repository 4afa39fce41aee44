"""A visit with photographs and a drawn signature, done on a phone and brought home."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from server.demo.phone import PythonPhone
from server.kernel.chain import receipt_code, sha256
from tests.browser.chromium import MODULES
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

FONTS = (MODULES / "@expo-google-fonts/noto-sans-sc/400Regular",)  # of reports
SHOWN = "宽带装好了\n网速：486 Mbit/s\n没做：提醒备份资料"
STROKES = json.dumps(
    {"v": 1, "width": 300, "height": 200, "strokes": [[[10, 10, 0, 500], [90, 80, 120, 500]]]}
).encode()


Content = bytes  # because a record has a member of that name


@dataclass
class Record:
    """One visit's work on one phone: the bytes it took, and how to send them."""

    scenario: Scenario
    phone: PythonPhone
    visit: str
    bytes: dict[str, tuple[str, Content]] = field(default_factory=dict)

    @property
    def client(self) -> FlaskClient:
        return self.phone.send.client  # type: ignore[attr-defined]

    @property
    def code(self) -> str:
        return receipt_code(self.visit, self.phone.grant_of(self.visit) or "")

    def take(self, content: Content, media_type: str) -> dict[str, Any]:
        """Keep bytes on the phone; what a fact's body names of them."""
        digest = sha256(content)
        self.bytes[digest] = (media_type, content)
        return {"sha256": digest, "size": len(content), "type": media_type}

    def work(self) -> None:
        """The whole visit, saved on the phone."""
        self.phone.report("arrived", visit=self.visit)
        for number, purpose in enumerate(("before", "after")):
            mention = self.take(jpeg(number), "image/jpeg")
            self.phone.report(
                "photographed",
                {"step": f"photo-{purpose}", "purpose": purpose, "width": 64, "height": 48} | mention,
                visit=self.visit,
            )
        self.phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=self.visit)
        self.phone.report(
            "signed",
            {
                "way": "drawn",
                "relation": "self",
                "name": "林晓梅",
                "strokes": self.take(STROKES, "application/json"),
                "picture": self.take(png(), "image/png"),
                "shown": {"text": SHOWN, "sha256": sha256(SHOWN.encode()), "language": "zh-CN"},
            },
            visit=self.visit,
        )
        self.phone.report("customer_mode_left", visit=self.visit)
        self.phone.report("ended", {"outcome": "done"}, visit=self.visit)

    def send_bytes(self) -> None:
        for digest, (media_type, content) in self.bytes.items():
            assert begin(self.client, digest, media_type, len(content), content).status_code == 201


def jpeg(shade: int, exif: Image.Exif | None = None) -> bytes:
    """A small photograph that differs by its shade."""
    picture, out = Image.new("RGB", (64, 48), (40 * shade + 20, 90, 120)), io.BytesIO()
    picture.save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


def png() -> bytes:
    """A drawn line, as a signature's picture."""
    picture, out = Image.new("RGBA", (300, 200)), io.BytesIO()
    ImageDraw.Draw(picture).line((10, 10, 90, 80), "black", 3)
    picture.save(out, "PNG")
    return out.getvalue()


def begin(client: FlaskClient, digest: str, media_type: str, length: int, first: bytes = b"", **headers: str) -> Any:
    """Begin an upload, with its first bytes where given."""
    words = {"sha256": digest, "type": media_type}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in words.items())
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata} | headers
    kind = {"content_type": "application/offset+octet-stream"} if first else {}
    return client.post("/api/v1/uploads", data=first, headers=told, **kind)


def append(client: FlaskClient, place: str, offset: int, chunk: bytes) -> Any:
    """Send a chunk of an upload."""
    return client.patch(
        place,
        data=chunk,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)},
        content_type="application/offset+octet-stream",
    )


@pytest.fixture
def record(scenario: Scenario) -> Record:
    """A visit that has been done on a phone; nothing is home yet."""
    visit = scenario.given()
    made = Record(scenario, scenario.phone(), visit)
    made.work()
    return made


@pytest.fixture
def at_home(record: Record) -> Record:
    """The same visit with every fact and every byte home."""
    record.phone.sync_all()
    record.send_bytes()
    return record
