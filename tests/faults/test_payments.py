"""Fines in a real city with faults: each order once, each payment booked once, nothing booked that is not theirs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import update

from city.server import City
from city.world import Settings
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.values import SHANGHAI
from tests.support.bridge import Bridge, bridge_to
from tests.support.casework import START, decided, did

CASES, OUTBOX = table_of(EnforcementCaseRow), table_of(OutboxRow)
ORDERS, NOTICES = table_of(PaymentOrderRow), table_of(PaymentNoticeRow)
BROKEN = "html_page,empty_body,wrong_content_type,truncated,length_lie,cut"
FINE = 150_000


@dataclass
class Days:
    """The clock of a city by days."""

    bridge: Bridge

    @property
    def today(self) -> date:
        """Return the day of the city."""
        return datetime.fromtimestamp(self.bridge.city.world.now(), SHANGHAI).date()

    def to(self, day: date) -> None:
        """Go on to ten in the morning of a day."""
        then = datetime.combine(day, time(10), SHANGHAI).timestamp()
        self.bridge.later(then - self.bridge.city.world.now())


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and its city on the day on which the cases of the tests begin."""
    faults, rate = getattr(request, "param", ("", 0.0))
    begins = datetime.combine(START, time(10), SHANGHAI).timestamp()
    settings = Settings(1, 4, frozenset(faults.split(",")) - {""}, rate, pace=0, begins_at=begins)
    settings.timing.rate_per_second = 0
    city = City(settings)
    await city.start()
    try:
        async with bridge_to(city, sqlite_url, tmp_path) as found:
            yield found
    finally:
        await city.stop()


def served(bridge: Bridge, days: Days) -> str:
    """Lead a case to the service of its decision; return its number."""
    number = decided(bridge.office, days, fine=FINE)  # type: ignore[arg-type]  # a clock of the same shape
    did(bridge.office, number, "case.served", way="直接送达", receiver="林海生")
    return number


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
    number = served(bridge, Days(bridge))

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
    served(bridge, Days(bridge))
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
