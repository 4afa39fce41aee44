"""The forms of a portrait that customers see."""

from __future__ import annotations

from pathlib import Path

from server.feedback.portraits import Portrait
from tests.server.console.form_of import Form, rows

FILE = Path(__file__).parents[2] / "browser" / "codes" / "qr.jpg"  # any picture
PERSON = "/console/people?person={liming}"

PORTRAIT_FORMS = [
    Form("set_portrait", "wufang", PERSON, {"portrait": FILE, "agreed": "1"}, rows(Portrait)),
    Form("remove_portrait", "wufang", PERSON, {}, lambda one: -len(one.rows(Portrait))),
]
