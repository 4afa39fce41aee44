"""Ways to change a bundle, each with the places of which the verifier must name one. Its manifest is sealed again by the server's own key."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.evidence.archive import close_bundle
from server.evidence.record import Link, head_links, link_of
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, encode, fact_bytes, head_hash, key_id, sha256, without_body

Json = dict[str, Any]
Members = dict[str, bytes]


@dataclass
class Mutant:
    """A bundle under change: its members, the key that seals it again, and where the verifier should point."""

    members: Members
    key: Ed25519PrivateKey
    chance: Random

    def json(self, name: str) -> Any:
        return json.loads(self.members[name])

    def put(self, name: str, value: Any) -> None:
        self.members[name] = canonical(value)

    def names(self, *starts: str) -> list[str]:
        return sorted(name for name in self.members if name.startswith(starts))

    def any_fact(self, *kinds: str) -> tuple[str, Json]:
        """A fact that counts; of these kinds and with its body, if any are named. LookupError where there is none."""
        found = [(name, self.json(name)) for name in self.names("facts/")]
        wanted = [each for each in found if not kinds or (each[1]["kind"] in kinds and "body" in each[1])]
        return self.chance.choice(wanted)

    def sealed(self) -> bytes:
        """With a manifest that fits, as the server would sign it."""
        manifest = self.json("manifest.json")
        counting = [link for name in self.names("facts/") if (link := _link(name, self.json(name)))]
        manifest |= {"facts": len(counting), "head": head_hash(head_links(counting))}
        manifest["files"] = {name: sha256(content) for name, content in self.members.items() if name != "manifest.json"}
        manifest.pop("signature")
        self.put("manifest.json", manifest | {"signature": encode(self.key.sign(document_bytes(manifest)))})
        return close_bundle(self.members)


def _link(name: str, fact: Json) -> Link | None:
    """As a link; None where it was changed so that nobody can even hash it."""
    try:
        return link_of(name, fact)
    except ValueError:
        return None


def members_of(bundle: bytes) -> Members:
    """The members of a good bundle."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value[:-1]}{'1' if value[-1:] != '1' else '2'}"
    if isinstance(value, list):
        return [*value, "1"]
    return value | {"more": "1"}


def change_a_field(this: Mutant) -> set[str]:
    name, fact = this.any_fact()
    field = this.chance.choice(sorted(set(fact) - {"body_commit"}))
    this.put(name, fact | {field: other(fact[field])})
    return {name}


def change_a_word(this: Mutant) -> set[str]:
    name, fact = this.any_fact()
    if not fact.get("body"):
        raise LookupError
    field = this.chance.choice(sorted(fact["body"]))
    this.put(name, fact | {"body": fact["body"] | {field: other(fact["body"][field])}})
    return {name}


def take_a_fact_out(this: Mutant) -> set[str]:
    name, fact = this.any_fact()
    this.members.pop(name)
    for mention in (
        fact.get("body", {}),
        fact.get("body", {}).get("strokes", {}),
        fact.get("body", {}).get("picture", {}),
    ):
        this.members.pop(f"evidence/{mention.get('sha256')}", None)
    return {fact["device"], "receipt.json"}


def take_the_tail_off(this: Mutant) -> set[str]:
    """Everything of one phone from somewhere on."""
    _, cut = this.any_fact()
    for name in this.names("facts/"):
        fact = this.json(name)
        if fact["device"] == cut["device"] and fact["seq"] >= cut["seq"]:
            this.members.pop(name)
    return {cut["device"], "receipt.json"}


def swap_two(this: Mutant) -> set[str]:
    (one, first), (two, second) = this.any_fact(), this.any_fact()
    if one == two or first["seq"] == second["seq"]:
        raise LookupError
    this.put(one, first | {"seq": second["seq"]})
    this.put(two, second | {"seq": first["seq"]})
    return {one, two}


def put_one_in(this: Mutant) -> set[str]:
    """Somebody's own fact, as if the phone had gone on."""
    _, fact = this.any_fact()
    name = f"facts/{len(this.names('facts/')) + 1:04d}.json"
    this.put(name, fact | {"id": other(fact["id"]), "seq": fact["seq"] + 1000, "prev": link_of("", fact).hash})
    return {name}


def put_one_in_twice(this: Mutant) -> set[str]:
    name = f"facts/{len(this.names('facts/')) + 1:04d}.json"
    this.members[name] = this.members[this.any_fact()[0]]
    return {name}


def take_a_body(this: Mutant) -> set[str]:
    name, fact = this.any_fact(
        "answered", "signed", "photographed", "ended", "commented", "ordered", "deviated", "entered", "departed"
    )
    this.put(name, without_body(fact))
    return {name}


