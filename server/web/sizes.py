"""What phones pay for, in gzip bytes: printed at every build and held to their ceilings by a test."""

from typing import Any

from server.web.built import URL


def size_report(manifest: dict[str, Any]) -> str:
    """One line a bundle, gzip bytes; then first load and whole precache, which have budgets."""
    sizes = manifest["gzip"]
    lines = [f"{name:32} {size / 1000:7.1f} KB" for name, size in sorted(sizes.items())]
    for what, size in (
        ("technician, first load", first_load(manifest)),
        ("whole precache", precache_size(manifest)),
        ("words in a cache of their own", words_size(manifest)),
    ):
        lines.append(f"{what:32} {size / 1000:7.1f} KB")
    return "gzip\n" + "\n".join(lines)


def words_size(manifest: dict[str, Any]) -> int:
    """Gzip bytes of the words that a phone stores after its first start, in a cache of their own (0170)."""
    return _size_of(manifest, manifest["words"])


def first_load(manifest: dict[str, Any]) -> int:
    """Gzip bytes of script and style that a phone fetches before the app's first picture."""
    names = ["technician.css", "technician.js", *manifest["preload"].get("technician.js", [])]
    return sum(manifest["gzip"].get(name, 0) for name in names)


def precache_size(manifest: dict[str, Any]) -> int:
    """Gzip bytes of all that the service worker stores, the page shell apart."""
    return _size_of(manifest, manifest["precache"])


def _size_of(manifest: dict[str, Any], urls: list[str]) -> int:
    stored = {URL + file: name for name, file in manifest["assets"].items()}
    return sum(manifest["gzip"][stored[url]] for url in urls if url in stored)
