"""Write server/kernel/text/initials.txt anew: the initial letters of every reading of a Chinese character. Needs pypinyin, and only here."""

from __future__ import annotations

import sys
import unicodedata
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "server" / "kernel" / "text" / "initials.txt"
WIDTH = 100  # characters a line, so that a difference can be read


def main() -> int:
    """One line begins with the letters, then the characters that are read so; a character of several readings has several letters."""
    readings: dict[int, str] = import_module("pypinyin.pinyin_dict").pinyin_dict
    found: dict[str, list[str]] = {}
    for code, sounds in sorted(readings.items()):
        letters = "".join(sorted({initial for sound in sounds.split(",") if (initial := initial_of(sound))}))
        found.setdefault(letters, []).append(chr(code))
    lines = [
        f"{letters} {''.join(characters[first : first + WIDTH])}"
        for letters, characters in sorted(found.items())
        if letters
        for first in range(0, len(characters), WIDTH)
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def initial_of(sound: str) -> str:
    """shàn → s, ê → e; empty for what has no Latin letter."""
    first = unicodedata.normalize("NFD", sound.strip())[:1].lower()
    return first if first.isascii() and first.isalpha() else ""


if __name__ == "__main__":
    sys.exit(main())
