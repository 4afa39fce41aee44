"""Phone and server mean the same: random conditions over random records, random logs over the shipped standards.

Each day another seed; DOORSTEP_FUZZ sets how many conditions, DOORSTEP_FUZZ_SEED repeats a run.
"""

import datetime
import json
import os
import random
from typing import Any

import pytest

from server.standards import evaluate
from server.standards.completion import completion
from server.standards.declared import counts_as, good_of, opened
from server.standards.document import BUILTIN_STANDARDS, builtin_standard
from server.standards.evaluate import holds
from server.standards.moment import second_of
from server.standards.record import record_of
from tests.server.standards import random_visits
from tests.server.standards.phone import ask_the_phone
from tests.server.standards.shrink import shrink

SEED = int(os.environ.get("DOORSTEP_FUZZ_SEED") or datetime.date.today().toordinal())
CONDITIONS = int(os.environ.get("DOORSTEP_FUZZ") or 20_000)
TOGETHER, BATCH = 20, 2_000
LOGS = 400
DECLARED = 2_000


def test_conditions_mean_the_same_on_phone_and_server() -> None:
    dice = random.Random(SEED)
    asked = 0
    while asked < CONDITIONS:
        questions = [condition_question(dice) for _ in range(min(BATCH, -(-(CONDITIONS - asked) // TOGETHER)))]
        asked += len(questions) * TOGETHER
        for question, answer in zip(questions, ask_the_phone(questions), strict=True):
            assert verdicts(question) == answer, _report(question, answer)


def test_logs_mean_the_same_on_phone_and_server() -> None:
    documents = {name: builtin_standard(name) for name in BUILTIN_STANDARDS}
    questions = log_questions(random.Random(SEED), documents)
    for question, answer in list(zip(questions, ask_the_phone(questions), strict=True))[len(documents) :]:
        assert json.loads(answer) == of_log(json.loads(question), documents), f"seed {SEED}: {question}"


def test_what_a_document_declares_means_the_same_on_phone_and_server() -> None:
    dice = random.Random(SEED)
    questions = [json.dumps({"declared": random_visits.declared(dice)}) for _ in range(DECLARED)]
    asked = [json.loads(question)["declared"] for question in questions]
    ours = [
        [good_of(each, each["inputs"]), counts_as(each["document"], each["outcome"]), _opened(each)] for each in asked
    ]
    assert any(found[0] for found in ours) and any(found[2] for found in ours)
    for question, answer, here in zip(questions, ask_the_phone(questions), ours, strict=True):
        assert json.loads(answer) == here, f"seed {SEED}: {question}"


def _opened(each: Any) -> list[list[str]]:
    found = opened(each["document"], each["facts"], each["inputs"])
    return [[fact, opens["what"]] for fact, opens in found.items()]


def _true_is_one(pair: Any) -> bool:
    return pair[0][0] is not None and pair[0][0] == pair[1][0]


def _rounded(text: Any) -> int | None:
    whole = second_of(text)
    return whole + 1 if whole is not None and "." in text and text.split(".")[1][0] in "56789" else whole


def _any_day(text: Any) -> int | None:
    return second_of(text.replace("02-30", "03-02") if isinstance(text, str) else text)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("_equal", _true_is_one), ("second_of", _rounded), ("second_of", _any_day), ("LARGEST", 2**60), ("DEEPEST", 12)],
    ids=["true is 1", "rounded instead of cut", "30 February", "unsafe integers", "another depth"],
)
def test_an_interpreter_that_errs_is_caught(monkeypatch: pytest.MonkeyPatch, name: str, wrong: Any) -> None:
    """The guard itself: each of these slips shows within the ordinary run's number of conditions."""
    dice = random.Random(1)
    questions = [condition_question(dice) for _ in range(1000)]
    right = [verdicts(question) for question in questions]
    monkeypatch.setattr(evaluate, name, wrong)
    if name == "_equal":
        monkeypatch.setitem(evaluate.PREDICATES, "equal", (2, wrong))
    assert [verdicts(question) for question in questions] != right


def test_a_difference_is_reported_small() -> None:
    condition = {"all": [{"any": []}, {"any": [{"not": {"equal": [{"last": "a"}, 1]}}]}]}
    case = {
        "condition": condition,
        "record": {"a": [{"value": True, "second": "", "position": 0}], "b": []},
        "inputs": {"c": 1},
    }

    def differs(case: Any) -> bool:
        return "equal" in json.dumps(case["condition"]) and bool(case["record"].get("a"))

    assert shrink(case, differs) == {"condition": {"equal": []}, "record": {"a": [{}]}, "inputs": {}}


def log_questions(dice: random.Random, documents: Any) -> list[str]:
    """First each document by its name, then logs: what is their record, how does the visit stand."""
    questions = [json.dumps({"name": name, "document": document}) for name, document in documents.items()]
    for _ in range(LOGS):
        name = dice.choice(BUILTIN_STANDARDS)
        steps = [step for moment in documents[name]["moments"] for step in moment["steps"]]
        log = random_visits.facts(dice, steps)
        kind = dice.choice(documents[name]["kinds_of_work"])["id"]
        inputs = {"kind_of_work": kind, "premises.estimates_in_row": dice.randint(0, 3)}
        questions.append(json.dumps({"facts": log}))
        questions.append(
            json.dumps({"name": name, "facts": log, "inputs": inputs, "outcome": dice.choice(random_visits.OUTCOMES)})
        )
    return questions


def condition_question(dice: random.Random) -> str:
    """Random conditions over one random record."""
    conditions = [random_visits.condition(dice) for _ in range(TOGETHER)]
    return json.dumps(
        {"record": random_visits.record(dice), "inputs": random_visits.inputs(dice), "conditions": conditions}
    )


def verdicts(question: str) -> str:
    read = json.loads(question)
    return "".join("1" if holds(condition, read["record"], read["inputs"]) else "0" for condition in read["conditions"])


def of_log(question: Any, documents: Any) -> Any:
    record = record_of(question["facts"])
    return (
        completion(documents[question["name"]], record, question["inputs"], question["outcome"])
        if "outcome" in question
        else record
    )


def _report(question: str, answer: str) -> str:
    read = json.loads(question)
    at = next(
        index for index, (ours, theirs) in enumerate(zip(verdicts(question), answer, strict=True)) if ours != theirs
    )
    small = shrink({"condition": read["conditions"][at], "record": read["record"], "inputs": read["inputs"]}, _differs)
    return f"seed {SEED}: phone and server differ on {json.dumps(small, ensure_ascii=False)}"


def _differs(case: Any) -> bool:
    question = json.dumps({"record": case["record"], "inputs": case["inputs"], "conditions": [case["condition"]]})
    return ask_the_phone([question]) != [verdicts(question)]
