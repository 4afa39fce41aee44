"""A second factor of whoever has powers: six digits of an app that both sides compute, or one of ten codes on paper (0175).

The secret lies sealed by a key that is not in the database. A code counts once; what is tried is counted for the person, after the password.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b32encode
from typing import Any

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from markupsafe import Markup
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts import audit, key_files, keys, sessions
from server.accounts.models import Organisation, Person
from server.kernel import clock
from server.kernel.chain import as_written, decode, encode
from server.kernel.codes import drawn
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try, forget_tries
from server.kernel.roles import OFFICE
from server.kernel.sealed import seal, unseal
from server.kernel.signing import KeyMissing, signer
from server.kernel.transaction import write

STEP = 30  # seconds that six digits hold; those before and after count, because clocks differ
TRIES = 5  # wrong codes of one person in 15 minutes
RECOVERY, RECOVERY_LETTERS = 10, 10
PENDING_MINUTES = 10
QR_SCALE = 4  # pixels a module
RESET_HOURS = 24  # that an asked reset waits for a second person
CODE, ENROL = "code", "enrol"


class SecondFactor(OfOrganisation, Model):
    """A person's: `secret` is sealed, `recovery` is JSON of keyed hashes of unused codes, `last_step` the last thirty seconds of which a code was taken.

    `key` is the id of the server's key from which both are derived, so that they outlast a rotation.
    """

    __tablename__ = "second_factor"
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(16))
    secret: Mapped[str] = mapped_column(Text)
    recovery: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[str] = mapped_column(Moment)


class SecondFactorReset(OfOrganisation, Model):
    """Somebody lost everything: one leading person asks that the factor be taken off, another decides. `decision`: '' | done | refused."""

    __tablename__ = "second_factor_reset"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    asked_by: Mapped[str] = mapped_column(Id)
    asked_at: Mapped[str] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[str | None] = mapped_column(Moment)
    decision: Mapped[str] = mapped_column(String(8), default="")


def needed(person: Person) -> str:
    """What a sign-in asks for beside the password: '' nothing, CODE, or ENROL where one is required and not set up yet.

    Where the server's key was lost nobody can read the secret any more, and another one is set up.
    """
    row = factor_of(person.organisation_id, person.id)
    if row is not None:
        return CODE if _key_of(row) else ENROL
    firm = db.session.get_one(Organisation, person.organisation_id)
    return ENROL if firm.second_factor and person.has_role(*OFFICE) else ""


def factor_of(organisation: str, person: str) -> SecondFactor | None:
    """The person's factor."""
    return db.session.get(SecondFactor, (organisation, person))


def offered() -> str:
    """A fresh secret, sealed into text for a form; nothing is stored before a code of it was shown."""
    return _sealed(
        {"secret": encode(secrets.token_bytes(20)), "until": clock.later(clock.now(), minutes=PENDING_MINUTES)}
    )


def shown(offer: str, login: str, organisation: str) -> tuple[str, str]:
    """(address for the QR code, the secret in groups of four for typing) of what was offered; `second_factor_late` once its time is over."""
    raw = _secret_of(offer)
    text = b32encode(raw).decode()
    return _totp(raw).get_provisioning_uri(login, organisation), " ".join(text[at : at + 4] for at in range(0, 32, 4))


def qr_of(address: str) -> Markup:
    """The address as an SVG without a script or a style, white and large enough for a phone before a screen."""
    code = segno.make(address, error="m")
    return Markup(code.svg_inline(scale=QR_SCALE, light="#fff", svgclass=None, lineclass=None))


