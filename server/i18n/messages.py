"""What people read, in Chinese and English: each capability keeps its messages in `messages*.yaml`, both languages side by side."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from server.kernel.own_yaml import read_own

LANGUAGES = ("zh-CN", "en")
DEFAULT = "zh-CN"
SERVER = Path(__file__).parents[1]
ROOTS = [SERVER]
SEAM = "\0"  # between a Chinese character and a blank: a space where what is put in ends in a letter or digit
_BESIDE_BLANK = re.compile(r"(?<=[一-鿿])(?=\{)|(?<=\})(?=[一-鿿])")
_LATIN_SEAM = re.compile(rf"(?<=[A-Za-z0-9]){SEAM}|{SEAM}(?=[A-Za-z0-9])")


def translate(key: str, language: str, **blanks: Any) -> str:
    """The words for a key (`visits.state.done`) in a language, blanks filled in. KeyError where nobody worded it.

    What is put in beside a Chinese character has a space there if it ends in a letter or digit: 从 6-1-1802 过去.
    Beside `{count}`, `{s}` is the English ending of a plural: '' for one.
    """
    text = catalogue()[key][language]
    if "count" in blanks:
        blanks = {"s": "" if str(blanks["count"]) == "1" else "s"} | blanks
    return _LATIN_SEAM.sub(" ", _seamed(text).format(**blanks)).replace(SEAM, "") if blanks else text


def sentences(*parts: str) -> str:
    """One sentence after the other; after a Chinese full stop, which brings its own room, without a space."""
    return re.sub(r"(?<=[。！？]) ", "", " ".join(part for part in parts if part))


@cache
def _seamed(text: str) -> str:
    return _BESIDE_BLANK.sub(SEAM, text)


def translate_or(key: str, language: str, otherwise: str) -> str:
    """The same for a key that is made of a stored value; `otherwise` where nobody worded it."""
    return catalogue().get(key, {}).get(language, otherwise)


def mistake_said(code: str, language: str) -> str:
    """The sentence of a mistake in a field: `console.mistake.<code>`; what follows a colon, as in `too_long:200`, is its {given} or {row}."""
    code, _, given = code.partition(":")
    return translate(f"console.mistake.{code}", language, given=given, row=given)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: key → language → text. Those of the console's pages begin with `console`, others with their capability's name."""
    found: dict[str, dict[str, str]] = {}
    for root in ROOTS:
        _read(root, found)
    return found


def add_root(folder: Path) -> None:
    """Read the messages of a capability that lies outside the server's folder, too; its pages' keys begin with `console`."""
    if folder not in ROOTS and SERVER not in folder.parents:
        ROOTS.append(folder)
        catalogue.cache_clear()


def _read(root: Path, found: dict[str, dict[str, str]]) -> None:
    for path in sorted(root.rglob("messages*.yaml")):
        folders = path.parent.relative_to(root.parent if root != SERVER else SERVER).parts
        _collect(read_own(path) or {}, "console" if "console" in folders else folders[0], found)


def language_of(preferred: str | None, accept: str | None = None) -> str:
    """The language to speak: the person's, else the first of Accept-Language that we have, else Chinese."""
    for wish in [preferred or "", *(part.split(";")[0].strip() for part in (accept or "").split(","))]:
        if wish in LANGUAGES:
            return wish
        if wish[:2] in ("zh", "en"):
            return "zh-CN" if wish[:2] == "zh" else "en"
    return DEFAULT


def _collect(node: dict[str, Any], prefix: str, found: dict[str, dict[str, str]]) -> None:
    for name, value in node.items():
        key = f"{prefix}.{name}"
        if not isinstance(value, dict):
            raise ValueError(
                f"{key} is neither words in both languages nor a group of them; perhaps quotes are missing"
            )
        if set(value) == set(LANGUAGES) and all(isinstance(text, str) for text in value.values()):
            if key in found:
                raise ValueError(f"{key} is worded twice")
            found[key] = value
        else:
            _collect(value, key, found)
