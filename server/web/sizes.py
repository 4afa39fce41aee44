"""What phones pay for, in gzip bytes: printed at every build and held to their ceilings by a test."""

from typing import Any

from server.web.assets import URL


def size_report(manifest: dict[str, Any]) -> str:
    """One line a bundle, gzip bytes; then first load and whole precache, which have budgets."""
    sizes = manifest["gzip"]
    lines = [f"{name:32} {size / 1000:7.1f} KB" for name, size in sorted(sizes.items())]
    first, whole = first_load(manifest), precache_size(manifest)
    lines += [f"{'technician, first load':32} {first / 1000:7.1f} KB", f"{'whole precache':32} {whole / 1000:7.1f} KB"]
    return "gzip\n" + "\n".join(lines)


def first_load(manifest: dict[str, Any]) -> int:
    """Gzip bytes of script and style that a phone fetches before the app's first picture."""
    names = ["technician.css", "technician.js", *manifest["preload"].get("technician.js", [])]
    return sum(manifest["gzip"].get(name, 0) for name in names)


def precache_size(manifest: dict[str, Any]) -> int:
    """Gzip bytes of all that the service worker stores, the page shell apart."""
    stored = {URL + file: name for name, file in manifest["assets"].items()}
    return sum(manifest["gzip"][stored[url]] for url in manifest["precache"] if url in stored)
