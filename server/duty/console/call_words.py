"""How a missed call is named where something was left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from server.duty.models import PhoneCall
from server.i18n.messages import translate
from server.kernel.db import db
from server.kernel.text.phones import spaced_phone


def say(organisation: str, ids: Sequence[str], language: str) -> Mapping[str, tuple[str, str]]:
    """id → (words, address) of the calls among these."""
    wanted = select(PhoneCall).where(PhoneCall.organisation_id == organisation, PhoneCall.id.in_(ids))
    return {
        row.id: (
            spaced_phone(row.caller, language) if row.caller else translate("console.duty.no_number", language),
            url_for("console.duties"),
        )
        for row in db.session.scalars(wanted)
    }
