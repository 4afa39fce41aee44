"""The page on which anybody checks a record in their own browser. It holds the verifier and its words, and may connect to nothing."""

from __future__ import annotations

import json

from flask import Blueprint, Response, make_response, render_template, request

from server.i18n.messages import LANGUAGES, catalogue
from server.i18n.preferences import language as preferred
from server.kernel.problem import entries

blueprint = Blueprint("verify", __name__, template_folder="templates")
# Nothing may be sent: no connection, no form, no picture from elsewhere; and no text becomes markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
WORDS = ("evidence.wrong.", "evidence.note.", "evidence.result.", "evidence.why.", "evidence.check.")


@blueprint.get("/verify")
def page() -> Response:
    """The verifier, in the reader's language or the one that `lang` names."""
    language = request.args.get("lang", "")
    language = language if language in LANGUAGES else preferred()
    other = next(each for each in LANGUAGES if each != language)
    answer = make_response(
        render_template("verify/page.html", language=language, other=other, words=json.dumps(words(language)))
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def words(language: str) -> dict[str, str]:
    """What the verifier may say in this language, by key; the title of a problem by its bare code."""
    said = {key.removeprefix("evidence."): text[language] for key, text in catalogue().items() if key.startswith(WORDS)}
    return said | {f"problem.{code}": str(entry["title"][language]) for code, entry in entries().items()}
