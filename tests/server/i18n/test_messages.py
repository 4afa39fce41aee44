"""Messages: every blank is one that its place fills, and one thing is spoken of as one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from server.i18n.messages import catalogue, sentences, translate
from tests.architecture.sources import files, text, tree

PREFIX = {"t": "console.", "translate": ""}


def test_one_is_singular_in_english_and_two_are_plural() -> None:
    assert translate("console.phones.count", "en", count=1) == "1 phone"
    assert translate("console.phones.count", "en", count=2) == "2 phones"
    assert translate("console.phones.count", "zh-CN", count=1) == "1 部"


def test_no_english_message_counts_things_without_saying_how_one_is_called() -> None:
    wrong = {
        key: text["en"]
        for key, text in catalogue().items()
        if re.search(r"\{count\} [a-z]+(?<!\{)s\b(?! more)", text["en"])
    }
    assert {key: text for key, text in wrong.items() if "first {count}" not in text} == {}


def keys(node: ast.expr) -> Iterator[str]:
    """The keys that an argument can be; of an f-string its beginning with `…`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value) + "…"


def called() -> Iterator[tuple[str, str]]:
    """(file, key) of each message that Python or a template asks for by name."""
    for path in files(".py"):
        if path.startswith("server/"):
            for node in ast.walk(tree(path)):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in PREFIX
                    and node.args
                ):
                    yield from ((path, PREFIX[node.func.id] + key) for key in keys(node.args[0]))
    for path in files(".html"):
        if not path.startswith("server/"):
            continue
        for name, first in re.findall(r"(?<![\w.])(t|translate)\(([^,()~]+)[,)]", text(path)):
            yield from ((path, PREFIX[name] + key) for key in re.findall(r"[\"']([a-z_]+(?:\.\w+)+)[\"']", first))


def test_each_message_that_code_asks_for_is_worded() -> None:
    known = catalogue()
    missing = [
        f"{path}: {key}"
        for path, key in called()
        if key not in known and not (key.endswith("…") and any(each.startswith(key[:-1]) for each in known))
    ]
    assert missing == []


def test_a_missing_message_would_be_seen() -> None:
    asked = ast.parse('t("a.b" if x else f"c.{x}")', mode="eval").body
    assert isinstance(asked, ast.Call) and list(keys(asked.args[0])) == ["a.b", "c.…"]
    assert len(list(called())) > 500


def test_a_number_beside_chinese_has_room_and_a_name_has_none() -> None:
    way = {
        place: translate("console.planning.way_after", "zh-CN", place=place, minutes=6, spread=3)
        for place in ("6-1-1802", "云栖苑")
    }
    assert way["6-1-1802"].startswith("从 6-1-1802 过去约 6 分钟") and way["云栖苑"].startswith("从云栖苑过去约")


def test_chinese_sentences_follow_each_other_without_a_gap() -> None:
    assert sentences("还没有派人。", "", "路上约 6 分钟。") == "还没有派人。路上约 6 分钟。"
    assert sentences("It was not assigned yet.", "Please call.") == "It was not assigned yet. Please call."
