"""The day's checkpoint by mail to the owner: a place that whoever holds this host cannot take back."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from server.kernel.clock import now
from server.kernel.folders import put
from server.tlog import outside
from server.tlog.models import LogCheckpoint

log = logging.getLogger("doorstep.tlog")
SECONDS = 15
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
    host, secure = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=secure)
            elif parts.username:
                raise smtplib.SMTPNotSupportedError("a password goes over TLS only")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
