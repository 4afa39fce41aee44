"""One rule, one place: sets of states, outcomes and roles are written once, and each kind of fact is told, documented and known to conditions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from server.app import CAPABILITIES
from server.kernel.outcomes import OUTCOMES
from server.kernel.roles import ROLES
from server.standards.conditions import VISIT_FACTS
from server.visits.rules import STATES
from tests.architecture.sources import ROOT, files

HOMES = {
    "states": (set(STATES), {"server/visits/rules.py"}),
    "outcomes": (set(OUTCOMES), {"server/kernel/outcomes.py"}),
    "roles": (set(ROLES), {"server/kernel/roles.py"}),
}
NOT_RULES = {"server/cli/organisation.py"}  # the roles of the first person of an organisation, not a set of them
PHONE_STATES = "pwa/technician/standard/states.ts"


def listed(source: str, words: set[str]) -> Iterator[str]:
    """Tuples, lists and sets in Python that name at least two of these words, and nothing else."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
            named = {each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)}
            if len(named) == len(node.elts) and named <= words:
                yield ast.unparse(node)


def test_sets_of_states_outcomes_and_roles_are_written_once() -> None:
    copies = [
        f"{path}: {found}"
        for path in files(".py")
        if path.startswith("server/") and path not in NOT_RULES
        for words, homes in HOMES.values()
        if path not in homes
        for found in listed((ROOT / path).read_text(encoding="utf-8"), words)
    ]
    assert copies == []


def test_a_copy_of_a_set_would_be_seen() -> None:
    assert list(listed('OVER = ("done", "cancelled")', set(STATES))) == ["('done', 'cancelled')"]
    assert not list(listed('KINDS = ("done", "else")', set(STATES)))


def test_the_phone_writes_sets_of_states_once() -> None:
    state = "|".join(STATES)
    pattern = re.compile(rf"new Set\(\[\s*'(?:{state})'\s*,")
    sources = [path for path in files(".ts", ".tsx") if path.startswith("pwa/technician/") and path != PHONE_STATES]
    assert [path for path in sources if pattern.search(Path(ROOT, path).read_text(encoding="utf-8"))] == []


def test_the_figures_of_the_standard_are_written_in_standards_only() -> None:
    """A waiting time or a notice is read from the pinned standard, because somebody publishes another one some day."""
    figure = re.compile(r"\b(?:EARLY|WAIT|NOTICE|AT_DOOR)\w*\s*(?::[^=]+)?=\s*-?(?:5|10|120|300|600|7200)\b")
    sources = [
        path
        for path in files(".py", ".ts", ".tsx")
        if path.startswith(("server/", "pwa/technician/")) and not path.startswith("server/standards/")
    ]
    assert [path for path in sources if figure.search(Path(ROOT, path).read_text(encoding="utf-8"))] == []


def test_each_kind_of_fact_of_a_visit_is_documented_and_known_to_conditions() -> None:
    protocol = (ROOT / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
    kinds = {
        kind for name in CAPABILITIES for kind in import_module(f"{name}.capability").capability.facts.get("visit", {})
    }
    assert sorted(kind for kind in kinds if f"`{kind}" not in protocol) == []
    assert sorted(kinds - set(VISIT_FACTS)) == sorted(UNASKED)


# What no condition of a standard may ask, because it is said of the record itself, not of the work.
UNASKED = {"attached", "looked_over", "settle_asked"}
