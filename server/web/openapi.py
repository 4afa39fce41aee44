"""The API's description (OpenAPI 3.1) at /api/openapi.json, completed from what the code already says."""

from __future__ import annotations

import re
from typing import Any

import flask_smorest
from flask import Flask, Response, jsonify
from marshmallow import Schema, fields

from server.kernel.problem import MEDIA_TYPE
from server.web import errors

SCHEMES = {
    "phone": {
        "type": "apiKey",
        "in": "cookie",
        "name": "doorstep_phone",
        "description": "From `POST /api/v1/session`.",
    },
    "office": {
        "type": "apiKey",
        "in": "cookie",
        "name": "doorstep_office",
        "description": "From the console's sign-in page.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, which an administrator makes under Settings. Each route names the scope that it needs.",
    },
}
ABOUT = "Facts up, changes down. Cookies carry `__Host-` in front of their name where there is https."
END = r"\Z"
METHODS = {"get", "post", "put", "patch", "delete", "head"}


class ProblemSchema(Schema):
    """A problem (RFC 9457): what happened, what it means, what to do next, in the caller's language."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(
        required=True, metadata={"description": "A code of the catalogue, explained at /problems/{code}"}
    )
    next = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    retry_after = fields.Integer(metadata={"description": "Seconds, with `slow_down`"})


class Api(flask_smorest.Api):
    """flask-smorest, but errors are problems and every operation says who may call it."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: Any) -> Any:
        """In place of flask-smorest's, which drops Allow from a 405."""
        return errors.http_error(error)

    def _openapi_json(self) -> Response:
        return jsonify(self.document())

    def document(self) -> dict[str, Any]:
        """The whole description."""
        described = self.spec.to_dict()
        for path, operations in described["paths"].items():
            for method in METHODS & set(operations):
                self._complete(path, method, operations[method])
        for response in described["components"]["responses"].values():
            _as_problem(response)
        found: dict[str, Any] = _anchored(described)
        return found

    def _complete(self, path: str, method: str, operation: dict[str, Any]) -> None:
        """Name the operation, its security, and give every error the one form."""
        operation["operationId"] = (
            f"{method}{path.removeprefix('/api/v1').replace('/', '_').replace('{', '').replace('}', '')}"
        )
        if scope := getattr(self._view(path, method), "scope", None):
            operation["security"] = [{"key": [scope]}]
        if not getattr(self._view(path, method), "guarded", False):
            operation["security"] = []
        else:
            operation["responses"].setdefault("401", {"$ref": "#/components/responses/DEFAULT_ERROR"})
        for status, response in operation["responses"].items():
            if status.isdigit() and int(status) >= 400 and "$ref" not in response:
                response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}

    def _view(self, path: str, method: str) -> Any:
        for rule in self._app.url_map.iter_rules():
            if _openapi_path(rule.rule) == path and method.upper() in (rule.methods or ()):
                view = self._app.view_functions[rule.endpoint]
                return getattr(getattr(view, "view_class", None), method, view)
        return None


def attach(app: Flask) -> Api:
    """Serve the description; blueprints are registered on what this returns."""
    app.config.update(
        API_TITLE="Doorstep",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app, spec_kwargs={"info": {"description": ABOUT}, "security": [{"phone": []}, {"office": []}]})
    for name, scheme in SCHEMES.items():
        api.spec.components.security_scheme(name, scheme)
    return api


def _anchored(node: Any) -> Any:
    """The same with patterns as a reader of JSON Schema takes them: marshmallow matches from the start, and ends with `\\Z`."""
    if isinstance(node, list):
        return [_anchored(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    found = {name: _anchored(inner) for name, inner in node.items()}
    if isinstance(found.get("pattern"), str):
        found["pattern"] = f"^(?:{found['pattern'].removeprefix('^').removesuffix(END).removesuffix('$')})$"
    return found


def _as_problem(response: dict[str, Any]) -> None:
    schema: dict[str, Any] = next(iter(response.get("content", {}).values()), {})
    response["content"] = {MEDIA_TYPE: schema}


def _openapi_path(rule: str) -> str:
    """`/evidence/<string(length=64):sha256>` as OpenAPI writes it: `/evidence/{sha256}`."""
    return re.sub(r"<(?:[^:<>]*:)?([^<>]+)>", r"{\1}", rule)
