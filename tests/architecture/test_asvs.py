"""docs/SECURITY.md: each of levels 1 and 2 of ASVS 5.0 stands there once, *met* by a test that is there; what the page says of the code is so."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Section → how many requirements of levels 1 and 2 it begins with; those of level 3 are the last of each section.
COUNTED = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 "
    "3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 "
    "6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 "
    "8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 "
    "11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 "
    "13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 "
    "17.1:1 17.2:4 17.3:2 "
)
SECTIONS = {section: int(most) for section, most in (each.split(":") for each in COUNTED.split())}
STATES = {"met", "part", "no", "n/a"}
ROW = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| ([^|]*) \| ([^|]*) \| ?([^|]*)\|$", re.MULTILINE)


def rows() -> list[tuple[list[str], str, str]]:
    """(requirements, state, by what) of each row."""
    text = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
    return [(found[1].split(", "), found[3].strip(), found[4].strip()) for found in ROW.finditer(text)]


def test_every_requirement_stands_once() -> None:
    wanted = [f"{section}.{number}" for section, most in SECTIONS.items() for number in range(1, most + 1)]
    there = Counter(each for requirements, _, _ in rows() for each in requirements)
    assert sorted(wanted) == sorted(there.elements())


def test_each_row_says_how_it_stands_and_names_what_is_there() -> None:
    for requirements, state, by in rows():
        assert state in STATES and (by or state == "n/a"), requirements
        for named in re.findall(r"`([\w/.-]+\.(?:py|ts))`", by):
            path = ROOT / (named if named.startswith("tests/") else f"tests/server/{named}")
            assert path.is_file(), (requirements, named)
            assert path.name.startswith("test_") or path.name.endswith(".test.ts"), (requirements, named)
        assert state != "met" or re.search(r"`[\w/.-]*test[\w/.-]*\.(?:py|ts)`", by), (
            f"{requirements} is met by no test"
        )


def section(name: str) -> str:
    """The text below a heading of the page."""
    return (ROOT / "docs" / "SECURITY.md").read_text("utf-8").partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def modules() -> list[tuple[str, ast.Module]]:
    """(path below server/, its tree) of every module."""
    found = sorted((ROOT / "server").rglob("*.py"))
    return [(str(path.relative_to(ROOT / "server")), ast.parse(path.read_text("utf-8"))) for path in found]


def test_asvs_213_every_limit_stands_in_the_list_as_the_code_has_it() -> None:
    listed = set(re.findall(r"\| (\d+) \| `([\w/]+\.py)` \|", section("How often")))
    counted = set()
    for path, tree in modules():
        named = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("count_try", "count_guess"):
                most = node.args[1]
                counted.add(
                    (str(most.value if isinstance(most, ast.Constant) else named[getattr(most, "id", "")]), path)
                )
    assert len(counted) > 15 and counted == listed


OUTWARD = {
    "smtplib",
    "imaplib",
    "http.client",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "socket",
    "pywebpush",
    "obstore",
    "boto3",
}
INWARD = {"web/patient_worker.py"}  # reads what others send


def test_asvs_1311_nobody_is_spoken_to_but_by_the_modules_that_are_listed() -> None:
    speaking = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if OUTWARD & set(names):
                speaking.add(path)
    assert speaking - INWARD == set(re.findall(r"\| `([\w/]+\.py)` \|", section("Who is spoken to")))


def test_asvs_1511_times_for_patches_are_written_down() -> None:
    assert re.findall(r"\| (\d+) days \|", section("Times for patches")) == ["2", "7", "30", "90"]
