"""The day's checkpoint by mail to the owner: a place that whoever holds this host cannot take back."""

from __future__ import annotations

import logging
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from server.kernel.clock import now
from server.kernel.folders import put
from server.kernel.smtp import OFFERED, TLS, MailServer, hand_over
from server.tlog import outside
from server.tlog.models import LogCheckpoint

log = logging.getLogger("doorstep.tlog")
MAILED = "mailed.txt"


def mail_daily(address: str, public_url: str, head: LogCheckpoint) -> bool:
    """Send this checkpoint unless one of its log went out today (UTC). True where it was sent; a server that refuses is asked again at the next run.

    `address` is that of DOORSTEP_CHECKPOINT_MAIL; without one nothing is sent. Not inside `write`.
    """
    today, done = now()[:10], outside.folder(head.log_id) / MAILED
    if not address or (done.is_file() and done.read_text("utf-8") == today):
        return False
    try:
        _send(address, _message(address, public_url, head))
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the checkpoint of %s leaves was not mailed: %s", head.size, type(error).__name__)
        return False
    put(done, today.encode())
    return True


def _message(address: str, public_url: str, head: LogCheckpoint) -> EmailMessage:
    owner = unquote(urlsplit(address).path[1:])
    message = EmailMessage()
    message["From"] = message["To"] = owner
    message["Subject"] = f"Doorstep checkpoint {head.size} · 检查点 {now()[:10]}"
    message.set_content(
        f"{public_url}\n\n请保存这封信：以后用 doorstep verify --checkpoint 核对，日志有没有被改写。\n"
        "Keep this mail: with doorstep verify --checkpoint it shows later whether the log was rewritten.\n"
    )
    message.add_attachment(
        head.note.encode(), maintype="application", subtype="octet-stream", filename=f"checkpoint-{head.size}.txt"
    )
    return message


def _send(address: str, message: EmailMessage) -> None:
    parts = urlsplit(address)
    by_tls = parts.scheme == "smtps"
    server = MailServer(
        parts.hostname or "",
        parts.port or (465 if by_tls else 25),
        TLS if by_tls else OFFERED,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )
    owner = str(message["To"])
    hand_over(server, owner, owner, message.as_bytes(policy=SMTP))
