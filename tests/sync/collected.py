"""Which tests are named after a fault, and which guard each of them says it needs: read from the sources, whatever part of them is run.

A Python test is named `test_fault_NN_…`, one of the app begins its title with `fault NN:`. The guard is a file and a function
(or a constant) in it: `Guard: path:function`, in the docstring, or in the comment above.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PYTHON_NAME = re.compile(r"test_fault_(\d\d)_")
GUARD = re.compile(r"Guard: (\S+):(\w+)")
TITLE = re.compile(
    r"""^ *(?:// Guard: (?P<path>\S+):(?P<function>\w+)\n *)?test\((?P<quote>['`])fault (?P<number>\d+): (?P<title>.*?)(?P=quote), """,
    re.MULTILINE,
)


@dataclass(frozen=True)
class FaultTest:
    """One test of a fault; `guard` is (path, function), or None where it names none."""

    fault: int
    path: str
    name: str
    guard: tuple[str, str] | None


@functools.cache
def fault_tests() -> list[FaultTest]:
    """All of them, in both languages."""
    found: list[FaultTest] = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        found += _of_python(path)
    for path in sorted((ROOT / "tests" / "pwa").rglob("*.test.ts*")):
        found += _of_the_app(path)
    return found


@functools.cache
def listed() -> dict[str, Any]:
    """`faults`: what each number means; `guards`: how each guard is taken out, as {path:function: [[text, without the guard]]}."""
    return yaml.safe_load((ROOT / "tests" / "sync" / "faults.yaml").read_text(encoding="utf-8"))


def _of_python(path: Path) -> list[FaultTest]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    where = path.relative_to(ROOT).as_posix()
    return [
        FaultTest(int(name[1]), where, node.name, _guard(ast.get_docstring(node) or ""))
        for node in functions
        if (name := PYTHON_NAME.match(node.name))
    ]


def _of_the_app(path: Path) -> list[FaultTest]:
    where = path.relative_to(ROOT).as_posix()
    return [
        FaultTest(
            int(each["number"]),
            where,
            f"fault {each['number']}: {each['title']}",
            (each["path"], each["function"]) if each["path"] else None,
        )
        for each in TITLE.finditer(path.read_text(encoding="utf-8"))
    ]


def _guard(docstring: str) -> tuple[str, str] | None:
    found = GUARD.search(docstring)
    return (found[1], found[2]) if found else None
