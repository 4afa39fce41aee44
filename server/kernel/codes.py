"""Codes that people read from paper or follow in a link: drawn so that nobody guesses or mistakes one, and known however they are typed."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from server.kernel.chain import CODE_LETTERS, as_written
from server.kernel.db import db
from server.kernel.fence import across

OF_A_LINK = 10  # letters: longer than a receipt's, because such a code opens words and not only what a paper says


def drawn(length: int) -> str:
    """So many letters by chance, none of which looks like another one."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def code_in(typed: str, length: int = OF_A_LINK) -> str:
    """The code that was typed; '' where it cannot be one."""
    code = as_written(typed)
    return code if len(code) == length and set(code) <= set(CODE_LETTERS) else ""


def new_code(column: InstrumentedAttribute[Any]) -> str:
    """A link's code that stands nowhere in this column, whichever organisation's: a link names none."""
    while True:
        code = drawn(OF_A_LINK)
        with across():
            taken = db.session.scalar(select(column).where(column == code).limit(1))
        if taken is None:
            return code
