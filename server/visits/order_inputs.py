"""What an order says for the inputs that its standard declares (language 2): checked when it is taken, carried by every grant."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.standards.declarations import EARLIER
from server.standards.record import thousandths
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit

LONGEST = 40
RESERVED = "received_at"  # what the grant of every order says beside them


def declared_for(document: Mapping[str, Any], kind_of_work: str) -> list[dict[str, Any]]:
    """The inputs that a document declares for a kind of work, in its order."""
    return [each for each in document.get("inputs", []) if kind_of_work in each.get("for", [kind_of_work])]


def read_inputs(document: Mapping[str, Any], kind_of_work: str, given: Mapping[str, str]) -> dict[str, str]:
    """{input: value} of what was typed, tidied; what was left empty is left out, because then nothing is compared with it.

    `bad_input` with `input_<id>`: `decimal` for what is no figure with at most three decimals, `too_long`. What is not declared is `bad_input`, too.
    """
    found: dict[str, str] = {}
    wrong: dict[str, list[str]] = {}
    declared = {each["id"]: each for each in declared_for(document, kind_of_work)}
    for name, typed in given.items():
        value = tidy(unicodedata.normalize("NFKC", typed or ""), LONGEST + 1)
        if name not in declared:
            wrong[f"input_{name}"] = ["unknown"]
        elif len(value) > LONGEST:
            wrong[f"input_{name}"] = ["too_long"]
        elif value and declared[name]["type"] == "decimal" and not _is_decimal(value):
            wrong[f"input_{name}"] = ["decimal"]
        elif value:
            found[name] = value
    if wrong:
        raise Problem("bad_input", wrong)
    return found


def carried_inputs(
    organisation: str, declared: Sequence[Mapping[str, Any]], follows: str | None, matter: str | None = None
) -> dict[str, str]:
    """{input: value} of what earlier visits have answered, the last answer that stands: of the visit that is followed, and of the matter.

    What does not look like the input's type is left out, because nobody at the telephone could put it right.
    """
    asked = {each["step"]: each for each in declared if each["origin"] == EARLIER}
    if not asked or not (follows or matter):
        return {}
    matter = matter or db.session.scalar(
        select(Visit.matter_id).where(Visit.organisation_id == organisation, Visit.id == follows)
    )
    earlier = select(Visit.id).where(
        Visit.organisation_id == organisation, or_(Visit.id == follows, Visit.matter_id == matter)
    )
    found: dict[str, str] = {}
    for visit in db.session.scalars(earlier.order_by(Visit.received_at, Visit.id)).all():
        facts = select(Fact).where(
            Fact.organisation_id == organisation, Fact.subject_type == "visit", Fact.subject_id == visit
        )
        for fact in shown_facts(list(db.session.scalars(facts.order_by(Fact.position)))):
            given = asked.get(fact.step or "") if fact.kind == "answered" and not fact.is_erased else None
            if given is not None and _fits(given, value := str(fact.body["value"])):
                found[given["id"]] = value
    return found


def _fits(declared: Mapping[str, Any], value: str) -> bool:
    return len(value) <= LONGEST and (declared["type"] != "decimal" or _is_decimal(value))


def order_inputs(visit: Visit) -> dict[str, Any]:
    """`order.<input>` → value, and of a decimal `order.<input>.thousandths`, so that it can be compared without a float."""
    found: dict[str, Any] = {}
    for name, value in json.loads(visit.order_inputs or "{}").items():
        found[f"order.{name}"] = value
        if (size := thousandths(value)) is not None:
            found[f"order.{name}.thousandths"] = size
    return found


def told_inputs(grant_inputs: Mapping[str, Any]) -> str | None:
    """The same out of a grant's inputs, as a visit keeps it: for a visit that a phone brings back."""
    found = {
        name: value for name, value in grant_inputs.get("order", {}).items() if name != RESERVED and "." not in name
    }
    return json.dumps(found, ensure_ascii=False) if found else None


def _is_decimal(value: str) -> bool:
    return thousandths(value) is not None and len(value.partition(".")[2]) <= 3
