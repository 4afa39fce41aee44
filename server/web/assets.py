"""Where pages find scripts and styles: names to hashed URLs, the service worker, and far-future caching.

What is served was built before by `bundling`; only in development is it built again while serving.
"""

import functools
import json
import logging
import mimetypes
import threading
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, request, send_from_directory

from server.web.built import BUILT, MANIFEST, URL

log = logging.getLogger("doorstep.assets")
pages = Blueprint("assets", __name__)
_building = threading.Lock()


def init_app(app: Flask) -> None:
    """Serve the built files and give templates `asset_url` and `preload_urls`; in debug mode rebuild what changed, page by page."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(asset_url=asset_url, preload_urls=preload_urls)
    if app.debug:
        app.before_request(rebuild_when_stale)


def asset_url(name: str) -> str:
    """URL of the asset *name* (`technician.js`, `console.css`, `console/board.js`, `lazy/scan.js`, `public/icon.svg`).

    A name that was not built gives a URL that answers 404, so that one missing island does not break its page.
    """
    stored = manifest()["assets"].get(name)
    if stored is None:
        log.warning("no asset %s was built", name)
    return URL + (stored or name)


def preload_urls(name: str) -> list[str]:
    """URLs of the parts that the program *name* cannot start without, for `<link rel="modulepreload">`."""
    built = manifest()
    return [URL + built["assets"][part] for part in built["preload"].get(name, [])]


def precache() -> list[str]:
    """URLs that the service worker stores, the app's page first."""
    found: list[str] = manifest()["precache"]
    return found


def build(production: bool = True) -> dict[str, Any]:
    """Build all assets and return their manifest (see `bundling.build`)."""
    from server.web import bundling  # because a host that only serves needs neither webassets nor esbuild

    return bundling.build(production)


def manifest() -> dict[str, Any]:
    """The manifest of the last build, read again when a new one was written; an empty one before the first."""
    try:
        return _read(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        log.warning("no assets were built yet: run `make assets`")
        return {
            "version": "unbuilt",
            "production": False,
            "assets": {},
            "precache": [],
            "words": [],
            "gzip": {},
            "preload": {},
        }


@functools.lru_cache(maxsize=1)
def _read(_changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MANIFEST.read_text())
    return found


def rebuild_when_stale() -> None:
    """Development only: build when a source is newer than the manifest, before a page is made."""
    if request.path.startswith(URL):
        return
    from server.web import bundling  # development only

    with _building:
        if bundling.stale():
            try:
                bundling.build(production=False)
            except SystemExit as failure:
                log.error("%s", failure)


@pages.get(f"{URL}<path:name>")
def built_file(name: str) -> Response:
    """A built file under its hashed name: it never changes, so browsers may keep it for a year."""
    if name not in manifest()["assets"].values():
        abort(404)
    response = _send(name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@pages.get("/app/sw.js")
def service_worker() -> Response:
    """The service worker under its lasting address, asked for anew at every start of the app."""
    stored = manifest()["assets"].get("sw.js")
    if stored is None:
        abort(404)
    response = _send(stored)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/app/"
    return response


def _send(stored: str) -> Response:
    """Send the gzip twin where the browser takes it: phones pay for every kilobyte."""
    packed = request.accept_encodings["gzip"] > 0
    response = send_from_directory(BUILT, f"{stored}.gz" if packed else stored, mimetype=_type_of(stored))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _type_of(stored: str) -> str | None:
    """Named here because some systems' tables call .js text/plain, which browsers refuse to run."""
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".webp": "image/webp"}
    return types.get(Path(stored).suffix) or mimetypes.guess_type(stored)[0]


def main() -> None:
    """`python -m server.web.assets`: build for production and print what each bundle weighs."""
    from server.web import sizes

    logging.basicConfig(level=logging.INFO, format="doorstep: %(message)s")
    print(sizes.size_report(build(production=True)))


if __name__ == "__main__":
    main()
