"""Mail by the organisation's own server. Where the line breaks after the message was handed over nobody knows whether it was taken: *unknown*."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from flask import current_app

from server.kernel import clock
from server.notices.channels.http import TIMEOUT, NotAllowed, connected
from server.notices.channels.outcome import Message, Outcome, accepted, later, refused, unknown

SAFETIES = ("starttls", "tls", "none")
ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,190}")


class Guarded(smtplib.SMTP):
    """A client that only connects where `http.connected` lets it; by TLS from the first byte where asked."""

    def __init__(self, by_tls: bool) -> None:
        self.by_tls = by_tls
        super().__init__(timeout=TIMEOUT, local_hostname="doorstep")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        raw = connected(host, port, timeout)
        if not self.by_tls:
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def send(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """Hand one mail over. 4xx is `later`, 5xx `refused`; `Message-ID` is the same at every attempt, so that servers can drop a second one."""
    safety = str(settings.get("safety", "starttls"))
    client = Guarded(by_tls=safety == "tls")
    try:
        mail = composed(message, str(settings.get("sender", "")))
    except ValueError:
        return refused("address_wrong")
    handed = False
    try:
        client.connect(str(settings.get("host", "")), int(settings.get("port") or 587))
        if safety == "starttls":
            client._host = str(settings.get("host", ""))  # type: ignore[attr-defined]  # the name that the certificate must have
            client.starttls(context=ssl.create_default_context())
        if settings.get("user"):
            client.login(str(settings["user"]), secret.get("password", ""))
        client.ehlo_or_helo_if_needed()
        _must(client.mail(str(settings.get("sender", ""))))
        _must(client.rcpt(message.to))
        handed = True
        code, said = client.data(mail.as_bytes(policy=SMTP))
        _must((code, said))
        return accepted(mail["Message-ID"])
    except NotAllowed as why:
        return refused(str(why))
    except smtplib.SMTPResponseException as answer:
        return _by_code(answer.smtp_code)
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        return refused("mail_not_safe") if not handed else unknown("line_broke")
    except (smtplib.SMTPException, OSError):
        return unknown("line_broke") if handed else later("no_connection", unreachable=True)
    finally:
        client.close()


def composed(message: Message, sender: str) -> EmailMessage:
    """The mail; ValueError where an address or the subject would break out of its line."""
    host = str(current_app.config["DOORSTEP"].public_url).partition("://")[2].partition(":")[0]
    if not ADDRESS.fullmatch(message.to) or not ADDRESS.fullmatch(sender):
        raise ValueError("no address")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Message-ID"] = f"<{message.id}@{host}>"
    mail["Date"] = format_datetime(clock.instant(clock.now()))
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text + "\n")
    return mail


def _must(answer: tuple[int, bytes]) -> None:
    if answer[0] >= 400:
        raise smtplib.SMTPResponseException(*answer)


def _by_code(code: int) -> Outcome:
    reason = f"mail {code}"
    if code == -1:
        return later("no_connection", unreachable=True)
    if code == 421:
        return later(reason, unreachable=True)
    return refused(reason) if code >= 500 else later(reason)
