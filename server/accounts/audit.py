"""Who did what to accounts, phones and settings: one entry each, chained by hash and signed by the server (0096).

An entry commits to what it says by a salted hash, so that the words can be removed when their time is over and the chain still holds.
Where somebody sits is kept as a keyed hash: entries of one place can be told to be so, and no address is stored.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import has_request_context
from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import Organisation, key_of_this_server
from server.kernel import clock, rate_limit
from server.kernel.authorise import caller
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, document_hash, server_signed, sha256
from server.kernel.db import Hash, Model, Moment, OfOrganisation, db
from server.kernel.signing import sign

log = logging.getLogger("doorstep.audit")
TYPE = "audit-entry"
BEGINNING = "0" * 64
SIGN_INS = (
    "signed_in",
    "sign_in_refused",
    "sign_in_slowed",
    "signed_out",
    "session_ended",
    "sessions_ended",
    "password_changed",
    "password_chosen",
    "second_factor_refused",
    "recovery_code_used",
)  # their words are kept for months only
CHANGES = (
    "organisation_made",
    "invited",
    "reset_link",
    "readmitted",
    "roles_changed",
    "team_changed",
    "details_changed",
    "left",
    "team_added",
    "team_renamed",
    "device_enrolled",
    "device_revoked",
    "device_unlocked",
    "settings_changed",
    "calendar_imported",
    "limits_published",
    "wording_published",
    "responsibility_named",
    "responsibility_ended",
    "held_released",
    "held_attached",
    "held_set_aside",
    "held_brought_back",
    "retention_set",
    "hold_placed",
    "hold_lifted",
    "erasure_asked",
    "erasure_done",
    "erasure_refused",
    "second_factor_set",
    "second_factor_removed",
    "factor_removed_by_operator",
    "recovery_codes_made",
    "factor_reset_asked",
    "factor_reset_done",
    "factor_reset_refused",
    "named_in_charge",
    "api_key_made",
    "api_key_revoked",
    "access_read",
    "calendar_feed_made",
    "calendar_feed_ended",
    "webhook_made",
    "webhook_turned",
    "webhook_rotated",
    "webhook_replayed",
    "imported",
    "import_undone",
    "exported",
    "attachment_added",
    "attachment_removed",
    "attachment_put_back",
)


class AuditEntry(OfOrganisation, Model):
    """One entry. `said` is canonical JSON with a salt, None when it was removed by rule; `kind` repeats its `what` for lists."""

    __tablename__ = "audit_entry"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(24))
    said: Mapped[str | None] = mapped_column(Text)
    said_hash: Mapped[str] = mapped_column(Hash)
    previous: Mapped[str] = mapped_column(Hash)
    issuer: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(88))
    hash: Mapped[str] = mapped_column(Hash)
    __table_args__ = (Index(None, "organisation_id", "kind", "number"),)

    def words(self) -> dict[str, Any]:
        """What it says; empty where that was removed."""
        found: dict[str, Any] = json.loads(self.said) if self.said else {}
        return found

    def document(self) -> dict[str, Any]:
        """What the server signed."""
        return {
            "v": 1,
            "type": TYPE,
            "organisation": self.organisation_id,
            "number": self.number,
            "at": self.at,
            "kind": self.kind,
            "said": self.said_hash,
            "prev": self.previous,
            "issuer": self.issuer,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a chain found: how many entries, of how many the words were removed, and the first number that does not hold."""

    entries: int
    removed: int
    broken_at: int | None


def note(organisation: str, what: str, about: str | None = None, *, by: str | None = None, **detail: Any) -> None:
    """Inside `write`: one more entry. `about` is the id of a person, phone or thing; `by` who acts ('' nobody known), else who asks."""
    # one writer at a time for each organisation, because a chain has one end
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation).with_for_update(key_share=True))
    db.session.flush()
    last = db.session.scalar(
        select(AuditEntry)
        .where(AuditEntry.organisation_id == organisation)
        .order_by(AuditEntry.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    who = caller() if by is None and has_request_context() else None
    said = {
        "salt": secrets.token_hex(16),
        "by": (by or None) if by is not None else who.person.id if who else None,
        "about": about,
        "place": place(),
        **({"detail": detail} if detail else {}),
    }
    text = canonical({name: value for name, value in said.items() if value is not None}).decode()
    signed = sign(
        {
            "v": 1,
            "type": TYPE,
            "organisation": organisation,
            "number": last.number + 1 if last else 1,
            "at": clock.now(),
            "kind": what,
            "said": sha256(text.encode()),
            "prev": last.hash if last else BEGINNING,
        }
    )
    db.session.add(
        AuditEntry(
            organisation_id=organisation,
            number=signed["number"],
            at=signed["at"],
            kind=what,
            said=text,
            said_hash=signed["said"],
            previous=signed["prev"],
            issuer=signed["issuer"],
            signature=signed["signature"],
            hash=document_hash(signed),
        )
    )
    log.info("%s %s", what, signed["number"])  # names nobody: the entry itself does


def place() -> str | None:
    """Where a request comes from, as a short keyed hash; None on the command line."""
    return rate_limit.keyed_hash(f"audit\n{rate_limit.network()}")[:8] if has_request_context() else None


def check(organisation: str) -> Checked:
    """Check every entry of an organisation: its number, its link, its words and its signature."""
    entries = removed = 0
    before = BEGINNING
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.organisation_id == organisation).order_by(AuditEntry.number)
    )
    for entries, row in enumerate(rows.yield_per(500), 1):
        if not holds(row, entries, before):
            return Checked(entries, removed, entries)
        removed += row.said is None
        before = row.hash
    return Checked(entries, removed, None)


def holds(row: AuditEntry, number: int, previous: str) -> bool:
    """Whether this entry is the one that was written at this place of the chain."""
    document = row.document()
    key = key_of_this_server(row.issuer)
    return (
        row.number == number
        and row.previous == previous
        and row.hash == document_hash(document)
        and (row.said is None or sha256(row.said.encode()) == row.said_hash)
        and key is not None
        and server_signed(key, row.signature, document_bytes(document))
    )


def newest(organisation: str, kinds: Sequence[str] | None, before: int | None, most: int) -> list[AuditEntry]:
    """The newest entries, at most `most`, older than the number `before`; of these kinds or of all."""
    wanted = select(AuditEntry).where(AuditEntry.organisation_id == organisation)
    if kinds is not None:
        wanted = wanted.where(AuditEntry.kind.in_(kinds))
    if before is not None:
        wanted = wanted.where(AuditEntry.number < before)
    return list(db.session.scalars(wanted.order_by(AuditEntry.number.desc()).limit(most)))


def head(organisation: str) -> tuple[int, str]:
    """(number, hash) of the last entry: what a log outside of this database may keep."""
    row = db.session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.organisation_id == organisation)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).first()
    return (row.number, row.hash) if row else (0, BEGINNING)


def forget_words(organisation: str, before: str, most: int = 500) -> int:
    """Inside `write`: remove the words of sign-in entries older than a moment; envelope, hash and signature stay. Returns how many."""
    due = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.organisation_id == organisation,
            AuditEntry.kind.in_(SIGN_INS),
            AuditEntry.at < before,
            AuditEntry.said.is_not(None),
        )
        .order_by(AuditEntry.number)
        .limit(most)
    ).all()
    for row in due:
        row.said = None
    return len(due)


def count(organisation: str) -> int:
    """How many entries there are."""
    return db.session.scalar(select(func.count()).where(AuditEntry.organisation_id == organisation)) or 0
