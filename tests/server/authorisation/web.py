"""Who may ask what of the shell: everybody, because nothing in it is anybody's."""

from __future__ import annotations

from server.web.assets import manifest
from tests.server.authorisation.table import EVERYBODY, Row

PUBLIC = ("/", "/healthz", "/app/", "/app/manifest.webmanifest", "/api/openapi.json")

ROWS = [
    *(Row(rule, "GET", "public", EVERYBODY) for rule in PUBLIC),
    Row("/log/checkpoint", "GET", "hashes", EVERYBODY, (200, 404)),
    Row("/log/growth", "GET", "hashes", EVERYBODY, (200, 404), path="/log/growth?old=0"),
    Row("/verify", "GET", "the verifier, with no record", EVERYBODY),
    Row("/readyz", "GET", "names of what is not in order", EVERYBODY, (200, 503)),
    Row("/metrics", "GET", "without the token", set(), refusals=dict.fromkeys(EVERYBODY, 404)),
    Row("/app/<path:_inside>", "GET", "the app's own addresses", EVERYBODY, path="/app/visit/1"),
    Row("/app/sw.js", "GET", "public", EVERYBODY, (200, 404)),
    Row("/problems/<code>", "GET", "public", EVERYBODY, path="/problems/not_found"),
    Row(
        "/assets/<path:name>",
        "GET",
        "built file",
        EVERYBODY,
        path=lambda _: f"/assets/{manifest()['assets']['front.css']}",
    ),
    Row(
        "/assets/<path:name>",
        "GET",
        "a way out",
        set(),
        path="/assets/../config.py",
        refusals=dict.fromkeys(EVERYBODY, 404),
    ),
]
