"""Chinese characters as they are read: initials by which a name is searched, and the order in which names are looked up. Pure."""

from __future__ import annotations

from functools import cache
from itertools import islice, product
from pathlib import Path

MOST = 27  # combinations of one name: three characters of three readings
TABLE = Path(__file__).with_name("pinyin.txt")  # made by .ci/pinyin.py
SURNAMES = dict(  # because as surnames these are read otherwise than mostly: syllable → characters
    part.split(":")
    for part in (
        "shan:单 qiu:仇 ou:区 xie:解 zeng:曾 piao:朴 zhai:翟祭 zha:查 ge:盖 qin:覃 yue:乐 miao:缪 yun:员 shao:召 yu:尉 zhang:长 "
        "she:折 chong:种 xian:洗 ren:任 hua:华 yan:燕 ning:宁 ji:纪 wan:万 he:黑 na:那 bi:秘"
    ).split()
)


def initials_of(text: str) -> list[str]:
    """林晓梅 → lxm, at most `MOST` ways, because nobody knows which reading is typed; Latin letters and digits stand for themselves.

    [] without a Chinese character.
    """
    table = _table()
    if not any(letter in table for letter in text):
        return []
    ways = [_first_letters(letter) for letter in text.lower()]
    return ["".join(way) for way in islice(product(*(way for way in ways if way)), MOST)]


def looked_up_as(name: str) -> str:
    """By what a name is sorted: its syllables, a surname read as a surname; other letters in lower case.

    `0` stands between syllables, because it comes before every letter in every database's order: 西安 before 先.
    """
    table, surname = _table(), next((syllable for syllable, all_ in SURNAMES.items() if name[:1] in all_ and name), "")
    syllables = [table.get(letter, (letter.lower(),))[0] for letter in name]
    return "0".join([surname or syllables[0], *syllables[1:]]) if syllables else ""


def _first_letters(letter: str) -> str:
    """sdc for 单; a Latin letter or digit is its own, anything else nothing."""
    found = "".join(dict.fromkeys(syllable[0] for syllable in _table().get(letter, ())))
    return found or (letter if letter.isascii() and letter.isalnum() else "")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Character → its syllables, the usual one first."""
    found: dict[str, tuple[str, ...]] = {}
    lines = [line.split(" ") for line in TABLE.read_text("utf-8").splitlines()]
    for syllable, letters in sorted(lines, key=lambda line: line[0].endswith("+")):
        for letter in letters:
            found[letter] = (*found.get(letter, ()), syllable.rstrip("+"))
    return found
