"""Which steps a visit has now, how each stands, its state, and whether it may be finished. Twin of completion.ts.

Computed from the record, never counted along: a required step that its `when` hides does not block the end.
"""

from typing import Any

from .evaluate import holds
from .record import Plain, Record

OWN_PATHS = {"photograph": "photograph.{id}", "signature": "signed", "survey": "surveyed"}


def completion(document: Plain, record: Record, inputs: Plain, outcome: str = "done") -> dict[str, Any]:
    """{state, moments: [{id, open, steps: [{id, state, unmet}]}], missing: [step id], may_finish} for this outcome.

    A step's state is open, done, deviated or appointed; `unmet` says that it was answered but `requires` does not hold.
    The outcome `done` needs the main path, any other the side path that carries it; `done` is not what a visit may end as
    whose record says otherwise (`end_asked`).
    """
    moments = [_moment(moment, record, inputs) for moment in document["moments"]]
    on_path = {moment["id"] for moment in document["moments"] if _on_path(moment, outcome)}
    missing = [step for moment in moments if moment["id"] in on_path for step in moment["open"]]
    seen = {**inputs, "missing": len(missing), "outcome": outcome}
    known = (
        end_asked(document, record, inputs) is None
        if outcome == "done"
        else any(moment.get("outcome") == outcome for moment in document["moments"])
    )
    return {
        "state": state_of(document["states"], record, inputs),
        "moments": moments,
        "missing": missing,
        "may_finish": known and holds(document["states"]["may_finish"], record, seen),
    }


def end_asked(document: Plain, record: Record, inputs: Plain) -> str | None:
    """The outcome that an answer on the main path asks for, because its choice `ends` the visit otherwise than done; None without one."""
    for step in (step for moment in document["moments"] if moment["path"] == "main" for step in moment["steps"]):
        ends = {choice["id"]: choice["ends"] for choice in step["answer"].get("choices", []) if "ends" in choice}
        if ends and exists(step, record, inputs) and step_state(step, record, inputs)[0] == "done":
            chosen = record[f"answer.{step['id']}"][-1]["value"]
            if isinstance(chosen, str) and chosen in ends:
                return str(ends[chosen])
    return None


def state_of(table: Plain, record: Record, inputs: Plain) -> str:
    """The id of the first state whose condition holds; the last one where none does."""
    states = table["states"]
    return str(next((state["id"] for state in states if holds(state["when"], record, inputs)), states[-1]["id"]))


def step_state(step: Plain, record: Record, inputs: Plain) -> tuple[str, bool]:
    """(state, unmet) of a step that exists: the last of answer, deviation and appointment counts."""
    places = {"done": _answered(step, record)}
    if step.get("deviation") is not False:
        places["deviated"] = _last(record, f"deviation.{step['id']}")
    if step.get("appoint") is True:
        places["appointed"] = _last(record, f"appointment.{step['id']}")
    state = max(places, key=lambda name: places[name])
    if places[state] < 0:
        return "open", False
    if state == "done" and "requires" in step and not holds(step["requires"], record, inputs):
        return "open", True
    return state, False


def exists(step: Plain, record: Record, inputs: Plain) -> bool:
    """Whether the step is part of the visit as it stands now."""
    return "when" not in step or holds(step["when"], record, inputs)


def _moment(moment: Plain, record: Record, inputs: Plain) -> dict[str, Any]:
    steps, unsettled = [], []
    for step in moment["steps"]:
        if exists(step, record, inputs):
            state, unmet = step_state(step, record, inputs)
            steps.append({"id": step["id"], "state": state, "unmet": unmet})
            if state == "open" and step.get("required", True):
                unsettled.append(step["id"])
    return {"id": moment["id"], "open": unsettled, "steps": steps}


def _on_path(moment: Plain, outcome: str) -> bool:
    return moment["path"] == "main" if outcome == "done" else moment.get("outcome") == outcome


def _answered(step: Plain, record: Record) -> int:
    answer = step["answer"]
    path = (
        answer["fact"]
        if answer["kind"] == "fact"
        else OWN_PATHS.get(answer["kind"], "answer.{id}").format(id=step["id"])
    )
    enough = len(record.get(path, [])) >= answer.get("least", 1) if answer["kind"] == "photograph" else True
    return _last(record, path) if enough else -1


def _last(record: Record, path: str) -> int:
    found = record.get(path, [])
    return found[-1]["position"] if found else -1
