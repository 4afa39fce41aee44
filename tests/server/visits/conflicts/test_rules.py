"""Whatever a person chooses: no word of a fact changes, the chosen side counts alone, and taking it back restores every verdict."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as draw

from server.kernel.outcomes import SHOWS
from server.visits.conflicts.effect import returned, turned
from server.visits.conflicts.rules import KINDS, choices, kind_of, showing
from server.visits.log.withdrawn import shown_facts
from server.visits.rules import WRITES, Entry

VALUES = ("slow", "wifi", "tv")


def entry(number: int, kind: str, step: str | None, value: str, outcome: str) -> Entry:
    body = {"step": step, "value": value} if step else {"outcome": value}
    return Entry(
        f"{number}", kind, f"device-{number % 3}", f"person-{number % 3}", body, step, version=number, outcome=outcome
    )


writes = draw.tuples(
    draw.sampled_from(("answered", "deviated", "signed", "ended", "cancelled", "noted")),
    draw.sampled_from(("one", "two")),
    draw.sampled_from(VALUES),
    draw.sampled_from(("applied", "merged", "conflict")),
)


@draw.composite
def settled(draw_one: draw.DrawFn) -> tuple[list[Entry], str, str, str, str]:
    """A log, a kind of conflict with one of its choices, and the two facts that it is about."""
    drawn = draw_one(draw.lists(writes, min_size=2, max_size=12))
    log = [
        entry(place, kind, step if kind in WRITES else None, value, outcome)
        for place, (kind, step, value, outcome) in enumerate(drawn)
    ]
    kind = draw_one(draw.sampled_from([name for name in KINDS if name != "changed"]))
    choice = draw_one(draw.sampled_from([each for each in choices(kind, False) if showing(kind, each)]))
    fitting = {
        "answer": WRITES,
        "two_ends": ("ended",),
        "cancelled_done": ("ended", "cancelled"),
        "two_signatures": ("signed",),
    }.get(kind)
    sides = [each.id for each in log if fitting is None or (each.kind in fitting and each.step in (None, "one"))]
    if len(sides) < 2:
        log += [
            entry(
                100 + place, (fitting or ("noted",))[0], "one" if fitting == WRITES else None, VALUES[place], "applied"
            )
            for place in range(2)
        ]
        sides = ["100", "101"]
    shown, other = draw_one(draw.permutations(sides))[:2]
    return log, kind, choice, shown, other


@settings(max_examples=300)
@given(settled())
def test_the_chosen_side_counts_and_nothing_is_deleted(case: tuple[list[Entry], str, str, str, str]) -> None:
    log, kind, choice, shown, other = case
    wanted = showing(kind, choice)
    assert wanted
    words = [(each.id, each.kind, each.step, dict(each.body)) for each in log]
    before = {each.id: each.outcome for each in log}
    made = turned(log, kind, shown, other, wanted)
    assert set(made) <= set(before) and set(made.values()) <= {"applied", "conflict"}
    for each in log:
        each.outcome = made.get(each.id, each.outcome)
    assert [(each.id, each.kind, each.step, dict(each.body)) for each in log] == words
    after = {each.id: each.outcome in SHOWS for each in log}
    assert (after[shown], after[other]) == wanted
    _chosen_is_last(log, kind, shown if wanted == (True, False) else other if wanted == (False, True) else None, shown)
    for each in log:
        each.outcome = returned(log, made, {fact: before[fact] for fact in made}).get(each.id, each.outcome)
    assert {each.id: each.outcome for each in log} == before


def _chosen_is_last(log: list[Entry], kind: str, chosen: str | None, shown: str) -> None:
    """The chosen value is the one that a reader of the log finds; after *ask again* the step is open."""
    if kind == "answer":
        step = next(each.step for each in log if each.id == shown)
        shows = [each.id for each in shown_facts(log) if each.kind in WRITES and each.step == step]
        assert shows[-1:] == ([chosen] if chosen else [])
    if kind in ("two_ends", "cancelled_done"):
        assert [each.id for each in shown_facts(log) if each.kind in ("ended", "cancelled")] == [chosen]


def test_what_was_settled_otherwise_since_stays_when_a_choice_is_taken_back() -> None:
    log = [entry(0, "answered", "one", "slow", "conflict"), entry(1, "answered", "one", "wifi", "applied")]
    assert returned(log, {"0": "conflict", "1": "conflict"}, {"0": "applied", "1": "applied"}) == {"0": "applied"}


def test_every_kind_offers_two_or_three_choices_and_says_what_each_does() -> None:
    for kind in KINDS:
        offered = choices(kind, False)
        assert 2 <= len(offered) <= 3 and all(showing(kind, each) is not None or each == "ask" for each in offered)
    assert "again" in choices("answer", False) and "again" not in choices("answer", True)


def test_the_kind_follows_from_the_target_and_both_facts() -> None:
    assert kind_of("answer.symptoms", "answered", "deviated", True) == "answer"
    assert (
        kind_of("state", "cancelled", "ended", False) == "cancelled_done"
        and kind_of("state", "ended", "ended", False) == "two_ends"
    )
    assert (
        kind_of("signature", "answered", "signed", True) == "changed"
        and kind_of("signature", "withdrawn", "signed", True) == "changed"
    )
    assert kind_of("signature", "withdrawn", "signed", False) == "taken_back"
    assert (
        kind_of("signature", "signed", "signed", False) == "two_signatures"
        and kind_of("signature", "signed", "objected", False) == "objected"
    )
    assert (
        kind_of("verdict", "ended", "verdict", False) == "verdict"
        and kind_of("colour", "noted", "noted", False) == "unnamed"
    )
