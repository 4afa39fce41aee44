"""The vectors that hold evaluate.py, record.py and completion.py together with their twins on the phone."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.standards.completion import completion, state_of
from server.standards.declared import counts_as, good_of, opened
from server.standards.document import builtin_standard
from server.standards.evaluate import holds
from server.standards.limits import judge
from server.standards.moment import second_of
from server.standards.record import inputs_of, record_of, thousandths

VECTORS = Path(__file__).parents[2] / "vectors"
TOUCHSTONES = {"HV-8a", "HV-8c", "HV-9b", "HV-17", "HV-20", "FT-9", "FT-10"}
PREDICATES = {
    "all",
    "any",
    "not",
    "present",
    "equal",
    "one_of",
    "at_least",
    "at_most",
    "before",
    "within",
    "seconds_between",
}


def _read(path: str) -> Any:
    return json.loads((VECTORS / path).read_text(encoding="utf-8"))


def _cases(folder: str) -> list[Any]:
    files = sorted((VECTORS / folder).glob("*.json"))
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
        for path in files
        for case in _read(f"{folder}/{path.name}")["cases"]
    ]


def _named(path: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in _read(path)["cases"]]


@pytest.mark.parametrize(("predicate", "case"), _cases("predicates"))
def test_predicate(predicate: str, case: Any) -> None:
    assert holds(case["condition"], case["record"], case["inputs"]) is case["holds"]


@pytest.mark.parametrize(("clause", "case"), _cases("clauses"))
def test_clause(clause: str, case: Any) -> None:
    assert (
        holds(_read(f"clauses/{clause}.json")["condition"], record_of(case["facts"]), case["inputs"]) is case["holds"]
    )


@pytest.mark.parametrize("case", _named("record.json"))
def test_record(case: Any) -> None:
    assert record_of(case["facts"]) == case["record"]


@pytest.mark.parametrize("case", _named("limits.json"))
def test_limit(case: Any) -> None:
    assert (
        judge(case["limits"], record_of(case["facts"]), case["inputs"], case["now"], over=case["over"])
        == case["expected"]
    )


@pytest.mark.parametrize("case", _named("states.json"))
def test_state(case: Any) -> None:
    assert state_of(_read("states.json")["table"], record_of(case["facts"]), {}) == case["state"]


@pytest.mark.parametrize("case", _named("completion.json"))
def test_completion(case: Any) -> None:
    document = case.get("document") or _read("completion.json")["document"]
    found = completion(document, record_of(case["facts"]), case["inputs"], case["outcome"])
    steps = {
        step["id"]: "unmet" if step["unmet"] else step["state"]
        for moment in found["moments"]
        for step in moment["steps"]
    }
    expected = {name: case[name] for name in ("state", "missing", "may_finish", "steps")}
    assert {
        "state": found["state"],
        "missing": found["missing"],
        "may_finish": found["may_finish"],
        "steps": steps,
    } == expected


def _declared(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in _read("declared.json")[name]]


@pytest.mark.parametrize("case", _declared("good"))
def test_what_passes(case: Any) -> None:
    assert good_of({"good": case["good"]} if case["good"] else {}, case["inputs"]) == case["expected"]


@pytest.mark.parametrize("case", _declared("counts_as"))
def test_what_an_end_counts_as(case: Any) -> None:
    document = {**_read("declared.json")["document"], "language": case["language"]}
    assert counts_as(document, case["outcome"]) == case["expected"]


@pytest.mark.parametrize("case", _declared("opened"))
def test_what_an_answer_or_an_end_leaves_to_be_done(case: Any) -> None:
    document = {**_read("declared.json")["document"], "language": case["language"]}
    found = opened(document, case["facts"], case["inputs"])
    assert {fact: each["what"] for fact, each in found.items()} == case["expected"]


def test_a_visit_is_done_where_no_other_outcome_is_asked_for() -> None:
    case = next(case for case in _read("completion.json")["cases"] if case["may_finish"] and case["outcome"] == "done")
    asked = _read("completion.json")["document"], record_of(case["facts"]), case["inputs"]
    assert completion(*asked) == completion(*asked, "done") != completion(*asked, "bored")


def test_inputs_are_named_by_their_way_whether_they_were_nested_or_dotted() -> None:
    assert inputs_of({"window": {"from": "x", "to": {"at": 1}}, "case.steps": 2}) == {
        "window.from": "x",
        "window.to.at": 1,
        "case.steps": 2,
    }


def test_seconds_are_counted_from_the_year_2000() -> None:
    assert [
        second_of(f"{moment}Z") for moment in ("2000-01-01T00:00:00", "2000-03-01T00:00:01", "2001-01-01T00:00:00")
    ] == [0, 5184001, 31622400]


def test_there_is_one_zero() -> None:
    assert [thousandths(text) for text in ("-0", "-0.0", "0", "-0.001")] == [0, 0, 0, -1]


def test_every_predicate_and_every_touchstone_has_its_file() -> None:
    assert {path.stem for path in (VECTORS / "predicates").glob("*.json")} == PREDICATES
    assert {path.stem for path in (VECTORS / "clauses").glob("*.json")} == TOUCHSTONES


def test_the_table_of_states_in_the_vectors_is_the_one_that_ships() -> None:
    assert builtin_standard("home-broadband-visit")["states"] == _read("states.json")["table"]
