"""Group robots of WeCom, DingTalk and Feishu. They answer 200 also where they refuse; what counts is the code in the body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from server.kernel import clock
from server.notices.channels.http import Answer, by_code, post
from server.notices.channels.outcome import Message, Outcome

JSON = {"Content-Type": "application/json; charset=utf-8"}
LONGEST = 2000  # bytes that every one of them takes
WECOM_BUSY = (-1, 45009)  # busy; too many a minute
DINGTALK_BUSY = (-1, 130101, 410100)
FEISHU_BUSY = (9499, 11232, 11233)


def wecom(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """A group of 企业微信; the robot's address is the secret."""
    body = {"msgtype": "text", "text": {"content": _text(message)}}
    return _judged(post(secret.get("url", ""), _json(body), JSON), ("errcode",), WECOM_BUSY, ("errmsg",))


def dingtalk(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """A group of 钉钉; where the robot wants a signature it is made of the moment and the secret."""
    url = secret.get("url", "")
    if key := secret.get("key"):
        stamp = str(_milliseconds())
        mark = base64.b64encode(hmac.new(key.encode(), f"{stamp}\n{key}".encode(), hashlib.sha256).digest()).decode()
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(mark)}"
    body = {"msgtype": "text", "text": {"content": _text(message)}}
    return _judged(post(url, _json(body), JSON), ("errcode",), DINGTALK_BUSY, ("errmsg",))


def feishu(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """A group of 飞书; signed with the key where one is set."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": _text(message)}}
    if key := secret.get("key"):
        stamp = str(_milliseconds() // 1000)
        mark = hmac.new(f"{stamp}\n{key}".encode(), b"", hashlib.sha256).digest()
        body |= {"timestamp": stamp, "sign": base64.b64encode(mark).decode()}
    return _judged(
        post(secret.get("url", ""), _json(body), JSON), ("code", "StatusCode"), FEISHU_BUSY, ("msg", "StatusMessage")
    )


def _judged(answer: Answer | Outcome, names: tuple[str, ...], busy: tuple[int, ...], words: tuple[str, ...]) -> Outcome:
    return answer if isinstance(answer, Outcome) else by_code(answer, names, (0,), busy, words)


def _text(message: Message) -> str:
    return message.text.encode()[:LONGEST].decode("utf-8", "ignore")


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _milliseconds() -> int:
    return int(clock.instant(clock.now()).timestamp() * 1000)
