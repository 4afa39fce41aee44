"""What a mail says: who wrote it, which complaint its subject names, its words, and whether a person wrote it at all. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from html.parser import HTMLParser

from server.kernel.text.letters import tidy

LONGEST = 4000
GOES_ON = " … （邮件还有下文，请看信箱 · the mail goes on in the mailbox）"
NUMBER = re.compile(r"\bT-\d{4}-\d{2,4}\b", re.IGNORECASE)
BY_LISTS = ("bulk", "junk", "list", "auto_reply")
MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)
AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Loop", "List-Id", "List-Unsubscribe", "Feedback-Id")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it counts: `reference` knows it when it comes again, `number` is the complaint's in its subject, '' for none."""

    reference: str
    sender: str
    name: str
    number: str
    text: str
    automatic: bool


def read_letter(content: bytes) -> Letter:
    """A mail of any kind; what cannot be read of it is left out, and nothing is raised."""
    mail = message_from_bytes(content, policy=policy.default)
    name, sender = parseaddr(_header(mail, "From"))
    subject = tidy(_header(mail, "Subject"), 300)
    number = NUMBER.search(subject)
    text = _words(mail)
    reference = _header(mail, "Message-ID").strip() or f"{sender}\n{_header(mail, 'Date')}\n{subject}\n{text[:200]}"
    said = _fitting(f"{subject}\n{text}" if subject and not number else text or subject)
    return Letter(
        reference,
        sender.strip().lower()[:254],
        tidy(name, 80),
        number[0].upper() if number else "",
        said,
        _is_automatic(mail, sender),
    )


def _fitting(said: str) -> str:
    whole = tidy(said, None)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - len(GOES_ON)].rstrip()}{GOES_ON}"


def _is_automatic(mail: Message, sender: str) -> bool:
    """Whether a machine sent it: an answer to somebody's holiday, a report that a mail was not delivered, a list (RFC 3834)."""
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if _header(mail, "Precedence").strip().lower() in BY_LISTS or any(mail.get(each) for each in AUTOMATIC):
        return True
    if _header(mail, "Return-Path").strip() == "<>" or mail.get_content_type() == "multipart/report":
        return True
    return not sender or bool(MACHINES.match(sender))


def _header(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name, "") or "")
    except Exception:  # because headers of strangers may break any parser
        return ""


def _words(mail: EmailMessage | Message) -> str:
    """The words above what is quoted; of HTML its text."""
    try:
        body = mail.get_body(preferencelist=("plain", "html")) if isinstance(mail, EmailMessage) else None
        content = str(body.get_content()) if body is not None else ""
        plain = _text_of(content) if body is not None and body.get_content_subtype() == "html" else content
    except Exception:  # because charsets and encodings of strangers may be anything
        return ""
    kept: list[str] = []
    for line in plain.splitlines():
        if line.startswith((">", "-----Original Message", "-----原始邮件", "------------------ 原始邮件")):
            break
        kept.append(line)
    return tidy("\n".join(kept), None)


class _Text(HTMLParser):
    """The text of a page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "head")
        if tag in ("p", "br", "div", "tr", "li"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "head") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _text_of(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return "".join(reader.parts)