def take_a_body_as_if_withheld(this: Mutant) -> set[str]:
    name, fact = this.any_fact("answered", "signed", "photographed", "ended", "commented", "deviated")
    manifest = this.json("manifest.json")
    manifest["withheld"] = [*manifest["withheld"], link_of(name, fact).hash]
    this.put("manifest.json", manifest)
    this.put(name, without_body(fact))
    return {name}


def forge_a_signature_on_own_phone(this: Mutant) -> set[str]:
    """The server's own key signs for the customer: another text, another offer, or an offer of no phone."""
    name, fact = this.any_fact("signed_on_own_phone")
    body = fact["body"]
    offer, shown = body["offer"], body["shown"]
    text = other(shown["text"])
    how = this.chance.choice(["text", "both", "nonce", "device", "language", "signature"])
    if how in ("text", "both"):
        shown = shown | {"text": text, "sha256": sha256(text.encode())}
        offer = offer | ({"shown": shown["sha256"]} if how == "both" else {})
    else:
        offer = offer | {how: other(offer[how])}
    forged = {key: value for key, value in fact.items() if key != "signature"} | {
        "body": body | {"offer": offer, "shown": shown}
    }
    this.put(name, forged | {"signature": encode(this.key.sign(fact_bytes(forged)))})
    if any(this.json(each)["prev"] == link_of("", fact).hash for each in this.names("facts/")):
        raise LookupError  # else the next fact gives it away
    return {name}


def take_a_picture(this: Mutant) -> set[str]:
    name = this.chance.choice(this.names("evidence/"))
    this.members.pop(name)
    return {"facts/"}


def change_a_picture(this: Mutant) -> set[str]:
    name = this.chance.choice(this.names("evidence/"))
    this.members[name] += b"x"
    return {"facts/"}


def put_a_fact_aside(this: Mutant) -> set[str]:
    """What counts is shown as not accepted."""
    name, fact = this.any_fact()
    if fact["device"] == "office":
        raise LookupError
    beside = f"beside/{len(this.names('beside/')) + 1:04d}.json"
    this.members[beside] = this.members.pop(name)
    for digest in [fact.get("body", {}).get("sha256")]:
        this.members.pop(f"evidence/{digest}", None)
    return {beside, fact["device"], "receipt.json"}


def let_one_in(this: Mutant) -> set[str]:
    """What was put aside is shown as counting."""
    name = this.chance.choice(this.names("beside/"))
    counting = f"facts/{len(this.names('facts/')) + 1:04d}.json"
    this.members[counting] = this.members.pop(name)
    return {counting}


def deny_a_loss(this: Mutant) -> set[str]:
    for name in this.names("lost/"):
        this.members.pop(name)
        return {"facts/"}
    raise LookupError


def take_a_countersignature(this: Mutant) -> set[str]:
    found = this.json("countersignatures.json")
    if not found:
        raise LookupError
    needed = [
        each
        for each in found
        if any(entry["outcome"] in ("applied", "conflict") and entry.get("subject") for entry in each["facts"])
    ]
    mine = {link_of(name, this.json(name)).hash for name in this.names("facts/")}
    needed = [each for each in needed if mine & {entry["hash"] for entry in each["facts"]}]
    gone = this.chance.choice(needed)
    left = {
        entry["hash"]
        for each in found
        if each is not gone
        for entry in each["facts"]
        if entry["outcome"] in ("applied", "merged", "conflict")
    }
    if mine & {entry["hash"] for entry in gone["facts"]} <= left:
        raise LookupError  # a second document says the same
    this.put("countersignatures.json", [each for each in found if each is not gone])
    return {"facts/"}


def take_the_batch_of_what_was_let_in(this: Mutant) -> set[str]:
    """What a person let in looks as if it had never been put aside."""
    found = this.json("countersignatures.json")
    let_in = {entry["hash"] for each in found if "released_at" in each for entry in each["facts"]}
    gone = [each for each in found if "released_at" not in each and let_in & {entry["hash"] for entry in each["facts"]}]
    chosen = this.chance.choice(gone)
    this.put("countersignatures.json", [each for each in found if each is not chosen])
    return {chosen["device"], "facts/"}


def change_a_destruction(this: Mutant) -> set[str]:
    """Also so that what a destroyed withdrawal took back counts again."""
    if "destructions.json" not in this.members:
        raise LookupError
    found = this.json("destructions.json")
    place = this.chance.randrange(len(found))
    field = this.chance.choice(sorted(set(found[place]) - {"issuer", "type"}))
    if field == "withdrew":
        found[place].pop(field)
    else:
        found[place][field] = other(found[place][field])
    this.put("destructions.json", found)
    return {f"destructions.json[{place}]"}


