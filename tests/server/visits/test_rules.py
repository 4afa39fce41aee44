"""Who wins, without a database: P5 as a property, and what each verdict rests on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.visits.log.withdrawn import shown_facts, withdrawn
from server.visits.rules import Entry, judge

LEAD = "lead"
moves = st.lists(
    st.tuples(
        st.sampled_from(["lead", "lead's other phone", "helper", "second helper"]), st.integers(0, 2), st.booleans()
    ),
    max_size=14,
)


def write(number: int, device: str, value: int, base: int) -> Entry:
    person = LEAD if device.startswith("lead") else device
    return Entry(str(number), "answered", device, person, {"step": "s", "value": f"value {value}"}, "s", base=base)


@given(moves)
def test_nothing_that_its_author_had_not_seen_is_overwritten_silently(played: list[tuple[str, int, bool]]) -> None:
    log: list[Entry] = []
    kept: set[str] = set()
    for number, (device, value, saw_everything) in enumerate(played, 1):
        new = write(number, device, value, base=number if saw_everything else 0)
        before = shown_facts(log)
        verdict = judge(log, new, LEAD)
        for cross in verdict.crosses:
            kept |= {cross.shown.id, cross.other.id}
            for beaten in cross.beaten:
                beaten.outcome = "conflict"
                kept.add(beaten.id)
        new.outcome, new.version = verdict.outcome, number
        log.append(new)
        after = shown_facts(log)
        if (
            before
            and after[-1] is new
            and before[-1].value != new.value
            and before[-1].device != device
            and not saw_everything
        ):
            assert before[-1].id in kept
        if verdict.outcome == "conflict":
            assert new.id in kept and after[-1] is before[-1]
    assert not shown_facts(log) or shown_facts(log)[-1].outcome in ("applied", "merged")


@given(moves)
def test_judging_again_gives_the_same_verdict(played: list[tuple[str, int, bool]]) -> None:
    log: list[Entry] = []
    for number, (device, value, _) in enumerate(played, 1):
        new = write(number, device, value, base=0)
        first, second = judge(log, new, LEAD), judge(log, new, LEAD)
        assert (first.outcome, first.code, len(first.crosses)) == (second.outcome, second.code, len(second.crosses))
        new.outcome, new.version = first.outcome, number
        log.append(new)


def test_undoing_can_be_undone() -> None:
    log = [
        Entry("1", "answered", "a", "p", {"step": "s", "value": "x"}, "s"),
        Entry("2", "withdrawn", "a", "p", {"fact": "1", "reason": "slip"}),
        Entry("3", "withdrawn", "a", "p", {"fact": "2", "reason": "slip"}),
    ]
    assert withdrawn(log[:2]) == {"1"} and withdrawn(log) == {"2"}
    assert [entry.id for entry in shown_facts(log)] == ["1", "3"]


def test_a_deviation_and_an_answer_are_values_of_the_same_step() -> None:
    log = [Entry("1", "answered", "a", "p", {"step": "s", "value": "x"}, "s", version=5)]
    deviated = Entry("2", "deviated", "b", "q", {"step": "s", "reason": "refused"}, "s", base=4)
    assert judge(log, deviated, "p").outcome == "conflict"
    deviated.base = 5
    assert judge(log, deviated, "p").outcome == "applied"
