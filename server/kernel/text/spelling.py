"""How words are spelled in the index of the search, and what is typed becomes tokens of that spelling. Pure; see `kernel.search`."""

from __future__ import annotations

import re
import unicodedata

from server.kernel.text.letters import MIDDLE_DOTS, tidy
from server.kernel.text.phones import read_phone

NUMBER = re.compile(r"[+＋]?[\d\s\-()（）*－—–.]{3,}")


def search_tokens(query: str) -> list[str]:
    """What must all be found, in the spelling of the index; full-width, spaced and masked input is forgiven. At most six; `*` stands for anything."""
    plain = unicodedata.normalize("NFKC", tidy(query, 80)).lower().translate(MIDDLE_DOTS)
    if NUMBER.fullmatch(plain) and len(digits := re.sub(r"[^\d*]", "", plain)) >= (10 if "-" in plain else 7):
        return [
            digits if "*" in digits else digits if (phone := read_phone(plain)).trouble else phone.number
        ]  # because 12-3-1501 is a door and 0571-8802 6618 a phone
    tokens = [plain_spelling(token) for token in re.sub(r"(?<=[\u2e80-\U0003ffff])(?=\d)", " ", plain).split()]
    return [token for token in tokens if token.strip("-*")][:6]


def number_words(number: str | None) -> list[str]:
    """A number of an account, a visit or a meter as it is written, and without what only parts it."""
    joined = re.sub(r"[\s\-]", "", number or "")
    return [plain_spelling(part) for part in dict.fromkeys((number, joined)) if part]


def plain_spelling(text: str) -> str:
    """One token's spelling: narrow, lower case, house words as hyphens."""
    narrow = unicodedata.normalize("NFKC", text).lower().translate(MIDDLE_DOTS)
    return re.sub(r"-{2,}", "-", re.sub(r"(?<=\d)(号楼|幢|栋|单元|#)", "-", re.sub(r"(?<=\d)室", "", narrow))).strip(
        "-"
    )