def change_a_document(this: Mutant) -> set[str]:
    name = this.chance.choice(["certificates.json", "grants.json", "countersignatures.json"])
    found = this.json(name)
    place = this.chance.randrange(len(found))
    field = this.chance.choice(sorted(set(found[place]) - {"issuer", "type"}))
    found[place][field] = other(found[place][field])
    this.put(name, found)
    return {f"{name}[{place}]"}


def change_the_receipt(this: Mutant) -> set[str]:
    found = this.json("receipt.json")
    field = this.chance.choice(sorted(set(found) - {"issuer", "type"}))
    this.put("receipt.json", found | {field: other(found[field])})
    return {"receipt.json"}


def take_the_receipt(this: Mutant) -> set[str]:
    this.members.pop("receipt.json")
    return {"RECEIPT"}


def take_a_proof(this: Mutant) -> set[str]:
    name = this.chance.choice(this.names("log/"))
    this.members.pop(name)
    return {name}


def change_a_proof(this: Mutant) -> set[str]:
    """Any one byte of it."""
    name = this.chance.choice(this.names("log/"))
    text = bytearray(this.members[name])
    text[this.chance.randrange(len(text))] ^= 1
    this.members[name] = bytes(text)
    return {name}


def destroy_without_the_log(this: Mutant) -> set[str]:
    """Ruling 17: the server's own key signs that a body was destroyed, and the log knows nothing of it."""
    name, fact = this.any_fact("answered", "signed", "commented", "ended")
    manifest = this.json("manifest.json")
    document: Json = {"v": 1, "type": "destruction", "organisation": manifest["organisation"], "id": fact["id"]}
    document |= {"subject": fact["subject"], "bodies": [link_of(name, fact).hash], "bytes": [], "ground": "erased"}
    document |= {"at": manifest["made_at"], "issuer": manifest["issuer"]}
    document |= {"signature": encode(this.key.sign(document_bytes(document)))}
    every = [*(this.json("destructions.json") if "destructions.json" in this.members else []), document]
    this.put("destructions.json", every)
    this.put(name, without_body(fact))
    return {f"log/destruction-{len(every):04d}.tlog-proof"}


def prove_it_by_another_leaf(this: Mutant) -> set[str]:
    """A genuine proof, of another document."""
    document = destroy_without_the_log(this).pop()
    this.members[document] = this.members["log/receipt.tlog-proof"]
    return {document}


def replace_every_key(this: Mutant) -> set[str]:
    """A forger seals everything that a server signs with a key of his own."""
    this.key = Ed25519PrivateKey.generate()
    public = this.key.public_key().public_bytes_raw()
    mine = key_id(public)

    def signed(document: Json) -> Json:
        unsigned = {name: value for name, value in document.items() if name != "signature"} | {"issuer": mine}
        return unsigned | {"signature": encode(this.key.sign(document_bytes(unsigned)))}

    for name in ("certificates.json", "grants.json", "countersignatures.json"):
        this.put(name, [signed(each) for each in this.json(name)])
    this.put("receipt.json", signed(this.json("receipt.json")))
    this.put("manifest.json", signed(this.json("manifest.json")))
    this.put("keys.json", [{"id": mine, "public_key": encode(public), "from": "2026-01-01T00:00:00.000Z"}])
    return {sha256(public)}


def change_the_standard(this: Mutant) -> set[str]:
    found = this.json("standards.json")
    found[0] |= {"more": "1"}
    this.put("standards.json", found)
    return {""}


MUTATIONS: list[Callable[[Mutant], set[str]]] = [
    change_a_field,
    change_a_word,
    take_a_fact_out,
    take_the_tail_off,
    swap_two,
    put_one_in,
    put_one_in_twice,
    take_a_body,
    take_a_body_as_if_withheld,
    take_a_picture,
    change_a_picture,
    forge_a_signature_on_own_phone,
    put_a_fact_aside,
    let_one_in,
    deny_a_loss,
    take_a_countersignature,
    take_the_batch_of_what_was_let_in,
    change_a_document,
    change_a_destruction,
    change_the_receipt,
    take_the_receipt,
    take_a_proof,
    change_a_proof,
    destroy_without_the_log,
    prove_it_by_another_leaf,
    replace_every_key,
    change_the_standard,
]


def mutated(bundle: bytes, key: Ed25519PrivateKey, chance: Random) -> tuple[str, bytes, set[str]]:
    """A mutation that this bundle allows: its name, the changed bundle, and the places of which one must be named."""
    while True:
        mutation = chance.choice(MUTATIONS)
        this = Mutant(members_of(bundle), key, chance)
        try:
            places = mutation(this)
        except (LookupError, ValueError):
            continue
        return mutation.__name__, this.sealed(), places
