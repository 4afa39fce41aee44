"""Hints to technicians' phones through a push service: empty, signed, tried again, never where the phone took it back; and only ever a hint (B3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from sqlalchemy import update

from server.accounts.devices import revoke
from server.accounts.models import Device
from server.config import Settings
from server.kernel.chain import decode
from server.kernel.db import db
from server.kernel.feed import clock_of
from server.kernel.transaction import write
from server.notices.push.hints import send_hints
from server.notices.push.models import PushSubscription
from server.visits.office import actions
from tests.cast import Phone
from tests.server.matters.conftest import at  # noqa: F401 - a fixture
from tests.server.notices.conftest import Office, office, receiver  # noqa: F401 - fixtures
from tests.server.notices.receiver import Receiver

CONTACT = "mailto:it@example.com"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A push service on this machine, and whom it reaches."""
    return settings.at(notice_hosts=("127.0.0.1",), push_contact=CONTACT)


@pytest.fixture
def phone(office: Office, receiver: Receiver) -> Iterator[Phone]:  # noqa: F811 - the fixtures
    """Li Ming's phone, which has asked for hints."""
    receiver.says = lambda number: (201, b"")
    found = office.scenario.cast.phone("liming")
    assert found.client.put("/api/v1/push", json={"address": address(receiver)}).status_code == 204
    yield found


def address(receiver: Receiver, name: str = "one") -> str:  # noqa: F811
    return receiver.url.replace("/robot?access_token=t", f"/push/{name}")


def hints(office: Office) -> int:  # noqa: F811
    with office.scenario.app.app_context():
        return send_hints(office.ours)


def row(office: Office) -> PushSubscription:  # noqa: F811
    return office.scenario.rows(PushSubscription)[0]


def verified(app: Flask, key: str, header: str) -> dict[str, object]:
    """The claims of a VAPID header (RFC 8292) whose signature is by this key; read here by hand, so that our signer is not asked about itself."""
    parts = dict(each.strip().split("=", 1) for each in header.removeprefix("vapid ").split(","))
    assert parts["k"] == key
    head, claims, mark = parts["t"].split(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
    raw = decode(mark)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert json.loads(decode(head))["alg"] == "ES256"
    found: dict[str, object] = json.loads(decode(claims))
    return found


def test_b3_a_change_is_one_empty_signed_hint_to_whoever_has_the_visit(
    office: Office,  # noqa: F811
    receiver: Receiver,  # noqa: F811
    phone: Phone,
) -> None:
    key = phone.client.get("/api/v1/push").get_json()["key"]
    visit = office.scenario.given("liming", hour="15:00", instructions="词甲：带梯子")
    office.scenario.order(hour="16:00")  # of nobody
    assert hints(office) == 1 and hints(office) == 0  # three changes of one visit are one hint
    [got] = receiver.got
    assert got.path == "/push/one" and got.body == b""
    claims = verified(office.scenario.app, key, got.headers["authorization"])
    assert claims["sub"] == CONTACT and claims["aud"] == address(receiver).rpartition("/push")[0]
    said = json.dumps(got.headers) + json.dumps(claims)
    assert visit not in said and "词甲" not in said and office.scenario.cast.people["liming"] not in said
    assert (got.headers["ttl"], got.headers["topic"]) == ("14400", "new")
    assert row(office).reached_at is not None and "/push/" not in row(office).address  # sealed


def test_b3_whoever_loses_a_visit_is_told_too(office: Office, receiver: Receiver, phone: Phone) -> None:  # noqa: F811
    visit = office.scenario.given("liming", hour="15:00")
    assert hints(office) == 1
    office.does(actions.assign, visit, office.scenario.cast.people["wangqiang"], [])
    assert hints(office) == 1 and len(receiver.got) == 2


@pytest.mark.parametrize(("status", "state"), [(410, "gone"), (404, "gone"), (403, "refused")])
def test_b3_an_address_that_is_over_is_never_tried_again(
    office: Office,  # noqa: F811
    receiver: Receiver,  # noqa: F811
    phone: Phone,
    status: int,
    state: str,
) -> None:
    receiver.says = lambda number: (status, b"")
    office.scenario.given("liming", hour="15:00")
    assert hints(office) == 0
    assert (row(office).state, row(office).address) == (state, "")
    office.scenario.given("liming", hour="17:00")
    assert hints(office) == 0 and len(receiver.got) == 1


def test_b3_a_busy_service_and_a_broken_line_are_tried_again_after_what_they_ask(
    office: Office,  # noqa: F811
    receiver: Receiver,  # noqa: F811
    phone: Phone,
    at: Callable[[str], None],  # noqa: F811
) -> None:
    answers = iter([(429, b"", {"Retry-After": "600"}), None, (201, b"")])
    receiver.says = lambda number: next(answers)
    office.scenario.given("liming", hour="15:00")
    assert hints(office) == 0
    at("2026-11-30 08:09")
    assert hints(office) == 0 and len(receiver.got) == 1  # ten minutes are not over
    at("2026-11-30 08:10")
    assert hints(office) == 0 and len(receiver.got) == 2  # the line broke
    at("2026-11-30 08:11")
    assert hints(office) == 1 and len(receiver.got) == 3


def test_b3_what_a_phone_has_fetched_is_no_news_and_a_service_that_is_down_is_given_up(
    office: Office,  # noqa: F811
    receiver: Receiver,  # noqa: F811
    phone: Phone,
    at: Callable[[str], None],  # noqa: F811
) -> None:
    office.scenario.given("liming", hour="15:00")
    with office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Device).values(cursor=clock_of(office.ours).value)))
    assert hints(office) == 0 and receiver.got == []
    receiver.says = lambda number: (503, b"")
    office.scenario.given("liming", hour="17:00")
    for hour in range(9, 24):
        at(f"2026-11-30 {hour:02d}:00")
        hints(office)
    assert len(receiver.got) == 10 and row(office).state == "on"


