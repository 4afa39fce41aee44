"""What somebody can do who may change every row of the database and holds no key. The server then exports in good faith; each is one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select

from server.accounts.models import Device, ServerKey
from server.evidence.models import Awaited, Destruction, Receipt, Stored
from server.evidence.store import store
from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, document_hash, encode, fact_bytes, key_id, sha256, without_body
from server.kernel.db import db
from server.kernel.ids import new_id
from server.sync.models import Countersignature, Received
from server.tlog.models import LogEntry
from server.visits.models import Fact, Grant
from tests.proof.mutations import other

Json = dict[str, Any]


@dataclass
class Attack:
    """A visit in the hands of the attacker, who has made a key of their own."""

    organisation: str
    visit: str
    chance: Random
    own: Ed25519PrivateKey

    def facts(self, *, with_body: bool = False, office: bool | None = None) -> list[Fact]:
        wanted = select(Fact).where(Fact.organisation_id == self.organisation, Fact.subject_id == self.visit)
        rows = db.session.scalars(wanted.order_by(Fact.position)).all()
        kept = [row for row in rows if not with_body or json.loads(row.text).get("body")]
        return [row for row in kept if office is None or (row.device == "office") == office]

    def any_fact(self, **which: Any) -> Fact:
        return self.chance.choice(self.facts(**which))

    def say(self, row: Fact, fact: Json) -> set[str]:
        """Every column as if this had been received."""
        row.text = canonical(fact).decode()
        row.hash = sha256(fact_bytes(fact))
        return self.place_of(row)

    def place_of(self, row: Fact) -> set[str]:
        """Where a verifier may see it: at the fact, or at the chain of its phone."""
        number = [each.id for each in self.facts()].index(row.id) + 1
        return {f"facts/{number:04d}.json", row.device}

    def signed(self, document: Json) -> Json:
        """A document signed by the attacker, who says that the server's key of theirs is in force."""
        unsigned = {name: value for name, value in document.items() if name != "signature"}
        unsigned["issuer"] = key_id(self.own.public_key().public_bytes_raw())
        return unsigned | {"signature": encode(self.own.sign(document_bytes(unsigned)))}

    def enter_key(self) -> None:
        """The attacker's key among those of the server."""
        public = self.own.public_key().public_bytes_raw()
        if db.session.get(ServerKey, key_id(public)) is None:
            db.session.add(ServerKey(id=key_id(public), public_key=public, created_at=clock.now()))


def change_words(this: Attack) -> set[str]:
    row = this.any_fact(with_body=True)
    fact = json.loads(row.text)
    field = this.chance.choice(sorted(fact["body"]))
    return this.say(row, fact | {"body": fact["body"] | {field: other(fact["body"][field])}})


def change_an_envelope(this: Attack) -> set[str]:
    row = this.any_fact()
    fact = json.loads(row.text)
    field = this.chance.choice(["at", "kind", "person", "signature"])
    return this.say(row, fact | {field: other(fact[field])})


def take_words_away(this: Attack) -> set[str]:
    row = this.any_fact(with_body=True)
    return this.say(row, without_body(json.loads(row.text)))


def delete_a_fact(this: Attack) -> set[str]:
    row = this.any_fact()
    db.session.delete(row)
    db.session.flush()
    rest = this.facts()
    after = [each for each in rest if each.device == row.device and each.seq > row.seq]  # whose link leads nowhere now
    return {row.device, "RECEIPT", *(f"facts/{rest.index(each) + 1:04d}.json" for each in after[:1])}


def cut_the_end_and_its_receipt(this: Attack) -> set[str]:
    """S-5: the signature and the end go, and what sealed them."""
    cut = this.facts()[-this.chance.randint(1, 4) :]
    places = {row.device for row in cut}
    for row in cut:
        db.session.delete(row)
    db.session.execute(delete(Receipt).where(Receipt.visit_id == this.visit))
    return {"RECEIPT"} | places


def delete_the_receipt(this: Attack) -> set[str]:
    db.session.execute(delete(Receipt).where(Receipt.visit_id == this.visit))
    return {"RECEIPT"}


