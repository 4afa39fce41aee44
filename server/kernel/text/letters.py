"""Letters as they are kept: without what nobody sees, in one width where only the width differs. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･", "·"))
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # the full-width forms of ASCII
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
YES, NO = ("1", "yes", "y", "true", "是"), ("0", "no", "n", "false", "否")
DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
GAPS = ("Cc", "Cs", "Zl", "Zp")
BESIDE_NAMES = ("Cc", "Cf", "P", "S", "Z")  # not Cn and Co, because a rare name may be newer than our tables
# Default_Ignorable_Code_Point without what is Cf, because `unicodedata` does not know the property.
UNSEEN_MARKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


def tidy(text: str | None, longest: int | None = 200) -> str:
    """Text without control, direction and invisible marks, lone surrogates and doubled spaces; cut at `longest`, so what is typed goes through `text_typed`."""
    if not text:
        return ""
    seen = UNSEEN.sub("", text)
    kept = "".join(letter if unicodedata.category(letter) not in GAPS else " " for letter in seen)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].rstrip()


def shortened(text: str | None, longest: int) -> str:
    """The same to be read in a line: what is left out shows as an ellipsis."""
    whole = tidy(text, None)
    return whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"


def tidy_name(text: str | None) -> str:
    """A name in its one field: the middle dot in its one spelling, Latin letters narrow, joiners gone, rare characters untouched."""
    narrow = tidy(text, 400).translate(MIDDLE_DOTS).translate(WIDE)
    seen = "".join(letter for letter in narrow if unicodedata.category(letter) != "Cf")
    dotted = re.sub(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])", "·", seen)  # 买买提.艾力, as many keyboards have it
    return tidy(re.sub(r"\s*·\s*", "·", dotted), 80)


def name_key(name: str) -> str:
    """A name as it is compared: width, case, spaces, dots, hyphens and what nobody sees hide no one. Twin of customer-mode/signer.ts."""
    letters = UNSEEN_MARKS.sub("", unicodedata.normalize("NFKC", name).lower())
    return "".join(each for each in letters if not unicodedata.category(each).startswith(BESIDE_NAMES))


def is_named(name: str, names: Collection[str]) -> bool:
    """Whether this is one of these people; no letters at all are nobody."""
    wanted = name_key(name)
    return wanted != "" and any(name_key(each) == wanted for each in names)


def plain(text: str | None) -> str:
    """Text to be read by a rule: narrow, without invisible marks, dashes in one spelling."""
    narrow = unicodedata.normalize("NFKC", tidy(text, 400))
    return re.sub("[‐‑‒–—―−－]", "-", narrow)


def in_digits(text: str) -> str:
    """Chinese numbers below a hundred as digits, and those that are said digit by digit: 十二点三十 as 12点30, 五零一 as 501."""

    def number(match: re.Match[str]) -> str:
        tens, _, ones = match[0].rpartition("十")
        if "十" not in match[0]:
            return "".join(str(DIGITS[letter]) for letter in match[0])
        return str((DIGITS.get(tens, 1) if len(tens) < 2 else 99) * 10 + (DIGITS.get(ones, 0) if len(ones) < 2 else 99))

    return re.sub(rf"[{''.join(DIGITS)}十]+(?!刻)", number, text)
