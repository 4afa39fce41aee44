"""Which clause of the service standard is built where, and why the others are not: builtin/clauses.yaml, read and compared."""

from collections.abc import Iterator, Mapping
from typing import Any

from .document import BUILTIN, from_yaml
from .references import clauses_of, steps_of

Plain = Mapping[str, Any]
LISTS = {"phrases": "phrase", "reminders": "reminder", "limits": "limit", "bring": "bring"}


def clauses() -> dict[str, dict[str, Any]]:
    """{clause id: {built: [place], not_built?: {zh-CN, en}}} as clauses.yaml states it, in the order of the standard."""
    written = from_yaml((BUILTIN / "clauses.yaml").read_text(encoding="utf-8"))
    return {clause: _stated(entry, written["why"]) for clause, entry in written["clauses"].items()}


def places(documents: Mapping[str, Plain]) -> dict[str, set[str]]:
    """{clause id: places that name it} of the given standards: `step/mat` where all have it, else `<standard>/step/speed`."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, document in documents.items():
        for clause, place in _named(document):
            found.setdefault((clause, place), set()).add(name)
    by_clause: dict[str, set[str]] = {}
    for (clause, place), standards in found.items():
        everywhere = standards == set(documents)
        by_clause.setdefault(clause, set()).update({place} if everywhere else {f"{name}/{place}" for name in standards})
    return by_clause


def _stated(entry: Plain, why: Plain) -> dict[str, Any]:
    stated: dict[str, Any] = {"built": list(entry.get("built", []))}
    return stated | ({"not_built": why[entry["not_built"]]} if "not_built" in entry else {})


def _named(document: Plain) -> Iterator[tuple[str, str]]:
    for _, step in steps_of(document):
        yield from ((clause, f"step/{step['id']}") for clause in clauses_of(step))
    for name, word in LISTS.items():
        for entry in document[name]:
            yield from ((clause, f"{word}/{entry['id']}") for clause in clauses_of(entry))
    for question in document["survey"]["questions"]:
        yield question["clause"], f"question/{question['id']}"
    yield document["survey"]["clause"], "survey"