def set_up(organisation: str, person: str, offer: str, code: str) -> list[str]:
    """Inside `write`: from now on a sign-in asks for a code; returns the ten recovery codes, which nobody can read again.

    `second_factor_late`; `bad_input` with `code` where the app shows another one.
    """
    raw = _secret_of(offer)
    step = _step_of(raw, code, 0)
    if step is None:
        raise Problem("bad_input", {"code": ["accounts.trouble.second_factor"]})
    before = factor_of(organisation, person)
    if before is not None and _key_of(before):
        raise Problem("second_factor_there")
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    codes, key = _codes(), _key()
    row = SecondFactor(organisation_id=organisation, person_id=person, set_at=clock.now(), last_step=step)
    row.key, row.secret, row.recovery = signer().id, seal(key, {"secret": encode(raw)}), _stored(key, codes)
    db.session.add(row)
    audit.note(organisation, "second_factor_set", person, by=person)
    return codes


def must_be_right(organisation: str, person: str, code: str) -> None:
    """A code of the app, once, or a recovery code, once. `second_factor_wrong`; `slow_down` after too many, whoever tries."""
    counted = count_try(f"second factor\n{organisation}\n{person}", TRIES)
    if not write(lambda: _spend(organisation, person, code)):
        write(lambda: audit.note(organisation, "second_factor_refused", person, by=""))
        raise Problem("second_factor_wrong")
    forget_tries(counted)


def new_codes(organisation: str, person: str) -> list[str]:
    """Inside `write`: ten other recovery codes; the earlier ones count no more."""
    row = must_find(SecondFactor, organisation, person)
    codes = _codes()
    row.recovery = _stored(_key_of(row) or b"", codes)
    audit.note(organisation, "recovery_codes_made", person)
    return codes


def left(row: SecondFactor) -> int:
    """How many recovery codes are unused."""
    return len(json.loads(row.recovery))


def remove(organisation: str, person: str) -> None:
    """Inside `write`: the factor goes; where one is required the next sign-in sets up another."""
    row = factor_of(organisation, person)
    if row is not None:
        db.session.delete(row)
        audit.note(organisation, "second_factor_removed", person)


def remove_by_operator(organisation: str, person: str) -> None:
    """Inside `write`: whoever runs the server takes it off, because no two people are left who could; every sign-in of theirs ends (0167)."""
    db.session.delete(must_find(SecondFactor, organisation, person))
    audit.note(organisation, "factor_removed_by_operator", person, by="")
    sessions.end_all(organisation, person)


def require(organisation: str, by: str, wanted: bool) -> None:
    """Inside `write`: whether everybody of the office needs one. Who has none is signed out, and sets one up at the next sign-in.

    `second_factor_first` for somebody who has none of their own.
    """
    firm = db.session.get_one(Organisation, organisation)
    if wanted and factor_of(organisation, by) is None:
        raise Problem("second_factor_first")
    if firm.second_factor == wanted:
        return
    firm.second_factor = wanted
    audit.note(organisation, "settings_changed", fields=["second_factor"])
    staff = select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None))
    for person in db.session.scalars(staff) if wanted else ():
        end_unproved(person)


def end_unproved(person: Person) -> None:
    """Inside `write`: sign-ins that the rule would not let begin now end."""
    if needed(person) == ENROL:
        sessions.end_all(person.organisation_id, person.id)


def ask_reset(organisation: str, by: str, person: str) -> None:
    """Inside `write`: say that somebody has lost app and paper; nothing changes before another person agrees. `own_factor` for one's own."""
    must_find(SecondFactor, organisation, person)
    if by == person:
        raise Problem("own_factor")
    if any(each.person_id == person for each in open_resets(organisation)):
        return
    row = SecondFactorReset(organisation_id=organisation, id=new_id(), person_id=person, asked_by=by)
    row.asked_at = clock.now()
    db.session.add(row)
    audit.note(organisation, "factor_reset_asked", person)


def decide_reset(organisation: str, by: str, reset: str, *, agreed: bool) -> None:
    """Inside `write`: another person than who asked and whose it is; then it goes, and every sign-in of theirs ends. `two_people_needed`."""
    row = must_find(SecondFactorReset, organisation, reset, locked=True)
    if row not in open_resets(organisation):
        raise Problem("not_found")
    if agreed and by in (row.asked_by, row.person_id):
        raise Problem("two_people_needed")
    row.decided_by, row.decided_at, row.decision = by, clock.now(), "done" if agreed else "refused"
    audit.note(organisation, f"factor_reset_{row.decision}", row.person_id)
    if agreed:
        remove(organisation, row.person_id)
        sessions.end_all(organisation, row.person_id)


