"""What a customer says to the company alone: the technician may stand beside, so no phone is told its words."""

from __future__ import annotations

import json
from typing import Any

from server.kernel.canonical import canonical
from server.kernel.chain import without_body

Json = dict[str, Any]


def is_confidential(fact: Json) -> bool:
    """A comment, unless it says what is wrong on the pages that are signed: that the technician puts right."""
    return fact["kind"] == "commented" and not fact.get("body", {}).get("objects")


def for_phones(text: str) -> str:
    """A stored fact as phones are told it; the commitment keeps the place of confidential words, so hash and chain hold."""
    if '"kind":"commented"' not in text:
        return text  # because nearly all are, and reading each is what a first fetch would take longest for
    fact = json.loads(text)
    return canonical(without_body(fact)).decode() if is_confidential(fact) else text
