"""The channels that there are, and what each is like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.kernel.text.phones import masked_phone
from server.notices.channels import file, mail, robots, sms, webhook
from server.notices.channels.outcome import Message, Outcome

Send = Callable[[Message, Mapping[str, Any], Mapping[str, str]], Outcome]


def nobody(to: str) -> str:
    """An address that says nothing to people."""
    return ""


def masked_mail(address: str) -> str:
    """l***@example.com."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


@dataclass(frozen=True, slots=True)
class Channel:
    """How to send on a channel; `fields` and `secrets` are what an administrator fills in, `needed` those without which it cannot be switched on.

    `same_twice`: the receiver takes the same message twice without harm, so an unknown outcome is tried again.
    `a_minute`: how many messages it takes a minute, 0 for no limit. `masked` shortens an address for pages.
    """

    send: Send
    fields: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_twice: bool = False
    a_minute: int = 0
    masked: Callable[[str], str] = nobody


CHANNELS: dict[str, Channel] = {
    "file": Channel(file.send, same_twice=True),
    "sms": Channel(
        sms.send,
        fields=("body", "form", "field", "fine", "id_field", "busy"),
        secrets=("url", "headers"),
        needed=("url", "body", "field", "fine"),
        choices={"form": ("json", "form")},
        masked=masked_phone,
    ),
    "mail": Channel(
        mail.send,
        fields=("host", "port", "safety", "sender", "user"),
        secrets=("password",),
        needed=("host", "sender"),
        choices={"safety": mail.SAFETIES},
        masked=masked_mail,
    ),
    "webhook": Channel(webhook.send, secrets=("url", "key"), needed=("url",), same_twice=True),
    "wecom": Channel(robots.wecom, secrets=("url",), needed=("url",), a_minute=20),
    "dingtalk": Channel(robots.dingtalk, secrets=("url", "key"), needed=("url",), a_minute=20),
    "feishu": Channel(robots.feishu, secrets=("url", "key"), needed=("url",), a_minute=20),
}
