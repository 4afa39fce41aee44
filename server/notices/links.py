"""The code by which a customer opens the page of a visit: made once, ten letters that nobody guesses."""

from __future__ import annotations

from flask import current_app

from server.kernel import clock
from server.kernel.codes import new_code
from server.kernel.db import db
from server.notices.models import VisitLink


def link_of(organisation: str, visit: str) -> str:
    """Inside `write`: the address of the visit's page for its customer."""
    row = db.session.get(VisitLink, (organisation, visit))
    if row is None:
        row = VisitLink(
            organisation_id=organisation, visit_id=visit, code=new_code(VisitLink.code), created_at=clock.now()
        )
        db.session.add(row)
        db.session.flush()
    return f"{current_app.config['DOORSTEP'].public_url}/v/{row.code}"
