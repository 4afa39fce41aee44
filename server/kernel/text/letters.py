"""Letters as they are kept: without what nobody sees, in one width where only the width differs. Pure."""

from __future__ import annotations

import re
import unicodedata

MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･", "·"))
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # the full-width forms of ASCII
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
YES, NO = ("1", "yes", "y", "true", "是"), ("0", "no", "n", "false", "否")
DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
GAPS = ("Cc", "Cs", "Zl", "Zp")


def tidy(text: str | None, longest: int = 200) -> str:
    """Typed text without control, direction and invisible marks, lone surrogates and doubled spaces; never longer than `longest`."""
    if not text:
        return ""
    seen = UNSEEN.sub("", text)
    kept = "".join(letter if unicodedata.category(letter) not in GAPS else " " for letter in seen)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].rstrip()


def tidy_name(text: str | None) -> str:
    """A name in its one field: the middle dot in its one spelling, Latin letters narrow, joiners gone, rare characters untouched."""
    narrow = tidy(text, 400).translate(MIDDLE_DOTS).translate(WIDE)
    seen = "".join(letter for letter in narrow if unicodedata.category(letter) != "Cf")
    dotted = re.sub(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])", "·", seen)  # 买买提.艾力, as many keyboards have it
    return tidy(re.sub(r"\s*·\s*", "·", dotted), 80)


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
