"""The screens of service: send, hand over with the ID, try again, visit raters; hostile words do no harm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.values import SYSTEM_OFFICER
from ports.letters import Step, Trace
from ports.ratings import Rating, RatingRow
from tests.conftest import training_settings
from tests.support.deliveries import POSTAL, answered, on_paper, one, planned
from tests.support.licences import act, licence, new_licence
from tests.support.rows import OFFICERS, OPERATOR_ID, staffed
from tests.tui.conftest import Clerk, seated
from usecases import deliveries, delivery_traces, ratings
from wiring.database import open_database
from wiring.office import Office

HOSTILE = "[@click=app.leave]差[/]\x1b]52;c;cm0=\x07\u202e评\x9b2J\n等了很久"
CLERK = OFFICERS["clerk"]


@pytest.fixture
def bureau(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Return a bureau with one licence to deliver and two ratings, one of them unhappy and hostile."""
    settings = training_settings(sqlite_url, tmp_path)
    desk = replace(POSTAL, systems=(*POSTAL.systems, ("rating", "rating")), training=True)
    office = Office(settings, open_database(sqlite_url), b"key", desk)
    office.clock = lambda: datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    staffed(office)
    new_licence(office, delivered=False)
    on_paper(office)
    planned(office)
    rows = [rated("RT1", 5, "很好"), rated("RT2", 1, HOSTILE)]
    office.perform(ratings.receive, "rating", rows, by=SYSTEM_OFFICER)
    yield office
    office.close()


def rated(number: str, level: int, text: str) -> RatingRow:
    at = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    rating = Rating(number, "wechat", "NEW1", level, text, False, HOSTILE, "13900000001", at)
    return RatingRow(number.encode(), number * 10, rating)


async def goes(clerk: Clerk, letter: str) -> str:
    await clerk.types("g", letter)
    return clerk.sees


def state(office: Office, number: str = "D-2026-000001") -> str:
    return str(one(office, number)["state"])


async def test_home_leads_to_what_is_to_be_delivered_and_visited(bureau: Office) -> None:
    async with seated(bureau, CLERK, (120, 40)) as clerk:
        assert await clerk.finds("待送达：1 件")
        assert "差评：1 条待回访" in clerk.sees


async def test_a_letter_is_sent_after_a_look_at_what_leaves(bureau: Office) -> None:
    async with seated(bureau, CLERK) as clerk:
        shown = await goes(clerk, "y")
        await clerk.types("f")
        asked = clerk.sees
        await clerk.types("enter")
        await clerk.finds("已发出：")

    assert all(words in shown for words in ("待送达", "A-2026-000001", "林海生", "邮寄送达"))
    assert "发出 1 件？" in asked
    assert state(bureau) == "sent"


async def test_at_the_window_the_id_is_checked_before_the_licence_is_in_force(bureau: Office) -> None:
    async with seated(bureau, CLERK) as clerk:
        await goes(clerk, "y")
        await clerk.types("a", "tab", "tab")
        await clerk.writes("350203199003070022")
        await clerk.types("f2")
        refused = clerk.sees
        for _digit in range(18):
            await clerk.types("backspace")
        await clerk.writes(OPERATOR_ID)
        await clerk.types("f2")
        await clerk.finds("已送达")

    assert "证件号码与受送达人登记的号码不一致。请核对原件" in "".join(refused.replace("│", "").split())
    assert state(bureau) == "delivered"
    assert licence(bureau, one(bureau, "D-2026-000001")["licence_no"]).status == "active"


async def test_what_was_decided_ex_officio_is_sent_to_the_holder_and_leads_to_the_licence(bureau: Office) -> None:
    bureau.perform(deliveries.hand_over, "D-2026-000001", receiver="林海生", id_no=OPERATOR_ID, by=CLERK)
    held = one(bureau, "D-2026-000001")["licence_no"]
    act(bureau, held, "rectification_ordered", "conditions")
    on_paper(bureau)
    assert planned(bureau)[-1]["recipient"] == "林海生"

    async with seated(bureau, CLERK, (120, 40)) as clerk:
        listed = await goes(clerk, "y")
        await clerk.types("enter")
        opened = clerk.sees
        await clerk.types("o")
        assert await clerk.finds("责令暂停业务整顿")

    assert held in listed
    assert one(bureau, "D-2026-000002")["mobile"] not in opened
    assert "责令暂停业务、进行整顿通知书" in opened
    assert (one(bureau, "D-2026-000002")["way"], one(bureau, "D-2026-000002")["licence_no"]) == ("post", "")


async def test_a_letter_that_came_back_is_tried_again(bureau: Office) -> None:
    bureau.perform(deliveries.send, "D-2026-000001", by=CLERK)
    answered(bureau, "D-2026-000001", "confirmed", receipt_no="EX1CN")
    bureau.perform(delivery_traces.note_order, "D-2026-000001", by=SYSTEM_OFFICER)
    back = Trace("EX1CN", tuple(Step(bureau.now(), code, HOSTILE) for code in ("203", "711", "708")))
    bureau.perform(delivery_traces.note_trace, "D-2026-000001", back, by=SYSTEM_OFFICER)

    async with seated(bureau, CLERK, (120, 40)) as clerk:
        await goes(clerk, "y")
        listed = clerk.sees
        await clerk.types("enter")
        opened = clerk.sees
        await clerk.types("n", "f2")
        await clerk.finds("已安排另行送达")

    assert "已退回" in listed
    assert "EX1CN" in opened
    assert "\u202e" not in opened + listed
    assert "\x1b" not in opened + listed
    assert state(bureau, "D-2026-000002") == "planned"


async def test_an_unhappy_rating_is_visited_with_the_own_name(bureau: Office) -> None:
    async with seated(bureau, CLERK, (120, 40)) as clerk:
        shown = await goes(clerk, "e")
        await clerk.types("a", "tab", "x", "f2")
        assert await clerk.finds("至少写 4 个字")
        await clerk.types("backspace")
        await clerk.writes("已电话回访并说明")
        await clerk.types("f2")
        await clerk.finds("答复随后送出")
        after = clerk.sees

    assert all(words in shown for words in ("非常不满意", "待回访", "2026-11-30", "等了很久"))
    assert "\u202e" not in shown
    assert "答复中" in after
    assert sent_replies(bureau) == [("V-rating-00000002", "solved")]


def sent_replies(office: Office) -> list[tuple[str, Any]]:
    from tests.support.licences import sent

    return [(message.key, message.payload["outcome"]) for message in sent(office, "rating")]


async def test_a_rating_that_needs_no_visit_says_so(bureau: Office) -> None:
    async with seated(bureau, CLERK) as clerk:
        await goes(clerk, "e")
        await clerk.types("down", "a")

        assert "这条评价不需要回访" in clerk.sees
