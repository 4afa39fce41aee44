"""Reading a mailbox by IMAP without leaving a trace: it is opened for reading alone, and mails are peeked at, each up to a bound."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.notices.channels.http import NotAllowed, connected

TLS, STARTTLS, NONE = "tls", "starttls", "none"
SAFETIES = (TLS, STARTTLS, NONE)
SECONDS = 15.0
MOST_BYTES = 256 * 1024  # of one mail: words stand before attachments
MOST_MAILS = 50  # in one run
BROKEN = (imaplib.IMAP4.error, imaplib.IMAP4.abort, OSError, ValueError)


class Unreadable(Exception):
    """The mailbox cannot be read; the code of why is the message: no_connection, no_trust, login_refused, no_folder, or why an address is not allowed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox as an administrator has set it up."""

    host: str
    port: int
    safety: str
    user: str
    password: str
    folder: str


class Reading:
    """An open mailbox: `validity` changes when its numbers begin anew (RFC 3501)."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self.client = client
        self.validity = (client.response("UIDVALIDITY")[1] or [b""])[0].decode("ascii", "replace")

    def after(self, uid: int) -> list[int]:
        """The numbers of mails behind this one, in their order; a bounded part of many."""
        _, found = self.client.uid("SEARCH", "UID", f"{uid + 1}:*")
        numbers = [int(each) for part in found if part for each in part.split()]
        return sorted(each for each in numbers if each > uid)[:MOST_MAILS]  # because `n:*` always gives the last one

    def mail(self, uid: int) -> bytes:
        """The beginning of a mail; b'' for one that is gone."""
        _, found = self.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")


@contextmanager
def opened(place: Place) -> Iterator[Reading]:
    """The mailbox, open for reading alone; `Unreadable` where it cannot be opened."""
    try:
        client: imaplib.IMAP4 = _Client(place)
    except NotAllowed as why:
        raise Unreadable(str(why)) from None
    except ssl.SSLError:
        raise Unreadable("no_trust") from None
    except BROKEN:
        raise Unreadable("no_connection") from None
    try:
        yield _signed_in(client, place)
    finally:
        client.shutdown()


def _signed_in(client: imaplib.IMAP4, place: Place) -> Reading:
    try:
        if place.safety == STARTTLS:
            client.starttls(ssl.create_default_context())
    except ssl.SSLError:
        raise Unreadable("no_trust") from None
    except BROKEN:
        raise Unreadable("no_connection") from None
    try:
        client.login(place.user, place.password)
    except imaplib.IMAP4.abort:
        raise Unreadable("no_connection") from None
    except imaplib.IMAP4.error:
        raise Unreadable("login_refused") from None
    except BROKEN:
        raise Unreadable("no_connection") from None
    try:
        folder = place.folder.replace("\\", "\\\\").replace('"', '\\"')
        if client.select(f'"{folder}"', readonly=True)[0] != "OK":
            raise Unreadable("no_folder")
    except BROKEN:
        raise Unreadable("no_folder") from None
    return Reading(client)


class _Client(imaplib.IMAP4):
    """A client that connects where `http.connected` lets it: outside, or where the operator has named the host."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place.host, place.port, timeout=SECONDS)

    def read(self, size: int) -> bytes:
        """So many bytes, as the server announces them; a server that announces more than was asked for is left."""
        if size > 2 * MOST_BYTES:
            raise self.abort("more than was asked for")
        return super().read(size)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        raw = connected(self.place.host, self.place.port, timeout or SECONDS)
        if self.place.safety != TLS:
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=self.place.host)