def test_b3_a_revoked_phone_and_one_that_wants_none_are_told_nothing(
    office: Office,  # noqa: F811
    receiver: Receiver,  # noqa: F811
    phone: Phone,
) -> None:
    office.scenario.given("liming", hour="15:00")
    with office.scenario.app.app_context():
        revoke(office.ours, phone.device)
    assert hints(office) == 0
    other = office.scenario.cast.phone("wangqiang")
    other.client.put("/api/v1/push", json={"address": address(receiver, "two")})
    other.client.delete("/api/v1/push")
    office.scenario.given("wangqiang", hour="15:00")
    assert hints(office) == 0 and receiver.got == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"address": "http://outside.example/x"},
        {"address": "x"},
        {"cannot": "x"},
        {"more": 1},
    ],
)
def test_b3_what_is_no_address_is_refused(office: Office, said: dict[str, object]) -> None:  # noqa: F811
    phone = office.scenario.cast.phone("liming")
    assert phone.client.put("/api/v1/push", json=said).status_code in (400, 422)
    assert office.scenario.rows(PushSubscription) == []


def test_b3_an_address_inside_is_never_posted_to(office: Office, receiver: Receiver) -> None:  # noqa: F811
    phone = office.scenario.cast.phone("liming")
    assert phone.client.put("/api/v1/push", json={"address": "https://localhost/x"}).status_code == 204
    office.scenario.given("liming", hour="15:00")
    assert hints(office) == 0 and (row(office).state, row(office).trouble) == ("refused", "address_inside")


def test_b3_the_office_sees_whether_hints_reach_a_phone(office: Office, phone: Phone) -> None:  # noqa: F811
    desk = office.scenario.cast.office("chenjing")
    panel = f"/console/devices?device={phone.device}&part=panel"
    assert "已开启，还没有提醒过" in desk.get(panel).text
    office.scenario.given("liming", hour="15:00")
    hints(office)
    assert "能收到，最近" in desk.get(panel).text
    phone.client.put("/api/v1/push", json={"address": None, "cannot": "no_service"})
    assert "这部手机不支持" in desk.get(panel).text
