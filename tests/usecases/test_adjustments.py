"""What a profile leaves out or replaces is kept with the message, shown to who asks, and counted by line."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters import build
from adapters.platforms.credit import DeclaredCreditPlatform
from daemon.jobs.drain_outbox import Drain, write_ahead
from daemon.shift import Shift
from tests.adapters.conftest import outside, secrets_of
from tests.conftest import NOON
from tests.support.penalties import KEY, bureau, record
from tui.screens.message import adjustments as shown
from usecases import adjustments, outbox_desk
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]

MESSAGE = f"{KEY}|v1"
CLASSES = {"kinds": ["warning", "other:通报批评"], "fine": None, "confiscated": None, "base": None}
BASE = "http://outside.test"


@pytest.fixture
def credit(bureau: "Office") -> DeclaredCreditPlatform:
    """A receiver of 2015 that the office knows."""
    setting = build.Setting("credit", BASE, secrets_of("credit2015"), lambda: NOON)
    platform = build.credit(build.system("municipal-2015/credit", setting))
    bureau.outside = Outside(platforms={"credit": platform}, credit={"credit": platform})
    return platform


def kept(office: "Office") -> list[tuple[str, str, str]]:
    with office.reading() as session:
        return [(one.column, one.action, one.sent) for one in outbox_desk.show(session, MESSAGE).adjusted]


@outside
async def test_what_was_replaced_is_kept_with_the_message_that_was_sent(
    bureau: "Office", credit: DeclaredCreditPlatform
) -> None:
    outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "2015"})
    pushed = outside.post(f"{BASE}/v1/report").respond(json={"code": "00", "line": "RW1"})
    record(bureau, **CLASSES)

    await Drain(Shift.begin(bureau, "test"), credit).run()

    data = json.loads(pushed.calls[0].request.content)["rows"][0]["data"]
    assert (data["CF_CFLB1"], data["CF_CFLB2"]) == ("警告", "其他")
    assert kept(bureau) == [("CF_CFLB2", "replaced", "其他")]


async def test_what_is_written_ahead_says_so_as_well_and_is_told_once(
    bureau: "Office", credit: DeclaredCreditPlatform
) -> None:
    record(bureau, **CLASSES)

    assert await write_ahead(bureau, credit, NOON - timedelta(days=1)) == 1
    assert await write_ahead(bureau, credit, NOON - timedelta(days=1)) == 0

    assert kept(bureau) == [("CF_CFLB2", "replaced", "其他")]


async def test_a_person_reads_the_column_the_line_and_the_reason(
    bureau: "Office", credit: DeclaredCreditPlatform
) -> None:
    record(bureau, **CLASSES)
    await write_ahead(bureau, credit, NOON - timedelta(days=1))

    with bureau.reading() as session:
        (count,) = adjustments.counts(session, "credit")
        heading, line = shown(outbox_desk.show(session, MESSAGE).adjusted)
        others = adjustments.counts(session, "register")

    assert heading.text == "按对接规范改动"
    assert line.text.startswith(f"第 {count.line} 行：CF_CFLB2 换成“其他”。对方每栏只认一个处罚类别")
    assert (count.column, count.messages, others) == ("CF_CFLB2", 1, [])


async def test_a_message_as_it_stands_has_nothing_to_tell(bureau: "Office", credit: DeclaredCreditPlatform) -> None:
    record(bureau)
    await write_ahead(bureau, credit, NOON - timedelta(days=1))

    assert kept(bureau) == []
    assert shown([]) == []
