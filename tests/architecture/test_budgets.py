"""What phones pay for: kilobytes of first load and precache, and the number of packages."""

import json
import tomllib
from pathlib import Path

from server.web import sizes
from server.web.assets import BUILT, manifest
from tests.architecture.sources import ROOT

FIRST_LOAD = 50_000
PRECACHE = 180_000
WORDS = 20_000  # of the language that a phone does not begin in (0170)
APART = 50_000  # of the decoder, which only some phones fetch (0130)
# More than these need a decision record each.
SERVER_PACKAGES = 26
APP_PACKAGES = 6


def test_the_first_load_is_at_most_50_kilobytes() -> None:
    assert sizes.first_load(manifest()) <= FIRST_LOAD, sizes.size_report(manifest())


def test_the_whole_precache_is_at_most_180_kilobytes() -> None:
    assert sizes.precache_size(manifest()) <= PRECACHE, sizes.size_report(manifest())


def test_words_of_the_second_language_are_at_most_20_kilobytes_and_no_part_of_the_precache() -> None:
    built = manifest()
    assert 0 < sizes.words_size(built) <= WORDS, sizes.size_report(built)
    assert not set(built["words"]) & set(built["precache"])


def test_what_is_stored_at_the_first_start_needs_nothing_that_is_not() -> None:
    """Pages did not open without a network before the words of the second language had come. Guard: server/web/bundling.py:words_apart"""
    built, outputs = manifest(), json.loads((BUILT / "inputs" / "technician.js.json").read_text())["outputs"]
    parts = {f"/assets/{Path(path).name}": each["imports"] for path, each in outputs.items()}
    needed = {
        f"/assets/{Path(each['path']).name}"
        for url in built["precache"]
        for each in parts.get(url, ())
        if each["kind"] == "import-statement"
    }
    assert needed and not needed - set(built["precache"])


def test_what_only_some_phones_fetch_is_at_most_50_kilobytes_and_not_in_the_precache() -> None:
    apart = {name: size for name, size in manifest()["gzip"].items() if name.startswith("apart/")}
    assert list(apart) == ["apart/decoder.js"]
    assert sum(apart.values()) <= APART, sizes.size_report(manifest())
    assert not [url for url in manifest()["precache"] if "/apart/" in url]


def test_the_server_needs_at_most_26_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert len(project["dependencies"]) <= SERVER_PACKAGES


def test_the_app_carries_at_most_6_packages() -> None:
    """Counted in what the build really took, so that a package that comes with another counts too; one name a maker."""
    metafile = BUILT / "inputs" / "technician.js.json"
    inputs = json.loads(metafile.read_text())["inputs"] if metafile.is_file() else {}
    packages = {_package(path) for path in inputs if path.startswith("node_modules/")}
    assert len(packages) <= APP_PACKAGES, packages


def _package(path: str) -> str:
    """`node_modules/@preact/signals/x.js` → `@preact`; a scope is one maker's work in parts."""
    return path.split("/")[1]
