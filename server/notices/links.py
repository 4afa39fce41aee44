"""The code by which a customer opens the page of a visit: made once, ten letters that nobody guesses."""

from __future__ import annotations

import secrets

from flask import current_app
from sqlalchemy import select

from server.kernel import clock
from server.kernel.chain import CODE_LETTERS
from server.kernel.db import db
from server.kernel.fence import across
from server.notices.models import VisitLink

CODE_LENGTH = 10


def link_of(organisation: str, visit: str) -> str:
    """Inside `write`: the address of the visit's page for its customer."""
    row = db.session.get(VisitLink, (organisation, visit))
    if row is None:
        row = VisitLink(organisation_id=organisation, visit_id=visit, code=_new_code(), created_at=clock.now())
        db.session.add(row)
        db.session.flush()
    return f"{current_app.config['DOORSTEP'].public_url}/v/{row.code}"


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        with across():
            taken = db.session.scalar(select(VisitLink.visit_id).where(VisitLink.code == code))
        if taken is None:
            return code