def open_resets(organisation: str) -> list[SecondFactorReset]:
    """Those that wait for a second person, the oldest first."""
    since = clock.later(clock.now(), hours=-RESET_HOURS)
    wanted = select(SecondFactorReset).where(
        SecondFactorReset.organisation_id == organisation,
        SecondFactorReset.decided_at.is_(None),
        SecondFactorReset.asked_at > since,
    )
    return list(db.session.scalars(wanted.order_by(SecondFactorReset.asked_at)))


def seal_pending(said: dict[str, Any]) -> str:
    """A sign-in whose password was right, for the form that asks for the code; ten minutes."""
    return _sealed(said | {"until": clock.later(clock.now(), minutes=PENDING_MINUTES)})


def open_pending(text: str) -> dict[str, Any]:
    """What was sealed; `second_factor_late` for anything else or once its time is over."""
    said = unseal(_key(), text) if text else None
    if said is None or str(said.get("until", "")) < clock.now():
        raise Problem("second_factor_late")
    return said


def _spend(organisation: str, person: str, typed: str) -> bool:
    """Inside `write`: whether the code is right; it is used up."""
    row = db.session.get(SecondFactor, (organisation, person), with_for_update=True)
    key = _key_of(row) if row is not None else None
    said = unseal(key, row.secret) if row is not None and key else None
    if row is None or key is None or said is None:
        return False
    step = _step_of(decode(said["secret"]), typed, row.last_step)
    if step is not None:
        row.last_step = step
        return True
    unused: list[str] = json.loads(row.recovery)
    digest = _digest(key, typed)
    if digest not in unused:
        return False
    row.recovery = json.dumps([each for each in unused if each != digest])
    audit.note(organisation, "recovery_code_used", person, by=person, left=len(unused) - 1)
    return True


def _step_of(raw: bytes, typed: str, after: int) -> int | None:
    """The thirty seconds whose code this is, later than those of which one was taken."""
    digits = "".join(typed.split()).encode("utf-8", "replace")
    now = int(clock.instant(clock.now()).timestamp()) // STEP
    matching = [
        step for step in (now - 1, now, now + 1) if hmac.compare_digest(_totp(raw).generate(step * STEP), digits)
    ]
    return next((step for step in matching if step > after), None)


def _totp(raw: bytes) -> TOTP:
    return TOTP(raw, 6, SHA1(), STEP)  # noqa: S303 - because RFC 6238 and every app mean this one by default


def _codes() -> list[str]:
    return [drawn(RECOVERY_LETTERS) for _ in range(RECOVERY)]


def _stored(key: bytes, codes: list[str]) -> str:
    return json.dumps([_digest(key, each) for each in codes])


def _digest(key: bytes, typed: str) -> str:
    normal = as_written(typed).encode("utf-8", "replace")
    return hmac.new(key, b"recovery\n" + normal, hashlib.sha256).hexdigest()


def _secret_of(offer: str) -> bytes:
    return decode(str(open_pending(offer)["secret"]))


def _sealed(said: dict[str, Any]) -> str:
    return seal(_key(), said)


def _key() -> bytes:
    return _derived(signer().key)


def _key_of(row: SecondFactor) -> bytes | None:
    """Of a key that was retired, too; None where its file is gone."""
    try:
        return _derived(signer().key if row.key == signer().id else key_files.load(keys.folder(), row.key))
    except KeyMissing:
        return None


def _derived(key: Ed25519PrivateKey) -> bytes:
    return hashlib.sha256(b"doorstep-second-factor\n" + key.private_bytes_raw()).digest()
