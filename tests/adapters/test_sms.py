"""Short messages reach the gateway once and are followed until they are delivered, or are not."""

from datetime import UTC, datetime

import pytest

from adapters import build
from city.server import City
from ports.exchanges import Verdict
from ports.platforms import Outgoing
from tests.adapters.conftest import Reach
from usecases.notices import message_key

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def short(mobile: str = "13900000001", occasion: str = "7") -> Outgoing:
    key = message_key("A-2026-000001", "granted", occasion, mobile)
    text = "【厦门市烟草专卖局】您的延续申请(A-2026-000001)已准予。"
    payload: dict[str, object] = {"client_id": key, "mobile": mobile, "text": text, "project_no": "A-2026-000001"}
    return Outgoing(key, "sms", "create", 1, payload)


async def test_a_message_is_sent_once_and_followed_until_it_arrived(city: City, reach: Reach) -> None:
    gateway = build.platform(reach("sms"))
    prepared = gateway.prepare([short()], batch_no="", at=NOW)

    assert await gateway.inquire(prepared) is None  # it never arrived: safe to send
    sent, again = await gateway.send(prepared), await gateway.send(prepared)
    asked = await gateway.inquire(prepared)
    receipt = await gateway.receipt(sent.receipt_no)

    assert (sent.answer.verdict, again.answer.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert sent.receipt_no == again.receipt_no == prepared.keys[0]
    assert gateway.confirms is True
    assert asked is not None
    assert receipt is not None
    assert receipt.rows[0].state in {"queued", "sent", "delivered"}
    assert city.journal.violations == []


async def test_a_message_that_cannot_be_delivered_is_handed_to_a_person(city: City, reach: Reach) -> None:
    city.world.timing.sms_step = 0.000001  # every question finds it two steps on
    gateway = build.platform(reach("sms"))
    prepared = gateway.prepare([short("13900000100")], batch_no="", at=NOW)
    sent = await gateway.send(prepared)

    receipt = await gateway.receipt(sent.receipt_no)

    assert receipt is not None
    assert [(row.state, row.code) for row in receipt.rows] == [("rejected", "UNDELIV")]
    assert receipt.done


@pytest.mark.usefixtures("city")
async def test_a_faulty_number_is_a_fault_of_the_message(reach: Reach) -> None:
    gateway = build.platform(reach("sms"))

    sent = await gateway.send(gateway.prepare([short("12000000000")], batch_no="", at=NOW))

    assert sent.answer.verdict is Verdict.REJECTED


@pytest.mark.parametrize("number", range(0, 40, 7))
def test_our_own_number_has_the_form_that_the_gateway_wants(number: int) -> None:
    key = message_key(f"A-2026-{number:06d}", "accepted", str(number), "13900000001")

    assert 8 <= len(key) <= 32
    assert key.isascii()
    assert key.isalnum()
