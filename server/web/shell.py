"""What every template may use: language, theme, words, and who is signed in."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from flask import Flask, current_app, request

from server.i18n.messages import sentences, translate
from server.i18n.preferences import language, theme
from server.kernel import authorise

VERSION = metadata.version("doorstep")


def attach(app: Flask) -> None:
    """Give templates `language`, `theme`, `translate(key, **blanks)`, `who` (the caller or None), `here` and `other_language`; macros, too, `sentences`."""
    app.context_processor(everywhere)
    app.jinja_env.globals.update(sentences=sentences)


def everywhere() -> dict[str, Any]:
    """What each page is rendered with; a view may replace each by its own."""
    speak = language()

    def spoken(key: str, wanted: str | None = None, **blanks: Any) -> str:
        return translate(key, wanted or speak, **blanks)

    return {
        "language": speak,
        "other_language": "en" if speak == "zh-CN" else "zh-CN",
        "theme": theme(),
        "translate": spoken,
        "who": authorise.caller(),
        "public_host": current_app.config["DOORSTEP"].public_url.partition("//")[2],
        "version": VERSION,
        "here": request.full_path.rstrip("?"),
    }
