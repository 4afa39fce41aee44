"""The one table of the console's keys: the list of keys shows it, and the script does what stands in it (`pwa/console/keys/keys.ts` reads it there).

A capability whose page has a key of its own marks the thing with `data-key`; the table says which keys these are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """`shown` parted by a space, `word` of the messages `keys.<word>`; `does` names what the script does on which `letters`, with which `target`.

    go: to an address after G · follow: press the first thing that is there, by selectors parted by ` | ` · '' is what a form does by itself.
    tick, expand: press the target where nothing is ticked or expanded here.
    Of two letters the first goes back, the second on. Who follows which part: everywhere and list `pwa/console/keys/keys.ts`, board and held
    (with a visit in hand) `board/walking.ts`, intake `intake/keys.ts`.
    """

    shown: str
    word: str
    does: str = ""
    letters: str = ""
    target: str = ""


MARKED = '[data-key="KEY"]'  # what a page marks with the letter that was pressed


def _page(letter: str, word: str, address: str) -> Key:
    return Key(f"G {letter.upper()}", word, "go", letter, f"/console/{address}")


def _marked(shown: str, word: str, letters: str) -> Key:
    return Key(shown, word, "follow", letters, MARKED)


def _form(letter: str, doing: str) -> Key:
    return Key(letter.upper(), doing, "follow", letter, f"{MARKED} | [data-do={doing}], a[href='?do={doing}']")


KEYS: dict[str, tuple[Key, ...]] = {
    "everywhere": (
        Key("/", "search", "search", "/"),
        Key("N", "new", "follow", "n", "[data-key=n] | a[href$='/console/intake']"),
        _page("v", "go_visits", "visits"),
        _page("o", "go_board", "board"),
        _page("p", "go_phones", "devices"),
        _page("k", "go_customers", "customers"),
        _page("t", "go_today", "today"),
        _page("c", "go_complaints", "complaints"),
        _page("b", "go_call_backs", "callbacks"),
        Key("Ctrl+↵", "send"),
        _marked("Z", "undo", "z"),
        Key("Esc", "back"),
        Key("?", "keys", "keys", "?"),
    ),
    "list": (
        Key("J K", "down_up", "walk", "j k"),
        Key("X", "tick", "tick", "x", MARKED),
        Key("↵", "open"),
        Key("A", "assign", "give", "a", "[data-do=assign], a[href='?do=assign']"),
        _form("t", "retime"),
        _form("i", "instruct"),
        _form("d", "cancel"),
        _marked("C", "call", "c"),
        _marked("1–3", "take", "1 2 3"),
        Key("E", "expand", "expand", "e", MARKED),
        Key("E", "remind", "expand", "e", MARKED),
        _marked("R", "answer", "r"),
        _marked("1–4", "judge", "1 2 3 4"),
        _marked("W", "words", "w"),
        _marked("[ ]", "neighbours", "[ ]"),
        _marked("1–9", "answer_question", "1 2 3 4 5 6 7 8 9"),
        Key("↑ ↵", "question", "question", "ArrowUp Enter"),
        Key("X", "not_now", "tick", "x", MARKED),
        Key("I O V", "low_answer", "follow", "i o v", f"{MARKED} | [data-do=instruct], a[href='?do=instruct']"),
    ),
    "board": (
        Key("← →", "along", "along", "ArrowLeft ArrowRight"),
        Key("↑ ↓", "across", "across", "ArrowUp ArrowDown"),
        Key("Space", "lift", "lift", "Space"),
    ),
    "held": (
        Key("← →", "minutes", "minutes", "ArrowLeft ArrowRight"),
        Key("↑ ↓", "person", "person", "ArrowUp ArrowDown"),
        Key("Shift+← Shift+→", "longer", "longer", "Shift+ArrowLeft Shift+ArrowRight"),
        Key("PgUp PgDn", "other_day", "day", "PageUp PageDown"),
        Key("⌫", "nobody", "nobody", "Backspace Delete"),
        Key("↵ Space", "drop", "drop", "Enter Space"),
        Key("Esc", "put_back", "put_back", "Escape"),
    ),
    "intake": (
        Key("1–8", "work", "work", "1 2 3 4 5 6 7 8", '[data-work="KEY"]'),
        Key("F2", "other_customer", "press", "F2", "[data-other]"),
        Key("F4", "one_visit", "press", "F4", "[data-together]"),
        Key("⌫", "go_and_fix", "fix", "Backspace"),
        Key("Ctrl+↵", "save_order"),
    ),
}
