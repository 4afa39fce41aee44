"""What an administrator sets: channels with their secrets, quiet hours, texts, a customer's address. Each act is on the audit log, without secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from server.accounts import audit
from server.customers.models import Customer
from server.i18n.messages import LANGUAGES
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.text.letters import plain, tidy
from server.kernel.text.numbers import read_count
from server.kernel.text.times import read_end, read_time
from server.notices.channels.http import NotAllowed, checked
from server.notices.channels.mail import ADDRESS
from server.notices.channels.registered import CHANNELS
from server.notices.models import Notice, NoticeChannel, NoticeContact, NoticeText
from server.notices.outbox import FILE, rules_of
from server.notices.rules import KINDS, TEST, WAITING, blanks_in
from server.notices.sealing import sealed, unsealed
from server.standards.wording_list import check_outgoing

LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_FIELD = 1000, 100, 2000
CHANNEL_PAGES = tuple(name for name in CHANNELS if name != FILE)


def set_channel(
    organisation: str, by: str, name: str, typed: Mapping[str, str], secrets: Mapping[str, str], on: bool
) -> None:
    """Inside `write`: store a channel. A secret that was not typed stays as it is; `bad_input` names what is missing or wrong."""
    channel = CHANNELS.get(name)
    if channel is None or name not in CHANNEL_PAGES:
        raise Problem("not_found")
    row = db.session.get(NoticeChannel, (organisation, name)) or NoticeChannel(
        organisation_id=organisation, channel=name
    )
    fields = {each: typed.get(each, "").strip() for each in channel.fields}
    fields |= {each: fields[each] if fields[each] in known else known[0] for each, known in channel.choices.items()}
    kept = unsealed(row) | {each: value.strip() for each, value in secrets.items() if value.strip()}
    mistakes = _mistakes(name, fields, kept)
    mistakes |= {
        each: f"too_long:{LONGEST_FIELD}" for each, said in (fields | kept).items() if len(said) > LONGEST_FIELD
    }
    if on:
        mistakes |= {each: "missing" for each in channel.needed if not (fields | kept).get(each)}
    if mistakes:
        raise Problem("bad_input", {_field(name, each): [code] for each, code in mistakes.items()})
    row.on, row.settings, row.secret = on, json.dumps(fields, ensure_ascii=False), sealed(kept)
    row.changed_at, row.changed_by = clock.now(), by
    db.session.add(row)
    audit.note(organisation, "notice_channel_set", name, by=by, on=on)


def set_rules(organisation: str, quiet_from: str, quiet_to: str, kinds_off: list[str]) -> None:
    """Inside `write`: quiet hours and the kinds that are not sent."""
    quiet_from, quiet_to = read_time(quiet_from)[0], read_end(quiet_to)[0]
    mistakes = {
        name: ["notice_hour"] for name, value in (("quiet_from", quiet_from), ("quiet_to", quiet_to)) if not value
    }
    if mistakes:
        raise Problem("bad_input", mistakes)
    row = rules_of(organisation)
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    row.kinds_off = " ".join(each for each in KINDS if each in kinds_off)
    db.session.add(row)
    audit.note(organisation, "notice_rules_set", quiet=f"{quiet_from}-{quiet_to}", off=row.kinds_off)


def set_text(organisation: str, by: str, kind: str, language: str, subject: str, text: str) -> None:
    """Inside `write`: the organisation's own words. `bad_input` for an unknown placeholder, `forbidden_words` for a phrase of the list.

    Both texts empty: the built-in ones count again.
    """
    if kind not in KINDS or language not in LANGUAGES:
        raise Problem("not_found")
    subject, text = tidy(subject, LONGEST_SUBJECT + 1), text.strip()[: LONGEST_TEXT + 1]
    mistakes = text_mistakes(kind, subject, text)
    row = db.session.get(NoticeText, (organisation, kind, language))
    if not subject and not text:
        if row is not None:
            db.session.delete(row)
        audit.note(organisation, "notice_text_set", f"{kind} {language}", by=by)
        return
    if mistakes:
        raise Problem("bad_input", {name: [code] for name, code in mistakes.items()})
    check_outgoing(organisation, by, f"notice {kind} {language}", f"{subject}\n{text}", all_the_same=False)
    row = row or NoticeText(organisation_id=organisation, kind=kind, language=language)
    row.subject, row.text, row.changed_at, row.changed_by = subject, text, clock.now(), by
    db.session.add(row)
    audit.note(organisation, "notice_text_set", f"{kind} {language}", by=by)


def text_mistakes(kind: str, subject: str, text: str) -> dict[str, str]:
    """Field → code of what cannot be sent: empty, too long, a placeholder that this kind has not, a brace alone."""
    found = {}
    for name, said, longest in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        left = said
        for blank in blanks_in(said):
            left = left.replace("{" + blank + "}", "")
        if not said:
            found[name] = "missing"
        elif len(said) > longest:
            found[name] = "notice_long"
        elif set(blanks_in(said)) - set(KINDS[kind].blanks) or "{" in left or "}" in left:
            found[name] = "notice_blank"
    return found


def send_test(organisation: str, by: str, name: str, to: str) -> None:
    """Inside `write`: a message to somebody of the house by this channel, sent by the same job. `bad_input` without an address where it needs one."""
    row = db.session.get(NoticeChannel, (organisation, name))
    if row is None or not row.on:
        raise Problem("notice_channel_off")
    to = to.strip()
    if (name == "mail" and not ADDRESS.fullmatch(to)) or (name == "sms" and not re.fullmatch(r"\+?\d{7,15}", to)):
        raise Problem("bad_input", {"to": ["notice_address"]})
    now, id_ = clock.now(), new_id()
    db.session.add(
        Notice(
            organisation_id=organisation,
            id=id_,
            key=f"{id_}:{TEST}:{name}",
            kind=TEST,
            subject_type="channel",
            subject_id=organisation,
            event=id_,
            by=by,
            channel=name,
            state=WAITING,
            sent_to=to[:80],
            created_at=now,
            due_at=now,
            expires_at=clock.later(now, hours=1),
        )
    )
    audit.note(organisation, "notice_test_sent", name, by=by)


def set_contact(organisation: str, by: str, customer: str, mail: str, wanted: bool) -> None:
    """Inside `write`: where a customer is written to, and whether the customer wants to be."""
    if db.session.get(Customer, (organisation, customer)) is None:
        raise Problem("not_found")
    mail = plain(mail)  # because an address that was pasted brings marks along that nobody sees
    if mail and not ADDRESS.fullmatch(mail):
        raise Problem("bad_input", {"mail": ["notice_address"]})
    row = db.session.get(NoticeContact, (organisation, customer)) or NoticeContact(
        organisation_id=organisation, customer_id=customer
    )
    row.mail, row.wanted, row.changed_at, row.changed_by = mail, wanted, clock.now(), by
    db.session.add(row)
    audit.note(organisation, "notice_contact_set", customer, by=by, wanted=wanted)


def _mistakes(name: str, fields: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if url := secrets.get("url"):
        try:
            checked(url)
        except NotAllowed:
            found["url"] = "notice_url"
    if name == "mail":
        if fields["port"] and not read_count(fields["port"], 65535):
            found["port"] = "notice_port"
        if fields["sender"] and not ADDRESS.fullmatch(fields["sender"]):
            found["sender"] = "notice_address"
    return found


def _field(channel: str, name: str) -> str:
    return f"secret_{name}" if name in CHANNELS[channel].secrets else name
