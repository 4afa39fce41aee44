"""What lies on the disk, read past the application: is all that was acknowledged there, once, whole, and in order?"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from server.kernel.chain import device_signed, fact_bytes, genesis, sha256
from tests.kills.ledger import Ledger

TAKEN = ("applied", "merged", "conflict")


def missing(
    address: str, folder: Path, ledger: Ledger, until: int | None = None, since: set[Any] | None = None
) -> list[str]:
    """What was acknowledged (up to a moment) and is not there; `since` remembers what was looked at before, while the server goes on."""
    promised, home, chunks = (
        {key: told for key, (at, told) in page.items() if until is None or at <= until} for page in ledger.pages()
    )
    fresh = {key for key in (*promised, *home) if since is None or key not in since}
    with reading(address) as rows:
        wrong = list(_facts({key: promised[key] for key in promised.keys() & fresh}, rows)) + list(
            _standing(promised, rows)
        )
        wrong += _bytes({key: home[key] for key in home.keys() & fresh}, folder, rows) + (
            [] if since is not None else list(_chunks(chunks, folder, rows))
        )
    if since is not None:
        since |= fresh
    return wrong


def crooked(address: str) -> list[str]:
    """What is not whole: the file, references, rows of one fact without the others, chains, places, the change clock."""
    with reading(address) as rows:
        return [
            *_file(rows),
            *_halves(rows),
            *_chains(rows),
            *_places(rows),
            *_clock(rows),
            *_told(rows),
            *_counts(rows),
        ]


class reading:  # noqa: N801 - reads like a function
    """One snapshot of the database."""

    def __init__(self, address: str) -> None:
        self.engine = create_engine(
            address, poolclass=NullPool, isolation_level=None if address.startswith("sqlite") else "REPEATABLE READ"
        )

    def __enter__(self) -> Connection:
        self.connection = self._connected()
        if self.engine.dialect.name == "sqlite":
            self.connection.exec_driver_sql("BEGIN")
        return self.connection

    def _connected(self, tries: int = 600) -> Connection:
        for left in reversed(range(tries)):
            try:
                return self.engine.connect()
            except OperationalError:  # because PostgreSQL recovers from the kill of a backend
                if not left:
                    raise
                time.sleep(0.1)
        raise AssertionError("unreachable")

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()


def _facts(promised: dict[tuple[str, int], Any], rows: Connection) -> Iterator[str]:
    ask = text("SELECT fact_id, outcome FROM received WHERE device_id = :device AND seq = :seq")
    for (device, seq), told in promised.items():
        found = [tuple(row) for row in rows.execute(ask, {"device": device, "seq": seq})]
        if found != [told]:
            yield f"fact {seq} of {device} was acknowledged as {told}, the inbox has {found}"


def _standing(promised: dict[tuple[str, int], Any], rows: Connection) -> Iterator[str]:
    """Every device stands where its last fact stands, with nothing left out before it."""
    stored = {
        row[0]: tuple(row)[1:]
        for row in rows.execute(text("SELECT device_id, count(*), max(seq) FROM received GROUP BY device_id"))
    }
    highest: Counter[str] = Counter()
    for device, seq in promised:
        highest[device] = max(highest[device], seq)
    for device, last_seq in rows.execute(text("SELECT id, last_seq FROM device")):
        if stored.get(device, (0, 0)) != (last_seq, last_seq) or last_seq < highest[device]:
            yield f"device {device} stands at {last_seq}, has (facts, highest) {stored.get(device)}, was told {highest[device]}"


def _bytes(home: dict[tuple[str, str], int], folder: Path, rows: Connection) -> list[str]:
    wrong = []
    for organisation, digest in home:
        kept = folder / "evidence" / organisation / digest[:2] / digest
        if not kept.is_file() or sha256(kept.read_bytes()) != digest:
            wrong.append(f"evidence {digest} was home and its bytes are {'other ones' if kept.is_file() else 'gone'}")
        named = {"organisation": organisation, "sha256": digest}
        if (
            rows.execute(
                text("SELECT 1 FROM stored WHERE organisation_id = :organisation AND sha256 = :sha256"), named
            ).first()
            is None
        ):
            wrong.append(f"evidence {digest} was home and the database does not know it")
        if rows.execute(text("SELECT 1 FROM awaited WHERE sha256 = :sha256 AND arrived_at IS NULL"), named).first():
            wrong.append(f"evidence {digest} was home and is awaited")
    return wrong


def _chunks(chunks: dict[tuple[str, int], bytes], folder: Path, rows: Connection) -> Iterator[str]:
    """Uploads under way: what was acknowledged of them is there, unless it has moved on to be kept."""
    ask = text('SELECT "offset", length, organisation_id, sha256 FROM upload WHERE id = :id')
    for (upload, offset), content in chunks.items():
        row = rows.execute(ask, {"id": upload}).first()
        if row is None or row[0] < offset:
            yield f"upload {upload} had come to {offset}, the database says {row and tuple(row)[:2]}"
        elif row[0] < row[1] and content != _come_so_far(folder, upload, row[2], row[3])[:offset]:
            yield f"upload {upload} had come to {offset} and its bytes are gone or others"


def _come_so_far(folder: Path, upload: str, organisation: str, digest: str) -> bytes:
    """In the file of the upload, or where that was moved to before a COMMIT that never came."""
    places = (folder / "evidence" / "incoming" / upload, folder / "evidence" / organisation / digest[:2] / digest)
    return next((place.read_bytes() for place in places if place.is_file()), b"")


def _file(rows: Connection) -> Iterator[str]:
    if rows.dialect.name != "sqlite":
        return
    for pragma, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        if (found := [tuple(row) for row in rows.exec_driver_sql(f"PRAGMA {pragma}")]) != sound:
            yield f"{pragma}: {found[:5]}"


def _halves(rows: Connection) -> Iterator[str]:
    """A fact in the inbox without its row in the log, or the other way round."""
    inbox = Counter(row[0] for row in rows.execute(text(f"SELECT fact_id FROM received WHERE outcome IN {TAKEN}")))
    log = Counter(row[0] for row in rows.execute(text("SELECT id FROM fact WHERE device <> 'office'")))
    if inbox != log:
        yield f"inbox and log differ by {list((inbox - log) + (log - inbox))[:5]}"


def _chains(rows: Connection) -> Iterator[str]:
    """Each device's facts are signed by it and each names the one before; the head names the last."""
    keys = {row[0]: bytes(row[1]) for row in rows.execute(text("SELECT id, public_key FROM device"))}
    heads: dict[tuple[str, str, str], str] = {}
    for stored, raw, digest in rows.execute(
        text(
            "SELECT fact.text, received.raw, received.hash FROM received LEFT JOIN fact ON fact.organisation_id = received.organisation_id "
            "AND fact.id = received.fact_id ORDER BY received.device_id, received.seq"
        )
    ):
        fact = json.loads(stored or bytes(raw))
        chain = fact["device"], fact["subject"]["id"], fact.get("grant", "")
        expected = (
            heads.get(chain) or fact.get("grant") or genesis(fact["organisation"], fact["device"], fact["subject"])
        )
        message = fact_bytes(fact)
        if (
            fact["prev"] != expected
            or sha256(message) != digest
            or not device_signed(keys[fact["device"]], fact["signature"], message)
        ):
            yield f"the chain of {chain} breaks at {fact['seq']}"
        heads[chain] = digest
    ends = {
        tuple(row)[:3]: row[3]
        for row in rows.execute(text("SELECT device, subject_id, grant_hash, hash FROM chain_head"))
    }
    if ends != heads:
        yield f"{len(ends)} heads are stored for {len(heads)} chains, or others"


