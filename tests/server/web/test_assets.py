"""Serving assets: kept for a year under hashed names, the service worker asked for anew, nothing else from that folder."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.web import assets


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    assets.init_app(app)
    return app.test_client()


@pytest.fixture
def style() -> str:
    """The address of a style that `make assets` built."""
    return assets.asset_url("technician.css")


def test_a_built_file_is_kept_for_a_year(client: FlaskClient, style: str) -> None:
    answer = client.get(style)
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_it_travels_as_gzip_where_that_is_understood(client: FlaskClient, style: str) -> None:
    packed = client.get(style, headers={"Accept-Encoding": "gzip"})
    plain = client.get(style, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert packed.mimetype == plain.mimetype
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_nothing_but_what_the_manifest_names_is_served(client: FlaskClient) -> None:
    for path in (
        "assets.json",
        "inputs/technician.css.json",
        "../assets.py",
        "%2e%2e/assets.py",
        "technician.css",
        "x\x00y",
    ):
        assert client.get(f"/assets/{path}").status_code == 404, path


def test_the_service_worker_is_asked_for_anew(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/app/sw.js")
    if "sw.js" in assets.manifest()["assets"]:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Service-Worker-Allowed"] == "/app/"
    monkeypatch.setattr(assets, "manifest", lambda: {"assets": {}})
    assert client.get("/app/sw.js").status_code == 404
