"""Which files the tests of the project's own sources look at."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, project_files


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a source, an ignored cache, and the log of a run beside them."""
    for name, text in {
        ".gitignore": "__pycache__/\n*.sqlite\npwa/built/\n",
        "server/app.py": "",
        "server/__pycache__/app.pyc": "",
        "pwa/built/a.js": "",
        "built/kept.txt": "",
        "a.sqlite": "",
        "test.log": "a path of this machine",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_what_git_does_not_track_is_not_the_projects(checkout: Path) -> None:
    """`make test > test.log` in the checkout fails no test by its own log."""
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    subprocess.run(["git", "add", ".gitignore", "server"], cwd=checkout, check=True)
    assert project_files(checkout) == [".gitignore", "server/app.py"]
    assert project_files(checkout, new=True) == [".gitignore", "built/kept.txt", "server/app.py", "test.log"]


def test_without_git_all_but_what_is_ignored_is_the_projects(checkout: Path) -> None:
    assert project_files(checkout) == [".gitignore", "built/kept.txt", "server/app.py", "test.log"]


def test_this_very_file_is_one_of_them() -> None:
    assert {"Makefile", "server/app.py"} <= set(project_files(ROOT))
