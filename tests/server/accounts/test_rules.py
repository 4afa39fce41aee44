"""What holds for logins, passwords and roles, without a database."""

from __future__ import annotations

import pytest

from server.accounts import rules


@pytest.mark.parametrize("login", ["liming", "li.ming-2", "0117", "a_b", "li@example.org"])
def test_logins_that_people_have(login: str) -> None:
    assert rules.LOGIN.fullmatch(login)


def test_capitals_and_blanks_around_a_login_do_not_matter() -> None:
    assert rules.normal_login("  LiMing\n") == "liming"


@pytest.mark.parametrize(
    ("password", "trouble"),
    [
        ("nine char", "too_short"),
        ("ten chars!", None),
        ("一二三四五六七八九十", None),
        ("x" * 201, "too_long"),
        ("LiMing-2026", "is_login"),
        ("password123", "widely_used"),
        ("abababababab", "one_letter"),
    ],
)
def test_passwords(password: str, trouble: str | None) -> None:
    assert rules.password_trouble(password, "liming") == trouble


def test_roles_are_stored_in_one_order() -> None:
    assert rules.roles_text(["administrator", "technician"]) == "technician administrator"
    with pytest.raises(ValueError):
        rules.roles_text(["nobody"])
