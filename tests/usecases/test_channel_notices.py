"""Notices by the channel that the applicant came by: instead of a short message, or followed by one."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from ports.exchanges import Verdict
from rules.notices import LONGEST_PHRASE, parse
from tests.support.receiver import answer, claim
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications

if TYPE_CHECKING:
    from wiring.office import Office

ONE, CLERK, OPENID = "A-2026-000001", OFFICERS["clerk"], "oX-0000008"
OUTBOX = table_of(OutboxRow)


def applied(office: "Office", **applicant: Any) -> "Office":
    """Return an office whose WeChat channel carries notices, with one application that came by it."""
    office.desk = replace(office.desk, systems=(("wechat", "intake"), ("sms", "sms")), telling=("wechat",))
    base = form()
    receive(staffed(office), row(of=replace(base, applicant=replace(base.applicant, **{"openid": OPENID} | applicant))))
    return office


def told(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX).where(OUTBOX.c.kind != "event").order_by(OUTBOX.c.id)))


def accept(office: "Office") -> Any:
    """Accept, let the event arrive, and return the notice as it is claimed."""
    office.perform(applications.accept, ONE, by=CLERK)
    (event,) = claim(office)
    answer(office, event, Verdict.OK)
    (notice,) = claim(office)
    return notice


def test_who_came_by_the_channel_is_told_there_and_nowhere_else(office: "Office") -> None:
    answer(applied(office), accept(office), Verdict.OK)

    (notice,) = told(office)

    assert (notice.system, notice.kind, notice.state) == ("wechat", "progress", "confirmed")
    assert (notice.payload["to"], notice.payload["state"], notice.payload["number"]) == (OPENID, "已受理", ONE)


def test_who_must_hand_in_more_is_told_what(office: "Office") -> None:
    applied(office).perform(applications.ask_correction, ONE, materials=["身份证件"], by=CLERK)

    (notice,) = told(office)

    assert (notice.kind, notice.payload["state"]) == ("supplement", "待补正")
    assert "身份证件" in notice.payload["missing"]


def test_who_cannot_be_told_there_gets_a_short_message_once(office: "Office") -> None:
    answer(applied(office), accept(office), Verdict.NOT_FOUND, code="43004")

    by_channel, by_sms = told(office)

    assert (by_channel.state, by_channel.hint) == ("cancelled", "对方收不到渠道通知，已改发短信。")
    assert (by_sms.system, by_sms.kind, by_sms.state) == ("sms", "sms", "ready")
    assert "已受理" in by_sms.payload["text"]
    assert by_sms.ledger_seq == by_channel.ledger_seq


def test_without_a_mobile_number_a_person_looks(office: "Office") -> None:
    answer(applied(office, mobile=""), accept(office), Verdict.NOT_FOUND, code="43004")

    assert [notice.state for notice in told(office)] == ["rejected"]


def test_a_channel_that_carries_no_notices_leaves_it_to_the_short_message(office: "Office") -> None:
    applied(office)
    office.desk = replace(office.desk, telling=())
    office.perform(applications.accept, ONE, by=CLERK)

    assert [notice.kind for notice in told(office)] == ["sms"]


@pytest.mark.parametrize("wrong", [f'phrase = "{"长" * (LONGEST_PHRASE + 1)}"', 'template = "poem"'])
def test_texts_that_no_template_takes_are_refused(wrong: str) -> None:
    from models.errors import InvalidInput

    with pytest.raises(InvalidInput, match="accepted"):
        parse(f'[[notice]]\nkind = "accepted"\ntext = "好"\nvalid_from = 2020-01-01\n{wrong}\n', "own.toml")
