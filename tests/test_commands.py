"""Every command that the README or a page of docs/ names exists, takes the options that stand there, and runs in a small form."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.cli.commands import commands
from tests.architecture.sources import ROOT, files, text
from tests.bench.__main__ import SECTIONS
from tests.mutation.parts import PARTS

PAGES = [
    path
    for path in files(".md")
    if path == "README.md" or path.startswith("docs/") and "/" not in path.removeprefix("docs/")
]
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
# A module of the tests that a page or the Makefile names → how it runs in seconds. The bench is tried section by section.
SMALL = {
    "tests.bench": ["--small", "{section}"],
    "tests.bench.sync": ["--small", "sqlite"],
    "tests.simulate": ["--runs", "2", "--seed", "1"],
    "tests.kills": ["browser", "--count", "1"],
    "tests.proof": ["--worlds", "1", "--seed", "1"],
    "tests.style": [],  # it fetches its tools; `make check` runs it whole, here it is only imported
    "tests.mutation": ["--help"],  # it fetches its tools; what it is told to do is looked at below
    "tests.bench.routes": [],  # without Solomon's instances it says so
    "tests.container": ["--help"],  # a quarter of an hour; `.ci/run` builds where the tools are
    "tests.bench.lighthouse": [],  # it fetches Lighthouse; only imported
    "tests.look": ["public:signin", "--widths", "320", "--language", "zh-CN", "--into", "{folder}"],
    "tests.browser.pictures": ["--into", "{folder}", "app-sign-in"],
}
BY_HAND = ("tests.mutation", "tests.style", "tests.bench.lighthouse")
VERBS = {command.NAME: command for command in commands()}


def said() -> list[tuple[str, str]]:
    """(page, line of code) of every page."""
    found = [(page, block or line) for page in PAGES for block, line in CODE.findall(text(page))]
    return [(page, line.strip()) for page, block in found for line in block.splitlines() if line.strip()]


def named(pattern: str) -> dict[str, str]:
    """What the pattern finds in code → a page that names it."""
    return {each: page for page, line in said() for each in re.findall(pattern, line)}


def targets() -> dict[str, str]:
    """Each target of the Makefile with its recipe."""
    return dict(re.findall(r"^([a-z][a-z-]*):(?! export)[^\n]*\n((?:\t[^\n]*\n)*)", text("Makefile"), re.MULTILINE))


def test_every_target_that_a_page_names_exists() -> None:
    wanted = named(r"^(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)(?=$| [A-Z]+=| *#| &&)")
    assert {name: page for name, page in wanted.items() if name not in targets()} == {}
    assert {"run", "test", "bench", "kill-test", "simulate"} <= set(wanted)


def test_every_variable_that_a_page_sets_is_one_of_the_makefile() -> None:
    wanted = {
        variable: page
        for page, line in said()
        for variable in re.findall(r"(\w+)=", re.sub(r".*?\bmake [a-z-]+", "", line, count=1))
        if "make " in line
    }
    assert {
        name: page
        for name, page in wanted.items()
        if f"$({name})" not in text("Makefile") and not name.startswith("DOORSTEP_")
    } == {}


def test_every_module_that_a_page_or_the_makefile_names_has_a_small_form() -> None:
    by_make = {
        module: "Makefile" for recipe in targets().values() for module in re.findall(r"-m (tests[\w.]*)", recipe)
    }
    assert {
        module: page for module, page in (by_make | named(r"-m (tests[\w.]*)")).items() if module not in SMALL
    } == {}


TRIED = [(module, section) for module in SMALL for section in (SECTIONS if module == "tests.bench" else [""])]


@pytest.mark.commands
@pytest.mark.parametrize(("module", "section"), TRIED, ids=[" ".join(each).strip() for each in TRIED])
def test_it_runs_in_a_small_form(module: str, section: str, tmp_path: Path) -> None:
    arguments = [each.format(folder=tmp_path, section=section) for each in SMALL[module]]
    run = ["-m", module, *arguments] if arguments else ["-c", f"import {module}"]
    done = subprocess.run([sys.executable, *run], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_section_and_part_that_a_page_names_exists() -> None:
    sections = {name for _, line in said() for name in re.findall(r"tests\.bench ([a-z][\w-]*)", line)}
    assert sections <= set(SECTIONS)
    assert {name for _, line in said() for name in re.findall(r"(?:PART=|tests\.mutation )([a-z][\w-]*)", line)} <= set(
        PARTS
    )


@pytest.mark.parametrize("part", PARTS)
def test_what_is_mutated_is_there_with_the_tests_that_could_notice(part: str) -> None:
    named = (*PARTS[part].sources, *PARTS[part].tests, *PARTS[part].slower)
    assert [each for each in named if not list(ROOT.glob(each))] == []


def test_every_command_of_doorstep_that_a_page_names_takes_what_stands_there() -> None:
    import argparse

    wrong = []
    for page, line in said():
        for verb, rest in re.findall(r"(?:^|[ /])doorstep ([a-z][a-z-]+)([^#\n]*)", line):
            if verb not in VERBS:
                wrong.append(f"{page}: {line}")
                continue
            parser = argparse.ArgumentParser()
            VERBS[verb].arguments(parser)
            known = all_options(parser)
            wrong += [
                f"{page}: {option} of {line}"
                for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest)
                if option not in known
            ]
    assert wrong == []


def all_options(parser: object) -> str:
    """The help of a parser and of the parsers below it."""
    import argparse

    assert isinstance(parser, argparse.ArgumentParser)
    below = [
        each
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for each in action.choices.values()
    ]
    return parser.format_help() + "".join(all_options(each) for each in below)


def test_every_path_that_a_command_names_is_there() -> None:
    paths = named(r"(?<![\w/.])((?:tests|pwa|server|\.ci)/[\w./-]+\.\w+|\.ci/[a-z]+)(?![\w*])")
    assert {path: page for path, page in paths.items() if not (ROOT / path).exists()} == {}
