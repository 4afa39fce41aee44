"""The list of faults is whole: each has a test that is named after it, and each of those names a guard that can be taken out."""

import ast
import re

from tests.sync.collected import ROOT, FaultTest, fault_tests, listed

FAULTS = range(1, 27)
# Where the fault is a browser's, a real one must have been through it.
IN_A_BROWSER = {1, 2, 9, 11, 12, 13, 14, 19, 21, 23, 24, 25, 26}


def test_every_fault_has_a_test_that_is_named_after_it() -> None:
    tested = {each.fault for each in fault_tests()}
    assert {number: meaning for number, meaning in listed()["faults"].items() if number not in tested} == {}
    assert sorted(listed()["faults"]) == list(FAULTS) and tested == set(FAULTS)


def test_the_faults_of_a_browser_are_tested_in_a_browser() -> None:
    assert {each.fault for each in fault_tests() if each.path.startswith("tests/browser/")} >= IN_A_BROWSER


def test_every_test_of_a_fault_names_its_guard() -> None:
    assert [f"{each.path} {each.name}" for each in fault_tests() if each.guard is None] == []


def test_every_guard_is_where_its_tests_say_and_can_be_taken_out() -> None:
    """`python -m tests.sync.guards` takes each out in a copy and shows that its tests fail."""
    named = {":".join(each.guard) for each in fault_tests() if each.guard}
    assert named == set(listed()["guards"])
    for guard, changes in listed()["guards"].items():
        path, _, function = guard.partition(":")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert defines(path, text, function), f"{path} has no {function}"
        for change in changes:
            assert text.count(change["guard"]) == 1, f"{guard}: not once in {path}: {change['guard']!r}"


def test_a_test_without_a_guard_would_be_noticed() -> None:
    assert FaultTest(1, "tests/sync/x.py", "test_fault_01_x", None) not in fault_tests()
    assert len({(each.path, each.name) for each in fault_tests()}) == len(fault_tests())


def defines(path: str, text: str, function: str) -> bool:
    """Whether a file defines a function or a method of this name."""
    if path.endswith(".py"):
        return any(isinstance(node, ast.FunctionDef) and node.name == function for node in ast.walk(ast.parse(text)))
    return re.search(rf"^\s*(export )?(private )?(async )?(function )?{function}(<[^>]*>)?\(", text, re.MULTILINE) is not None
