"""A standard is published once, whole, and never changed."""

import json
from typing import Any

import pytest
from flask import Flask

from server.accounts.people import create_organisation
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.standards import publishing
from server.standards.document import BUILTIN_STANDARDS, builtin_standard, standard_hash
from server.standards.models import StandardVersion
from server.standards.published import versions_in_force
from server.standards.publishing import bring_up_to_date, publish, publish_builtin

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
    row = db.session.get(StandardVersion, (organisation, NAME, "2026.4"))
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
    write(lambda: publish(organisation, changed | {"version": "2026.5"}, NOW))
    assert (NAME, "2026.5") in _versions()


def test_an_unsound_standard_is_refused_with_its_places_and_leaves_nothing(organisation: str) -> None:
    before = _versions()
    unsound = builtin_standard(NAME) | {"version": "9", "language": 3}
    with pytest.raises(Problem) as refused:
        write(lambda: publish(organisation, unsound, NOW))
    assert refused.value.errors == {"language": ["value_unknown"]}
    assert _versions() == before


def test_a_start_publishes_what_an_update_brought_for_everybody_and_twice_is_once(organisation: str) -> None:
    other = create_organisation("lanhai", "蓝海水务", hotline="0571 8802 6619")
    assert bring_up_to_date(NOW) == []
    before = _versions()
    assert bring_up_to_date("2026-08-01T08:00:00.000Z") == []
    assert _versions() == before and len(before) == 2 * len(BUILTIN_STANDARDS)
    row = db.session.get(StandardVersion, (other, NAME, "2026.4"))
    assert row is not None and row.published_at == NOW


def test_a_shipped_text_that_differs_from_the_published_one_is_refused_in_words(
    organisation: str, monkeypatch: Any
) -> None:
    write(lambda: publish_builtin(organisation, NOW))
    changed = builtin_standard(NAME) | {"title": {"zh-CN": "改过", "en": "Changed"}}
    monkeypatch.setattr(
        publishing, "_shipped", lambda name: publishing._text(changed if name == NAME else builtin_standard(name))
    )
    [said] = bring_up_to_date(NOW)
    assert "xinghe" in said and NAME in said and "2026.4" in said and "needs a new version" in said
    db.session.rollback()
    row = db.session.get(StandardVersion, (organisation, NAME, "2026.4"))
    assert row is not None and json.loads(row.document) == builtin_standard(NAME)


# A published version never changes: whoever changes a shipped file gives it a new version, and adds its line here.
SHIPPED = {
    ("home-broadband-visit", "2026.1"): "27a53ee51597d26ba83e3c3473583f40e074ef0ccfacf8aca31fde9648016626",
    ("household-water-meter-repair", "2026.1"): "2c33b0348acd34234dd8e9a4d4a41ab716389899817178bb7fb1961edcddae28",
    ("home-broadband-visit", "2026.2"): "62bbc477837e3f3a6df74022c5bb207a82fa6eb2575ffaf13311ffd1df77878b",
    ("household-water-meter-repair", "2026.2"): "c56609e253e1bdebbe7f270e9e7378c67b1b1079da04cecd65a544223b36e94f",
    ("home-broadband-visit", "2026.3"): "77da4d1cf24b3bf8b2c85a23eaf56a25437c927709addd0f4fedcdb788784a90",
    ("household-water-meter-repair", "2026.3"): "cbbf6f05cf72d722e678a98241bcbabd0eabbc74d8d8feab91bc69edf79a6c8b",
    ("home-broadband-visit", "2026.4"): "a12572504a9bc63dd15925b1c59077f19d7be4a05e634071cf7855c29c96567a",
    ("household-water-meter-repair", "2026.4"): "bea1368c56b4ecbd21afbdf1cc7605ab581d20decc7b60842ed02c0b8c2910f0",
    ("household-water-meter-repair", "2026.5"): "ded1fc42a2f1ad6d70ba6a47a565a5cd33c9a746687f93f94e75f797e82f9e56",
}


def test_a_shipped_version_keeps_its_text() -> None:
    found = {
        (document["id"], document["version"]): standard_hash(document)
        for document in map(builtin_standard, BUILTIN_STANDARDS)
    }
    assert {version: SHIPPED.get(version) for version in found} == found, "the text changed: give it a new version"


def test_M22_of_two_versions_of_one_day_the_higher_number_is_in_force(organisation: str) -> None:
    """2026.10 comes after 2026.9, as people count; guard: server/standards/published.py:_counted"""
    for version in ("2026.10", "2026.9"):
        write(lambda version=version: publish(organisation, builtin_standard(NAME) | {"version": version}, NOW))
    found = {row.id: row.version for row in versions_in_force(organisation, "2099-01-01")}
    assert found[NAME] == "2026.10"
