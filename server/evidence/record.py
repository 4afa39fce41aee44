"""What *the record* of a visit is (docs/PROTOCOL.md, "The record"), said once for export, receipt and verifier. Pure.

Facts that count carry it. What was put aside or came again under a new key travels beside it and can spoil nothing. A hole in a
chain stands only where the server signed that something unreadable came, or where the phone itself declared a loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.kernel.chain import body_commit, fact_bytes, genesis, sha256
from server.kernel.outcomes import COUNTING, SHOWS
from server.standards.record import named_by_withdrawals

Json = dict[str, Any]
OFFICE = "office"
LOST = "fact_lost"
# What a copy for the customer may keep back: words of the office and of its people among themselves, and where exactly a phone was.
INTERNAL = (
    "instructed",
    "noted",
    "attached",
    "settle_asked",
    "settled",
    "suggested",
    "contacted",
    "promise_waived",
    "slipped",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A readable fact at its place: `name` is its member in a bundle."""

    name: str
    hash: str
    fact: Json

    @property
    def chain(self) -> tuple[str, str]:
        """(device, grant's hash; '' without one)."""
        return self.fact["device"], self.fact.get("grant", "")

    @property
    def seq(self) -> int:
        """Its place among the device's facts."""
        return int(self.fact["seq"])

    @property
    def commit(self) -> str:
        """What stands for its body."""
        return (
            self.fact["body_commit"]
            if "body_commit" in self.fact
            else body_commit(self.fact["salt"], self.fact["body"])
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that counts and does not follow on the one before it: what is missing had a place from `after` to before its own.

    `crossed` are the facts beside the record on the way back from it, `ends` is the hash at which that way ends.
    """

    link: Link
    after: int
    crossed: list[Link]
    ends: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What the server countersigned of one place of a device. `seq`, `code` and `subject` are missing in documents of the first form."""

    device: str
    hash: str
    outcome: str
    seq: int = 0
    code: str = ""
    subject: str = ""
    released: bool = False  # countersigned once more, because somebody let it in

    @property
    def counts(self) -> bool:
        """Whether it was taken in."""
        return self.outcome in COUNTING


def subject_of(manifest: Json) -> Json:
    """What a bundle is the record of, by its manifest: `{type, id}`."""
    return manifest["subject"] if "subject" in manifest else {"type": "visit", "id": manifest["visit"]}


def link_of(name: str, fact: Json) -> Link:
    """A fact as a link."""
    return Link(name, sha256(fact_bytes(fact)), fact)


def head_of(links: Iterable[tuple[str, str, int, str]]) -> list[Json]:
    """The head out of links `(device, grant or '', seq, hash)` of facts that count: the last of each chain as `{device, grant?, seq, hash}`, sorted."""
    last = {(device, grant): (seq, digest) for device, grant, seq, digest in sorted(links, key=lambda link: link[2])}
    return [
        {"device": device, "seq": seq, "hash": digest} | ({"grant": grant} if grant else {})
        for (device, grant), (seq, digest) in sorted(last.items())
    ]


def head_links(counting: Iterable[Link]) -> list[Json]:
    """The head of these facts."""
    return head_of((*link.chain, link.seq, link.hash) for link in counting)


def gaps_in(counting: Sequence[Link], beside: Iterable[Link]) -> list[Gap]:
    """Where chains do not hold together, in the order of the devices' places. What lies beside may bridge, whatever became of it."""
    bridges = {link.hash: link for link in beside}
    last: dict[tuple[str, str], Link] = {}
    found = []
    for link in sorted(counting, key=lambda each: (each.chain, each.seq)):
        before = last.get(link.chain)
        wanted = (
            before.hash
            if before
            else link.chain[1] or genesis(link.fact["organisation"], link.chain[0], link.fact["subject"])
        )
        crossed, ends = _way_back(link, bridges)
        if ends != wanted:
            found.append(Gap(link, before.seq if before else 0, crossed, ends))
        last[link.chain] = link
    return found


def _way_back(link: Link, bridges: Mapping[str, Link]) -> tuple[list[Link], str]:
    """What lies beside on the way from a fact to the one that counts before it, and the hash at which that way ends."""
    crossed, prev = list[Link](), link.fact["prev"]
    while prev in bridges and bridges[prev] not in crossed:
        crossed.append(bridges[prev])
        prev = bridges[prev].fact["prev"]
    return crossed, prev


def countersigned(documents: Iterable[Json], links: Iterable[Link]) -> list[Signed]:
    """Every entry of these countersignatures; places of the first form are told by those of its facts that are known."""
    places = {(link.fact["device"], link.hash): link.seq for link in links}
    found = []
    for document in documents:
        device, entries = document["device"], document["facts"]
        known = next(
            (
                places[device, each["hash"]] - index
                for index, each in enumerate(entries)
                if (device, each["hash"]) in places
            ),
            0,
        )
        found += [
            Signed(
                device,
                each["hash"],
                each["outcome"],
                each.get("seq", known + index if known else 0),
                each.get("code", ""),
                each.get("subject", ""),
                "released_at" in document,
            )
            for index, each in enumerate(entries)
        ]
    return found


def hole_at(gap: Gap, signed: Sequence[Signed], lost: Iterable[Json]) -> tuple[int, str] | None:
    """The place and code that explain a gap; None where a fact was taken out or replaced.

    `lost` are the phones' own `fact_lost`. What is looked for must not be a fact that the server has read, because that one is kept.
    """
    device, hashes = gap.link.chain[0], {each.hash: each for each in [gap.link, *gap.crossed]}
    for each in signed:
        if (
            each.hash in hashes and each.code == "chain_broken"
        ):  # it never followed on anything; perhaps somebody let it in all the same
            return hashes[each.hash].seq, each.code
    if any(each.hash == gap.ends and (each.counts or each.subject) and each.code != "bad_signature" for each in signed):
        return None
    for each in signed:
        unread = (
            each.outcome == "quarantined"
            and (each.code == "bad_signature" or not each.subject)
            and each.hash not in hashes
        )
        if unread and each.device == device and gap.after <= each.seq < gap.link.seq:
            return each.seq, each.code or "not_canonical"
    place = next(
        (fact["seq"] for fact in lost if fact["device"] == device and gap.after <= fact["seq"] < gap.link.seq), None
    )
    return (place, LOST) if place else None


def taken_back(
    counting: Iterable[Link], withdrew: Mapping[str, str], signed: Iterable[Signed]
) -> list[tuple[str, str, str]]:
    """(code of a note, where, why) of each fact that a withdrawal takes back, and of each withdrawal that nobody can read any more.

    `withdrew`: hash of an erased withdrawal → id of what it took back. One that was taken in as a conflict has no effect by itself.
    """
    log = sorted(counting, key=lambda link: link.name)
    shown = {each.hash for each in signed if each.outcome in SHOWS}
    names = {link.fact["id"]: link for link in log}
    said: list[tuple[str, Any]] = []
    found = []
    for link in log:
        named = _withdrawn_by(link, withdrew)
        effective = link.chain[0] == OFFICE or link.hash in shown
        said.append((link.fact["id"], named if effective else None))
        if link.fact["kind"] == "withdrawn" and named is None:
            found.append(("withdrawal_unknown", link.name, ""))
        elif named in names and not effective:
            found.append(("withdrawal_disputed", _told(names[named]), link.name))
    gone = named_by_withdrawals(said)
    return found + [
        ("withdrawn", _told(link), names[gone[link.fact["id"]]].name) for link in log if link.fact["id"] in gone
    ]


def _withdrawn_by(link: Link, withdrew: Mapping[str, str]) -> str | None:
    if link.fact["kind"] != "withdrawn":
        return None
    named = link.fact["body"].get("fact") if "body" in link.fact else withdrew.get(link.hash)
    return named if isinstance(named, str) else None


def _told(link: Link) -> str:
    return f"{link.name} {link.fact['kind']}"


def unexplained(signed: Sequence[Signed]) -> Signed | None:
    """The first that was countersigned as let in, where the countersignature by which it was put aside before is not here."""
    aside = [each for each in signed if not each.released and not each.counts]
    first = {(each.device, each.hash) for each in aside}
    # Because what could not be understood when it came was countersigned under the hash of the text as it was sent.
    first_places = {(each.device, each.seq) for each in aside if each.seq}
    return next(
        (
            each
            for each in signed
            if each.released and (each.device, each.hash) not in first and (each.device, each.seq) not in first_places
        ),
        None,
    )


def came_again(beside: Link, counting: Mapping[str, Link]) -> bool:
    """Whether a fact beside the record is one that counts, signed again: under a new key, or in a later place."""
    same = counting.get(beside.fact["id"])
    return same is not None and same.commit == beside.commit and same.fact["kind"] == beside.fact["kind"]


def is_internal(fact: Json) -> bool:
    """Whether a copy for the customer keeps this fact's body back."""
    return fact["kind"] in INTERNAL or (fact["kind"] == "arrived" and "place" in fact.get("body", {}))
