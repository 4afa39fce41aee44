"""The envelope at its edges, read without app or database: what just fits, and the code of what just does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.demo.phone import PythonPhone
from server.kernel.canonical import canonical
from server.kernel.chain import body_commit, fact_bytes, sha256
from server.kernel.ids import new_id
from server.sync.envelope import LARGEST_FACT, LARGEST_OFFSET, DeviceKey, envelope_trouble, read

NOW = "2026-11-22T05:00:00.000Z"
PRIVATE = ec.generate_private_key(ec.SECP256R1())
POINT = PRIVATE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
KEY = DeviceKey(new_id(), new_id(), new_id(), sha256(POINT)[:16], POINT)
VISIT = new_id()


def phone() -> PythonPhone:
    return PythonPhone(lambda _: (200, {}), KEY.organisation, KEY.person, KEY.device, KEY.key, PRIVATE, now=lambda: NOW)


def fact(**more: Any) -> dict[str, Any]:
    """A fact of this phone, signed; None leaves a field out."""
    writer = phone()
    writer.report("noted", {"text": "好"}, visit=VISIT, **more)
    return json.loads(writer.outbox[0][1])


FITS: list[dict[str, Any]] = [
    {},
    {"seq": 1},
    {"seq": 2**31 - 1},
    {"base": 0},
    {"base": 7},
    {"clock_offset": LARGEST_OFFSET},
    {"clock_offset": -LARGEST_OFFSET},
    {"kind": "x"},
    {"kind": "x" * 40},
    {"clock_run": "x"},
    {"clock_run": "x" * 40},
    {"grant": "0" * 64},
    {"replaces": {}},
    {"base": 7, "grant": "0" * 64, "replaces": {}},
    {"subject": {"type": "x", "id": "x"}},
    {"subject": {"type": "x" * 8, "id": "x" * 36}},
    {"body": {}},
    {"prev": "0123456789abcdef" * 4},
]
DOES_NOT: list[tuple[dict[str, Any], str]] = [
    *(
        ({name: None}, "bad_envelope")
        for name in (
            "v",
            "organisation",
            "device",
            "key",
            "seq",
            "id",
            "kind",
            "subject",
            "person",
            "at",
            "clock_run",
            "clock_offset",
            "prev",
            "body",
            "salt",
        )
    ),
    *(({"seq": wrong}, "bad_envelope") for wrong in (0, -1, 2**31, True, "1")),
    *(({"base": wrong}, "bad_envelope") for wrong in (-1, True, "1")),
    *(({"clock_offset": wrong}, "bad_envelope") for wrong in (LARGEST_OFFSET + 1, -LARGEST_OFFSET - 1, True)),
    *(({"kind": wrong}, "bad_envelope") for wrong in ("", "x" * 41, 7)),
    *(({"clock_run": wrong}, "bad_envelope") for wrong in ("", "x" * 41)),
    *(({"key": wrong}, "bad_envelope") for wrong in ("", KEY.key[:15], KEY.key + "0")),
    *(({"id": wrong}, "bad_envelope") for wrong in ("", "x", VISIT.upper(), VISIT + "0")),
    *(({"at": wrong}, "bad_envelope") for wrong in ("", "2026-02-30T00:00:00.000Z", "2026-11-22 05:00:00.000Z")),
    *(({"prev": wrong}, "bad_envelope") for wrong in ("0" * 63, "0" * 65, "A" * 64, "g" * 64)),
    *(({"grant": wrong}, "bad_envelope") for wrong in ("0" * 63, "A" * 64, 7)),
    *(({"replaces": wrong}, "bad_envelope") for wrong in ("x", [])),
    *(
        ({"subject": wrong}, "bad_envelope")
        for wrong in (
            {"type": "visit"},
            {"id": "x"},
            {"type": "visit", "id": "x", "more": "x"},
            {"type": "", "id": "x"},
            {"type": "visit", "id": ""},
            {"type": "x" * 9, "id": "x"},
            {"type": "visit", "id": "x" * 37},
            {"type": 1, "id": "x"},
            {"type": "visit", "id": 1},
            {},
        )
    ),
    ({"v": 2}, "version_unknown"),
    ({"v": 0}, "version_unknown"),
    ({"v": 2, "mood": "calm"}, "version_unknown"),
    ({"mood": "calm"}, "unknown_field"),
]


@pytest.mark.parametrize("more", FITS)
def test_what_just_fits(more: dict[str, Any]) -> None:
    assert envelope_trouble(fact() | more) is None


@pytest.mark.parametrize(("more", "code"), DOES_NOT)
def test_what_just_does_not(more: dict[str, Any], code: str) -> None:
    spoilt = {name: value for name, value in (fact() | more).items() if value is not None}
    assert envelope_trouble(spoilt) == code


@pytest.mark.parametrize("other", [None, 1, "x", [], [1]])
def test_what_is_no_object_is_no_envelope(other: Any) -> None:
    assert envelope_trouble(other) == "bad_envelope"


def test_a_fact_is_read_with_its_place_its_hash_and_the_commitment_of_its_body() -> None:
    sent = fact(seq=7, grant="0" * 64)
    text = canonical(sent).decode()
    arrival = read(text, KEY, NOW)
    assert (arrival.outcome, arrival.code, arrival.seq, arrival.hash) == ("", None, 7, sha256(fact_bytes(sent)))
    assert (arrival.commit, arrival.fact, arrival.text) == (body_commit(sent["salt"], sent["body"]), sent, text)
    assert (arrival.organisation, arrival.device, arrival.received_at) == (KEY.organisation, KEY.device, NOW)
    assert (arrival.id, arrival.subject, arrival.grant) == (sent["id"], ("visit", VISIT), "0" * 64)


def test_keys_in_other_scripts_are_read_in_the_order_that_every_language_sorts_them() -> None:
    """RFC 8785 sorts by UTF-16: the smiling face comes before U+F8FF there, and after it for Python."""
    writer, its_text = phone(), '"\U0001f600":1,"\uf8ff":2'
    writer.report("noted", {"\uf8ff": 2, "\U0001f600": 1}, visit=VISIT)
    [(_, text)] = writer.outbox
    assert its_text in text and read(text, KEY, NOW).code is None
    assert read(text.replace(its_text, '"\uf8ff":2,"\U0001f600":1'), KEY, NOW).code == "not_canonical"


def test_half_a_character_is_held_back_under_the_hash_of_what_was_sent() -> None:
    text = '{"seq":3,"text":"\ud83d"}'
    arrival = read(text, KEY, NOW)
    assert (arrival.code, arrival.seq, arrival.hash) == (
        "not_canonical",
        3,
        sha256(text.encode("utf-8", "surrogatepass")),
    )


def test_a_fact_of_32_kilobytes_is_read_and_one_byte_more_is_not() -> None:
    def sized(size: int) -> str:
        writer = phone()
        writer.report(
            "noted", {"text": "x" * (size - len(canonical(fact()).decode().encode()) + len("好".encode()))}, visit=VISIT
        )
        return writer.outbox[0][1]

    assert len(sized(LARGEST_FACT)) == LARGEST_FACT
    assert read(sized(LARGEST_FACT), KEY, NOW).code is None
    over = read(sized(LARGEST_FACT + 1), KEY, NOW)
    assert (over.outcome, over.code, over.seq, over.fact) == ("quarantined", "fact_too_large", 1, None)


@pytest.mark.parametrize(
    ("text", "seq"),
    [
        ('{"seq":1}', 1),
        ('{"seq":2147483647}', 2**31 - 1),
        ('{"seq":2147483648}', 0),
        ('{"seq":0}', 0),
        ('{"seq":-1}', 0),
        ('{"seq":true}', 0),
        ('{"seq":"1"}', 0),
        ('{"seq":1.0}', 0),
        ("{}", 0),
        ("[1]", 0),
        ("1", 0),
        ("{", 0),
        ("[" * 100_000, 0),
    ],
)
def test_what_cannot_be_understood_still_has_the_place_that_it_claims(text: str, seq: int) -> None:
    arrival = read(text, KEY, NOW)
    assert (arrival.outcome, arrival.seq, arrival.fact, arrival.hash) == (
        "quarantined",
        seq,
        None,
        sha256(text.encode()),
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("organisation", "other_organisation"),
        ("device", "other_device"),
        ("key", "other_device"),
        ("person", "other_person"),
    ],
)
def test_a_signed_fact_of_somebody_else_says_whose_it_is_not(name: str, code: str) -> None:
    arrival = read(canonical(fact(**{name: "0" * 16 if name == "key" else new_id()})).decode(), KEY, NOW)
    assert (arrival.outcome, arrival.code) == ("quarantined", code)


def test_a_changed_byte_is_a_bad_signature_whatever_else_is_wrong() -> None:
    changed = canonical(fact() | {"person": new_id()}).decode()
    assert read(changed, KEY, NOW).code == "bad_signature"
    assert read(canonical(fact() | {"salt": "AAAA"}).decode(), KEY, NOW).code == "not_canonical"
