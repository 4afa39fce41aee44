"""Who is there: organisations, teams, people, their devices, sign-ins, and the server's own keys."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.canonical import NotCanonical
from server.kernel.chain import document_bytes, encode, server_signed
from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation, db

KEY_ID = re.compile("[0-9a-f]{16}")


class Organisation(Model):
    """A tenant. Times are shown in its zone; `slug` is for the command line."""

    __tablename__ = "organisation"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str | None] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    hotline: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    created_at: Mapped[str] = mapped_column(Moment)
    second_factor: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # whether the office must have one


class Team(OfOrganisation, Model):
    """A branch of the organisation."""

    __tablename__ = "team"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str | None] = mapped_column(String(80))


class Person(OfOrganisation, Model):
    """Somebody of the staff. `login` is unique in the installation; `roles` are words separated by a space."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team_id: Mapped[str | None] = mapped_column(Id)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str | None] = mapped_column(String(80))
    badge: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    roles: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(160))
    left_at: Mapped[str | None] = mapped_column(Moment)
    created_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "organisation_id", "badge", "name"),
        Index(None, "organisation_id", "team_id", "badge", "name"),
    )

    def has_role(self, *roles: str) -> bool:
        """Whether the person has any of these roles and still works here."""
        return self.left_at is None and bool(set(roles) & set(self.roles.split()))


class SignIn(Model):
    """A session: opaque to the browser, found by the hash of its token, ended by time, sign-out, revocation or a new password."""

    __tablename__ = "sign_in"
    token_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    device_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[str] = mapped_column(Moment)
    expires_at: Mapped[str] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    last_seen_at: Mapped[str | None] = mapped_column(
        Moment
    )  # of a browser, to the minute or so; a phone tells it itself
    browser: Mapped[str | None] = mapped_column(String(40))  # two words for its owner to know it again
    __table_args__ = (Index(None, "organisation_id", "person_id"),)


class Invitation(Model):
    """A one-time link that lets a person set a password: for an invitation and for a reset. `purpose`: invite | reset."""

    __tablename__ = "invitation"
    token_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    purpose: Mapped[str] = mapped_column(String(8))
    expires_at: Mapped[str] = mapped_column(Moment)
    used_at: Mapped[str | None] = mapped_column(Moment)


class Device(OfOrganisation, Model):
    """A phone of a person: its key, its certificate, where its sequence stands, and what it last told of itself."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    label: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str | None] = mapped_column(String(200))
    key_id: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[str] = mapped_column(Text)
    last_seq: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(default=0)
    enrolled_at: Mapped[str] = mapped_column(Moment)
    revoked_at: Mapped[str | None] = mapped_column(Moment)
    last_contact_at: Mapped[str | None] = mapped_column(Moment)
    app_version: Mapped[str | None] = mapped_column(String(20))
    unsent: Mapped[int | None]
    oldest_unsent_at: Mapped[str | None] = mapped_column(Moment)
    storage_free: Mapped[int | None]
    storage_quota: Mapped[int | None]
    storage_kept: Mapped[bool | None]
    clock_skew: Mapped[int | None]
    unlock_secret: Mapped[str | None] = mapped_column(String(43))
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "person_id"], ["person.organisation_id", "person.id"], name="fk_device_person"
        ),
        Index(None, "organisation_id", "person_id"),
        UniqueConstraint("id"),
    )


class Unlocking(OfOrganisation, Model):
    """Who of the office gave the code for which phone, for what the phone showed; kept, because a PIN guards the customer's turn."""

    __tablename__ = "unlocking"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    device_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    challenge: Mapped[str] = mapped_column(String(6))
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "person_id"], ["person.organisation_id", "person.id"], name="fk_unlocking_person"
        ),
        Index(None, "organisation_id", "device_id", "at"),
    )


class ServerKey(Model):
    """The public half of an Ed25519 key of this installation; old ones stay published. `rotation` is its predecessor's word that it follows."""

    __tablename__ = "server_key"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[str] = mapped_column(Moment)
    retired_at: Mapped[str | None] = mapped_column(Moment)
    rotation: Mapped[str | None] = mapped_column(Text)

    def published(self) -> dict[str, Any]:
        """As docs/PROTOCOL.md shows it: `{id, public_key, from, until?, rotation?}`."""
        found: dict[str, Any] = {"id": self.id, "public_key": encode(self.public_key), "from": self.created_at}
        found |= {"until": self.retired_at} if self.retired_at else {}
        return found | ({"rotation": json.loads(self.rotation)} if self.rotation else {})


def key_of_this_server(key: str) -> bytes | None:
    """The public half of a key of this installation, also of a retired one."""
    row = db.session.get(ServerKey, key) if isinstance(key, str) and KEY_ID.fullmatch(key) else None
    return row.public_key if row else None


def signed_here(document: dict[str, Any]) -> bool:
    """Whether a certificate, grant, countersignature or receipt that somebody presents was signed by this installation."""
    issuer, signature = document.get("issuer"), document.get("signature")
    try:
        public_key = key_of_this_server(issuer)  # type: ignore[arg-type]
        return (
            public_key is not None
            and isinstance(signature, str)
            and server_signed(public_key, signature, document_bytes(document))
        )
    except (ValueError, TypeError, KeyError, RecursionError, NotCanonical):
        return False


class Responsibility(OfOrganisation, Model):
    """A person answers for `what`, in one team or (without one) in the organisation, from a moment on and until another."""

    __tablename__ = "responsibility"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    what: Mapped[str] = mapped_column(String(24))
    team_id: Mapped[str | None] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    deputy_id: Mapped[str | None] = mapped_column(Id)
    since: Mapped[str] = mapped_column(Moment)
    until: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "what", "team_id"),)
