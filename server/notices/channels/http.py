"""Posting to an address that an administrator has typed: https only, nothing inside of our own network, bounded in time and size.

The operator may name hosts that are inside all the same (`DOORSTEP_NOTICE_HOSTS`), also by http. The name is resolved once and the very address that
was looked at is connected to, so that a name cannot point elsewhere meanwhile. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from server.kernel import clock
from server.notices.channels.outcome import Outcome, accepted, later, refused, unknown

TIMEOUT = 10.0  # seconds to connect, and for the whole answer
MOST_BYTES = 64 * 1024
LONGEST_WAIT = 24 * 3600
BUSY = (408, 425, 429)


class NotAllowed(Exception):
    """An address to which nothing is sent; the code of why is the message."""


class Answer(NamedTuple):
    """What a service answered: status, body, and for how many seconds it asked us to wait."""

    status: int
    body: bytes
    after: int | None

    def json(self) -> dict[str, Any] | None:
        """The body as an object; None for anything else, as for the page of somebody's Wi-Fi."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer | Outcome:
    """The answer to a POST, or the outcome where there was none: `later` before anything was sent, `unknown` after."""
    try:
        parts = checked(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        raw = connected(parts.hostname or "", port)
    except NotAllowed as why:
        return refused(str(why))
    except OSError:
        return later("no_connection", unreachable=True)
    try:
        stream = _by_tls(raw, parts.hostname or "") if parts.scheme == "https" else raw
    except (OSError, ValueError):
        raw.close()
        return later("no_trust", unreachable=True)
    connection = http.client.HTTPConnection(parts.hostname or "", port, timeout=TIMEOUT)
    connection.sock = stream
    try:
        target = parts.path or "/"
        connection.request("POST", f"{target}?{parts.query}" if parts.query else target, body, dict(headers))
        return _answer(connection)
    except (OSError, http.client.HTTPException):
        return unknown("line_broke")
    finally:
        connection.close()


def checked(address: str) -> SplitResult:
    """The parts of an address that may be posted to; `NotAllowed` for another scheme, a password in it, or nonsense."""
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise NotAllowed("address_wrong") from None
    if (
        not known
        or parts.username
        or parts.password
        or not address.isascii()
        or not address.isprintable()
        or " " in address
    ):
        raise NotAllowed("address_wrong")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _named()):
        raise NotAllowed("address_not_https")
    return parts


def connected(host: str, port: int, timeout: float = TIMEOUT) -> socket.socket:
    """A connection to an address of this host that lies outside, or that the operator has named; OSError, or `NotAllowed`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if host not in _named() and any(is_inside(each[4][0]) for each in found):
        raise NotAllowed("address_inside")
    trouble: OSError = OSError("nobody there")
    for family, kind, protocol, _, place in found:
        stream = socket.socket(family, kind, protocol)
        stream.settimeout(timeout)
        try:
            stream.connect(place)
            return stream
        except OSError as error:
            stream.close()
            trouble = error
    raise trouble


def is_inside(address: object) -> bool:
    """Whether an IP address is not one of the open Internet: private, loopback, link-local, also of IPv4 in IPv6."""
    try:
        found = ip_address(str(address).partition("%")[0])
    except ValueError:
        return True
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return not found.is_global or not mapped.is_global or found.is_multicast or found.is_reserved


def judged(answer: Answer) -> Outcome | None:
    """The outcome where the status alone says it; None for an answer whose body is to be read."""
    if answer.status // 100 == 2:
        return None
    if answer.status in BUSY or answer.status >= 500:
        return later(f"http {answer.status}", answer.after)
    return refused(f"http {answer.status}", gone=answer.status == 410)


def by_code(
    answer: Answer, names: tuple[str, ...], fine: tuple[int, ...], busy: tuple[int, ...], words: tuple[str, ...]
) -> Outcome:
    """The outcome by the error code in the body (`names` are where it may stand), as the services of Chinese robots answer with status 200."""
    if (found := judged(answer)) is not None:
        return found
    said = answer.json()
    code = next((said[name] for name in names if name in said), None) if said is not None else None
    if not isinstance(code, int) or isinstance(code, bool):
        return later("not_their_answer", answer.after)  # the page of a Wi-Fi that wants a sign-in, or of a proxy
    if code in fine:
        return accepted((said or {}).get("msgid") or (said or {}).get("message_id"))
    reason = " ".join(f"{code} {next((str(said[name]) for name in words if said and name in said), '')}".split())
    return later(reason, answer.after) if code in busy else refused(reason)


def _answer(connection: http.client.HTTPConnection) -> Answer:
    until = time.monotonic() + TIMEOUT
    response = connection.getresponse()
    body = b""
    while len(body) < MOST_BYTES and (part := response.read1(min(8192, MOST_BYTES - len(body)))):
        body += part
        if time.monotonic() > until:
            raise OSError("too slow")
    return Answer(response.status, body, _seconds(response.headers.get("Retry-After", "")))


def _seconds(text: str) -> int | None:
    """Retry-After as seconds: a number, or a date; None for anything else."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return min(int(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
        wait = (moment - clock.instant(clock.now())).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0, min(round(wait), LONGEST_WAIT))


def _by_tls(raw: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _named() -> tuple[str, ...]:
    return tuple(current_app.config["DOORSTEP"].notice_hosts)
