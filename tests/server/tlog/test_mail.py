"""The checkpoint reaches its owner once a day, and again where the mail server was not there."""

from __future__ import annotations

from server.kernel import clock
from server.tlog import log
from server.tlog.daily import bring_up_to_date
from server.tlog.note import read_note
from tests.cast import Cast
from tests.server.tlog.mailbox import mailbox
from tests.server.tlog.test_log import entered


def test_the_owner_gets_one_checkpoint_a_day(cast: Cast) -> None:
    """Guard: server/tlog/mail.py:mail_daily"""
    with mailbox() as box, cast.app.app_context():
        config = cast.app.config
        config["DOORSTEP"] = config["DOORSTEP"].at(
            checkpoint_mail=f"smtp://127.0.0.1:{box.port}/owner@doorstep.example", public_url="https://doorstep.example"
        )
        entered(2)
        box.refuses = True
        assert bring_up_to_date(cast.ours) == 1 and box.received == []
        box.refuses = False
        assert bring_up_to_date(cast.ours) == 0
        entered(1, "more")
        bring_up_to_date(cast.ours)
        [message] = box.received
        assert (message["To"], message["From"]) == ("owner@doorstep.example",) * 2
        [enclosed] = message.iter_attachments()
        head = read_note(enclosed.get_content().decode()).checkpoint
        assert head.size == 2 and "https://doorstep.example" in message.get_body().get_content()
        with clock.telling(clock.later(clock.now(), days=1)):
            bring_up_to_date(cast.ours)
        newest = log.newest()
        assert newest and [each["Subject"].split()[2] for each in box.received] == ["2", "3"]


def test_without_an_address_nobody_is_written_to(cast: Cast) -> None:
    with cast.app.app_context():
        entered(1)
        assert bring_up_to_date(cast.ours) == 1


def test_a_password_is_not_said_over_an_open_line(cast: Cast) -> None:
    """Guard: server/kernel/smtp.py:_secure"""
    with mailbox() as box, cast.app.app_context():
        config = cast.app.config
        config["DOORSTEP"] = config["DOORSTEP"].at(
            checkpoint_mail=f"smtp://owner:s3cret@127.0.0.1:{box.port}/owner@doorstep.example"
        )
        entered(1)
        assert bring_up_to_date(cast.ours) == 1
        assert box.received == [] and "AUTH" not in box.heard
