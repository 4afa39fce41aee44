"""What somebody typed is kept whole or refused: nothing is cut off in silence."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.problem import Problem
from server.kernel.text.letters import tidy, tidy_name

LONGEST_NAME = 80
TOO_LONG = "too_long"  # `too_long:200` names how much fits


def text_typed(typed: Mapping[str, str], name: str, longest: int = 200) -> str:
    """A field's text, tidied; `bad_input` with `too_long:<longest>` where it does not fit."""
    return _whole(name, tidy(typed.get(name), None), longest)


def name_typed(typed: Mapping[str, str], name: str) -> str:
    """A field's name of a person, as names are kept; `bad_input` where it does not fit."""
    return tidy_name(_whole(name, tidy(typed.get(name), None), LONGEST_NAME))


def length_trouble(text: str | None, longest: int) -> str:
    """`too_long:<longest>` for a text that does not fit, '' for one that does."""
    return f"{TOO_LONG}:{longest}" if len(tidy(text, None)) > longest else ""


def _whole(name: str, text: str, longest: int) -> str:
    if trouble := length_trouble(text, longest):
        raise Problem("bad_input", {name: [trouble]})
    return text
