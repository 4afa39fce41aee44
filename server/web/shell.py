"""What every template may use: language, theme, words, and who is signed in."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.kernel import authorise
from server.kernel.words import say
from server.web.language import language, theme


def attach(app: Flask) -> None:
    """Give templates `language`, `theme`, `say(key, **blanks)`, `who` (the caller or None) and `other_language`."""
    app.context_processor(everywhere)


def everywhere() -> dict[str, Any]:
    """What each page is rendered with."""
    speak = language()
    return {
        "language": speak,
        "other_language": "en" if speak == "zh-CN" else "zh-CN",
        "theme": theme(),
        "say": lambda key, **blanks: say(key, speak, **blanks),
        "who": authorise.caller(),
    }
