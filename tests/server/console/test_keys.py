"""The list of keys is the table that the script follows: what it shows is done, and what is done is shown."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_the_script_knows_no_letter_that_the_table_does_not_give_it() -> None:
    source = (ROOT / "pwa/console/keys/keys.ts").read_text(encoding="utf-8")
    assert re.findall(r"case '(.)'", source) == []
    does = {each.does for rows in KEYS.values() for each in rows} - {"", "go"}
    assert does == set(re.findall(r"case '(\w+)'", source))


def test_a_letter_means_one_thing_and_every_page_marks_only_keys_that_are_listed() -> None:
    rows = [each for rows in KEYS.values() for each in rows if each.does]
    meant: dict[tuple[bool, str], set[tuple[str, str]]] = {}
    for each in rows:
        for letter in each.letters.split():
            meant.setdefault((each.does == "go", letter), set()).add((each.does, each.target))
    assert {letter: sorted(found) for (_, letter), found in meant.items() if len(found) > 1} == {}
    marked = {
        letter
        for path in (ROOT / "server").rglob("*.html")
        for letter in re.findall(r'data-key="([a-z0-9])"', path.read_text(encoding="utf-8"))
    }
    assert marked <= {letter for _, letter in meant}
