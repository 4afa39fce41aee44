"""A standard in language 2 that tests play: a speed test, whose order says the contracted speed, and which can end as below it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from server.standards.document import builtin_standard

ID, KIND, BELOW, NEEDS_LINE = "speed-visit", "speed-test", "below_contract", "needs_line"
PROMISED = {"to": "customer", "owner": "technician"}
STEPS = (
    *("all-with-me", "depart", "arrive", "knock", "enter", "shoe-covers", "move-things", "clean-up"),
    *("survey", "signature", "service-card", "go"),
)


def text(chinese: str, english: str) -> dict[str, str]:
    return {"zh-CN": chinese, "en": english}


COME_AGAIN = {
    "what": "book_anew",
    "title": text("带仪表再来测一次", "Come again with a meter"),
    "to": "customer",
    "owner": "team",
    "due": {"figure": 2, "unit": "wd"},
}
NEW_LINE = {"what": "matter", "kind": "connection", "title": text("新拉一条线", "Lay a new line")}
SAY_WHY = {
    "what": "answer",
    "title": text("告诉客户为什么慢", "Tell the customer why it is slow"),
    "to": "customer",
    "owner": "technician",
    "due": {"figure": 4, "unit": "h"},
    "when": {"not": {"at_least": [{"last": "answer.speed.thousandths"}, {"input": "order.speed.thousandths"}]}},
}
SPEED = {
    "id": "speed",
    "rule": "宽带-7",
    "text": text("用网线测速", "Measure the speed by cable"),
    "answer": {
        "kind": "number",
        "unit": text("Mbit/s", "Mbit/s"),
        "decimals": 1,
        "range": {"least": "0", "most": "10000"},
        "good": {"least": {"input": "order.speed"}},
    },
    "opens": SAY_WHY,
}
CALL_BY = {
    "id": "call-by",
    "rule": "宽带-8",
    "text": text("约好什么时候回电话", "Agree when we call back"),
    "answer": {"kind": "moment"},
    "required": False,
    "promise": PROMISED,
}


def speed_visit() -> dict[str, Any]:
    """A new copy of the document each time; nothing of the shipped standards is touched by it."""
    document = builtin_standard("home-broadband-visit")
    ends = [moment["outcome"] for moment in document["moments"] if "outcome" in moment]
    titles = {moment["outcome"]: moment["title"] for moment in document["moments"] if "outcome" in moment}
    for moment in document["moments"]:
        moment["steps"] = [step for step in moment["steps"] if step["id"] in STEPS]
        for step in moment["steps"]:
            step.pop("limit", None)
    work = next(moment for moment in document["moments"] if moment["id"] == "work")
    work["steps"] += deepcopy([SPEED, CALL_BY])
    side = {"id": "below", "title": text("速率不够", "Too slow"), "path": "side", "outcome": BELOW, "steps": []}
    onward = {"goes_on": text("记下，公司接着办", "Note it, we go on")}
    line = side | {"id": "line", "title": text("要新拉线", "Needs a new line"), "outcome": NEEDS_LINE}
    document["moments"] += [side | onward, line | onward]
    document["states"]["states"][0]["when"] = {
        "any": [{"equal": [{"last": f"ended.{name}"}, "done"]} for name in ("outcome", "counts_as")]
    }
    imported = ("declined", "not_solved", "parts_missing", "not_ours")
    return document | {
        "id": ID,
        "version": "1",
        "language": 2,
        "title": text("测速上门", "Speed visit"),
        "effective_from": "2026-01-01",
        "kinds_of_work": [{"id": KIND, "title": text("测速", "Speed test"), "do": text("测网速", "measure the speed")}],
        "bring": [],
        "limits": [],
        "inputs": [
            {
                "id": "speed",
                "title": text("签约速率", "Contracted speed"),
                "type": "decimal",
                "unit": text("Mbit/s", "Mbit/s"),
                "origin": "order",
            }
        ],
        "outcomes": [
            *({"id": name, "title": titles[name], "counts_as": "not_done"} for name in ends if name not in imported),
            {"id": BELOW, "title": side["title"], "counts_as": "not_done", "opens": COME_AGAIN},
            {"id": NEEDS_LINE, "title": line["title"], "counts_as": "not_done", "opens": NEW_LINE},
        ],
    }
