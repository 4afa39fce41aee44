"""The customers of a world, who scan codes with phones of their own: of three one signs at once, one when everything rests, one never."""

from __future__ import annotations

import struct
import uuid
import zlib
from datetime import UTC, datetime
from typing import Any

from server.kernel.chain import decode, encode
from tests.simulate.model import must
from tests.simulate.server import SimulatedServer

HEAD = struct.Struct(">BB16s16sI16s64s32s")
REFUSED = (
    "signing_code_wrong",
    "signing_code_over",
    "slow_down",
)  # the phone was revoked or its clock is wrong; it was too late


class Customer:
    """What lies on the doorstep between a technician's phone and the server."""

    def __init__(self, server: SimulatedServer) -> None:
        self.server, self.shown, self.waiting = server, 0, list[str]()

    def is_shown(self, code: str) -> None:
        """A code on the technician's phone."""
        self.shown += 1
        if self.shown % 3 == 1:
            self._signs(code)
        elif self.shown % 3 == 2:
            self.waiting.append(code)

    def signs_later(self) -> None:
        """Those who took their time."""
        for code in self.waiting:
            self._signs(code)
        self.waiting.clear()

    def _signs(self, code: str) -> None:
        offer, text = read(code)
        form: dict[str, Any] = {"offer": offer, "text": text, "way": "declined", "relation": "self", "reason": "不想签"}
        with self.server.telling():
            if self.shown % 2:
                survey = (
                    self.server.app.test_client().post("/api/v1/signing-offers", json=offer).get_json().get("survey")
                )
                asked = survey["questions"] if survey else []
                form |= {"comment": "慢了一点"}
                form |= {"answers": {each["id"]: each["choices"][-1]["value"] for each in asked}} if asked else {}
            first, again = (self.server.app.test_client().post("/api/v1/signatures", json=form) for _ in range(2))
        if first.status_code != 201:
            must(first.get_json().get("code") in REFUSED, "P2", "a true code is refused", first.get_json())
            return
        must(again.status_code == 200 and again.get_json() == first.get_json(), "P2", "signed twice", again.get_json())


def read(code: str) -> tuple[dict[str, Any], str]:
    """What a code says: the offer as the page sends it, and the text."""
    raw = decode(code)
    _, flags, visit, device, seconds, nonce, signature, shown = HEAD.unpack_from(raw)
    text = raw[HEAD.size :]
    until = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    offer = {"visit": str(uuid.UUID(bytes=visit)), "device": str(uuid.UUID(bytes=device)), "until": until}
    offer |= {"nonce": encode(nonce), "signature": encode(signature), "shown": shown.hex()}
    offer |= {"language": "en" if flags & 2 else "zh-CN"}
    return offer, (zlib.decompress(text, -15) if flags & 1 else text).decode()
