"""Every clause is accounted for: built in a place that exists and names it, or not built with a reason."""

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.standards.clauses import clauses, places
from server.standards.document import BUILTIN_STANDARDS, builtin_standard
from tests.architecture.reach import reached

ROOT = Path(__file__).parents[3]
IDS = json.loads((ROOT / "tests" / "vectors" / "clause-ids.json").read_text(encoding="utf-8"))["ids"]
DOCUMENTS = {name: builtin_standard(name) for name in BUILTIN_STANDARDS}


def unaccounted(stated: dict[str, Any], documents: Any) -> list[str]:
    """What does not add up between the list of clauses, what is stated and what ships."""
    shipped = places(documents)
    wrong = [f"{clause} is not listed" for clause in IDS if clause not in stated]
    wrong += [f"{clause} is no clause" for clause in [*stated, *shipped] if clause not in IDS]
    for clause, entry in stated.items():
        named = {place for place in entry["built"] if not place.startswith("code/")}
        wrong += [f"{clause} is neither built nor explained"] * (not entry["built"] and "not_built" not in entry)
        wrong += [
            f"{clause} claims {place}, which does not exist" for place in sorted(named - shipped.get(clause, set()))
        ]
        wrong += [f"{clause} does not claim {place}" for place in sorted(shipped.get(clause, set()) - named)]
        wrong += [
            f"{clause} claims {place}, which does not name it"
            for place in set(entry["built"]) - named
            if not _names(place, clause)
        ]
    return wrong


def _names(place: str, clause: str) -> bool:
    """Whether a place `code/path:function` names the clause and is a function that a route, page, job, reaction or command leads to.

    A rule that nobody calls judges nobody. On the phone it is enough that some function calls it.
    """
    path, _, function = place.removeprefix("code/").partition(":")
    file = ROOT / path
    if not function or not file.is_file() or re.search(rf"\b{clause}\b", file.read_text(encoding="utf-8")) is None:
        return False
    defined = re.search(rf"^(?:export )?(?:def|function) {function}\b", file.read_text(encoding="utf-8"), flags=re.M)
    if file.suffix == ".py":
        return defined is not None and (path.removesuffix(".py").replace("/", "."), function) in reached()
    return defined is not None and function in _called_on_the_phone()


@cache
def _called_on_the_phone() -> set[str]:
    """Names of functions that the app or the console's islands call."""
    sources = [
        file
        for kind in ("ts", "tsx")
        for folder in ("technician", "console")
        for file in (ROOT / "pwa" / folder).rglob(f"*.{kind}")
    ]
    return {
        name for file in sources for name in re.findall(r"(?<!function )\b(\w+)\(", file.read_text(encoding="utf-8"))
    }


def test_M3_a_rule_that_nobody_calls_builds_no_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names("code/server/standards/limits.py:judge", "HV-8a")
    assert not _names("code/server/standards/limits.py", "HV-8a")
    assert not _names("code/server/standards/limits.py:unheard_of", "HV-8a")
    monkeypatch.setattr("tests.server.standards.test_clauses.reached", frozenset)
    assert not _names("code/server/standards/limits.py:judge", "HV-8a"), "defined, named, and no entry leads to it"


def test_every_clause_is_accounted_for() -> None:
    assert unaccounted(clauses(), DOCUMENTS) == []


def test_every_rule_of_the_visit_and_all_wording_is_built() -> None:
    open_ones = {clause for clause, entry in clauses().items() if not entry["built"]}
    assert {clause for clause in open_ones if clause.split("-")[0] in ("HV", "WD", "FB")} == {"HV-29"}
    assert {clause for clause in open_ones if clause.startswith("FT")} == {f"FT-{n}" for n in (4, 8, 10, 18, 19)}


def test_each_reason_is_told_in_both_languages() -> None:
    for clause, entry in clauses().items():
        assert set(entry.get("not_built", {"zh-CN": 1, "en": 1})) == {"zh-CN", "en"}, clause


@pytest.mark.parametrize(
    ("clause", "entry", "complaint"),
    [
        ("HV-2", {"built": []}, "HV-2 is neither built nor explained"),
        ("HV-2", {"built": ["reminder/clean-hands", "step/soap"]}, "HV-2 claims step/soap, which does not exist"),
        (
            "HV-2",
            {"built": ["reminder/clean-hands", "code/server/soap.py"]},
            "HV-2 claims code/server/soap.py, which does not name it",
        ),
        (
            "HV-2",
            {"built": ["reminder/clean-hands", "code/README.md"]},
            "HV-2 claims code/README.md, which does not name it",
        ),
        ("HV-2", {"built": [], "not_built": {}}, "HV-2 does not claim reminder/clean-hands"),
        ("HV-99", {"built": [], "not_built": {}}, "HV-99 is no clause"),
    ],
)
def test_a_false_claim_is_noticed(clause: str, entry: Any, complaint: str) -> None:
    assert complaint in unaccounted(clauses() | {clause: entry}, DOCUMENTS)


def test_a_clause_left_out_is_noticed() -> None:
    stated = clauses()
    del stated["CP-3"]
    assert unaccounted(stated, DOCUMENTS) == ["CP-3 is not listed"]


def test_a_step_that_disappears_is_noticed() -> None:
    documents = copy.deepcopy(DOCUMENTS)
    for document in documents.values():
        document["moments"][3]["steps"] = [
            step for step in document["moments"][3]["steps"] if step["id"] != "shoe-covers"
        ]
    assert unaccounted(clauses(), documents) == ["HV-10 claims step/shoe-covers, which does not exist"]


def test_the_list_of_ids_agrees_with_the_clauses_where_a_copy_lies_beside_the_project() -> None:
    """Compares with every copy found; where there is none, the list in the vectors stands alone."""
    for copy_of_it in ROOT.parent.glob("*/spec/service-standard.md"):
        rows = set(re.findall(r"^\| ([A-Z]{2}-\d+[a-d]?) \|", copy_of_it.read_text(encoding="utf-8"), re.MULTILINE))
        assert {clause for clause in IDS if clause[:2] not in ("WD", "FB", "SI")} == rows
