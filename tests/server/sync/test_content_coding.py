"""Every phone is answered in a coding that it has named, old ones as before, and a strange header harms nobody (docs/decisions/0155)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from backports import zstd

from server.demo.phone import PythonPhone
from server.sync.content_coding import LARGE, encoded
from tests.scenario import Scenario

BROWSERS_MOST = 8 * 1024 * 1024  # bytes of window that a browser gives a zstd answer (RFC 9659)
OPEN: dict[str | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "gzip": gzip.decompress,
    "zstd": lambda packed: zstd.decompress(packed, options={zstd.DecompressionParameter.window_log_max: 23}),
}
NAMED = [
    ("gzip, deflate, br, zstd", "zstd"),  # Chromium 123 and later, over TLS
    ("zstd, br, gzip, deflate", "zstd"),
    ("ZSTD", "zstd"),
    ("gzip;q=0.9, zstd;q=0.9", "zstd"),
    ("gzip;q=0.5, zstd;q=0.4", "gzip"),  # the client's own wish
    ("zstd;q=0, gzip", "gzip"),
    ("zstd, zstd;q=0, gzip", "gzip"),  # said twice: the more cautious word
    ("gzip, deflate, br", "gzip"),  # a phone of three years ago
    ("gzip", "gzip"),
    ("x-gzip;q=0.5, GZip", "gzip"),
    ("br", None),
    ("deflate", None),
    ("identity", None),
    ("gzip;q=0", None),
    ("gzip;q=0.000, zstd;q=0", None),
    ("not-gzip, zstandard", None),
    ("*", None),
    ("*;q=0", None),
    ("", None),
    (None, None),
]
STRANGE = [
    "gzip;q=nan, zstd;q=inf",
    "zstd;q=1e999",
    "gzip;q=-1",
    "zstd;q=7",
    ",;,;q=,",
    "zstd\t;;;q",
    'zstd;q="',
    "gzip=zstd",
    "gz\xffip, \xe9",
    "zstd;" * 2_000,
    "gzip," * 2_000 + "gzip;q=0",
]


def pulled(phone: PythonPhone, offered: str | None) -> tuple[str | None, dict[str, Any]]:
    """The coding of an answer to a first pull, and what is in it."""
    asked = {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": 0, "facts": []}
    headers = {} if offered is None else {"Accept-Encoding": offered}
    answer = phone.send.client.post("/api/v1/sync", json=asked, headers=headers)  # type: ignore[attr-defined]
    coding = answer.headers.get("Content-Encoding")
    assert answer.status_code == 200
    assert (
        "Accept-Encoding" in answer.headers["Vary"]
    )  # also of a plain answer, because a cache in between would hand it on
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return coding, json.loads(OPEN[coding](answer.data))


@pytest.mark.parametrize(("offered", "coding"), NAMED)
def test_a_phone_is_answered_in_the_coding_it_likes_best(
    scenario: Scenario, offered: str | None, coding: str | None
) -> None:
    """Guard: server/sync/content_coding.py:coding_for"""
    scenario.given()
    phone = scenario.phone()
    came, answer = pulled(phone, offered)
    assert came == coding
    assert answer["changes"] == pulled(phone, "identity")[1]["changes"] != []


@pytest.mark.parametrize("offered", STRANGE)
def test_whatever_a_client_says_of_codings_it_gets_its_answer(scenario: Scenario, offered: str) -> None:
    assert "cursor" in pulled(scenario.phone(), offered)[1]


def test_an_answer_that_says_little_is_not_packed(scenario: Scenario) -> None:
    phone = scenario.phone()
    cursor = pulled(phone, "zstd")[1]["cursor"]
    asked = {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": cursor, "facts": []}
    answer = phone.send.client.post("/api/v1/sync", json=asked, headers={"Accept-Encoding": "zstd"})  # type: ignore[attr-defined]
    assert ("Content-Encoding" in answer.headers, answer.get_json()["cursor"]) == (False, cursor)


@pytest.mark.parametrize("size", [501, LARGE, LARGE + 1, 3 * BROWSERS_MOST])
def test_a_browser_can_open_an_answer_of_any_size(size: int) -> None:
    text = b"".join(b"%09d" % (number * 7_919) for number in range(size // 9 + 1))[:size]
    for coding in ("zstd", "gzip"):
        assert OPEN[coding](encoded(text, coding)) == text
