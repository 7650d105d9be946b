"""Fines in a real city with faults: each order once, each payment booked once, nothing booked that is not theirs."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from city.systems.nontax import sign
from models.tables.applications import QuarantineRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.values import SHANGHAI
from tests.support.bridge import Bridge, CityDays, bridge_over
from tests.support.casework import START, confirmed, did, served
from usecases import payment_refunds, payments, payments_desk, payments_list, systems

CASES, OUTBOX = table_of(EnforcementCaseRow), table_of(OutboxRow)
ORDERS, NOTICES = table_of(PaymentOrderRow), table_of(PaymentNoticeRow)
QUARANTINE = table_of(QuarantineRow)
BROKEN = "html_page,empty_body,wrong_content_type,truncated,length_lie,cut"
FINE = 150_000


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and its city on the day on which the cases of the tests begin."""
    faults, rate = getattr(request, "param", ("", 0.0))
    async with bridge_over(sqlite_url, tmp_path, faults, rate, applications=4, begins=START) as found:
        yield found


async def collect(bridge: Bridge, rounds: int) -> None:
    """Send, read and answer until nothing is owed and nothing is left to answer."""
    for _ in range(rounds):
        await bridge.run("drain_outbox:nontax", "poll_payments")
        bridge.later(400)
        with bridge.office.engine.begin() as connection:
            connection.execute(update(OUTBOX).values(next_try_at=bridge.office.now()))
        notices = bridge.rows(NOTICES)
        if bridge.rows(CASES)[0].owed == 0 and all(row.answered_at for row in notices):
            break


@pytest.mark.parametrize(
    "bridge",
    [("", 0.0), ("lost_answer,duplicate_answer", 0.4), ("bad_notice_sign", 1.0), (f"{BROKEN},unavailable", 0.3)],
    indirect=True,
    ids=["a quiet city", "lost answers", "forged notices", "broken answers"],
)
async def test_a_fine_is_ordered_once_paid_told_booked_and_answered(bridge: Bridge) -> None:
    number = served(bridge.office, CityDays(bridge))

    await collect(bridge, 24)

    (order,) = bridge.rows(ORDERS)
    town = bridge.city.town.nontax
    assert list(town.orders) == [order.order_no]
    assert (order.subject, order.amount, len(order.pay_code)) == (number, FINE, 20)
    booked = [row for row in bridge.rows(NOTICES) if row.fault == ""]
    assert sum(row.amount for row in booked) == FINE
    assert all(row.genuine for row in booked)
    assert town.acknowledged == {row.notice_no: row.genuine for row in bridge.rows(NOTICES)}
    assert [one for one in bridge.city.journal.violations if one["system"] == "nontax"] == []
    forged = "bad_notice_sign" in bridge.city.world.settings.faults
    assert (("nontax", "payment_forged") in bridge.alarms()) is forged
    did(bridge.office, number, "case.executed", how="罚款已缴清")


async def test_the_treasury_is_compared_by_day_and_a_payment_without_a_notice_is_told(bridge: Bridge) -> None:
    served(bridge.office, CityDays(bridge))
    await collect(bridge, 12)
    await bridge.run("reconcile_payments")
    agreed = bridge.alarms()
    town, order = bridge.city.town.nontax, bridge.rows(ORDERS)[0].order_no
    with bridge.office.engine.begin() as connection:
        connection.execute(update(NOTICES).values(fault="没有入账"))

    await bridge.run("reconcile_payments")

    assert ("nontax", "payment_differs") not in agreed
    assert ("nontax", "payment_differs") in bridge.alarms()
    assert (bridge.rows(ORDERS)[0].treasury_state, town.orders[order].state) == ("paid", "paid")


def tells(bridge: Bridge, name: str, amount: str, **changes: str) -> None:
    """Let the treasury tell of a payment, signed by it unless `sign` is said."""
    order = bridge.rows(ORDERS)[0].order_no
    values = {"notice_no": name, "order_no": order, "amount": amount, "bill_no": f"35020026{name}"}
    values |= {"paid_at": datetime.fromtimestamp(bridge.city.world.now(), SHANGHAI).isoformat()} | changes
    bridge.city.town.nontax.notices[name] = {"sign": sign(values)} | values


async def ordered(bridge: Bridge) -> str:
    """Lead a case to an order that the treasury has, and that nobody pays by himself; return the case."""
    bridge.city.world.timing.pay_after = 10**9
    number = served(bridge.office, CityDays(bridge))
    await bridge.run("drain_outbox:nontax", "poll_payments")
    return number


def open_alarms(bridge: Bridge) -> set[str]:
    """Return the codes of the open alarms of the treasury."""
    with bridge.office.reading() as session:
        return {one.code for one in systems.open_alarms(session) if one.system == "nontax"}


def stands(bridge: Bridge, number: str) -> tuple[str, int]:
    """Return how the first order stands, and what arrived for the case."""
    with bridge.office.reading() as session:
        money = payments_desk.money(session, number, at=bridge.office.now())
    return bridge.rows(ORDERS)[0].state, money.sums["received"]


