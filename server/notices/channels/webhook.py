"""The organisation's own system, told as Standard Webhooks has it: an id that stays the same at every attempt, a moment, a signature."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from server.kernel import clock
from server.notices.channels.http import judged, post
from server.notices.channels.outcome import Message, Outcome, accepted

PREFIX = "whsec_"


def send(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """POST `{type, timestamp, data}`; any 2xx is taken for accepted. The receiver knows a second one by its id."""
    now = clock.now()
    data = {"notice": message.id, "kind": message.kind, "visit": message.visit, "number": message.number}
    data |= {"customer": message.to, "subject": message.subject, "text": message.text}
    said = {"type": f"notice.{message.kind}", "timestamp": now, "data": data}
    body = json.dumps(said, ensure_ascii=False).encode()
    answer = post(secret.get("url", ""), body, signed_headers(message.id, now, body, [secret.get("key", "")]))
    if isinstance(answer, Outcome):
        return answer
    return judged(answer) or accepted(delivered=True)


def signed_headers(id_: str, at: str, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The headers of a message: its id, the moment of this attempt, and a signature by each key that there is."""
    stamp = str(int(clock.instant(at).timestamp()))
    marks = [
        hmac.new(key, f"{id_}.{stamp}.".encode() + body, hashlib.sha256).digest()
        for each in keys
        if (key := key_of(each))
    ]
    headers = {"Content-Type": "application/json", "webhook-id": id_, "webhook-timestamp": stamp}
    signature = " ".join(f"v1,{base64.b64encode(mark).decode()}" for mark in marks)
    return headers | ({"webhook-signature": signature} if signature else {})


def key_of(text: str) -> bytes:
    """The bytes of a key `whsec_…` (base64), else those of the text itself."""
    if not text.startswith(PREFIX):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (ValueError, binascii.Error):
        return text.encode()
