"""Fault 21 and bad input: what is too large, torn, or no request at all is a problem with a code, never a 500."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.sync.request import MOST_COMPRESSED
from tests.scenario import Scenario

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

PACKED = {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def post(phone: PythonPhone, data: bytes, **headers: str) -> tuple[int, str]:
    answer = phone.send.client.post("/api/v1/sync", data=data, headers=headers or PACKED)  # type: ignore[attr-defined]
    return answer.status_code, answer.get_json(force=True).get("code", "")


def request(phone: PythonPhone, **more: Any) -> dict[str, Any]:
    return {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": 0, "facts": []} | more


def test_fault_21_torn_and_bloated_requests_are_refused_before_anything_is_read(scenario: Scenario) -> None:
    """Guard: server/sync/request.py:unpacked"""
    phone = scenario.phone()
    whole = gzip.compress(json.dumps(request(phone)).encode())
    assert post(phone, whole[:-9]) == (400, "bad_input")
    assert post(phone, whole + b"more") == (400, "bad_input")
    assert post(phone, zlib.compress(gzip.decompress(whole))) == (400, "bad_input")  # it says gzip and is not
    assert post(phone, b"<html>please sign in to the hotel</html>") == (400, "bad_input")
    assert post(phone, gzip.compress(b"0" * 50_000_000)) == (413, "batch_too_large")
    assert post(phone, b"x" * 300_000) == (413, "batch_too_large")
    assert post(phone, b"{}", **{"Content-Type": "application/json", "Content-Encoding": "br"}) == (415, "wrong_format")
    assert post(phone, b"{}", **{"Content-Type": "text/plain"}) == (415, "wrong_format")
    assert post(phone, b"[" * 100_000, **{"Content-Type": "application/json"}) == (400, "bad_input")


def test_a_request_of_the_largest_size_is_read_and_one_byte_more_is_not(scenario: Scenario) -> None:
    phone = scenario.phone()
    plain = json.dumps(request(phone)).encode()
    for size, answer in ((MOST_COMPRESSED, (200, "")), (MOST_COMPRESSED + 1, (413, "batch_too_large"))):
        assert post(phone, plain.ljust(size), **{"Content-Type": "application/json"}) == answer


def test_a_request_that_does_not_say_what_it_is_is_read_as_what_it_should_be(scenario: Scenario) -> None:
    phone = scenario.phone()
    client = phone.send.client  # type: ignore[attr-defined]
    assert client.post("/api/v1/sync", data=json.dumps(request(phone)).encode()).status_code == 200


def test_a_day_of_250_facts_fits_and_one_more_does_not(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for _ in range(251):
        phone.report("noted", {"text": "一"}, visit=visit)
    texts = [text for _, text in phone.outbox]
    assert phone.sync(facts=texts)["code"] == "batch_too_large"
    assert len(scenario.log(visit)) == 2
    assert phone.sync(facts=texts[:250])["last_seq"] == 250


def test_a_batch_of_one_always_fits(scenario: Scenario) -> None:
    import secrets

    visit = scenario.given()
    phone = scenario.phone()
    phone.report(
        "signed",
        {
            "way": "typed",
            "relation": "self",
            "shown": {"text": secrets.token_hex(5_900), "sha256": "0" * 64, "language": "en"},
        },
        visit=visit,
    )
    assert phone.sync()["results"][0]["outcome"] == "applied"


def test_fields_that_do_not_fit_are_named(scenario: Scenario) -> None:
    phone = scenario.enrolled()
    spoilt: list[dict[str, Any]] = [
        {"protocol": 2},
        {"cursor": -1},
        {"cursor": 2**60},
        {"cursor": "1"},
        {"limit": 0},
        {"facts": [1]},
        {"facts": "x"},
        {"facts": None},
        {"device": 1},
        {"extra": 1},
        {"told": {"unsent": -1}},
        {"app_version": ""},
        {"epoch": "x" * 100},
        {"told": {"unsent": 1, "oldest": "2026-02-30T00:00:00.000Z"}},
        {"told": {"unsent": 1, "now": "yesterday"}},
    ]
    for spoil in spoilt:
        answer = phone.send.client.post("/api/v1/sync", json=request(phone) | spoil)  # type: ignore[attr-defined]
        assert (answer.status_code, answer.json["code"]) == (400, "bad_input"), spoil
        assert str(list(answer.json["errors"])).startswith(f"['{next(iter(spoil))}"), spoil


def test_a_body_that_is_no_object_is_bad_input(scenario: Scenario) -> None:
    phone = scenario.phone()
    for body in (b"1", b"[]", b"null", b'"x"', b"", b"{", b"\xff\xfe"):
        assert post(phone, body, **{"Content-Type": "application/json"}) == (400, "bad_input")


def test_answers_are_packed_for_those_who_unpack(scenario: Scenario) -> None:
    scenario.given()
    phone = scenario.enrolled()
    client = phone.send.client  # type: ignore[attr-defined]
    answer = client.post("/api/v1/sync", json=request(phone), headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], answer.headers["Cache-Control"]) == ("gzip", "no-store")
    assert "Accept-Encoding" in answer.vary
    assert [change["type"] for change in json.loads(gzip.decompress(answer.data))["changes"]] == ["standard", "grant"]


def test_the_server_remembers_from_where_and_by_which_app_it_was_asked(scenario: Scenario) -> None:
    from server.accounts.models import Device

    scenario.given()
    phone = scenario.phone()
    assert phone.cursor > 0
    body = request(phone, cursor=phone.cursor, epoch=phone.epoch, app_version="7.8.9")
    phone.send.client.post("/api/v1/sync", json=body)  # type: ignore[attr-defined]
    [row] = scenario.rows(Device, Device.id == phone.device)
    assert (row.cursor, row.app_version) == (phone.cursor, "7.8.9")


def test_when_nothing_changed_an_exchange_is_below_one_kilobyte(scenario: Scenario) -> None:
    phone = scenario.phone()
    packed = gzip.compress(json.dumps(request(phone, cursor=phone.cursor, epoch=phone.epoch)).encode())
    answer = phone.send.client.post("/api/v1/sync", data=packed, headers=PACKED | {"Accept-Encoding": "gzip"})  # type: ignore[attr-defined]
    assert len(packed) + len(answer.data) < 1000
