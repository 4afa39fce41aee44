"""Building assets: entry points that exist, hashed names, a precache that is whole, nothing left of older builds."""

import os
from pathlib import Path

import pytest

from server.web import assets, bundling, sizes

SOURCES = {
    "technician/main.tsx": "import { greeting } from './greeting.ts'; console.log(greeting);",
    "technician/greeting.ts": "export const greeting = ['师傅好', __LAZY__];",
    "technician/lazy/scan.ts": "export const scan = () => 42;",
    "technician/sw.ts": "console.log(__VERSION__, __PRECACHE__);",
    "technician/public/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "styles/technician.css": "@import './tokens.css'; p { color: var(--ink) }",
    "styles/tokens.css": ":root { --ink: black }",
}


@pytest.fixture
def pwa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small app of its own, with the esbuild of the real one."""
    esbuild, folder, built = bundling.program(), tmp_path / "pwa", tmp_path / "built"
    for name, source in SOURCES.items():
        write(folder / name, source)
    monkeypatch.setattr(bundling, "program", lambda: esbuild)
    monkeypatch.setattr(bundling, "PWA", folder)
    monkeypatch.setattr(bundling, "PUBLIC", folder / "technician" / "public")
    for module in (bundling, assets):
        monkeypatch.setattr(module, "BUILT", built)
        monkeypatch.setattr(module, "MANIFEST", built / "assets.json")
    return folder


def test_the_precache_holds_the_page_and_every_file_of_the_app_but_the_worker(pwa: Path) -> None:
    manifest = bundling.build(production=True)
    stored = manifest["assets"]
    wanted = ["technician.js", "technician.css", "lazy/scan.js", "public/icon.svg"]
    assert sorted(manifest["precache"]) == sorted(
        ["/app/", "/app/manifest.webmanifest", *(f"/assets/{stored[name]}" for name in wanted)]
    )
    worker = (bundling.BUILT / stored["sw.js"]).read_text()
    assert manifest["version"] in worker
    assert all(url in worker for url in manifest["precache"])


def test_the_app_knows_the_addresses_of_its_lazy_features(pwa: Path) -> None:
    stored = bundling.build(production=True)["assets"]
    program = (bundling.BUILT / stored["technician.js"]).read_text()
    assert f"/assets/{stored['lazy/scan.js']}" in program
    assert "师傅好" in program


def test_a_page_that_is_imported_later_is_a_part_of_its_own_and_not_of_the_first_load(pwa: Path) -> None:
    write(pwa / "technician/shared.ts", "export const shared = '" + "共" * 500 + "';")
    write(pwa / "technician/later.ts", "import { shared } from './shared.ts'; export const page = shared + '以后';")
    write(
        pwa / "technician/main.tsx", "import { shared } from './shared.ts'; console.log(shared); import('./later.ts');"
    )
    manifest = bundling.build(production=True)
    parts = {
        name: (bundling.BUILT / stored).read_text() for name, stored in manifest["assets"].items() if ".part-" in name
    }
    assert ["以后" in text for text in parts.values()] == [True]
    assert "共共" in (bundling.BUILT / manifest["assets"]["technician.js"]).read_text()
    assert all(f"/assets/{manifest['assets'][name]}" in manifest["precache"] for name in parts)
    assert sizes.first_load(manifest) < sum(manifest["gzip"].values())


def test_what_the_first_page_shares_with_later_ones_is_in_its_own_file(pwa: Path) -> None:
    for name in ("one", "two"):
        write(pwa / f"technician/{name}-shared.ts", f"export const {name} = ['{name}'];")
        write(
            pwa / f"technician/{name}-later.ts",
            f"import {{ {name} }} from './{name}-shared.ts'; export const page = [{name}];",
        )
    imports = "import { one } from './one-shared.ts'; import { two } from './two-shared.ts';"
    write(
        pwa / "technician/main.tsx",
        f"{imports} console.log(one, two); import('./one-later.ts'); import('./two-later.ts');",
    )
    manifest = bundling.build(production=True)
    program = (bundling.BUILT / manifest["assets"]["technician.js"]).read_text()
    assert manifest["preload"]["technician.js"] == [] and all(f'"{name}"' in program for name in ("one", "two"))


def test_a_changed_source_changes_name_and_version_and_leaves_nothing_behind(pwa: Path) -> None:
    before = bundling.build(production=True)
    write(pwa / "technician/greeting.ts", "export const greeting = '你好';")
    after = bundling.build(production=True)
    assert before["version"] != after["version"]
    assert before["assets"]["technician.css"] == after["assets"]["technician.css"]
    assert not (bundling.BUILT / before["assets"]["technician.js"]).exists()
    assert not (bundling.BUILT / f"{before['assets']['technician.js']}.gz").exists()


def test_development_rebuilds_when_an_imported_file_changed_and_only_then(pwa: Path) -> None:
    assert bundling.stale()
    bundling.build(production=False)
    assert not bundling.stale()
    made = bundling.MANIFEST.stat().st_mtime
    write(pwa / "styles/tokens.css", ":root { --ink: navy }", made + 10)
    assert bundling.stale()


def test_what_does_not_exist_yet_is_left_out_and_its_address_answers_nothing(pwa: Path) -> None:
    manifest = bundling.build(production=True)
    assert "console.css" not in manifest["assets"]
    assert assets.asset_url("console.css") == "/assets/console.css"


def test_a_mistake_in_a_source_stops_the_build_and_keeps_the_last_good_one(pwa: Path) -> None:
    good = bundling.build(production=True)
    write(pwa / "technician/greeting.ts", "export const greeting = ;")
    with pytest.raises(SystemExit, match="technician.js"):
        bundling.build(production=True)
    assert assets.manifest() == good
    assert (bundling.BUILT / good["assets"]["technician.js"]).is_file()


def write(path: Path, source: str, changed: float | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    if changed is not None:
        os.utime(path, (changed, changed))
