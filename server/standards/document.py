"""A standard as a document: written in YAML by people, carried as JSON, known by its hash."""

import functools
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from server.kernel.canonical import canonical
from server.kernel.own_yaml import OwnLoader

BUILTIN = Path(__file__).parent / "builtin"
BUILTIN_STANDARDS = ("home-broadband-visit", "household-water-meter-repair")
Plain = Mapping[str, Any]
LARGEST, LONGEST, DEEPEST = 20_000, 400_000, 40
SHARED_LISTS = ("reasons", "limits", "phrases", "reminders")


def standard_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 (lower-case hex) of the document's canonical JSON: what a grant pins."""
    return hashlib.sha256(canonical(document)).hexdigest()


def builtin_standard(name: str) -> dict[str, Any]:
    """The whole document of a shipped standard, its includes resolved; each call gives a copy of its own."""
    document: dict[str, Any] = json.loads(_builtin_text(name))
    return document


@functools.cache
def _builtin_text(name: str) -> str:
    return to_json(resolve(_read(name), _read("home-visit"), _read("wording"), _read("states")))


def from_yaml(text: str) -> dict[str, Any]:
    """The document written in a YAML text; raises ValueError where it is not YAML of plain values."""
    if len(text) > LONGEST or _brackets(text) > DEEPEST:
        raise ValueError("not YAML: a standard has at most 400,000 characters and 40 brackets within one another")
    try:
        document = yaml.load(text, Loader=_PlainLoader)
        size = _size(document, LARGEST)
    except (yaml.YAMLError, RecursionError) as trouble:
        raise ValueError(f"not YAML: {str(trouble)[:500]}") from trouble
    if not isinstance(document, dict):
        raise ValueError("not YAML: a standard is a mapping")
    if size > LARGEST:
        raise ValueError("not YAML: a standard has at most 20,000 entries, its aliases written out")
    return document


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document as YAML for people, in the order of its fields; from_yaml gives the same document back."""
    return str(yaml.dump(document, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=140))


def to_json(document: Mapping[str, Any]) -> str:
    """The document as compact JSON text, as it travels to the phone."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def resolve(own: Plain, shared: Plain, wording: Plain, states: Plain) -> dict[str, Any]:
    """The whole document: `include: <moment>` taken from the shared ones, and of the wording only what is named."""
    document: dict[str, Any] = {**own, "blanks": {**shared["blanks"], **own["blanks"]}, "states": states}
    document["moments"] = [_moment(moment, shared["moments"]) for moment in own["moments"]]
    for name in ("usual_reasons", "survey"):
        document.setdefault(name, shared[name])
    for name in SHARED_LISTS:
        source = wording if name in wording else shared
        ours = {entry["id"] for entry in own.get(name, [])}  # because a trade may word a shared sentence in its own way
        document[name] = [*(entry for entry in source.get(name, []) if entry["id"] not in ours), *own.get(name, [])]
    for name in ("phrases", "reminders", "reasons"):
        named = _named(document, name)
        document[name] = [entry for entry in document[name] if entry["id"] in named]
    return document


def _moment(moment: Plain, shared: Sequence[Plain]) -> Plain:
    if "include" not in moment:
        return moment
    taken = next(each for each in shared if each["id"] == moment["include"])
    added = {key: [*taken.get(key, []), *moment[key]] for key in ("steps", "phrases", "reminders") if key in moment}
    return {**taken, **added}


def _named(document: Plain, name: str) -> set[str]:
    places = [*document["moments"], *(step for moment in document["moments"] for step in moment["steps"])]
    if name == "reasons":
        deviations = [place["deviation"] for place in places if isinstance(place.get("deviation"), dict)]
        return {*document["usual_reasons"], *(reason for each in deviations for reason in each.get("reasons", []))}
    return {entry for place in places for entry in place.get(name, [])}


def _brackets(text: str) -> int:
    """How deep brackets stand within one another, looked at first because PyYAML takes the square of it in time."""
    depth = deepest = 0
    for each in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if each in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _size(value: Any, most: int) -> int:
    """How many entries the value has, written out; stops counting above `most`, because aliases can multiply."""
    size = 1
    for each in (
        (*value.keys(), *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        size += _size(each, most - size) if size <= most else 0
    return size


def _read(name: str) -> dict[str, Any]:
    text = (BUILTIN / f"{name}.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=_ShippedLoader)
    return document


class _PlainLoader(yaml.SafeLoader):
    """YAML as people mean it: `Yes` and a date stay the text that was written, only true and false are boolean."""


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?[0-9]+[.][0-9]+", "-0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
    ("merge", r"<<", "<"),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})\Z"), list(_first))


class _ShippedLoader(OwnLoader):
    """The same for the texts that are shipped."""

    yaml_implicit_resolvers = _PlainLoader.yaml_implicit_resolvers


class _PlainDumper(yaml.SafeDumper):
    """YAML without anchors, because nobody wants to follow them when reading a standard."""

    def ignore_aliases(self, data: object) -> bool:
        return True
