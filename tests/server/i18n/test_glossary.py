"""docs/GLOSSARY.md is kept: one Chinese term a thing, and no screen says one of the others."""

import re
from pathlib import Path

import pytest
import yaml

from server.i18n.messages import catalogue
from tests.architecture.sources import ROOT, files

GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
NAMES = re.compile(r"/(?:messages|problems)[^/]*\.yaml$")


def rows() -> list[list[str]]:
    """The cells of each line of a table that has a column *not*."""
    found, kept = [], False
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        if line.startswith("| ours"):
            kept = cells[-1] == "not"
        elif kept and line.startswith("|") and not line.startswith("|---"):
            found.append(cells)
    return found


def forbidden() -> dict[str, str]:
    """Synonym → the term that stands for it."""
    return {word.strip(): cells[2] for cells in rows() for word in cells[3].split(",")}


def chinese(path: str) -> str:
    """All Chinese words of a file of messages or problems."""

    def leaves(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node["zh-CN"]] if isinstance(node.get("zh-CN"), str) else []
            return own + [text for value in node.values() for text in leaves(value)]
        return []

    said = "\n".join(leaves(yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))))
    return said.replace("你们", "")  # so says a customer to the company


def test_no_message_says_a_synonym_that_the_glossary_forbids() -> None:
    said = {path: chinese(path) for path in files(".yaml") if path.startswith("server/") and NAMES.search(path)}
    assert said, "the messages have moved"
    wrong = [
        f"{path}: {word} for {term}"
        for path, text in said.items()
        for word, term in forbidden().items()
        if word in text
    ]
    assert wrong == []


def on_the_phone(part: str = "") -> str:
    """The Chinese messages of the technician's app, or of one part of it."""
    paths = [path for path in files(".ts") if path.startswith(f"pwa/technician/{part}") and "/zh-CN" in path]
    assert paths, "the app's messages have moved"
    return "\n".join((ROOT / path).read_text(encoding="utf-8") for path in paths)


def test_what_customers_read_on_the_phone_says_none_either() -> None:
    text = on_the_phone("customer-mode/")
    assert [word for word in forbidden() if word in text] == []


@pytest.mark.parametrize("word", ["用户", "顾客", "住户", "你", "调度员", "租户"])
def test_a_synonym_would_be_seen(word: str) -> None:
    assert word in forbidden()


def test_each_term_of_the_glossary_that_a_screen_shows_is_said_somewhere() -> None:
    said = "\n".join(text["zh-CN"] for text in catalogue().values())
    said += on_the_phone()
    terms = {word.split(";")[0].split("…")[0].strip(): cells[0] for cells in rows() for word in cells[2].split(",")}
    assert {term: ours for term, ours in terms.items() if term and term not in said} == {}


def test_the_glossary_is_linked_where_people_begin() -> None:
    for page in ("README.md", "docs/CONTRIBUTING.md"):
        assert "GLOSSARY.md" in Path(ROOT / page).read_text(encoding="utf-8"), page
