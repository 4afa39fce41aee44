"""What keeps a standard from being published: each finding names its place and its code."""

import copy
import json
from typing import Any

import pytest

from server.app import CAPABILITIES, capability_of
from server.kernel.registry import Registry
from server.standards.document import builtin_standard, from_yaml, standard_hash, to_yaml
from server.standards.finding import WORDS, Finding
from server.standards.language import findings, may_be_published

ASKED = Registry(map(capability_of, CAPABILITIES)).asked_kinds()
WORK = 4
NESTED: Any = {"all": []}
for _ in range(5):
    NESTED = {"all": [NESTED]}


@pytest.fixture
def document() -> Any:
    return copy.deepcopy(builtin_standard("home-broadband-visit"))


def _places(document: Any) -> dict[str, str]:
    return {finding.place: finding.code for finding in findings(document, ASKED)}


def _set(document: Any, path: str, value: Any) -> None:
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        document = document[part]
    document[last] = value


STEP = f"moments/{WORK}/steps/0"
AT = f"moments[{WORK}].steps[0]"


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        (f"{STEP}/colour", "red", f"{AT}.colour", "field_unknown"),
        (f"{STEP}/text", {"zh-CN": "挪"}, f"{AT}.text.en", "field_missing"),
        (f"{STEP}/text/zh-CN", "长" * 201, f"{AT}.text.zh-CN", "too_long"),
        (f"{STEP}/id", "Move things", f"{AT}.id", "wrong_form"),
        (f"{STEP}/id", "mat\n", f"{AT}.id", "wrong_form"),
        (f"{STEP}/clause", "XX-1", f"{AT}.clause", "wrong_form"),
        (f"{STEP}/answer/kind", "guess", f"{AT}.answer.kind", "value_unknown"),
        (f"{STEP}/answer/choices", [], f"{AT}.answer.choices", "too_few"),
        (f"{STEP}/answer/unit", {"zh-CN": "米", "en": "m"}, f"{AT}.answer.unit", "field_unknown"),
        (f"{STEP}/required", "yes", f"{AT}.required", "wrong_type"),
        (f"{STEP}/deviation", True, f"{AT}.deviation", "value_unknown"),
        (f"{STEP}/deviation", {"reasons": ["bored"]}, f"{AT}.deviation.reasons[0]", "reason_unknown"),
        (f"{STEP}/phrases", ["hum"], f"{AT}.phrases[0]", "phrase_unknown"),
        (f"{STEP}/reminders", ["hum"], f"{AT}.reminders[0]", "reminder_unknown"),
        (f"{STEP}/reminders", ["fb-3"], f"{AT}.reminders[0]", "forbidden_wording_shown"),
        (f"{STEP}/limit", "never", f"{AT}.limit", "limit_unknown"),
        (f"{STEP}/clause", "HV-26", f"{AT}.clause", "conduct_as_step"),
        (f"{STEP}/summary", {"zh-CN": "挪{object}", "en": "x"}, f"{AT}.summary.zh-CN", "blank_unknown"),
        (f"{STEP}/when", {"all": [{"most": []}]}, f"{AT}.when.all[0].most", "field_unknown"),
        (f"{STEP}/when", {"equal": [1]}, f"{AT}.when.equal", "too_few"),
        (f"{STEP}/when", {"equal": [1, 1], "present": 1}, f"{AT}.when", "too_many"),
        (f"{STEP}/when", {"equal": [{"last": "x", "first": "x"}, 1]}, f"{AT}.when.equal[0]", "too_many"),
        (
            f"{STEP}/when",
            {"before": [{"input": "now"}, {"last": "left"}]},
            f"{AT}.when.before[0].input",
            "field_unknown",
        ),
        (f"{STEP}/when", {"seconds_between": [{"last": "left"}, {"input": "now"}]}, f"{AT}.when", "too_few"),
        (f"{STEP}/when", {"present": {"last": "answer.nothing"}}, f"{AT}.when.present", "step_unknown"),
        (f"{STEP}/when", {"present": {"last": "danced"}}, f"{AT}.when.present", "fact_unknown"),
        (f"{STEP}/when", {"present": {"input": "weather"}}, f"{AT}.when.present", "input_unknown"),
        (f"{STEP}/when", {"equal": [{"last": "answer.risk"}, "perhaps"]}, f"{AT}.when.equal", "choice_unknown"),
        (
            f"{STEP}/when",
            {"one_of": [{"last": "answer.risk"}, ["agreed", "perhaps"]]},
            f"{AT}.when.one_of",
            "choice_unknown",
        ),
        (f"{STEP}/when", {"equal": [{"last": "deviation.mat"}, "asleep"]}, f"{AT}.when.equal", "choice_unknown"),
        (f"{STEP}/when", {"equal": [{"input": "kind_of_work"}, "gardening"]}, f"{AT}.when.equal", "choice_unknown"),
        (f"{STEP}/when", {"present": {"last": "answer.move-things"}}, f"{AT}.when", "asks_about_itself"),
        (f"{STEP}/when", NESTED, f"{AT}.when" + ".all[0]" * 5, "too_deep"),
        ("version", "1.0\n", "version", "wrong_form"),
        ("effective_from", "2026-13-01", "effective_from", "wrong_form"),
        ("language", 3, "language", "value_unknown"),
        ("moments/0/outcome", "unsafe", "moments[0].outcome", "outcome_misplaced"),
        ("usual_reasons", ["bored"], "usual_reasons[0]", "reason_unknown"),
        ("phrases/0/text/en", "Hello {nobody}", "phrases[0].text.en", "blank_unknown"),
        ("reasons/0/label/zh-CN", "客户无论如何不同意", "reasons[0].label.zh-CN", "too_long"),
        ("bring/0/for", ["gardening"], "bring[0].for", "kind_of_work_unknown"),
        ("survey/questions", [{}] * 4, "survey.questions", "too_many"),
        ("title/en", None, "title.en", "not_plain"),
        ("title/en", "a\x00b", "title.en", "not_plain"),
        ("title/en", "\ud83d", "title.en", "not_plain"),
        ("bring/0/count", 1.5, "bring[0].count", "not_plain"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(document: Any, path: str, value: Any, place: str, code: str) -> None:
    _set(document, path, value)
    assert _places(document).get(place) == code
    assert not may_be_published(document, ASKED)


def test_ids_occur_once(document: Any) -> None:
    document["moments"][WORK]["steps"][1]["id"] = "arrive"
    document["moments"][WORK]["steps"][0]["answer"]["choices"][1]["id"] = "none"
    places = _places(document)
    assert places["moments[2].steps[0].id"] == places[f"moments[{WORK}].steps[1].id"] == "twice"
    assert places[f"{AT}.answer.choices[1].id"] == "twice"


def test_crossed_bounds_are_named(document: Any) -> None:
    at, step = next(
        (s, step) for s, step in enumerate(document["moments"][WORK]["steps"]) if step["id"] == "optical-power"
    )
    step["answer"]["good"] = {"least": "-8", "most": "-27"}
    assert _places(document)[f"moments[{WORK}].steps[{at}].answer.good"] == "bounds_crossed"


def test_not_over_something_optional_is_doubtful_not_grave(document: Any) -> None:
    document["moments"][WORK]["steps"][0]["when"] = {"not": {"equal": [{"last": "answer.risk"}, "agreed"]}}
    assert Finding(f"{AT}.when.not", "not_over_optional") in findings(document, ASKED)
    assert may_be_published(document, ASKED)


def test_not_over_what_is_always_there_or_asked_for_is_no_doubt(document: Any) -> None:
    before = len(findings(document, ASKED))
    document["moments"][WORK]["steps"][0]["when"] = {"not": {"equal": [{"input": "kind_of_work"}, "inspection"]}}
    document["moments"][WORK]["steps"][1]["when"] = {"not": {"present": {"last": "answer.risk"}}}
    assert len(findings(document, ASKED)) == before


def test_what_nothing_uses_is_doubtful(document: Any) -> None:
    document["phrases"].append(document["phrases"][0] | {"id": "unused"})
    assert _places(document)[f"phrases[{len(document['phrases']) - 1}]"] == "never_asked"


@pytest.mark.parametrize(
    "nonsense", [{}, [], "x", 3, None, {"id": 1}, {"moments": [None]}, {"moments": [{"steps": "x"}]}]
)
def test_nonsense_is_refused_and_raises_nothing(nonsense: Any) -> None:
    assert not may_be_published(nonsense, ASKED)


def test_every_code_has_words_in_both_languages() -> None:
    for code in WORDS:
        assert Finding("x", code).words("zh-CN") != Finding("x", code).words("en")


def test_yaml_means_what_was_written() -> None:
    read = from_yaml("{yes: Yes, day: 2026-01-01, time: 12:30, seven: 007, n: 3, t: true}")
    assert read == {"yes": "Yes", "day": "2026-01-01", "time": "12:30", "seven": "007", "n": 3, "t": True}
    assert from_yaml(to_yaml(read)) == read


@pytest.mark.parametrize(
    "text", ["", "[1]", "a: [", "a: !!python/object:os.system {}", "\x00", "{" * 5000, "x" * 400_001, "a: &a [*a]"]
)
def test_what_is_not_yaml_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        from_yaml(text)


def test_aliases_that_multiply_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
    )
    with pytest.raises(ValueError, match="20,000"):
        from_yaml(bomb)


def test_the_hash_does_not_depend_on_the_order_of_fields() -> None:
    document = builtin_standard("home-broadband-visit")
    assert standard_hash(dict(reversed(document.items()))) == standard_hash(document)
    assert standard_hash(document | {"version": "2026.9"}) != standard_hash(json.loads(json.dumps(document)))
