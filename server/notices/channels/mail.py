"""Mail by the organisation's own server. Where the line breaks after the message was handed over nobody knows whether it was taken: *unknown*."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from flask import current_app

from server.kernel import clock
from server.kernel.smtp import NONE, STARTTLS, TLS, LineBroke, MailServer, hand_over
from server.notices.channels.http import NotAllowed, connected
from server.notices.channels.outcome import Message, Outcome, accepted, later, refused, unknown

SAFETIES = (STARTTLS, TLS, NONE)
ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,190}")


def send(message: Message, settings: Mapping[str, Any], secret: Mapping[str, str]) -> Outcome:
    """Hand one mail over. 4xx is `later`, 5xx `refused`; `Message-ID` is the same at every attempt, so that servers can drop a second one."""
    server = MailServer(
        str(settings.get("host", "")),
        int(settings.get("port") or 587),
        str(settings.get("safety", STARTTLS)),
        str(settings.get("user") or ""),
        secret.get("password", ""),
    )
    try:
        mail = composed(message, str(settings.get("sender", "")))
    except ValueError:
        return refused("address_wrong")
    try:
        hand_over(server, str(settings.get("sender", "")), message.to, mail.as_bytes(policy=SMTP), connected)
    except NotAllowed as why:
        return refused(str(why))
    except smtplib.SMTPResponseException as answer:
        return _by_code(answer.smtp_code)
    except LineBroke:
        return unknown("line_broke")
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        return refused("mail_not_safe")
    except (smtplib.SMTPException, OSError):
        return later("no_connection", unreachable=True)
    return accepted(mail["Message-ID"])


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


def _by_code(code: int) -> Outcome:
    reason = f"mail {code}"
    if code == -1:
        return later("no_connection", unreachable=True)
    if code == 421:
        return later(reason, unreachable=True)
    return refused(reason) if code >= 500 else later(reason)
