"""Watch every page for what nobody would see: violations of the content security policy, errors, failed answers."""

import re
from typing import Any

from playwright.sync_api import BrowserContext

# A server that is really stopped refuses connections and breaks off what it was saying; that is the test's own doing.
OFFLINE = re.compile(
    r"net::ERR_(CONNECTION_\w+|INTERNET_DISCONNECTED|EMPTY_RESPONSE|ABORTED|FAILED|NETWORK_CHANGED|SOCKET_NOT_CONNECTED"
    r"|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)"
)


class Watch:
    """Collects errors of all pages and workers of the contexts it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self._left: set[BrowserContext] = set()

    def over(self, context: BrowserContext) -> None:
        """Watch this context, its service workers included."""
        context.on("console", lambda message: self._console(context, message))
        context.on("weberror", lambda failure: self._note(context, f"uncaught: {failure.error}"))
        context.on(
            "serviceworker", lambda worker: worker.on("console", lambda message: self._console(context, message))
        )

    def leave(self, context: BrowserContext) -> None:
        """Nobody looks at this context any more: what closing a browser breaks off is no error that a person would see."""
        self._left.add(context)

    def expect(self, pattern: str) -> None:
        """Errors matching *pattern* belong to this test, a 401 that it provokes for instance."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """What was seen and not expected, in order."""
        return [line for line in self.seen if not any(pattern.search(line) for pattern in self._expected)]

    def _console(self, context: BrowserContext, message: Any) -> None:
        if message.type == "error" and not OFFLINE.search(message.text):
            self._note(context, f"{message.text} ({(message.location or {}).get('url', '')})")

    def _note(self, context: BrowserContext, line: str) -> None:
        if context not in self._left:
            self.seen.append(line)
