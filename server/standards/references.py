"""Whether a well-shaped standard means something: what it names exists, conduct is no box, nothing asks about itself."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from .conditions import condition_findings, paths_of
from .declarations import declaration_findings
from .finding import Finding
from .record import thousandths

Plain = Mapping[str, Any]
CONDUCT = frozenset({"HV-1", "HV-2", "HV-3", "HV-5", "HV-8d", "HV-14", "HV-22", "HV-25", "HV-26", "HV-27", "HV-28"})
BLANK = re.compile(r"\{([a-z_]*)\}")
NAMED_LISTS = ("kinds_of_work", "bring", "moments", "reasons", "phrases", "reminders", "limits")


def meaning_findings(document: Plain, kinds: Set[str]) -> Iterator[Finding]:
    """Findings of a document that the schema accepts, in the order of the document; `kinds` of facts may be asked for."""
    yield from _twice(document)
    yield from declaration_findings(document, steps_of(document), kinds)
    for index, moment in enumerate(document["moments"]):
        yield from _moment_findings(f"moments[{index}]", moment, document)
    for place, condition in _conditions(document):
        yield from condition_findings(place, condition, document, kinds)
    yield from _ends(document)
    yield from _wording(document)
    yield from _unused(document)
    for place, limit in _entries(document, "limits"):
        if limit.get("each") is not None and "." in limit["each"]:
            yield Finding(f"{place}.each", "fact_unknown", limit["each"])


def _ends(document: Plain) -> Iterator[Finding]:
    """Each end that a choice asks for must be there, else the visit could not end at all."""
    known = {moment.get("outcome") for moment in document["moments"]}
    for place, step in steps_of(document):
        for index, choice in enumerate(step["answer"].get("choices", [])):
            if "ends" in choice and choice["ends"] not in known:
                yield Finding(f"{place}.answer.choices[{index}].ends", "end_unknown", choice["ends"])


def steps_of(document: Plain) -> list[tuple[str, Plain]]:
    """(place, step) of every step."""
    return [
        (f"moments[{m}].steps[{s}]", step)
        for m, moment in enumerate(document["moments"])
        for s, step in enumerate(moment["steps"])
    ]


def clauses_of(entry: Plain) -> list[str]:
    """The clause ids that a step or another entry serves."""
    clause = entry.get("clause", [])
    return [clause] if isinstance(clause, str) else list(clause)


def _entries(document: Plain, name: str) -> list[tuple[str, Plain]]:
    return [(f"{name}[{index}]", entry) for index, entry in enumerate(document[name])]


def _twice(document: Plain) -> Iterator[Finding]:
    groups: list[list[tuple[str, str]]] = [
        [(place, entry["id"]) for place, entry in _entries(document, name)] for name in NAMED_LISTS
    ]
    groups.append([(place, step["id"]) for place, step in steps_of(document)])
    for place, step in steps_of(document):
        groups.append(
            [
                (f"{place}.answer.choices[{i}]", choice["id"])
                for i, choice in enumerate(step["answer"].get("choices", []))
            ]
        )
        groups.append(
            [(f"{place}.answer.parts[{i}]", part["code"]) for i, part in enumerate(step["answer"].get("parts", []))]
        )
    groups.append(
        [(f"survey.questions[{i}]", question["id"]) for i, question in enumerate(document["survey"]["questions"])]
    )
    groups.append([(f"states.states[{i}]", state["id"]) for i, state in enumerate(document["states"]["states"])])
    for group in groups:
        times = Counter(name for _, name in group)
        yield from (Finding(f"{place}.id", "twice", name) for place, name in group if times[name] > 1)


def _moment_findings(place: str, moment: Plain, document: Plain) -> Iterator[Finding]:
    if (moment["path"] == "side") != ("outcome" in moment):
        yield Finding(f"{place}.outcome", "outcome_misplaced")
    yield from _named(place, moment, document, private=moment.get("private", False))
    for index, step in enumerate(moment["steps"]):
        where = f"{place}.steps[{index}]"
        yield from _named(where, step, document, private=moment.get("private", False))
        yield from _step_findings(where, step, document)


def _named(place: str, entry: Plain, document: Plain, private: bool) -> Iterator[Finding]:
    avoid = {reminder["id"] for reminder in document["reminders"] if reminder["kind"] == "avoid"}
    for name, code in (("phrases", "phrase_unknown"), ("reminders", "reminder_unknown")):
        known = {each["id"] for each in document[name]}
        for index, named in enumerate(entry.get(name, [])):
            if named not in known:
                yield Finding(f"{place}.{name}[{index}]", code, named)
            elif name == "reminders" and named in avoid and not private:
                yield Finding(f"{place}.{name}[{index}]", "forbidden_wording_shown", named)


def _step_findings(place: str, step: Plain, document: Plain) -> Iterator[Finding]:
    yield from (
        Finding(f"{place}.clause", "conduct_as_step", clause) for clause in clauses_of(step) if clause in CONDUCT
    )
    if "limit" in step and step["limit"] not in {limit["id"] for limit in document["limits"]}:
        yield Finding(f"{place}.limit", "limit_unknown", step["limit"])
    own = (f"answer.{step['id']}", f"deviation.{step['id']}", f"photograph.{step['id']}", f"appointment.{step['id']}")
    if "when" in step and any(
        path == mine or path.startswith(f"{mine}.") for path in paths_of(step["when"]) for mine in own
    ):
        yield Finding(f"{place}.when", "asks_about_itself", step["id"])
    if isinstance(step.get("deviation"), dict):
        yield from _reasons(f"{place}.deviation.reasons", step["deviation"].get("reasons", []), document)
    yield from _bounds(f"{place}.answer", step["answer"])
    for language, text in step.get("summary", {}).items():
        yield from (
            Finding(f"{place}.summary.{language}", "blank_unknown", blank)
            for blank in BLANK.findall(text)
            if blank != "value"
        )


def _reasons(place: str, named: Sequence[str], document: Plain) -> Iterator[Finding]:
    known = {reason["id"] for reason in document["reasons"]}
    yield from (
        Finding(f"{place}[{index}]", "reason_unknown", each) for index, each in enumerate(named) if each not in known
    )


def _bounds(place: str, answer: Plain) -> Iterator[Finding]:
    for name in ("range", "good"):
        bounds = answer.get(name, {})
        if (
            "least" in bounds
            and "most" in bounds
            and not isinstance(bounds["least"], dict)
            and not isinstance(bounds["most"], dict)
            and (thousandths(bounds["least"]) or 0) > (thousandths(bounds["most"]) or 0)
        ):
            yield Finding(f"{place}.{name}", "bounds_crossed")
    if answer["kind"] == "photograph" and answer["least"] > answer["most"]:
        yield Finding(f"{place}.least", "bounds_crossed")


def _conditions(document: Plain) -> Iterator[tuple[str, Plain]]:
    for place, step in steps_of(document):
        yield from ((f"{place}.{name}", step[name]) for name in ("when", "requires") if name in step)
    for place, limit in _entries(document, "limits"):
        yield from ((f"{place}.{name}", limit[name]) for name in ("when", "counts_when") if name in limit)
        yield from ((f"{place}.{name}", {"present": limit[name]}) for name in ("from", "to"))
    for index, state in enumerate(document["states"]["states"]):
        yield f"states.states[{index}].when", state["when"]
    yield "states.may_finish", document["states"]["may_finish"]


def _wording(document: Plain) -> Iterator[Finding]:
    yield from _reasons("usual_reasons", document["usual_reasons"], document)
    for place, phrase in _entries(document, "phrases"):
        for language, text in phrase["text"].items():
            blanks = (blank for blank in BLANK.findall(text) if blank not in document["blanks"] and blank != "work")
            yield from (Finding(f"{place}.text.{language}", "blank_unknown", blank) for blank in blanks)
    kinds = {kind["id"] for kind in document["kinds_of_work"]}
    for place, item in _entries(document, "bring"):
        strange = (kind for kind in item.get("for", []) if kind not in kinds)
        yield from (Finding(f"{place}.for", "kind_of_work_unknown", kind) for kind in strange)


def _unused(document: Plain) -> Iterator[Finding]:
    places: list[Plain] = [*document["moments"], *(step for _, step in steps_of(document))]
    used = {name: {each for place in places for each in place.get(name, [])} for name in ("phrases", "reminders")}
    deviations = [place["deviation"] for place in places if isinstance(place.get("deviation"), dict)]
    used["reasons"] = {
        *document["usual_reasons"],
        *(reason for each in deviations for reason in each.get("reasons", [])),
    }
    for name, named in used.items():
        yield from (
            Finding(place, "never_asked", entry["id"])
            for place, entry in _entries(document, name)
            if entry["id"] not in named
        )
