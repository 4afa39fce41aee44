"""Each channel against a service that answers as the real ones do: accepted, refused with its reason, later, unknown. B1, B2, B4-8."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import socket
from collections.abc import Iterator
from email.policy import default
from typing import Any

import pytest
from flask import Flask

from server.notices.channels import http, mail, robots, sms, webhook
from server.notices.channels.outcome import ACCEPTED, LATER, REFUSED, UNKNOWN, Message, Outcome
from tests.server.notices.receiver import Postbox, Receiver

MESSAGE = Message(
    "01980000-0000-7000-8000-000000000001", "13812341234", "主题", '您好 "林"\n@所有人', "late", "v", "n", "o"
)
PORTAL = b"<html><title>Wi-Fi</title>Please sign in</html>"
ROBOTS = {"wecom": robots.wecom, "dingtalk": robots.dingtalk, "feishu": robots.feishu}


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    found = Postbox()
    yield found
    found.close()


def sent(app: Flask, send: Any, settings: dict[str, Any], **secret: str) -> Outcome:
    with app.app_context():
        return send(MESSAGE, settings, secret)


@pytest.mark.parametrize(
    ("robot", "status", "body", "what", "reason"),
    [
        (robot, status, body, what, reason)
        for robot in ROBOTS
        for status, body, what, reason in (
            (200, {"errcode": 0, "code": 0}, ACCEPTED, ""),
            (200, PORTAL, LATER, "not_their_answer"),
            (200, {"hello": 1}, LATER, "not_their_answer"),
            (400, {}, REFUSED, "http 400"),
            (302, {}, REFUSED, "http 302"),
            (429, {}, LATER, "http 429"),
            (500, PORTAL, LATER, "http 500"),
        )
    ]
    + [
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, REFUSED, "93000 invalid webhook url"),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, LATER, "45009 api freq out of limit"),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, REFUSED, "310000 sign not match"),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, LATER, "130101 send too fast"),
        ("feishu", 200, {"code": 19001, "msg": "param invalid"}, REFUSED, "19001 param invalid"),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, ACCEPTED, ""),
        ("feishu", 200, {"code": 9499, "msg": "too many request"}, LATER, "9499 too many request"),
    ],
)
def test_b4_8_a_robot_is_read_in_its_body(
    app: Flask, receiver: Receiver, robot: str, status: int, body: Any, what: str, reason: str
) -> None:
    receiver.says = lambda number: (status, body)
    found = sent(app, ROBOTS[robot], {}, url=receiver.url)
    assert (found.what, found.reason) == (what, reason)
    assert len(receiver.got) == 1 and "@所有人" in receiver.got[0].body.decode()


def test_signed_robots_sign_with_the_moment(app: Flask, receiver: Receiver) -> None:
    receiver.says = lambda number: (200, {"errcode": 0, "code": 0})
    sent(app, robots.dingtalk, {}, url=receiver.url, key="SEC1")
    sent(app, robots.feishu, {}, url=receiver.url, key="SEC1")
    ding, lark = receiver.got
    assert "access_token=t&timestamp=" in ding.path and "&sign=" in ding.path
    stamp = lark.json["timestamp"]
    assert lark.json["sign"] == base64.b64encode(hmac.digest(f"{stamp}\nSEC1".encode(), b"", "sha256")).decode()


@pytest.mark.parametrize(
    ("header", "after"), [("120", 120), ("999999999", 86400), ("soon", None), ("-5", None), ("", None)]
)
def test_how_long_to_wait_is_read_from_the_answer(
    app: Flask, receiver: Receiver, header: str, after: int | None
) -> None:
    receiver.says = lambda number: (503, {}, {"Retry-After": header} if header else {})
    assert sent(app, robots.wecom, {}, url=receiver.url).after == after


def test_a_line_that_broke_afterwards_is_unknown_and_nobody_there_is_later(app: Flask, receiver: Receiver) -> None:
    receiver.says = lambda number: None
    assert sent(app, robots.wecom, {}, url=receiver.url).what == UNKNOWN
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        found = sent(app, robots.wecom, {}, url=nobody)
    assert (found.what, found.reason, found.unreachable) == (LATER, "no_connection", True)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://example.com/", "address_not_https"),
        ("ftp://example.com/", "address_not_https"),
        ("file:///etc/passwd", "address_wrong"),
        ("https://user:pw@example.com/", "address_wrong"),
        ("https://127.0.0.2/", "address_inside"),
        ("https://10.1.2.3/", "address_inside"),
        ("https://192.168.1.1:8443/", "address_inside"),
        ("https://169.254.169.254/latest/meta-data", "address_inside"),
        ("https://[::1]/", "address_inside"),
        ("https://[::ffff:10.0.0.1]/", "address_inside"),
        ("https://[fd00::1]/", "address_inside"),
        ("https://0.0.0.0/", "address_inside"),
        ("https://2130706433/", "address_inside"),
        ("https://exa mple.com/", "address_wrong"),
        ("https://example.com/\r\nHost: inside", "address_wrong"),
        ("", "address_wrong"),
    ],
)
def test_nothing_goes_inside_nor_in_the_clear(app: Flask, address: str, code: str) -> None:
    for send in (robots.wecom, webhook.send):
        found = sent(app, send, {}, url=address, key="k")
        assert (found.what, found.reason) == (REFUSED, code)


def test_a_name_that_points_inside_is_refused_when_it_is_used(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 443))]
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: inside)
    assert sent(app, webhook.send, {}, url="https://hooks.example.com/x").reason == "address_inside"


def test_an_answer_without_an_end_is_cut_off(app: Flask, receiver: Receiver) -> None:
    receiver.says = lambda number: (200, b"[" * 5_000_000)
    assert sent(app, robots.wecom, {}, url=receiver.url).reason == "not_their_answer"


SMS = {"body": '{"to":"{phone}","p":{"text":"{text}"},"id":"{id}"}', "form": "json", "field": "Code", "fine": "OK"} | {
    "id_field": "Biz.0.Id",
    "busy": "LIMIT",
}


def test_a_text_message_fills_the_template_and_reads_the_answer(app: Flask, receiver: Receiver) -> None:
    receiver.says = lambda number: (200, {"Code": "OK", "Biz": [{"Id": 77}]})
    found = sent(app, sms.send, SMS, url=receiver.url, headers="Authorization: Bearer s\nbad header")
    assert (found.what, found.their_id) == (ACCEPTED, "77")
    [got] = receiver.got
    assert got.json == {"to": "13812341234", "p": {"text": MESSAGE.text}, "id": MESSAGE.id}
    assert got.headers["authorization"] == "Bearer s"
    receiver.says = lambda number: (200, {"Code": "LIMIT"} if number == 2 else {"Code": "BLACK_LIST"})
    assert (sent(app, sms.send, SMS, url=receiver.url).what, sent(app, sms.send, SMS, url=receiver.url).reason) == (
        LATER,
        "code BLACK_LIST",
    )


def test_a_form_is_escaped_as_a_form(app: Flask, receiver: Receiver) -> None:
    receiver.says = lambda number: (200, {"Code": "OK"})
    sent(app, sms.send, SMS | {"form": "form", "body": "to={phone}&text={text}"}, url=receiver.url)
    assert receiver.got[0].body.startswith(b"to=13812341234&text=%E6%82%A8") and b"&" not in receiver.got[0].body[20:]


def test_a_webhook_is_signed_as_the_standard_says_and_keeps_its_id(app: Flask, receiver: Receiver) -> None:
    key = "whsec_" + base64.b64encode(b"k" * 24).decode()
    receiver.says = lambda number: (500, {}) if number == 1 else (204, b"")
    assert sent(app, webhook.send, {}, url=receiver.url, key=key).what == LATER
    found = sent(app, webhook.send, {}, url=receiver.url, key=key)
    assert found.what == ACCEPTED and found.delivered
    for got in receiver.got:
        signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
        mark = base64.b64encode(hmac.new(b"k" * 24, signed, hashlib.sha256).digest()).decode()
        assert got.headers["webhook-signature"] == f"v1,{mark}"
    assert {got.headers["webhook-id"] for got in receiver.got} == {MESSAGE.id}
    receiver.says = lambda number: (410, {})
    assert sent(app, webhook.send, {}, url=receiver.url).gone


def mailed(app: Flask, postbox: Postbox, to: str = "lin@example.com") -> Outcome:
    with app.app_context():
        return mail.send(_to(to), postbox.settings, {})


def _to(address: str) -> Message:
    return Message(MESSAGE.id, address, MESSAGE.subject, MESSAGE.text, "late", "v", "n", "o")


def test_mail_is_handed_over_with_an_id_that_stays(app: Flask, postbox: Postbox) -> None:
    assert mailed(app, postbox).what == mailed(app, postbox).what == ACCEPTED
    read = [email.message_from_bytes(each.content, policy=default) for each in postbox.mails]
    assert read[0]["Subject"] == "主题" and '"林"' in read[0].get_content()
    assert read[0]["Message-ID"] == read[1]["Message-ID"] and read[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("says", "what", "reason"), [("451 later", LATER, "mail 451"), ("554 spam", REFUSED, "mail 554")]
)
def test_mail_that_is_not_taken(app: Flask, postbox: Postbox, says: str, what: str, reason: str) -> None:
    postbox.says = lambda number: says
    found = mailed(app, postbox)
    assert (found.what, found.reason) == (what, reason)


def test_a_recipient_that_nobody_knows_is_refused(app: Flask, postbox: Postbox) -> None:
    postbox.rcpt_says = "550 no such user"
    assert mailed(app, postbox).reason == "mail 550"


def test_b2_a_line_cut_after_the_message_is_unknown_because_the_server_has_it(app: Flask, postbox: Postbox) -> None:
    postbox.says = lambda number: None
    assert mailed(app, postbox).what == UNKNOWN
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@y.example", "no address", ""])
def test_an_address_that_would_break_out_is_refused(app: Flask, postbox: Postbox, address: str) -> None:
    assert mailed(app, postbox, address).what == REFUSED
    assert not postbox.mails or "y.example" not in str(postbox.rcpts)


def test_mail_to_a_server_inside_needs_the_operator(app: Flask) -> None:
    with app.app_context():
        found = mail.send(_to("a@b.example"), {"host": "127.0.0.2", "port": 25, "sender": "x@y.example"}, {})
    assert (found.what, found.reason) == (REFUSED, "address_inside")