def _places(rows: Connection) -> Iterator[str]:
    for row in rows.execute(
        text(
            "SELECT subject_id, count(*), min(position), max(position), count(DISTINCT position) FROM fact GROUP BY organisation_id, subject_id"
        )
    ):
        if tuple(row)[1:] != (row[1], 1, row[1], row[1]):
            yield f"the log of {row[0]} has gaps: {tuple(row)}"


def _clock(rows: Connection) -> Iterator[str]:
    """No version was given out beyond the clock."""
    for organisation, value in rows.execute(text("SELECT organisation_id, value FROM change_clock")):
        for table in ("change", "fact", "visit"):
            ask = text(f"SELECT max(version) FROM {table} WHERE organisation_id = :organisation")
            if (rows.execute(ask, {"organisation": organisation}).scalar() or 0) > value:
                yield f"a version of {table} is beyond the clock at {value}"


def _told(rows: Connection) -> Iterator[str]:
    """What stands in a visit's log was told to everybody who holds the visit."""
    told: dict[tuple[str, str], set[int]] = {}
    for person, visit, places in rows.execute(
        text("SELECT person_id, visit_id, detail FROM change WHERE kind = 'fact'")
    ):
        first, last = places.split("-")
        told.setdefault((person, visit), set()).update(range(int(first), int(last) + 1))
    facts: dict[str, set[int]] = {}
    for visit, position in rows.execute(text("SELECT subject_id, position FROM fact WHERE device <> 'office'")):
        facts.setdefault(visit, set()).add(position)
    for person, visit in rows.execute(text("SELECT person_id, visit_id FROM holding")):
        if facts.get(visit, set()) - told.get((person, visit), set()):
            yield f"{person} holds {visit} and was not told all of its facts"


def _counts(rows: Connection) -> Iterator[str]:
    """What each visit says it waits for is what it waits for."""
    for visit, says, waits in rows.execute(
        text(
            "SELECT id, awaited, (SELECT count(DISTINCT sha256) FROM awaited a WHERE a.organisation_id = visit.organisation_id "
            "AND a.visit_id = visit.id AND a.arrived_at IS NULL) FROM visit"
        )
    ):
        if says != waits:
            yield f"visit {visit} says that it waits for {says}, it waits for {waits}"
