"""The portrait by which a customer knows who comes: drawn anew from what was uploaded, shown only while the visit is ahead or under way."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts import audit
from server.accounts.models import Person
from server.evidence.rules import FORMATS, LARGEST, rendition, turn_of
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.wiring import Leaving
from server.visits.models import Visit
from server.visits.rules import FINISHED

UPLOAD = 8 * LARGEST  # bytes of a photograph as a camera makes it
SIZE = (136, 160)  # px, twice what the page shows
MOST_BYTES = 8 * 1024


class Portrait(OfOrganisation, Model):
    """A JPEG of our own making. That it is here says that the person agreed to customers seeing it; `changed_by` heard it."""

    __tablename__ = "portrait"
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


def drawn(content: bytes) -> bytes:
    """The portrait out of an uploaded picture: upright, cut to its frame, without anything that the camera wrote. `bad_input` for what is none."""
    if not content or len(content) > UPLOAD:
        raise Problem("bad_input", {"portrait": ["portrait_size" if content else "portrait_missing"]})
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS.values())) as received:
            turn = turn_of(received)
        plain = Image.open(io.BytesIO(rendition(content, 1024, turn)))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Problem("bad_input", {"portrait": ["portrait_not_a_picture"]}) from None
    cut = ImageOps.fit(plain, SIZE, centering=(0.5, 0.35))  # faces are above the middle
    for quality in (80, 60, 40, 20):
        out = io.BytesIO()
        cut.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def keep(organisation: str, by: str, person: str, picture: bytes) -> None:
    """Inside `write`: customers see this portrait from now on."""
    must_find(Person, organisation, person)
    row = db.session.get(Portrait, (organisation, person)) or Portrait(organisation_id=organisation, person_id=person)
    row.content, row.changed_at, row.changed_by = picture, clock.now(), by
    db.session.add(row)
    audit.note(organisation, "portrait_set", person, by=by)


def remove(organisation: str, by: str, person: str) -> None:
    """Inside `write`: customers see it no more, and it is gone."""
    must_find(Person, organisation, person)
    if (row := db.session.get(Portrait, (organisation, person))) is not None:
        db.session.delete(row)
        audit.note(organisation, "portrait_removed", person, by=by)


def leave(leaving: Leaving) -> None:
    """Inside `write`: the portrait of somebody who leaves goes with them."""
    if (row := db.session.get(Portrait, (leaving.organisation, leaving.person))) is not None:
        db.session.delete(row)


def portrait_of(visit: Visit) -> Portrait | None:
    """Of whoever comes, until the visit is over."""
    if visit.lead_id is None or visit.state in FINISHED:
        return None
    return db.session.get(Portrait, (visit.organisation_id, visit.lead_id))
