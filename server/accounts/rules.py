"""What holds for logins, passwords, roles and labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.kernel.roles import ROLES

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,78}[a-z0-9]", re.ASCII)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
ESTIMATED = 72  # characters: the estimator takes no more, and what follows makes nothing easier to guess
EASIEST = 3  # of zxcvbn's 0 to 4: 100 million guesses and more


def normal_login(text: str) -> str:
    """A login as it is stored: people type it with capitals and blanks around it."""
    return text.strip().lower()


def password_trouble(password: str, login: str, about: Iterable[str] = ()) -> str | None:
    """Why a new password is not good enough: `too_short`, `too_long`, `is_login`, `one_letter`, `widely_used`; None when it is.

    `about` are words that a stranger tries first for this person: names, badge, the organisation.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    if password.lower().startswith(login):
        return "is_login"
    if len(set(password)) < 4:
        return "one_letter"
    return "widely_used" if _guessed_early(password, [login, *about]) else None


def _guessed_early(password: str, words: list[str]) -> bool:
    """Whether lists of passwords, names, keyboards and dates lead to it in few guesses (0096)."""
    from zxcvbn import zxcvbn  # because its lists take memory that a server without new passwords need not give

    known = [part for word in words for part in (word, *re.split(r"[^\w]+", word)) if len(part) > 2]
    return bool(zxcvbn(password[:ESTIMATED], user_inputs=known)["score"] < EASIEST)


def roles_text(roles: list[str]) -> str:
    """Roles as they are stored, in one order; ValueError for an unknown or no role."""
    known = ROLES
    if not roles or set(roles) - set(known):
        raise ValueError("unknown role")
    return " ".join(role for role in known if role in roles)
