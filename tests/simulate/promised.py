"""P8: no promise without a row that waits for it, and no row that waits for what nobody promises. Said anew here, not by the rules under test."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from tests.second_language import ID, NEEDS_LINE
from tests.simulate.model import SHOWS, WRITES, must
from tests.simulate.server import SimulatedServer

Json = dict[str, Any]


class Contract(NamedTuple):
    """What the order of a visit by the standard of language 2 says: the speed that was paid for, or nothing."""

    speed: Decimal | None


PRESSING = ("hazard",)


def every_promise_waits(server: SimulatedServer) -> None:
    """Compare what the facts of each visit promise now with the rows that are open."""
    visits: dict[str, list[Json]] = defaultdict(list)
    for subject, outcome, text in server.rows(
        "SELECT subject_id, outcome, text FROM fact WHERE organisation_id = :ours AND subject_type = 'visit' ORDER BY subject_id, position"
    ):
        if outcome in SHOWS:
            visits[subject].append(json.loads(text))
    rows: dict[str, set[str]] = defaultdict(set)
    for source, commitment in server.rows(
        "SELECT source_id, id FROM commitment WHERE organisation_id = :ours AND state = 'open' AND source_type = 'visit'"
    ):
        rows[source].add(commitment)
    contracts = _contracts(server)
    for visit in visits.keys() | rows.keys():
        wanted = owed(visits[visit], contracts.get(visit))
        told = {
            fact["id"] for fact in visits[visit] if fact["kind"] == "promise_moved"
        }  # a time that the office has told stands without its origin
        must(wanted <= rows[visit], "P8", "nobody waits for", wanted - rows[visit], "of", visit)
        must(
            rows[visit] <= wanted | told,
            "P8",
            "somebody waits for what nobody promises",
            rows[visit] - wanted,
            "of",
            visit,
        )
    _every_result_is_fed_back(server, {fact["id"] for facts in visits.values() for fact in _standing(facts)})


def _every_result_is_fed_back(server: SimulatedServer, shown: set[str]) -> None:
    """What a matter owes: its last result waits to be told to whoever asked, until somebody has fed it back (FT-6)."""
    matters: dict[str, list[Json]] = defaultdict(list)
    for subject, text in server.rows(
        "SELECT subject_id, text FROM fact WHERE organisation_id = :ours AND subject_type = 'matter' ORDER BY subject_id, position"
    ):
        matters[subject].append(json.loads(text))
    rows: dict[str, set[str]] = defaultdict(set)
    for source, commitment in server.rows(
        "SELECT source_id, id FROM commitment WHERE organisation_id = :ours AND state = 'open' AND source_type = 'matter'"
    ):
        rows[source].add(commitment)
    for matter, facts in matters.items():
        came = [fact for fact in facts if fact["kind"] == "result_came"]
        incomplete = _incomplete(facts)
        may = {fact["id"] for fact in came} | incomplete
        must(rows[matter] <= may, "P8", "somebody waits for no result of", matter)
        must(incomplete <= rows[matter], "P8", "nobody goes where the first list was incomplete", matter)
        if came and came[-1]["body"].get("fact") in shown and not any(f["kind"] == "result_fed_back" for f in facts):
            must(came[-1]["id"] in rows[matter], "P8", "nobody waits to tell the result of", matter)


def _incomplete(facts: list[Json]) -> set[str]:
    """The lists of what is missing that named other things than the one before: somebody has to go there (SV-7)."""
    told = sorted(
        (fact for fact in facts if fact["kind"] == "told_missing"),
        key=lambda fact: fact["body"].get("at") or fact["at"],
    )
    return {
        after["id"]
        for before, after in zip(told, told[1:], strict=False)
        if set(after["body"]["items"]) - set(before["body"]["items"])
    }


def what_phones_said_is_carried_over(server: SimulatedServer) -> None:
    """What a phone writes about a visit or its person and the office carries into another log stands there once (SV-7, 4.4, 4.8)."""
    carried: dict[str, int] = defaultdict(int)
    for (text,) in server.rows(
        "SELECT text FROM fact WHERE organisation_id = :ours AND subject_type IN ('matter', 'outage', 'duty') ORDER BY id"
    ):
        body = json.loads(text)["body"]
        if "fact" in body and json.loads(text)["kind"] != "result_came":
            carried[body["fact"]] += 1
    must(all(count == 1 for count in carried.values()), "P8", "carried over twice", dict(carried))
    for kind, fact in server.rows(
        "SELECT kind, id FROM fact WHERE organisation_id = :ours AND subject_type = 'visit' AND kind IN ('told_missing', 'supply_cut')"
    ):
        must(fact in carried, "P8", "a phone's word that no log of the office has", kind, fact)


def _standing(facts: list[Json]) -> list[Json]:
    """The facts without those that a withdrawal which stands takes back."""
    gone: set[str] = set()
    for fact in reversed(facts):
        if fact["kind"] == "withdrawn" and fact["id"] not in gone:
            gone.add(fact["body"]["fact"])
    return [fact for fact in facts if fact["id"] not in gone]


def owed(facts: list[Json], contract: Contract | None = None) -> set[str]:
    """The facts whose promise is still open: the last word of each step, of the end, and every slip that somebody has to see."""
    last: dict[str, tuple[str, str]] = {}  # what it is about → (fact, due moment)
    for fact in _standing(facts):
        about, due = _declared(fact, contract) if contract else _promise(fact)
        if fact["kind"] in ("promise_kept", "promise_waived", "promise_moved"):
            closed = next((each for each, (made, _) in last.items() if made == fact["body"]["commitment"]), None)
            if closed is not None:
                del last[closed]
                if fact["kind"] == "promise_moved":
                    last[closed] = fact["id"], fact["body"]["to"]
        elif about and due is None:
            last.pop(about, None)
        elif about and due is not None and last.get(about, ("", ""))[1] != due:
            last[about] = fact["id"], due
    return {made for made, _ in last.values()}


def _declared(fact: Json, contract: Contract) -> tuple[str, str | None]:
    """The same by the standard of language 2: it says itself which step promises, and what an answer or an end leaves to be done."""
    kind, body = fact["kind"], fact["body"]
    if kind == "answered" and body["step"] == "call-by":
        return body["step"], f"answer {body['value']}"
    if kind == "answered" and body["step"] == "speed":
        enough = contract.speed is not None and Decimal(body["value"]) >= contract.speed
        return body["step"], None if enough else f"why {fact['id']}"
    if kind == "ended" and body["outcome"] == NEEDS_LINE:
        return "the end", None  # because the matter that it opens goes on with it
    return _promise(fact)


def what_ends_open_is_a_matter(server: SimulatedServer) -> None:
    """A visit whose last end leaves a matter has one, with a row of its own; none is opened twice, or by an end that nobody reported."""
    opened: dict[str, list[str]] = defaultdict(list)
    for matter, text in server.rows(
        "SELECT subject_id, text FROM fact WHERE organisation_id = :ours AND subject_type = 'matter' AND kind = 'accepted' ORDER BY id"
    ):
        body = json.loads(text)["body"]
        if body.get("outcome"):
            must(body["outcome"] == NEEDS_LINE, "P8", "an end opened a matter that leaves none", body)
            opened[body["visit"]].append(matter)
    rows = {matter for (matter,) in server.rows("SELECT id FROM matter WHERE organisation_id = :ours")}
    ends: dict[str, list[Json]] = defaultdict(list)
    for visit, outcome, text in server.rows(
        "SELECT subject_id, outcome, text FROM fact WHERE organisation_id = :ours AND kind IN ('ended', 'withdrawn') ORDER BY subject_id, position"
    ):
        if outcome in SHOWS:
            ends[visit].append(json.loads(text))
    for visit in _contracts(server):
        last = next((fact for fact in reversed(_standing(ends[visit])) if fact["kind"] == "ended"), None)
        if last is not None and last["body"]["outcome"] == NEEDS_LINE:
            must(len(opened[visit]) == 1, "P8", "matters that the end of", visit, "opened:", opened[visit])
            must(set(opened[visit]) <= rows, "P8", "nobody waits for", opened[visit])
        said = [fact for fact in ends[visit] if fact["kind"] == "ended" and fact["body"]["outcome"] == NEEDS_LINE]
        must(len(opened[visit]) <= bool(said), "P8", "a matter that no end opened, or twice", visit, opened[visit])
    must(opened.keys() <= _contracts(server).keys(), "P8", "a visit of another standard opened a matter", opened)


def _contracts(server: SimulatedServer) -> dict[str, Contract]:
    """What was ordered of each visit whose standard is written in language 2."""
    found = {}
    for visit, text in server.rows(
        "SELECT v.id, f.text FROM visit v JOIN fact f ON f.organisation_id = v.organisation_id AND f.subject_id = v.id "
        "AND f.kind = 'ordered' WHERE v.organisation_id = :ours AND v.standard_id = :standard ORDER BY v.id",
        standard=ID,
    ):
        said = json.loads(text)["body"].get("inputs", {}).get("speed")
        found[visit] = Contract(Decimal(said) if said else None)
    return found


def _promise(fact: Json) -> tuple[str, str | None]:
    """(what it is about, its due moment; None where it takes an earlier promise of it back). '' about anything else."""
    kind, body = fact["kind"], fact["body"]
    if kind in WRITES:
        about = body.get("step") or fact["id"]
        if kind == "appointed":
            return about, f"return {body['from']}"
        return about, f"answer {body['value']}" if kind == "answered" and body["step"] == "answer-by" else None
    if kind == "ended":
        return "the end", f"anew {fact['id']}" if body["outcome"] != "done" else None
    if kind == "slipped" and body["about"] == "complaint":
        return "", None  # because it is a complaint, and waits on that list
    if kind == "slipped" and (body["wants_answer"] or body["about"] in PRESSING):
        return fact["id"], "slip"
    return "", None
