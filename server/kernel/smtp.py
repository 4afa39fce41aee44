"""Handing one mail to a server: who may be connected to is the caller's rule; whether a broken line left the message there is told apart."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

STARTTLS, TLS, NONE, OFFERED = "starttls", "tls", "none", "offered"
SECONDS = 10.0
Connect = Callable[[str, int, float], socket.socket]


class LineBroke(smtplib.SMTPException):
    """The line broke after the message was handed over: nobody knows whether the server has it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `safety`: starttls | tls | none | offered (STARTTLS where the server has it; a password goes over TLS only)."""

    host: str
    port: int
    safety: str = STARTTLS
    user: str = ""
    password: str = ""


def anywhere(host: str, port: int, timeout: float) -> socket.socket:
    """A connection to any host: for an address that the operator has set."""
    return socket.create_connection((host, port), timeout)


def hand_over(server: MailServer, sender: str, to: str, content: bytes, connect: Connect = anywhere) -> None:
    """Hand over one message (bytes with CRLF).

    SMTPResponseException with the server's code where it refuses; SMTPNotSupportedError or SSLError where it is not safe; another OSError or
    SMTPException where nothing was taken; LineBroke where it may have been.
    """
    client = _Client(connect, by_tls=server.safety == TLS)
    handed = False
    try:
        client.connect(server.host, server.port)
        _secure(client, server)
        if server.user:
            client.login(server.user, server.password)
        client.ehlo_or_helo_if_needed()
        _must(client.mail(sender))
        _must(client.rcpt(to))
        handed = True
        _must(client.data(content))
    except smtplib.SMTPResponseException:
        raise
    except (smtplib.SMTPException, OSError) as error:
        if handed:
            raise LineBroke from error
        raise
    finally:
        client.close()


class _Client(smtplib.SMTP):
    """A client that connects by `connect`; by TLS from the first byte where asked."""

    def __init__(self, connect: Connect, by_tls: bool) -> None:
        self.by, self.by_tls = connect, by_tls
        super().__init__(timeout=SECONDS, local_hostname="doorstep")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        raw = self.by(host, port, timeout)
        if not self.by_tls:
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _secure(client: _Client, server: MailServer) -> None:
    client._host = server.host  # type: ignore[attr-defined]  # the name that the certificate must have
    if server.safety == OFFERED:
        client.ehlo()
        if not client.has_extn("starttls"):
            if server.user:
                raise smtplib.SMTPNotSupportedError("a password goes over TLS only")
            return
    if server.safety in (STARTTLS, OFFERED):
        client.starttls(context=ssl.create_default_context())


def _must(answer: tuple[int, bytes]) -> None:
    if answer[0] >= 400:
        raise smtplib.SMTPResponseException(*answer)
