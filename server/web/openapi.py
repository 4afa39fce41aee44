"""The API's description (OpenAPI 3.1) at /api/openapi.json, completed from what the code already says."""

from __future__ import annotations

from typing import Any

import flask_smorest
from flask import Flask, Response, jsonify
from marshmallow import Schema, fields

from server.web import errors

VERSION = "1"
SCHEMES = {
    "phone": {"type": "apiKey", "in": "cookie", "name": "doorstep_phone", "description": "From POST /api/v1/session; `__Host-` in front where there is https."},
    "office": {"type": "apiKey", "in": "cookie", "name": "doorstep_office", "description": "From the sign-in page of the console; `__Host-` in front where there is https."},
}


class ProblemSchema(Schema):
    """A problem (RFC 9457): what happened, what it means, what to do next, in the caller's language."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "A code of the catalogue, explained at /problems/<code>"})
    next = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class Api(flask_smorest.Api):
    """flask-smorest, but errors are problems, and every operation says who may call it."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: Any) -> Any:
        return errors.http_error(error)

    def _openapi_json(self) -> Response:
        return jsonify(self.document())

    def document(self) -> dict[str, Any]:
        """The whole description."""
        return self.spec.to_dict()


def attach(app: Flask) -> Api:
    """Serve the description; blueprints are registered on what this returns."""
    app.config.update(
        API_TITLE="Doorstep", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX="/api", OPENAPI_JSON_PATH="openapi.json"
    )
    return Api(app)
