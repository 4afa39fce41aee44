"""Signatures on the customer's own phone: whether a technician's phone of this record has offered that very text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.evidence.archive import Opened, Wrong
from server.evidence.forms import has_form
from server.evidence.record import OFFICE, Link
from server.evidence.verify_result import Note
from server.kernel.chain import decode, device_signed, document_bytes, document_hash, sha256

Json = dict[str, Any]
SAID = ("surveyed", "commented")  # what the customer says there beside the signature


def check_offers(bundle: Opened, subject: Json, counting: Sequence[Link], notes: list[Note]) -> None:
    """Each such signature encloses its offer: for this visit and text, signed by a certified phone. Whether that phone's own chain
    says so, too, is named where it does not, because its facts may still be on their way.
    """
    told = [
        (link.fact["device"], body.get("offer"), body.get("shown"))
        for link in counting
        if link.fact["kind"] == "signing_offered" and (body := link.fact.get("body"))
    ]
    _check_said(counting)
    for link in counting:
        body = link.fact.get("body")
        if link.fact["kind"] != "signed_on_own_phone" or link.fact["device"] != OFFICE or body is None:
            continue
        if not _is_true(bundle, subject, body):
            raise Wrong("offer_wrong", link.name)
        offer = body["offer"]
        if (offer["device"], document_hash(offer), body["shown"]) not in told:
            notes.append(Note("not_offered", link.name))


def _check_said(counting: Sequence[Link]) -> None:
    """What the office wrote down as the customer's answers and words was said under an offer that they signed."""
    ours = [link for link in counting if link.fact["device"] == OFFICE]
    signatures = [link.fact.get("body") for link in ours if link.fact["kind"] == "signed_on_own_phone"]
    if signatures and None in signatures:
        return  # whose words were destroyed: it is named, and nobody can compare any more
    offers = {document_hash(body["offer"]) for body in signatures if body and has_form("own-phone", body)}
    for link in ours:
        body = link.fact.get("body")
        if link.fact["kind"] in SAID and body is not None and body.get("offer") not in offers:
            raise Wrong("offer_wrong", link.name)


def _is_true(bundle: Opened, subject: Json, body: Json) -> bool:
    if not has_form("own-phone", body):
        return False
    offer, shown = body["offer"], body["shown"]
    if (offer["type"], subject) != ("signing-offer", {"type": "visit", "id": offer["visit"]}):
        return False
    if sha256(shown["text"].encode()) != offer["shown"] or shown["sha256"] != offer["shown"]:
        return False
    certificates = bundle.documents["certificates.json"]
    held = [each for each in certificates if (each["device"], each["key"]) == (offer["device"], offer["key"])]
    return bool(
        held
        and shown["language"] == offer["language"]
        and offer["organisation"] == held[0]["organisation"]
        and device_signed(decode(held[0]["public_key"]), offer["signature"], document_bytes(offer))
    )
