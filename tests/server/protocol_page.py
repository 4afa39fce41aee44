"""The documents of docs/PROTOCOL.md as trees of members, so that a test can hold the page beside what the product writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.architecture.sources import ROOT

NAME = re.compile(r"[A-Za-z_][\w-]*")


@dataclass
class Shape:
    """The members of an object: name → whether it may be missing, and the shape of what it holds where the page says one."""

    optional: set[str] = field(default_factory=set)
    members: dict[str, Shape | None] = field(default_factory=dict)
    free: bool = False  # the page says `{…}`: whatever stands there


def page() -> str:
    return (ROOT / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")


def shape_after(words: str) -> Shape:
    """The first object that the page writes after these words, which it must contain once."""
    text = page()
    assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times in PROTOCOL.md"
    return _object(text, text.index("{", text.index(words) + len(words)))[0]


def _object(text: str, at: int) -> tuple[Shape, int]:
    """The shape that begins with `{` at this place, and the place after its `}`."""
    shape, at = Shape(), at + 1
    while text[at] != "}":
        name = NAME.match(text, at)
        if text[at] == "(":
            at = _after(text, at, "(", ")")
        elif text[at] == "…":
            shape.free, at = True, at + 1
        elif name is None:
            at += 1
        else:
            at = name.end()
            if text[at] == "?":
                shape.optional.add(name.group())
                at += 1
            shape.members[name.group()], at = _value(text, at)
    return shape, at + 1


def _value(text: str, at: int) -> tuple[Shape | None, int]:
    """What follows a member's name: the shape of an object or of the objects of a list; None for anything else."""
    if text[at] != ":":
        return None, at
    at += 1
    while text[at] == " ":
        at += 1
    if text[at] == "{":
        return _object(text, at)
    if text[at] == "[":
        end = _after(text, at, "[", "]")
        return (_object(text, at + 1)[0] if text[at + 1] == "{" else None), end
    while text[at] not in ",}\n(":
        at += 1
    return None, at


def _after(text: str, at: int, opening: str, closing: str) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == opening) - (text[place] == closing)
        if depth == 0:
            return place + 1
    raise ValueError(f"{opening} is never closed")


@dataclass
class Seen:
    """What was found of a document's members: which were there, which the page does not know, which it wants and were missing."""

    names: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def look(self, document: Any, shape: Shape, path: str = "") -> None:
        """Compare a document with its shape; lists are compared one by one."""
        for each in document if isinstance(document, list) else [document]:
            here = set(each)
            self.names |= {f"{path}{name}" for name in here}
            self.missing |= {f"{path}{name}" for name in set(shape.members) - shape.optional - here}
            if not shape.free:
                self.unknown |= {f"{path}{name}" for name in here - set(shape.members)}
            for name, inner in shape.members.items():
                if inner is not None and name in each:
                    self.look(each[name], inner, f"{path}{name}.")


def optional_members(shape: Shape, path: str = "") -> set[str]:
    """Every member that the page calls optional, with its path."""
    found = {f"{path}{name}" for name in shape.optional}
    for name, inner in shape.members.items():
        found |= optional_members(inner, f"{path}{name}.") if inner is not None else set()
    return found