def seal_by_an_own_key(this: Attack) -> set[str]:
    this.enter_key()
    row = db.session.get_one(Receipt, (this.organisation, this.visit))
    row.document = canonical(this.signed(json.loads(row.document) | {"issued_at": clock.now()})).decode()
    return {"RECEIPT", "keys.json"}


def lend_a_receipt(this: Attack) -> set[str]:
    """The receipt of another visit, made to look like this one's."""
    lent = db.session.scalars(select(Receipt).where(Receipt.visit_id != this.visit)).first()
    if lent is None:
        raise LookupError
    own = db.session.get_one(Receipt, (this.organisation, this.visit))
    own.document = canonical(json.loads(lent.document) | {"visit": this.visit, "code": own.code}).decode()
    return {"RECEIPT"}


def invent_a_fact(this: Attack) -> set[str]:
    """One more word of the customer, signed by nobody who may."""
    last = this.facts(office=False)[-1]
    fact = json.loads(last.text)
    body = {"text": "非常满意！", "language": "zh-CN"}
    made = fact | {"id": new_id(), "seq": fact["seq"] + 1, "prev": last.hash, "kind": "commented", "body": body}
    made |= {"salt": encode(bytes(16))}
    made.pop("body_commit", None)
    columns = {name.key: getattr(last, name.key) for name in Fact.__table__.columns}
    columns |= {"id": made["id"], "seq": made["seq"], "position": 90_000, "kind": "commented"}
    row = Fact(**columns)
    db.session.add(row)
    db.session.flush()
    return this.say(row, made)


def give_a_phone_another_key(this: Attack) -> set[str]:
    device = db.session.get_one(Device, (this.organisation, this.any_fact(office=False).device))
    certificate = json.loads(device.certificate)
    this.enter_key()
    changed = certificate | {"public_key": other(certificate["public_key"])}
    device.certificate = canonical(this.signed(changed)).decode()
    return {device.id, "certificates.json", "keys.json", *(f"facts/{n:04d}.json" for n in range(1, 100))}


def take_a_countersignature(this: Attack) -> set[str]:
    """Those of its batches, and those by which its held-back facts were let in."""
    device = this.any_fact(office=False).device
    db.session.execute(delete(Countersignature).where(Countersignature.device_id == device))
    for row in db.session.scalars(select(Received).where(Received.device_id == device)):
        row.let_in = None
    return {device, "facts/", "beside/", "countersignatures.json", "lost/"}


def take_the_batch_of_what_was_let_in(this: Attack) -> set[str]:
    """So that nobody sees that it was put aside first: the countersignatures of its batches go, those of letting in stay."""
    device = this.any_fact(office=False).device
    if not any(row.let_in for row in db.session.scalars(select(Received).where(Received.device_id == device))):
        raise LookupError
    db.session.execute(delete(Countersignature).where(Countersignature.device_id == device))
    return {device}


def forget_what_was_taken_back(this: Attack) -> set[str]:
    """What a destroyed withdrawal took back is to count again."""
    for row in db.session.scalars(select(Destruction).where(Destruction.subject_id == this.visit)):
        said = json.loads(row.document)
        if said.pop("withdrew", None):
            row.document = canonical(said).decode()
            return {"destructions.json"}
    raise LookupError


def countersign_otherwise(this: Attack) -> set[str]:
    device = this.any_fact(office=False).device
    this.enter_key()
    for row in db.session.scalars(select(Countersignature).where(Countersignature.device_id == device)):
        changed = json.loads(row.document) | {"received_at": "2020-01-01T00:00:00.000Z"}
        row.document = canonical(this.signed(changed)).decode()
    return {device, "countersignatures.json", "facts/", "beside/"}


def change_a_grant(this: Attack) -> set[str]:
    row = db.session.scalars(select(Grant).where(Grant.visit_id == this.visit)).all()[-1]
    this.enter_key()
    row.document = canonical(this.signed(json.loads(row.document) | {"person": new_id()})).decode()
    return {"grants.json", "facts/", *{fact.device for fact in this.facts()}}


