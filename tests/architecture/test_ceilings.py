"""Nothing grows beyond what a reader can hold, as the formatters lay it out, and each file says what it is for."""

import ast

from tests.architecture.sources import SOURCES, Function, files, functions, text, tree, typescript

FILE_CEILING = 340
TEST_FILE_CEILING = 500  # because a table of cases reads on
FUNCTION_CEILING = 80
TEST_FUNCTION_CEILING = 100
# Alembic writes them from the models, table after table, and nobody edits them afterwards.
GENERATED = "migrations/versions/"


def test_no_file_is_too_long() -> None:
    long = {path: len(text(path).splitlines()) for path in files(*SOURCES) if not path.startswith(GENERATED)}
    assert {
        path: lines
        for path, lines in long.items()
        if lines > (TEST_FILE_CEILING if path.startswith("tests/") else FILE_CEILING)
    } == {}


def test_no_function_is_too_long() -> None:
    written = [each for each in functions() if not each.path.startswith(GENERATED)]
    assert [
        each
        for each in written
        if each.length > (TEST_FUNCTION_CEILING if each.path.startswith("tests/") else FUNCTION_CEILING)
    ] == []


def test_both_languages_are_measured() -> None:
    assert Function("tests/architecture/test_ceilings.py", "test_no_file_is_too_long", 15, 7) in functions()
    assert any(each.path.endswith(".ts") and each.length > 1 for each in functions())


def test_each_python_file_opens_with_its_purpose() -> None:
    assert [path for path in files(".py") if text(path).strip() and not ast.get_docstring(tree(path))] == []


def test_each_typescript_file_opens_with_its_purpose() -> None:
    assert [path for path, survey in typescript().items() if not survey["purpose"]] == []
