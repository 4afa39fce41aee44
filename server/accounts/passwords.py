"""Passwords: argon2id, the same work for a login that does not exist, and never more than a few at once."""

from __future__ import annotations

import hashlib
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app

_at_once = threading.BoundedSemaphore(4)  # because each one takes 19 MiB, and a storm of them must not take the machine


def hash_of(password: str) -> str:
    """The argon2id hash to store."""
    with _at_once:
        return _hasher(_testing()).hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; takes as long where nothing is stored."""
    hasher = _hasher(_testing())
    with _at_once:
        try:
            hasher.verify(stored or _nobodys(_testing()), password)
        except (Argon2Error, InvalidHashError):
            return False
    return stored is not None


def mark_of(stored: str | None) -> str:
    """What tells one stored hash from another and is no hash of the password."""
    return hashlib.sha256((stored or "").encode()).hexdigest()


def _testing() -> bool:
    return bool(current_app.config["TESTING"])


@cache
def _hasher(testing: bool) -> PasswordHasher:
    if testing:
        return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@cache
def _nobodys(testing: bool) -> str:
    return _hasher(testing).hash("nobody has this password")
