"""A standard is published once, whole, and never changed."""

import json
from typing import Any

import pytest
from flask import Flask

from server.accounts.people import create_organisation
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.standards.document import BUILTIN_STANDARDS, builtin_standard, standard_hash
from server.standards.models import StandardVersion
from server.standards.publishing import publish, publish_builtin

NOW = "2026-07-14T08:00:00.000Z"
NAME = BUILTIN_STANDARDS[0]


@pytest.fixture
def organisation(app: Flask) -> Any:
    with app.app_context():
        yield create_organisation("xinghe", "星河宽带", hotline="0571 8802 6618")


def _versions() -> list[tuple[str, str]]:
    db.session.rollback()
    return sorted((row.id, row.version) for row in db.session.query(StandardVersion))


def test_what_is_stored_hashes_to_what_grants_pin(organisation: str) -> None:
    write(lambda: publish_builtin(organisation, NOW))
    row = db.session.get(StandardVersion, (organisation, NAME, "2026.1"))
    assert row is not None
    assert json.loads(row.document) == builtin_standard(NAME)
    assert row.hash == standard_hash(json.loads(row.document))


def test_publishing_the_same_again_changes_nothing(organisation: str) -> None:
    write(lambda: publish_builtin(organisation, NOW))
    before = _versions()
    write(lambda: publish_builtin(organisation, NOW))
    assert len(before) >= len(BUILTIN_STANDARDS)
    assert _versions() == before


def test_a_published_version_is_never_replaced(organisation: str) -> None:
    write(lambda: publish_builtin(organisation, NOW))
    changed = builtin_standard(NAME) | {"title": {"zh-CN": "改过", "en": "Changed"}}
    with pytest.raises(Problem, match="standard_already_published"):
        write(lambda: publish(organisation, changed, NOW))
    write(lambda: publish(organisation, changed | {"version": "2026.2"}, NOW))
    assert (NAME, "2026.2") in _versions()


def test_an_unsound_standard_is_refused_with_its_places_and_leaves_nothing(organisation: str) -> None:
    before = _versions()
    unsound = builtin_standard(NAME) | {"version": "9", "language": 2}
    with pytest.raises(Problem) as refused:
        write(lambda: publish(organisation, unsound, NOW))
    assert refused.value.errors == {"language": ["value_unknown"]}
    assert _versions() == before
