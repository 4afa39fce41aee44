"""The canonical subset: one text for one value, the same as the reference implementation writes, and nothing outside it."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.canonical import NotCanonical, canonical, canonical_bytes, check, parse, same_order

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_it_is_what_the_reference_writes_and_reads_back(value: Any) -> None:
    written = canonical(value)
    assert written == rfc8785.dumps(value)
    assert parse(written.decode()) == value


@given(st.dictionaries(st.text("aZ林，\ue000\uffff\U0001f600\U00020000", max_size=3), st.booleans()))
def test_the_quick_writing_is_the_canonical_one_wherever_it_may_be_used(value: dict[str, bool]) -> None:
    written = canonical_bytes(value)
    assert not same_order(written.decode()) or written == canonical(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "null"),
        (1.0, "not_in_subset"),
        (float("nan"), "not_in_subset"),
        (2**53, "unsafe_integer"),
        ("\x00", "nul"),
        ("\ud83d", "lone_surrogate"),
        ({"\ud83d": 1}, "lone_surrogate"),
        ({1: 1}, "key_not_text"),
        ({"a": [None]}, "null"),
        (b"", "not_in_subset"),
    ],
)
def test_what_is_outside_the_subset_is_named_with_its_place(value: object, why: str) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical(value)
    assert caught.value.why == why and caught.value.where.startswith("$")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "1.0",
        "1e2",
        "null",
        "NaN",
        "Infinity",
        '{"a":1,"a":2}',
        r'"\u0000"',
        r'"\ud83d"',
        "9007199254740992",
        "[" * 99 + "]" * 99,
        "[" * 100_000,
    ],
)
def test_texts_that_are_not_of_the_subset_are_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse(text)


def test_whether_every_key_is_ascii_is_told() -> None:
    assert check({"a": [{"b": "林"}]}) is True
    assert check({"a": [{"林": 1}]}) is False
