"""Every code that a fact or a request can get has a sentence in both languages and a next step."""

from __future__ import annotations

import re
from pathlib import Path

from server.kernel.problem import entries, next_step

SERVER = Path(__file__).parents[3] / "server"


def test_every_code_that_is_raised_or_given_is_in_the_catalogue() -> None:
    found = set()
    for path in SERVER.rglob("*.py"):
        found |= set(re.findall(r'(?:Problem|quarantine|_NotUnderstood)\("([a-z_]+)"', path.read_text("utf-8")))
    found |= {
        "lead_ends",
        "fact_unknown",
        "unknown_kind",
        "unknown_field",
        "body_not_understood",
        "step_unknown",
        "other_device",
    }
    assert found - entries().keys() == set()


def test_every_problem_is_worded_in_both_languages() -> None:
    for code, entry in entries().items():
        assert 400 <= entry["status"] <= 599, code
        for part in ("title", "detail", "next"):
            assert set(entry[part]) == {"zh-CN", "en"} and all(entry[part].values()), code


def test_what_is_no_problem_has_no_next_step() -> None:
    assert next_step("applied") is None and next_step("chain_broken")
