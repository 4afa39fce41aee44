"""The quick look at what comes in: it says yes only where the schema says yes, and it does say yes to what phones send."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema

from server.kernel.fast_validation import certainly_valid, errors_in
from server.sync.schemas import SyncRequest
from server.visits.log.kinds import KINDS

SCHEMAS: dict[str, Schema] = {
    **{kind: form.schema for kinds in KINDS.values() for kind, form in kinds.items()},
    "sync": SyncRequest(),
}
ID, MOMENT, HASH = "0190163d-8694-739b-aea5-966c26f8ad91", "2026-07-14T01:02:03.004Z", "a" * 64
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(
        [
            "",
            ID,
            MOMENT,
            HASH,
            "zh-CN",
            "visit",
            "done",
            "self",
            "drawn",
            "call",
            "12:30",
            "x" * 61,
            "x" * 201,
            "x" * 2001,
            ID + "\n",
        ]
    ),
)


def objects(names: list[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2),
            st.dictionaries(st.sampled_from([*names, "from", "to", "unknown"]), inner, max_size=4),
        ),
        max_leaves=8,
    )


def bodies(kind: str) -> st.SearchStrategy[tuple[str, Any]]:
    names = [field.data_key or name for name, field in SCHEMAS[kind].load_fields.items()]
    return st.tuples(st.just(kind), st.fixed_dictionaries({}, optional={name: objects(names) for name in names}))


@settings(max_examples=400)
@given(st.one_of([bodies(kind) for kind in SCHEMAS]))
def test_what_fits_plainly_fits_the_schema_and_every_trouble_is_the_schemas(drawn: tuple[str, Any]) -> None:
    """Guard: server/kernel/fast_validation.py:_of_field, _of_validator"""
    kind, value = drawn
    assert errors_in(SCHEMAS[kind], value) == SCHEMAS[kind].validate(value)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("opened", {}),
        ("answered", {"step": "symptoms", "value": "offline"}),
        ("answered", {"step": "symptoms", "value": True}),
        ("noted", {"text": "光猫红灯", "about": "visit"}),
        ("arrived", {"place": {"lat": 1, "lon": 2, "datum": "WGS-84", "accuracy": 9}}),
        (
            "photographed",
            {"step": "s", "purpose": "p", "sha256": HASH, "size": 1, "type": "image/jpeg", "width": 1, "height": 1},
        ),
        ("withdrawn", {"fact": ID, "reason": "slip"}),
        ("visit_note_left", {"arrived": "12:30", "left": "12:50", "phone": "1", "contact": "a"}),
        (
            "sync",
            {
                "protocol": 1,
                "app_version": "1.0",
                "device": ID,
                "cursor": 0,
                "facts": ["{}"],
                "told": {"unsent": 0, "now": MOMENT},
            },
        ),
    ],
)
def test_what_phones_send_all_day_fits_plainly(kind: str, body: dict[str, Any]) -> None:
    assert certainly_valid(SCHEMAS[kind], body) and not SCHEMAS[kind].validate(body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("answered", {"step": "symptoms"}),
        ("noted", {"text": "a", "more": 1}),
        ("noted", {"text": ""}),
        ("noted", {"text": "x" * 2001}),
        ("running_late", {"minutes": True}),
        ("running_late", {"minutes": 0}),
        ("customer_told", {"about": "late", "how": "shout", "result": "reached"}),
        ("withdrawn", {"fact": ID + "\n", "reason": "slip"}),
        ("instructed", {}),
        ("noted", []),
    ],
)
def test_what_does_not_fit_is_never_plain(kind: str, body: Any) -> None:
    assert not certainly_valid(SCHEMAS[kind], body) and SCHEMAS[kind].validate(body)
