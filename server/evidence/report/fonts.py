"""Fonts for reports: those of the host or of a folder, none of ours. Which characters they can print is read from the files themselves."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.kernel.problem import Problem

# The first that is there prints everything; the others print what it lacks: names beyond the basic plane.
CHINESE = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
RARE = ("Noto Serif CJK SC", "HanaMinA", "HanaMinB", "BabelStone Han", "SimSun-ExtB")
UPRIGHT = "normal"


@dataclass(frozen=True, slots=True)
class FontChain:
    """Families in the order in which they are asked for a character, and all that they can print."""

    fonts: Any
    families: tuple[str, ...]
    characters: frozenset[int]

    def printable(self, text: str) -> tuple[str, set[str]]:
        """The text as it can be printed, and what could not be: such a character becomes `[U+20BB7]`, never a box. Marks that nobody sees go."""
        missing = {each for each in text if ord(each) not in self.characters and not _is_unseen(each)}
        shown = "".join(f"[U+{ord(each):04X}]" if each in missing else each for each in text if not _is_unseen(each))
        return shown, missing


@lru_cache(maxsize=4)
def font_chain(folders: tuple[Path, ...]) -> FontChain:
    """The fonts of these folders, of the host where none is named. `report_without_font` where none of them is Chinese."""
    import typst

    found = typst.Fonts(
        include_system_fonts=not folders, include_embedded_fonts=False, font_paths=[str(each) for each in folders]
    )
    upright = [each for each in found.fonts() if each.path and each.style == UPRIGHT]
    files = {(each.family, Path(str(each.path)), each.index) for each in upright if each.family in CHINESE + RARE}
    covered: dict[str, frozenset[int]] = {}
    for family, path, index in sorted(files):
        if family not in covered:
            characters = characters_of(path.read_bytes(), index)
            covered |= {family: characters} if characters else {}
    chinese = next((each for each in CHINESE if each in covered), None)
    if chinese is None:
        raise Problem("report_without_font")
    families = (chinese, *(each for each in RARE if each in covered))
    return FontChain(found, families, frozenset().union(*(covered[each] for each in families)))


def characters_of(content: bytes, index: int) -> frozenset[int]:
    """The code points that a font file has glyphs for; none for a variable font, because typst prints boxes with it."""
    start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if content[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", content, start + 4)[0]
    tables = {}
    for number in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
        tables[name] = offset
    if b"fvar" in tables or b"cmap" not in tables:
        return frozenset()
    cmap = tables[b"cmap"]
    subtables = struct.unpack_from(">H", content, cmap + 2)[0]
    offsets = {struct.unpack_from(">HHI", content, cmap + 4 + 8 * each)[2] for each in range(subtables)}
    kinds = {struct.unpack_from(">H", content, cmap + offset)[0]: cmap + offset for offset in offsets}
    best = next((kinds[kind] for kind in (12, 4) if kind in kinds), None)
    return frozenset(_codes(content, best)) if best is not None else frozenset()


def _codes(content: bytes, at: int) -> Iterator[int]:
    kind = struct.unpack_from(">H", content, at)[0]
    if kind == 12:
        groups = struct.unpack_from(">I", content, at + 12)[0]
        for number in range(groups):
            first, last, glyph = struct.unpack_from(">III", content, at + 16 + 12 * number)
            yield from range(first + (glyph == 0), last + 1)
    elif kind == 4:
        segments = struct.unpack_from(">H", content, at + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", content, at + 14)
        starts = struct.unpack_from(f">{segments}H", content, at + 16 + 2 * segments)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, last + (last != 0xFFFF))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") or 0xFE00 <= ord(character) <= 0xFE0F
