"""Notices through the official account: told once, in the templates that it has, or by short message instead."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters import build
from ports.exchanges import Verdict
from ports.platforms import Outgoing
from rules.notices import TEMPLATES
from tests.adapters.conftest import Reach
from tests.support.outside import InMemoryChannel
from usecases.notices import BY_CHANNEL, message_key
from usecases.write_back import WriteBack

if TYPE_CHECKING:
    from city.server import City

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NUMBER = "A-2026-000001"


def notice(person: str, template: str = "progress", item: str = "延续") -> Outgoing:
    key = message_key(NUMBER, template, "7", person)
    payload: dict[str, object] = {
        "client_id": key, "to": person, "item": item, "number": NUMBER, "state": "不予许可", "missing": "租赁合同" * 9,
        "at": NOW.isoformat(), "on": "2026-11-21", "mobile": "13900000001", "text": "【厦门市烟草专卖局】",
    }  # fmt: skip
    return Outgoing(key, template, "create", 1, payload)


def back(reach: Reach) -> WriteBack:
    """Return the channel as the daemon sends to it."""
    return WriteBack(InMemoryChannel("wechat"), build.platform(reach("wechat")))


def openid(city: "City", follows: bool = True) -> str:
    """Return somebody who follows the account, or who does not (43004)."""
    return city.world.people.party(8 if follows else 7).openid


def test_every_template_of_the_texts_is_sent_by_a_channel() -> None:
    assert TEMPLATES == BY_CHANNEL


@pytest.mark.parametrize("template", sorted(TEMPLATES))
async def test_a_notice_is_sent_once_in_the_words_that_the_template_takes(
    city: "City", reach: Reach, template: str
) -> None:
    channel = back(reach)
    prepared = channel.prepare([notice(openid(city), template, item="烟草专卖零售许可证延续" * 3)], batch_no="", at=NOW)

    sent, again = await channel.send(prepared), await channel.send(prepared)

    assert (sent.answer.verdict, again.answer.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert city.journal.violations == []


async def test_who_does_not_follow_the_account_cannot_be_told_there(city: "City", reach: Reach) -> None:
    channel = back(reach)

    sent = await channel.send(channel.prepare([notice(openid(city, follows=False))], batch_no="", at=NOW))
    stranger = await channel.send(channel.prepare([notice("oX-nobody")], batch_no="", at=NOW))

    assert (sent.answer.verdict, sent.answer.code) == (Verdict.NOT_FOUND, "43004")
    assert (stranger.answer.verdict, stranger.answer.code) == (Verdict.NOT_FOUND, "40003")


async def test_beyond_the_quota_a_notice_waits_until_midnight_and_the_channel_goes_on(
    city: "City", reach: Reach
) -> None:
    city.world.timing.notice_quota = 0
    system = reach("wechat")
    channel = WriteBack(InMemoryChannel("wechat"), build.platform(system))

    sent = await channel.send(channel.prepare([notice(openid(city))], batch_no="", at=NOW))

    assert (sent.answer.verdict, sent.answer.alone) == (Verdict.THROTTLED, True)
    assert sent.answer.retry_after is not None
    assert system.gate.closed_for() == 0
