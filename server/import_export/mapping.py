"""Which column of a file is which field: as it was mapped last for the same headings, else by the words that people write above a column."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from server.i18n.messages import catalogue
from server.import_export.models import ImportMapping, ImportRun
from server.kernel.db import db
from server.kernel.own_yaml import read_own
from server.kernel.tables import ImportKind
from server.kernel.text.letters import plain

HEADINGS = Path(__file__).with_name("headings.yaml")


def guessed(run: ImportRun, kind: ImportKind) -> list[str]:
    """A field, or '', for each heading; no field twice."""
    headings, known = json.loads(run.headings), {each.name for each in kind.columns}
    remembered = db.session.get(ImportMapping, (run.organisation_id, run.kind, _hash(headings)))
    if remembered is not None and set(found := json.loads(remembered.mapping)) <= known | {""}:
        return list(found)
    mapping: list[str] = []
    for heading in headings:
        name = next((each.name for each in kind.columns if _spelt(heading) in _words(each.name)), "")
        mapping.append("" if name in mapping else name)
    return mapping


def remember(run: ImportRun, mapping: list[str]) -> None:
    """Inside `write`: the same for the next file with these headings."""
    key = (run.organisation_id, run.kind, _hash(json.loads(run.headings)))
    row = db.session.get(ImportMapping, key)
    if row is None:
        row = ImportMapping(organisation_id=key[0], kind=key[1], headings=key[2], mapping="")
        db.session.add(row)
    row.mapping = json.dumps(mapping)


@cache
def _words(name: str) -> frozenset[str]:
    said = catalogue().get(f"console.table.{name}", {})
    others = read_own(HEADINGS).get(name, [])
    return frozenset(_spelt(each) for each in (name, *said.values(), *others))


def _spelt(heading: str) -> str:
    return re.sub(r"[\s_\-·*:()/]", "", plain(heading)).lower()


def _hash(headings: list[str]) -> str:
    return hashlib.sha256(json.dumps(headings, ensure_ascii=False).encode()).hexdigest()