def take_the_grants(this: Attack) -> set[str]:
    db.session.execute(delete(Grant).where(Grant.visit_id == this.visit))
    return {"grants.json", "facts/", "standards.json", *{fact.device for fact in this.facts()}}


def destroy_by_an_own_word(this: Attack) -> set[str]:
    """Words go, and a destruction says so that the log does not know."""
    row = this.any_fact(with_body=True)
    this.enter_key()
    said = {
        "v": 1,
        "type": "destruction",
        "organisation": this.organisation,
        "subject": {"type": "visit", "id": this.visit},
    }
    said |= {"bodies": [row.hash], "bytes": [], "ground": "bodies", "at": clock.now()}
    document = this.signed(said)
    db.session.add(
        Destruction(
            organisation_id=this.organisation,
            id=new_id(),
            subject_type="visit",
            subject_id=this.visit,
            document=canonical(document).decode(),
            destroyed_at=clock.now(),
        )
    )
    digest = document_hash(document)
    db.session.add(LogEntry(id=new_id(), kind="destruction", digest=digest, entered_at=clock.now()))
    return this.say(row, without_body(json.loads(row.text))) | {"destructions.json", "log/", "keys.json"}


def put_a_fact_aside(this: Attack) -> set[str]:
    """What counts is made to look as if it had been refused."""
    row = this.any_fact(office=False)
    received = db.session.get(Received, (this.organisation, row.device, row.seq))
    if received is None:
        raise LookupError
    received.raw, received.outcome, received.code = row.text.encode(), "quarantined", "bad_signature"
    places = this.place_of(row) | {"beside/", "RECEIPT", "facts/"}
    db.session.delete(row)
    return places


def lose_a_picture(this: Attack) -> set[str]:
    row = _picture(this)
    where = (Stored.organisation_id == this.organisation, Stored.sha256 == row.sha256)
    db.session.execute(delete(Stored).where(*where))
    db.session.delete(row)
    return {row.sha256, "facts/", "evidence/"}


def rewrite_the_log(this: Attack) -> set[str]:
    """The leaf of the receipt is made that of another document, and the receipt with it."""
    this.enter_key()
    row = db.session.get_one(Receipt, (this.organisation, this.visit))
    before = document_hash(json.loads(row.document))
    made = this.signed(json.loads(row.document) | {"issued_at": clock.now()})
    row.document = canonical(made).decode()
    for leaf in db.session.scalars(select(LogEntry).where(LogEntry.digest == before)):
        leaf.digest = document_hash(made)
    return {"RECEIPT", "keys.json", "log/"}


def _picture(this: Attack) -> Awaited:
    here = Awaited.arrived_at.is_not(None), Awaited.trouble.is_(None)
    named = db.session.scalars(select(Awaited).where(Awaited.visit_id == this.visit, *here)).all()
    rows = [row for row in named if store().read(this.organisation, row.sha256) is not None]
    if not rows:
        raise LookupError
    return this.chance.choice(rows)


ATTACKS: list[Callable[[Attack], set[str]]] = [
    change_words,
    change_an_envelope,
    take_words_away,
    delete_a_fact,
    cut_the_end_and_its_receipt,
    delete_the_receipt,
    seal_by_an_own_key,
    lend_a_receipt,
    invent_a_fact,
    give_a_phone_another_key,
    take_a_countersignature,
    take_the_batch_of_what_was_let_in,
    forget_what_was_taken_back,
    countersign_otherwise,
    change_a_grant,
    take_the_grants,
    destroy_by_an_own_word,
    put_a_fact_aside,
    lose_a_picture,
    rewrite_the_log,
]


def attacked(organisation: str, visit: str, chance: Random, export: Callable[[], bytes]) -> tuple[str, bytes, set[str]]:
    """(attack, what the server then exports, where a verifier may point); the database is as it was afterwards."""
    while True:
        attack = chance.choice(ATTACKS)
        this = Attack(organisation, visit, chance, Ed25519PrivateKey.generate())
        try:
            places = attack(this)
            db.session.flush()
            return attack.__name__, export(), places | {sha256(this.own.public_key().public_bytes_raw())}
        except LookupError:
            continue  # there is nothing of the kind in this record
        finally:
            db.session.rollback()
