"""What must hold for any clone: locks without addresses, no paths of one machine, types and style clean."""

import json
import re
import subprocess
import sys

import pytest

from tests.architecture.sources import NODE, ROOT, files, text

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:tm[p]|wor[k]|roo[t]|hom[e]|User[s])/")
REGISTRY = re.compile(r"registry\.npmj[s]|pythonhoste[d]|pypi\.or[g]|npmmirro[r]")
PYTHON_LOCKS = ("requirements.txt", "requirements-test.txt", "tests/mutation/requirements.txt")
NPM_LOCKS = (
    "pwa/package-lock.json",
    "tests/mutation/package-lock.json",
    "tests/bench/sync/package-lock.json",
    "tests/style/package-lock.json",
)
LOCKS = PYTHON_LOCKS + NPM_LOCKS


def test_python_locks_name_versions_and_hashes_and_no_address() -> None:
    for lock in PYTHON_LOCKS:
        assert [line for line in text(lock).splitlines() if "://" in line or line.startswith("-")] == []
        assert all("==" in line for line in text(lock).splitlines() if line[:1].isalnum())
        assert text(lock).count("--hash=sha256:") >= text(lock).count("==")


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_npm_locks_name_versions_and_hashes_and_no_address(lock: str) -> None:
    packages = json.loads(text(lock))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_npm_versions_are_exact(lock: str) -> None:
    package = json.loads(text(lock.replace("-lock", "")))
    wanted = package.get("dependencies", {}) | package["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_nothing_names_a_path_of_one_machine_or_a_registry_host() -> None:
    found = []
    for path in files():
        if path not in LOCKS and not _binary(path):
            lines = enumerate(text(path).splitlines(), 1)
            found += [
                f"{path}:{number}" for number, line in lines if MACHINE_PATH.search(line) or REGISTRY.search(line)
            ]
    assert found == []


def test_the_top_level_holds_what_was_agreed_and_nothing_else() -> None:
    top = {path.partition("/")[0] for path in files() if not path.startswith(".")}
    folders = {"server", "pwa", "migrations", "tests", "docs"}
    assert top - folders == {
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "Makefile",
        "requirements.txt",
        "requirements-test.txt",
    }


def test_style_is_clean() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *files(".py")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_types_are_clean() -> None:
    """One project holds the app and its tests; what has not changed since the last time is not looked at again (var/types.tsbuildinfo)."""
    command = [NODE, "pwa/node_modules/typescript/bin/tsc", "--noEmit", "-p", "tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _binary(path: str) -> bool:
    return b"\0" in (ROOT / path).read_bytes()[:8000]