async def test_bad_notices_are_kept_and_explained_and_cost_nothing_of_the_good_one(bridge: Bridge) -> None:
    number = await ordered(bridge)
    tells(bridge, "N1", "500.00", sign="0" * 64)
    tells(bridge, "N2", "500.00", order_no="F2026999999")
    tells(bridge, "N3", "500.00")
    await bridge.run("poll_payments")
    tells(bridge, "N3", "900.00")  # another amount under the number that was booked
    bridge.city.town.nontax.acknowledged.pop("N3")

    await bridge.run("poll_payments")
    await bridge.run("poll_payments")

    assert stands(bridge, number) == ("partial", 100_000)  # N3, and what the treasury sent again for the forged one
    assert open_alarms(bridge) == {"payment_forged", "payment_stray"}
    with bridge.office.reading() as session:
        doubtful = payments_list.doubtful(session, payments_list.NoticeFilter())
    assert [(one.notice_no, one.fault, one.told) for one in doubtful] == [
        ("N2", payments.NO_ORDER, True), ("N1", payments.NOT_GENUINE, True),
    ]  # fmt: skip
    (kept,) = [row for row in bridge.rows(QUARANTINE) if row.channel == "nontax"]
    assert (kept.channel_ref, b"900.00" in kept.raw, kept.times > 1) == ("N3", True, True)


async def test_an_answer_that_the_treasury_refuses_keeps_none_of_the_others_back(bridge: Bridge) -> None:
    await ordered(bridge)
    town = bridge.city.town.nontax
    for name in ("N1", "N2", "N3"):
        tells(bridge, name, "500.00")
    await bridge.run("poll_payments")
    with bridge.office.engine.begin() as connection:
        connection.execute(update(NOTICES).values(answered_at=None))
    town.acknowledged.clear()
    del town.notices["N1"]  # it forgot what it told

    (run,) = await bridge.run("poll_payments")

    assert (town.acknowledged, run.outcome) == ({"N2": True, "N3": True}, "failed")
    assert [row.answered_at is None for row in bridge.rows(NOTICES)] == [True, False, False]


async def test_what_is_paid_twice_over_two_channels_goes_back_and_is_settled_by_the_treasury(bridge: Bridge) -> None:
    number = await ordered(bridge)
    for name in ("N1", "N2"):
        tells(bridge, name, "1500.00")
    await bridge.run("poll_payments")
    assert (stands(bridge, number), open_alarms(bridge)) == (("refunding", 2 * FINE), {"payment_over"})
    bridge.office.perform(payment_refunds.ask, number, "两个渠道重复缴款", by=bridge.officer("approver2"))
    held = next(iter(bridge.city.town.nontax.orders.values()))
    held.state, held.paid, held.paid_at = "paid", Decimal("3000.00"), "2026-11-06T10:00:00+08:00"
    await bridge.run("reconcile_payments")
    waiting = open_alarms(bridge)

    held.paid = Decimal("1500.00")
    await bridge.run("reconcile_payments")

    assert waiting == {"payment_over", "payment_refund"}
    assert (stands(bridge, number), open_alarms(bridge)) == (("paid", FINE), set())


async def test_what_is_paid_after_the_order_was_taken_back_goes_back_unasked(bridge: Bridge) -> None:
    number = await ordered(bridge)
    said = {"document": "（2026）闽02行终1号", "issuer": "厦门市中级人民法院", "reason": "认定事实不清"}
    confirmed(bridge.office, number, "case.annulled", dated=str(CityDays(bridge).today), **said)
    await bridge.run("drain_outbox:nontax")
    held = next(iter(bridge.city.town.nontax.orders.values()))
    taken_back = (held.state, stands(bridge, number)[0])
    tells(bridge, "N1", "1500.00")
    await bridge.run("poll_payments")
    under_way = (stands(bridge, number)[0], open_alarms(bridge))

    held.state, held.paid = "refunded", Decimal("0.00")
    await bridge.run("reconcile_payments")

    assert (taken_back, under_way) == (("cancelled", "cancelled"), ("refunding", {"payment_refund"}))
    assert (stands(bridge, number), open_alarms(bridge)) == (("refunded", 0), set())


async def test_orders_that_the_treasury_lost_or_holds_otherwise_are_told_until_they_agree(bridge: Bridge) -> None:
    await ordered(bridge)
    orders = bridge.city.town.nontax.orders
    ((name, held),) = orders.items()
    orders.clear()
    await bridge.run("reconcile_payments")
    lost = open_alarms(bridge)
    orders[name], held.amount = held, Decimal("1.00")
    await bridge.run("reconcile_payments")
    otherwise = open_alarms(bridge)

    held.amount = Decimal("1500.00")
    await bridge.run("reconcile_payments")

    assert (lost, otherwise, open_alarms(bridge)) == ({"payment_differs"}, {"payment_differs"}, set())
