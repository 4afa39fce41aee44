"""What a document of language 2 declares: bounds taken from inputs, ends of its own, what an answer or an end leaves to be done. Twin of declared.ts.

In a document of language 1 all of this is empty, so that its meaning stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .evaluate import holds
from .record import Plain, record_of, thousandths, withdrawn

DONE = "done"
NOT_DONE = "not_done"
MATTER = "matter"  # what an end can open beside a commitment: something with clocks and a loop of its own
# The ends that language 2 knows without declaring them (they came to language 1 first): none of them is done.
IMPORTED = ("declined", "not_solved", "parts_missing", "not_ours")
# The other ends of language 1, told at the door; who declares one of them cannot call it done.
AT_THE_DOOR = (
    "nobody_home",
    "entry_refused",
    "gate_refused",
    "wrong_address",
    "child_only",
    "no_authority",
    "unsafe",
    "not_ready",
)

# The ends that the languages know by themselves; of any other a fact says what it counts as.
CLOSED = frozenset((*AT_THE_DOOR, *IMPORTED))


def good_of(answer: Plain, inputs: Plain) -> dict[str, str]:
    """{least?, most?}: the decimals between which a figure passes; a bound whose input is not there, or is no decimal, bounds nothing."""
    found = {}
    for name, bound in answer.get("good", {}).items():
        value = inputs.get(str(bound.get("input"))) if isinstance(bound, dict) else bound
        if isinstance(value, str) and thousandths(value) is not None:
            found[name] = value
    return found


def counts_as(document: Plain, outcome: str) -> str | None:
    """Whether a visit that ends so is `done` or `not_done`; None for an end that the document does not know."""
    if outcome == DONE:
        return DONE
    if document.get("language") != 2:
        return NOT_DONE if any(moment.get("outcome") == outcome for moment in document["moments"]) else None
    own = {str(each["id"]): str(each["counts_as"]) for each in document.get("outcomes", [])}
    return NOT_DONE if outcome in IMPORTED else own.get(outcome)


def opened(document: Plain, facts: Sequence[Plain], inputs: Plain) -> dict[str, Plain]:
    """Fact → what it leaves to be done (`opens` as the document has it), of the facts [{id, kind, at, body}] of one visit in log order.

    An answer and an end count as the log stood when they were given: what is reported later changes nothing of it.
    """
    openers = dict(_openers(document))
    if not openers:
        return {}
    gone = withdrawn(facts)
    standing = [fact for fact in facts if fact["id"] not in gone and fact["kind"] != "withdrawn"]
    found: dict[str, Plain] = {}
    for place, fact in enumerate(standing):
        name = {"answered": "step", "ended": "outcome"}.get(fact["kind"])
        named = fact["body"].get(name) if name else None
        opens = openers.get((fact["kind"], named)) if isinstance(named, str) else None
        if opens and ("when" not in opens or holds(opens["when"], record_of(standing[: place + 1]), inputs)):
            found[fact["id"]] = opens
    return found


def opened_as(document: Plain, what: str) -> Plain | None:
    """The title in both languages of what the document opens, by its Chinese words, in which a commitment keeps it."""
    return next((title for title in opened_titles(document) if title["zh-CN"] == what), None)


def opened_titles(document: Plain) -> list[Plain]:
    """The titles in both languages of everything that the document opens."""
    return [opens["title"] for _, opens in _openers(document)]


def _openers(document: Plain) -> Iterator[tuple[tuple[str, str], Plain]]:
    """((kind of fact, step or outcome), opens) of everything that leaves something to be done."""
    if document.get("language") != 2:
        return
    for moment in document["moments"]:
        yield from ((("answered", step["id"]), step["opens"]) for step in moment["steps"] if "opens" in step)
    yield from ((("ended", each["id"]), each["opens"]) for each in document.get("outcomes", []) if "opens" in each)
