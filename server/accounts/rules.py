"""What holds for logins, passwords, roles and labels. Pure."""

from __future__ import annotations

import re

from server.kernel.roles import ROLES

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,78}[a-z0-9]", re.ASCII)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
WIDELY_USED = {
    "1234567890",
    "0123456789",
    "password123",
    "qwertyuiop",
    "1q2w3e4r5t",
    "a123456789",
    "woaini1314",
    "5201314520",
}


def normal_login(text: str) -> str:
    """A login as it is stored: people type it with capitals and blanks around it."""
    return text.strip().lower()


def password_trouble(password: str, login: str) -> str | None:
    """Why a new password is not good enough: `too_short`, `too_long`, `is_login`, `widely_used`, `one_letter`; None when it is."""
    if len(password) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    if password.lower().startswith(login):
        return "is_login"
    if password.lower() in WIDELY_USED:
        return "widely_used"
    return "one_letter" if len(set(password)) < 4 else None


def roles_text(roles: list[str]) -> str:
    """Roles as they are stored, in one order; ValueError for an unknown or no role."""
    known = ROLES
    if not roles or set(roles) - set(known):
        raise ValueError("unknown role")
    return " ".join(role for role in known if role in roles)
