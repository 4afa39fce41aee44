"""Letters as they are kept: without what nobody sees, in one width where only the width differs. Pure."""

from __future__ import annotations

import re
import unicodedata

MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･", "·"))
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # the full-width forms of ASCII
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
YES, NO = ("1", "yes", "y", "true", "是"), ("0", "no", "n", "false", "否")
GAPS = ("Cc", "Cs", "Zl", "Zp")


def tidy(text: str | None, longest: int = 200) -> str:
    """Typed text without control, direction and invisible marks, lone surrogates and doubled spaces; never longer than `longest`."""
    seen = UNSEEN.sub("", text or "")
    kept = "".join(letter if unicodedata.category(letter) not in GAPS else " " for letter in seen)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].rstrip()


def tidy_name(text: str | None) -> str:
    """A name in its one field: the middle dot in its one spelling, Latin letters narrow, joiners gone, rare characters untouched."""
    narrow = tidy(text, 400).translate(MIDDLE_DOTS).translate(WIDE)
    seen = "".join(letter for letter in narrow if unicodedata.category(letter) != "Cf")
    return tidy(re.sub(r"\s*·\s*", "·", seen), 80)


def plain(text: str | None) -> str:
    """Text to be read by a rule: narrow, without invisible marks, dashes in one spelling."""
    narrow = unicodedata.normalize("NFKC", tidy(text, 400))
    return re.sub("[‐‑‒–—―−－]", "-", narrow)
