"""Messages: every blank is one that its place fills, and one thing is spoken of as one."""

from __future__ import annotations

import re

from server.i18n.messages import catalogue, translate


def test_one_is_singular_in_english_and_two_are_plural() -> None:
    assert translate("console.phones.count", "en", count=1) == "1 phone"
    assert translate("console.phones.count", "en", count=2) == "2 phones"
    assert translate("console.phones.count", "zh-CN", count=1) == "1 部"


def test_no_english_message_counts_things_without_saying_how_one_is_called() -> None:
    wrong = {
        key: text["en"]
        for key, text in catalogue().items()
        if re.search(r"\{count\} [a-z]+(?<!\{)s\b(?! more)", text["en"])
    }
    assert {key: text for key, text in wrong.items() if "first {count}" not in text} == {}
