"""The list of keys is the table that the script follows: what it shows is done, and what is done is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.console.keys import KEYS
from tests.server.console.desk import Desk

ROOT = Path(__file__).parents[3]


def test_every_key_of_the_table_is_listed_in_both_languages_with_what_it_does(desk: Desk) -> None:
    for language in ("zh-CN", "en"):
        desk.post("/console/me/language", language=language)
        page = desk.get("/console/visits")
        listed = re.findall(r"<dt[^>]*>(.*?)</dt><dd>([^<]+)</dd>", page.source[page.source.index('id="keys"') :])
        assert len(listed) == sum(map(len, KEYS.values()))
        assert not [words for _, words in listed if words.startswith("console.")]


SCRIPTS = {"keys/keys.ts": ("everywhere", "list"), "board/walking.ts": ("board", "held"), "intake/keys.ts": ("intake",)}
A_KEY = re.compile(r"'(?:\S| |F\d|Space|Arrow\w*|Page\w+|Backspace|Delete|Escape)'|/\^?\[\d")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_does_what_its_part_of_the_table_says(script: str) -> None:
    source = (ROOT / "pwa/console" / script).read_text(encoding="utf-8")
    does = {each.does for part in SCRIPTS[script] for each in KEYS[part]} - {"", "go"}
    assert does == set(re.findall(r"case '(\w+)'", source))


@pytest.mark.parametrize("script", ["board/walking.ts", "intake/keys.ts"])
def test_board_and_intake_know_no_key_but_by_the_table(script: str) -> None:
    """But Enter, which goes on in a form. A key that is written in the script would stand in two places, or in no list."""
    assert A_KEY.findall((ROOT / "pwa/console" / script).read_text(encoding="utf-8")) == []


def test_a_key_in_a_script_would_be_seen() -> None:
    for line in ("event.key === 'F2'", "case 'ArrowUp':", "key === ' '", "/^[1-8]$/.test(event.key)", "key === 'g'"):
        assert A_KEY.search(line), line


def test_a_letter_means_one_thing_and_every_page_marks_only_keys_that_are_listed() -> None:
    rows = [each for part in ("everywhere", "list") for each in KEYS[part] if each.does]
    meant: dict[tuple[bool, str], set[tuple[str, str]]] = {}
    for each in rows:
        for letter in each.letters.split():
            meant.setdefault((each.does == "go", letter), set()).add((each.does, each.target))
    assert {letter: sorted(found) for (_, letter), found in meant.items() if len(found) > 1} == {}
    for part in ("board", "held", "intake"):
        letters = [letter for each in KEYS[part] for letter in each.letters.split()]
        assert len(letters) == len(set(letters)), part
    marked = {
        letter
        for path in (ROOT / "server").rglob("*.html")
        for letter in re.findall(r'data-key="([a-z0-9])"', path.read_text(encoding="utf-8"))
    }
    assert marked <= {letter for _, letter in meant}
