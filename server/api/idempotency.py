"""A request with an `Idempotency-Key` acts once: the same again gets the same answer for a day, another under the same key is refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import Index, String, Text, delete
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.api_keys import key_caller
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation, db
from server.kernel.problem import Problem
from server.kernel.transaction import write

HEADER = "Idempotency-Key"
TOKEN = re.compile(r"[!-~]{1,80}")
KEPT_HOURS = 24


class ApiAnswer(OfOrganisation, Model):
    """What a request was answered: `said` is the hash of what it said, `answer` JSON."""

    __tablename__ = "api_answer"
    key_id: Mapped[str] = mapped_column(Id, primary_key=True)
    token: Mapped[str] = mapped_column(String(80), primary_key=True)
    said: Mapped[str] = mapped_column(Hash)
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "at"),)


def once(work: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], int]:
    """(answer, 201) of `work` in one write, (the same answer, 200) of a request that came before. `key_needed`, `key_used_otherwise`."""
    who, token = key_caller(), request.headers.get(HEADER, "")
    if not TOKEN.fullmatch(token):
        raise Problem("idempotency_key_needed")
    said = hashlib.sha256(b"%s\n%s" % (_address(), request.get_data(cache=True))).hexdigest()

    def act() -> tuple[dict[str, Any], int]:
        alone_in_this_write(f"api {who.key} {token}")
        before = db.session.get(ApiAnswer, (who.organisation, who.key, token))
        if before is not None:
            if before.said != said:
                raise Problem("idempotency_key_used")
            return json.loads(before.answer), 200
        answer = work()
        db.session.add(
            ApiAnswer(
                organisation_id=who.organisation,
                key_id=who.key,
                token=token,
                said=said,
                answer=json.dumps(answer, ensure_ascii=False),
                at=clock.now(),
            )
        )
        return answer, 201

    return write(act)


def _address() -> bytes:
    """Where the request went, with what its address says of it."""
    return request.path.encode() + (b"?" + request.query_string if request.query_string else b"")


def forget_old(organisation: str) -> int:
    """The job: answers older than a day; how many."""
    before = clock.later(clock.now(), hours=-KEPT_HOURS)
    old = (ApiAnswer.organisation_id == organisation, ApiAnswer.at < before)
    return write(lambda: int(getattr(db.session.execute(delete(ApiAnswer).where(*old)), "rowcount", 0)))
