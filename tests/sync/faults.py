"""What a network does to a request: lose it, repeat it, hold it, cut it, answer it itself.

Nothing here waits for time: what is held is held until the test lets it go.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from tests.patience import SECONDS
from tests.sync.exchange import Answer, Exchange

PAGE = b"<!doctype html><html><title>Wi-Fi</title><h1>Please sign in to the hotel</h1></html>"
Fault = Callable[[Exchange], None]


def passed(exchange: Exchange) -> None:
    """No fault."""
    exchange.give(exchange.forward())


def dropped_before(exchange: Exchange) -> None:
    """Lost before the server hears of it."""
    exchange.hang_up()


def dropped_after(exchange: Exchange) -> None:
    """The server has done it, and nobody hears so."""
    exchange.forward()
    exchange.hang_up()


def doubled(exchange: Exchange) -> None:
    """The same request reaches the server twice."""
    exchange.forward()
    exchange.give(exchange.forward())


def cut(sent: int, *, honest: bool = False) -> Fault:
    """The answer ends at this byte of its body, which may be in the middle of gzip."""
    return lambda exchange: exchange.give(exchange.forward(), sent, honest=honest)


def stalled(sent: int) -> Fault:
    """The answer stops at this byte and the line stays: it is the phone that hangs up."""
    return lambda exchange: exchange.give(exchange.forward(), sent, stay=True)


def torn(share: float) -> Fault:
    """The request ends at this share of its body."""

    def fault(exchange: Exchange) -> None:
        exchange.forward_torn(int(len(exchange.body) * share))
        exchange.hang_up()

    return fault


def swapped(exchange: Exchange) -> None:
    """One byte in the middle of the request is another one when it arrives."""
    half = len(exchange.body) // 2
    body = exchange.body[:half] + bytes([exchange.body[half] ^ 1]) + exchange.body[half + 1 :]
    exchange.give(replace(exchange, body=body).forward())


def slow(bytes_a_second: int, patience: int = 60) -> Fault:
    """A steady line: what it does not carry within the phone's patience is lost, and the phone has hung up."""
    return lambda exchange: (
        passed(exchange) if len(exchange.body) <= bytes_a_second * patience else dropped_before(exchange)
    )


def answered(status: int, body: bytes = PAGE, kind: str = "text/html; charset=utf-8") -> Fault:
    """Somebody in between answers: a hotel's page with 200, a proxy with 413 or 502."""
    return lambda exchange: exchange.give(Answer(status, (("Content-Type", kind),), body))


class Watched:
    """A fault that tells when it has happened, for the test that goes on only then."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._happened = threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        try:
            self.fault(exchange)
        finally:
            self._happened.set()

    def wait(self) -> None:
        """Return when it has happened."""
        assert self._happened.wait(SECONDS), "the request that should fail never came"


class Held:
    """A request that waits: before the server hears of it, or after with its answer. Also for "sent first, arrives last"."""

    def __init__(self, *, done: bool = False, hung_up: bool = False) -> None:
        self.done, self.hung_up = done, hung_up
        self.answer: Answer | None = None
        self._here, self._free, self._over = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        answer = exchange.forward() if self.done else None
        if self.hung_up:
            exchange.hang_up()
        self._here.set()
        self._free.wait(SECONDS)
        self.answer = answer if self.done else exchange.forward()
        if not self.hung_up:
            exchange.give(self.answer)
        self._over.set()

    def wait(self) -> None:
        """Return when the request is here."""
        assert self._here.wait(SECONDS), "the request that should be held never came"

    def let_go(self, *, arrived: bool = False) -> None:
        """Let it go on; `arrived`: and return when the server has answered it."""
        self._free.set()
        assert not arrived or self._over.wait(SECONDS), "what was let go never arrived"
