"""The list of faults is whole: each has a test that is named after it, and each of those names a guard that can be taken out."""

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


def test_every_guard_is_where_its_tests_say() -> None:
    named = {each.guard for each in fault_tests() if each.guard}
    assert {
        f"{path}:{name}" for path, name in named if not defines(path, (ROOT / path).read_text(encoding="utf-8"), name)
    } == set()


def test_each_fault_has_a_guard_that_can_be_taken_out() -> None:
    """`python -m tests.sync.guards` does so in a copy, and shows that the tests which name it fail."""
    named = {":".join(each.guard): each.fault for each in fault_tests() if each.guard}
    assert set(listed()["guards"]) <= set(named), "no test names these any more"
    for guard, changes in listed()["guards"].items():
        text = (ROOT / guard.partition(":")[0]).read_text(encoding="utf-8")
        assert [change["guard"] for change in changes if text.count(change["guard"]) != 1] == [], guard
    tried = {each.fault for each in fault_tests() if each.guard and ":".join(each.guard) in listed()["guards"]}
    assert tried == set(FAULTS)


def test_a_test_without_a_guard_would_be_noticed() -> None:
    assert FaultTest(1, "tests/sync/x.py", "test_fault_01_x", None) not in fault_tests()
    assert len({(each.path, each.name) for each in fault_tests()}) == len(fault_tests())


def defines(path: str, text: str, name: str) -> bool:
    """Whether a file defines a function, a method or a constant of this name."""
    if path.endswith(".py"):
        return re.search(rf"^\s*def {name}\(|^{name}\b", text, re.MULTILINE) is not None
    return (
        re.search(rf"^\s*(export )?(private )?(async )?(function |const )?{name}(<[^>]*>)?(\(| =)", text, re.MULTILINE)
        is not None
    )
