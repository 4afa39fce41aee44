"""Write server/kernel/text/pinyin.txt anew: how each Chinese character is read, without tones. Needs pypinyin, and only here."""

from __future__ import annotations

import sys
import unicodedata
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "server" / "kernel" / "text" / "pinyin.txt"
WIDTH = 100  # characters a line, so that a difference can be read


def main() -> int:
    """A line begins with a syllable, then the characters that are mostly read so; after `syllable+` those that can be read so, too."""
    readings: dict[int, str] = import_module("pypinyin.pinyin_dict").pinyin_dict
    found: dict[str, list[str]] = {}
    for code, sounds in sorted(readings.items()):
        syllables = list(dict.fromkeys(syllable for sound in sounds.split(",") if (syllable := syllable_of(sound))))
        for place, syllable in enumerate(syllables):
            found.setdefault(syllable if place == 0 else f"{syllable}+", []).append(chr(code))
    lines = [
        f"{syllable} {''.join(characters[first : first + WIDTH])}"
        for syllable, characters in sorted(found.items())
        for first in range(0, len(characters), WIDTH)
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def syllable_of(sound: str) -> str:
    """shàn → shan, lǜ → lv; empty for what has no Latin letter."""
    parts = unicodedata.normalize("NFD", sound.strip().lower()).replace("u\u0308", "v")
    return "".join(letter for letter in parts if letter.isascii() and letter.isalpha())


if __name__ == "__main__":
    sys.exit(main())
