"""What must be true whatever happens: a model that remembers what phones called saved and what their people had seen, and asks P1 to P7 of it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.kernel.canonical import canonical
from tests.simulate.server import SimulatedServer

WRITES = ("answered", "deviated", "appointed")
SHOWS = ("applied", "merged")
KEPT_ASIDE = ("rejected", "quarantined")
UNDER_WAY = ("on_the_way", "at_the_door", "working", "customer_turn")


class Broken(Exception):
    """A promise that did not hold: which one, and what was seen."""


def must(holds: object, promise: str, *seen: object) -> None:
    if not holds:
        raise Broken(f"{promise}: " + " · ".join(str(each) for each in seen))


@dataclass
class Said:
    """One fact that a phone called saved; `seen` are the writes of its step that stood on the screen at that moment."""

    phone: str
    kind: str
    body: dict[str, Any]
    seen: set[str]


@dataclass
class Model:
    """`said` is what was called saved, by fact; `waiting` is what of it each phone may not lose yet, because no server has taken it in."""

    server: SimulatedServer
    said: dict[str, Said] = field(default_factory=dict)
    waiting: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    without_copy: set[str] = field(default_factory=set)

    def saved(self, phone: str, done: dict[str, Any]) -> None:
        """A phone said *saved*."""
        self.said.setdefault(done["id"], Said(phone, done["kind"], done["body"], set(done["seen"])))
        self.waiting[phone].add(done["id"])

    def wiped(self, phone: str, outbox: list[str]) -> None:
        """A phone lost its storage: what was only there is gone, and it has no copy of what it had sent."""
        for fact in outbox:
            self.said.pop(fact, None)
        for waiting in self.waiting.values():
            waiting -= set(outbox)
        self.sends_no_more(phone)
        self.restored()

    def sends_no_more(self, phone: str) -> None:
        """What this phone had sent it will not send a second time."""
        self.without_copy |= {
            fact for fact, said in self.said.items() if said.phone == phone and fact not in self.waiting[phone]
        }

    def restored(self) -> None:
        """The server went back to an older state: what no phone has a copy of any more is gone."""
        for fact in self.without_copy - self._kept().keys():
            self.said.pop(fact, None)

    def at_every_step(self, phone: str, looking: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """P7, P1: what is unsent is told as it is; what left the outbox is with the server."""
        waiting = set(self.waiting[phone])  # because more may be saved while the phone is looked at
        look = looking()
        outbox = look["outbox"]
        must(look["unsent"] == len(outbox), "P7", phone, f"tells {look['unsent']}, has {len(outbox)} unsent")
        must(len(set(outbox)) == len(outbox), "P2", phone, "waits with a fact twice")
        gone = waiting - set(outbox)
        if gone:
            kept = self._kept()
            must(gone <= kept.keys(), "P1", phone, "lost", [self.said[each] for each in gone - kept.keys()])
        self.waiting[phone] -= gone
        return look

    def at_rest(self, looks: dict[str, dict[str, Any]]) -> None:
        """P6, P1, P2, P3, P5 when everything has been sent."""
        for phone, look in looks.items():
            must(not look["outbox"], "P6", phone, "cannot send", look)
        kept = self._kept()
        missing = {each: said for each, said in self.said.items() if each not in kept}
        must(not missing, "P1", "nowhere on the server", missing)
        for fact, said in self.said.items():
            must(len(kept[fact]) == 1, "P2", "stands more than once", said, kept[fact])
            must(
                json.loads(kept[fact][0])["body"] == said.body, "P1", "stands there as something else", said, kept[fact]
            )
        home = {sha256 for (sha256,) in self.server.rows("SELECT sha256 FROM stored WHERE organisation_id = :ours")}
        pictures = {
            said.body["sha256"]
            for fact, said in self.said.items()
            if said.kind == "photographed" and fact not in self.without_copy
        }
        must(pictures <= home, "P1", "bytes that are nowhere", pictures - home)
        self._in_order()
        self._nothing_overwritten()

    def in_step(self, phone: str, shown: list[dict[str, Any]], meant: dict[str, dict[str, Any]]) -> None:
        """P4: the phone shows what the server means it to hold, and nothing else."""
        # What was taken away in the middle of the work stays until that has ended, so that nobody is stopped at a customer's door.
        held = {visit["id"]: visit for visit in shown if not visit.get("evicted") or visit["readOnly"]}
        for visit in shown:
            visit["work"]["instructions"] = visit["work"].get("instructions", "")
            visit["work"].setdefault("history", [])
            visit["work"]["same_address"] = sorted(visit["work"].get("same_address", []))
        must(
            held.keys() == meant.keys(),
            "P4",
            phone,
            "holds",
            sorted(held),
            "is meant to hold",
            sorted(meant),
            [v.get("evicted") for v in shown],
        )
        for id_, wanted in meant.items():
            lines = held[id_]["lines"]
            # What was put aside has happened all the same, and its own phone goes on from there until somebody has looked at it.
            own = {line["id"] for line in lines if line["mine"] and line.get("outcome") in ("quarantined", "conflict")}
            for name, value in wanted.items():
                if name != "lines" and not (name == "state" and own):
                    must(
                        held[id_].get(name) == value,
                        "P4",
                        phone,
                        id_,
                        name,
                        held[id_].get(name),
                        "is meant to be",
                        value,
                    )
            ids = Counter(line["id"] for line in lines)
            must(max(ids.values(), default=1) == 1, "P2", phone, id_, "shows a fact twice", lines)
            must(
                not (set(ids) ^ set(wanted["lines"])) - own,
                "P4",
                phone,
                id_,
                "other lines",
                lines,
                "is meant to have",
                wanted["lines"],
            )

    def _kept(self) -> dict[str, list[str]]:
        """Texts by fact that the server keeps: in a log, or put aside whole."""
        found: dict[str, list[str]] = {}
        for fact, text in self.server.rows("SELECT id, text FROM fact WHERE organisation_id = :ours"):
            found.setdefault(fact, []).append(text)
        for fact, raw in self.server.rows(
            "SELECT DISTINCT fact_id, raw FROM received WHERE organisation_id = :ours AND fact_id IS NOT NULL AND raw IS NOT NULL"
        ):
            if fact not in found:
                found.setdefault(fact, []).append(bytes(raw).decode())
        return found

    def _in_order(self) -> None:
        """P3: every device's facts took effect in its order, but for those that were released; and no number was passed over."""
        rows = self.server.rows(
            "SELECT f.device, f.subject_id, f.seq FROM fact f LEFT JOIN received r ON r.organisation_id = f.organisation_id "
            "AND r.device_id = f.device AND r.seq = f.seq WHERE f.organisation_id = :ours AND r.released_at IS NULL ORDER BY f.position"
        )
        last: dict[tuple[str, str], int] = {}
        for device, subject, seq in rows:
            must(last.get((device, subject), 0) < seq, "P3", "out of order", device, subject, seq)
            last[device, subject] = seq
        for device, known, highest, count in self.server.rows(
            "SELECT d.id, d.last_seq, MAX(r.seq), COUNT(r.seq) FROM device d JOIN received r ON r.organisation_id = d.organisation_id "
            "AND r.device_id = d.id WHERE d.organisation_id = :ours GROUP BY d.id, d.last_seq"
        ):
            must(known == highest == count, "P3", "a gap", device, known, highest, count)
        lost = self.server.rows(
            "SELECT text FROM fact WHERE organisation_id = :ours AND kind IN ('fact_lost', 'evidence_lost')"
        )
        must(not lost, "P1", "declared lost", lost)

    def _nothing_overwritten(self) -> None:
        """P5: a value gave way to another only where its author had seen it, or where both stand in a conflict."""
        crossed = {
            fact
            for row in self.server.rows("SELECT shown_fact, other_fact FROM conflict WHERE organisation_id = :ours")
            for fact in row
        }
        taken_back = {
            json.loads(text)["body"]["fact"]
            for (text,) in self.server.rows(
                "SELECT text FROM fact WHERE organisation_id = :ours AND kind = 'withdrawn' AND outcome IN ('applied', 'merged')"
            )
        }
        before: dict[tuple[str, str], tuple[str, str, str]] = {}
        for fact, subject, step, device, outcome, text in self.server.rows(
            "SELECT id, subject_id, step, device, outcome, text FROM fact WHERE organisation_id = :ours AND step IS NOT NULL "
            "AND kind IN ('answered', 'deviated', 'appointed') ORDER BY subject_id, position"
        ):
            if outcome not in SHOWS:
                must(fact in crossed or outcome == "conflict", "P5", "kept nowhere", text)
            if outcome not in SHOWS or fact in taken_back:
                continue
            value = canonical(json.loads(text)["body"]).decode()
            old, old_device, old_value = before.get((subject, step), ("", device, value))
            author, earlier = self.said.get(fact), self.said.get(old)
            same = old_device == device or (author and earlier and author.phone == earlier.phone)
            seen = author is None or old in author.seen
            must(
                same or seen or old_value == value or old in crossed or fact in crossed,
                "P5",
                "overwritten unseen",
                old_value,
                "by",
                value,
            )
            before[subject, step] = (fact, device, value)
