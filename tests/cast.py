"""The people of the tests: one organisation with two teams, and a second one whose people must see nothing of it.

All names are invented; the telephone numbers are from a range that nobody is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient

from server.kernel.chain import encode
from server.kernel.ids import new_id

PASSWORD = "three words and a door"
OURS, THEIRS = "chengjiang", "beiling"
HOTLINE = "96111"
SINCE = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Part:
    """Who somebody is, before the database gives them an id."""

    login: str
    organisation: str
    team: str | None
    name: str
    roles: tuple[str, ...]
    name_en: str | None = None
    language: str = "zh-CN"
    badge: str | None = None
    phone: str | None = None


PARTS = (
    Part("liming", OURS, "east", "李明", ("technician",), "Li Ming", badge="0117", phone="19900000101"),
    Part("wangqiang", OURS, "east", "王强", ("technician",), "Wang Qiang", badge="0118", phone="19900000102"),
    Part("ayguli", OURS, "west", "阿依古丽·买买提", ("technician",), "Ayguli Memet", "en", "0121", "19900000103"),
    Part("chenjing", OURS, "east", "陈静", ("dispatcher",), "Chen Jing", phone="19900000104"),
    Part("zhoumin", OURS, None, "周敏", ("supervisor",), "Zhou Min", "en", phone="19900000105"),
    Part("wufang", OURS, None, "吴芳", ("administrator",), "Wu Fang", phone="19900000106"),
    Part("zhaolei", THEIRS, "north", "赵磊", ("technician",), "Zhao Lei", badge="2001", phone="19900000201"),
    Part("sunli", THEIRS, "north", "孙丽", ("dispatcher",), "Sun Li", phone="19900000202"),
    Part("hexue", THEIRS, None, "何雪", ("supervisor",), "He Xue", phone="19900000203"),
    Part("qiantao", THEIRS, None, "钱涛", ("administrator",), "Qian Tao", phone="19900000204"),
)


@dataclass
class Phone:
    """An enrolled phone: a browser that holds its person's sign-in, its device's id, and the private key."""

    client: FlaskClient
    person: str
    device: str
    private_key: ec.EllipticCurvePrivateKey
    enrolment: dict[str, Any]


@dataclass
class Cast:
    """The people in an app's database: ids by login, ids of organisations and teams by their short names."""

    app: Flask
    organisations: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def ours(self) -> str:
        """The id of the organisation in which the tests play."""
        return self.organisations[OURS]

    @property
    def theirs(self) -> str:
        """The id of the other one."""
        return self.organisations[THEIRS]

    def visitor(self) -> FlaskClient:
        """A browser in which nobody is signed in."""
        return self.app.test_client()

    def office(self, login: str) -> FlaskClient:
        """A browser signed in by the console's page."""
        client = self.visitor()
        assert client.post("/signin", data={"login": login, "password": PASSWORD}).status_code == 303
        return client

    def signed_in(self, login: str) -> FlaskClient:
        """A phone's browser, signed in but not enrolled."""
        client = self.visitor()
        assert client.post("/api/v1/session", json={"login": login, "password": PASSWORD}).status_code == 201
        return client

    def phone(self, login: str, label: str = "Test phone") -> Phone:
        """A phone, signed in and enrolled."""
        client, key = self.signed_in(login), ec.generate_private_key(ec.SECP256R1())
        answer = client.post(
            "/api/v1/devices",
            json={
                "public_key": public_key(key),
                "proof": proof_of(key, self.people[login]),
                "label": label,
                "app_version": "0.1.0",
            },
        )
        assert answer.status_code == 201, answer.text
        enrolment = answer.get_json()
        return Phone(client, login, enrolment["device"], key, enrolment)

    def revoked_phone(self, login: str) -> Phone:
        """A phone that was enrolled and then revoked."""
        from server.accounts.devices import revoke

        phone = self.phone(login, "Lost phone")
        with self.app.app_context():
            revoke(phone.enrolment["organisation"]["id"], phone.device)
        return phone

    def expired(self, login: str) -> FlaskClient:
        """A browser whose sign-in has run out."""
        from server.accounts.models import SignIn
        from server.accounts.sessions import hash_of
        from server.kernel.db import db
        from server.kernel.transaction import write

        client = self.signed_in(login)
        cookie = client.get_cookie("doorstep_phone")

        def run_out() -> None:
            row = db.session.get(SignIn, hash_of(cookie.value if cookie else ""))
            assert row is not None
            row.expires_at = "2020-01-01T00:00:00.000Z"

        with self.app.app_context():
            write(run_out)
        return client


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """The uncompressed point as base64url."""
    return encode(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def proof_of(key: ec.EllipticCurvePrivateKey, person: str) -> str:
    """What a phone signs to be enrolled: that this person enrols this key."""
    message = f"doorstep-enrolment-v1\n{person}\n{public_key(key)}".encode()
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    return encode(r.to_bytes(32) + s.to_bytes(32))


def bring_on(app: Flask) -> Cast:
    """Put the cast into an empty database, in one transaction."""
    from server.kernel.signing import signer
    from server.kernel.transaction import write

    cast = Cast(app)
    with app.app_context():
        signer()
        write(lambda: _enter(cast))
    return cast


def _enter(cast: Cast) -> None:
    from server.accounts.models import Organisation, Person, Team
    from server.kernel.db import db
    from server.kernel.feed import ChangeClock

    for slug, name, name_en in ((OURS, "澄江公用", "Chengjiang Utilities"), (THEIRS, "北岭服务", "Beiling Services")):
        own = cast.organisations[slug] = new_id()
        db.session.add(Organisation(id=own, slug=slug, name=name, name_en=name_en, hotline=HOTLINE, created_at=SINCE))
        db.session.add(ChangeClock(organisation_id=own, value=0, epoch=new_id()))
    for slug, organisation, name in (("east", OURS, "城东班"), ("west", OURS, "城西班"), ("north", THEIRS, "北岭一班")):
        cast.teams[slug] = new_id()
        db.session.add(Team(organisation_id=cast.organisations[organisation], id=cast.teams[slug], name=name))
    for part in PARTS:
        cast.people[part.login] = new_id()
        db.session.add(
            Person(
                organisation_id=cast.organisations[part.organisation],
                id=cast.people[part.login],
                login=part.login,
                name=part.name,
                name_en=part.name_en,
                team_id=cast.teams.get(part.team or ""),
                badge=part.badge,
                phone=part.phone,
                language=part.language,
                roles=" ".join(part.roles),
                password_hash=_hashed(),
                created_at=SINCE,
            )
        )


@cache
def _hashed() -> str:
    from server.accounts import passwords

    return passwords.hash_of(PASSWORD)


@pytest.fixture
def cast(app: Flask, request: pytest.FixtureRequest) -> Cast:
    """The whole cast in a fresh database, which began with it."""
    found: Cast = request.getfixturevalue("beginning").cast
    return found
