"""`doorstep standard`: a standard out, changed, checked and published again, in words that its author can follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server.standards.document import builtin_standard, from_yaml, standard_hash, to_yaml

NAME = "home-broadband-visit"
Told = Callable[..., tuple[int, str]]


def create(told: Told) -> None:
    code, said = told(
        "create-organisation", "chengjiang", "澄江公用", "--hotline", "96111", "--administrator", "wufang"
    )
    assert code == 0, said


def written(folder: Path, **changes: object) -> str:
    file = folder / "mine.yaml"
    file.write_text(to_yaml(builtin_standard(NAME) | changes), "utf-8")
    return str(file)


def test_a_new_organisation_has_the_shipped_standards_and_gets_a_new_version(told: Told, tmp_path: Path) -> None:
    create(told)
    out = tmp_path / "out.yaml"
    assert told("standard", "export", "chengjiang", NAME, "2026.4", str(out))[0] == 0
    assert from_yaml(out.read_text("utf-8")) == builtin_standard(NAME)
    file = written(tmp_path, version="2027.1", effective_from="2027-01-01")
    code, said = told("standard", "publish", "chengjiang", file)
    assert code == 0 and "2027.1" in said and "from 2027-01-01 on" in said
    code, text = told("standard", "export", "chengjiang", NAME, "2027.1")
    assert code == 0 and standard_hash(from_yaml(text)) in said


def test_a_published_version_is_never_replaced(told: Told, tmp_path: Path) -> None:
    create(told)
    code, said = told("standard", "publish", "chengjiang", written(tmp_path, title={"zh-CN": "改过", "en": "Changed"}))
    assert code == 1 and "This version has been published already" in said and "Give it a new version number" in said


def test_check_prints_place_and_sentence_of_each_problem_and_publishing_refuses_in_the_same_words(
    told: Told, tmp_path: Path
) -> None:
    create(told)
    file = written(tmp_path, version="9", survey={"questions": []}, blanks={})
    code, said = told("standard", "check", file)
    assert code == 1 and "to put right" in said
    places = [line.removeprefix("wrong  ").split(":")[0] for line in said.splitlines() if line.startswith("wrong")]
    assert places and all(line.isprintable() for line in said.splitlines())
    code, refused = told("standard", "publish", "chengjiang", file)
    assert code == 1 and all(f"  {place}: " in refused for place in places)
    assert "value_unknown" not in refused and "field_missing" not in refused


def test_a_shipped_standard_checks_with_doubts_only(told: Told, tmp_path: Path) -> None:
    code, said = told("standard", "check", written(tmp_path))
    assert code == 0 and "0 to put right, 4 to look at" in said
    assert all(line.startswith("doubt") for line in said.splitlines()[:-1])


def test_what_is_no_document_is_said_and_exits_with_1(told: Told, tmp_path: Path) -> None:
    create(told)
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", "utf-8")
    picture = tmp_path / "picture.yaml"
    picture.write_bytes(b"\xff\xd8\xff")
    for arguments in (
        ("check", str(broken)),
        ("check", str(picture)),
        ("check", str(tmp_path / "none.yaml")),
        ("publish", "chengjiang", str(broken)),
        ("publish", "nowhere", written(tmp_path)),
        ("export", "nowhere", NAME, "2026.4"),
        ("export", "chengjiang", NAME, "1999"),
    ):
        code, said = told("standard", *arguments)
        assert code == 1 and said.strip() and "Traceback" not in said, arguments
