"""Which facts of a visit may be a complaint: the marks of 4.2."""

from __future__ import annotations

import re

import pytest

from server.complaints.candidates import NOT_SATISFIED, why_of
from tests.architecture.sources import text


@pytest.mark.parametrize("kind", ["signed", "signed_on_own_phone"])
@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("对结果不满意", "declined"),
        ("对结果不满意：还是漏水", "declined"),
        ("Not satisfied: it still drips", "declined"),
        ("不方便签：我要投诉", "declined"),
        ("不想签", ""),
        ("Cannot sign", ""),
    ],
)
def test_42_a_signature_that_is_declined_because_nothing_is_good_is_a_candidate(
    kind: str, reason: str, why: str
) -> None:
    assert why_of(kind, {"way": "declined", "relation": "self", "reason": reason}) == why


@pytest.mark.parametrize(("language", "words"), zip(("zh-CN", "en"), NOT_SATISFIED, strict=True))
def test_42_the_words_are_those_of_the_customers_page(language: str, words: str) -> None:
    """The phone keeps the reason in the customer's words, so both must say the same."""
    said = re.search(r"not_satisfied: '([^']+)'", text(f"pwa/technician/customer-mode/messages/{language}.ts"))
    assert said is not None and said[1] == words
