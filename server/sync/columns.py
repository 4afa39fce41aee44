"""A page of bundles in columns, without what a phone can derive of their logs (docs/PROTOCOL.md, decisions/0177). Twin of pwa/technician/sync/columns.ts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from server.kernel.canonical import canonical, canonical_bytes, same_order
from server.kernel.chain import Encode, document_hash, fact_bytes, genesis, sha256

Json = dict[str, Any]

TYPE = "application/vnd.doorstep.columns+json"  # whoever accepts it can read what is written here
WORTH_IT = 10  # bundles from which a page is smaller in columns by more than their own names
DERIVED = ""  # in place of a fact's subject, grant or prev that is the visit, the bundle's grant, the hash of the fact before in its chain


def are_worth_it(changes: Sequence[Json]) -> bool:
    """Whether there are enough bundles."""
    return sum(1 for change in changes if change["type"] == "grant") >= WORTH_IT


def in_columns(changes: Sequence[Json]) -> Json:
    """Bundles in columns and other changes as they are, in which `order`; `sum` covers all logs, so that a phone knows whether it derived them right."""
    bundles = [change["visit"] for change in changes if change["type"] == "grant"]
    versions = [change["version"] for change in changes if change["type"] == "grant"]
    return {
        "order": "".join("01"[change["type"] == "grant"] for change in changes),
        "versions": column(versions),
        "bundles": column([bundle | {"log": _without_derived(bundle)} for bundle in bundles]),
        "others": [change for change in changes if change["type"] != "grant"],
        "sum": sha256("".join(f"{text}\n" for bundle in bundles for text in bundle["log"]).encode()),
    }


def column(values: list[Any]) -> Any:
    """Values of one place in many rows: objects by their members, lists end to end, one value for all alike, else the values themselves."""
    first = values[0] if values else None
    if all(isinstance(value, dict) for value in values) and values:
        return _members(values)
    if all(isinstance(value, list) for value in values) and values:
        return {"long": column(list(map(len, values))), "items": column([item for value in values for item in value])}
    if isinstance(first, str | int) and all(type(value) is type(first) and value == first for value in values):
        return {"all": first}
    return values


def _members(rows: list[Json]) -> Json:
    """One column for each name; where some rows lack it, `in` says which have it."""
    found: Json = {"of": {}}
    for name in dict.fromkeys(name for row in rows for name in row):
        there = [name in row for row in rows]
        found["of"][name] = column([row[name] for row in rows if name in row])
        if not all(there):
            found.setdefault("in", {})[name] = "".join("01"[has] for has in there)
    return found


def _without_derived(bundle: Json) -> list[Json | str]:
    """The log's facts without what follows from the rest of the bundle; as text where nobody could make that text of a fact again."""
    follows = {"grant": document_hash(bundle["grant"]), "subject": {"type": "visit", "id": bundle["id"]}}
    last: dict[tuple[str, str], tuple[Json, Encode]] = {}
    found: list[Json | str] = []
    for text in bundle["log"]:
        try:
            fact, encode = _readable(text)
            chain = (fact["device"], fact.get("grant", ""))
            prev = _hash_of(*last[chain]) if chain in last else chain[1] or _genesis(fact)
        except (ValueError, TypeError, KeyError):
            found.append(text)
            continue
        last[chain] = fact, encode
        derived = {name: DERIVED for name, value in (follows | {"prev": prev}).items() if fact.get(name) == value}
        found.append(fact | derived)
    return found


def _readable(text: str) -> tuple[Json, Encode]:
    """The fact, and what makes its text of it; ValueError where that gives another one."""
    fact: Json = json.loads(text)
    encode = canonical_bytes if same_order(text) else canonical
    if encode(fact).decode() != text:
        raise ValueError("another text")
    return fact, encode


def _hash_of(fact: Json, encode: Encode) -> str:
    return sha256(fact_bytes(fact, encode))


def _genesis(fact: Json) -> str:
    return genesis(fact["organisation"], fact["device"], fact["subject"])
