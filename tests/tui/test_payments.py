"""Fines and their payment at the console: the list by state, the money of a case with its arithmetic, collecting."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models.values import SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow
from tests.support.casework import CHIEF, INSPECTOR, START, Clock, at_work, served
from tests.tui.conftest import Clerk, seated
from tui.screens.payment_words import STATE_TONES, STATES
from tui.widgets.form import Form
from usecases import casework_rows, payment_accounts, payments

if TYPE_CHECKING:
    from wiring.office import Office

FINE = 150_000


@pytest.fixture
def clock(office: "Office") -> Clock:
    """A clock two days after the fine of C-2026-000001 was due, with 500 yuan paid in time."""
    clock = Clock(START)
    at_work(office, clock)
    served(office, clock, fine=FINE)
    arrived(office, "N1", 50_000)
    arrived(office, "N2", 1_000, genuine=False)
    arrived(office, "N3", 1_000, order_no="F2026000009")
    clock.to(date(2026, 11, 25))
    office.keep(payment_accounts.refresh_some, 0, at=office.now())
    return clock


def arrived(office: "Office", name: str, amount: int, *, order_no: str = "F2026000001", genuine: bool = True) -> None:
    notice = Notice(name, order_no, Fen(amount), office.now(), "B1", genuine=genuine)
    office.perform(payments.receive, "nontax", [NoticeRow(b"{}", name, notice)], by=SYSTEM_OFFICER)


def taken(office: "Office") -> list[str]:
    with office.reading() as session:
        return [step.deed for step in casework_rows.read(session, "C-2026-000001").standing.taken]


async def opens(clerk: Clerk) -> None:
    """Open the money of the case."""
    await clerk.types("g", "F")
    assert await clerk.finds("F2026000001")
    await clerk.types("enter")
    assert await clerk.finds("加处罚款的计算")


async def test_orders_are_listed_by_state_and_found_by_party(office: "Office", clock: Clock) -> None:
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "F")
        assert await clerk.finds("加处罚款")
        assert "1,060.00" in clerk.sees
        await clerk.types("slash")
        await clerk.writes("没有这人")
        await clerk.types("enter")
        assert await clerk.finds("没有符合条件的记录")
        await clerk.types("delete", "m")
        assert await clerk.finds("F2026000001")
        await clerk.types("s")
        await clerk.writes("已缴清")
        await clerk.types("enter")
        assert await clerk.finds("没有符合条件的记录")


async def test_the_money_of_a_case_shows_its_arithmetic_and_what_comes_next(office: "Office", clock: Clock) -> None:
    async with seated(office, CHIEF, (120, 60)) as clerk:
        await opens(clerk)
        for words in (
            "2026-11-24 至 2026-11-25  1,000.00 元 × 3% × 2 天 = 60.00 元", "尚未决定加处的：60.00 元",
            "到账 500.00  B1", "N2  F2026000001  10.00  伪造", "系统已告知财政签名无效",
            "可以办理（按 a）", "还没有催告",
        ):  # fmt: skip
            assert await clerk.finds(words), words
        assert "申请退付" not in clerk.sees
        await clerk.types("o")
        assert await clerk.finds("案情和当事人")
        await clerk.types("m")
        assert await clerk.finds("加处罚款的计算")


async def test_notices_in_doubt_say_why_and_what_to_do(office: "Office", clock: Clock) -> None:
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "F", "n")
        assert await clerk.finds("告知财政核对缴款书号")
        await clerk.types("enter")
        assert await clerk.finds("没有编号为F2026000009的缴款书。")
        await clerk.types("down")
        assert await clerk.finds("系统已告知财政签名无效")
        await clerk.types("enter")
        assert await clerk.finds("案件缴款")


async def test_a_fine_is_demanded_from_here(office: "Office", clock: Clock) -> None:
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await opens(clerk)
        await clerk.types("a")
        await clerk.writes("催告")
        await clerk.types("enter")
        form = clerk.app.screen
        assert isinstance(form, Form)
        form._widget("way").value = "直接送达"
        form._widget("receiver").value = "林海生"
        await clerk.types("f2")
        assert await clerk.finds("已催告")
    assert taken(office)[-1] == "case.payment_demanded"


async def test_parts_are_written_proposed_and_granted(office: "Office", clock: Clock) -> None:
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await opens(clerk)
        await clerk.types("a")
        await clerk.writes("分期")
        await clerk.types("enter")
        await clerk.writes("2026-13-01")
        await clerk.types("enter")
        assert await clerk.finds("日期写作 2026-01-31")
        await clerk.types(*["backspace"] * 10)
        for cell in ("2026-12-31", "500元", "500.00", "2027-04-05", "1000"):
            await clerk.writes(cell)
            await clerk.types("enter")
            if cell == "500元":
                assert await clerk.finds("金额写作 500.00")
                await clerk.types(*["backspace"] * 4)
        await clerk.types("f2", "down")
        await clerk.writes("经济困难")
        await clerk.types("f2")
        assert await clerk.finds("待批准")
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "F", "enter")
        assert await clerk.finds("待批准")
        await clerk.types("y", "enter")
        assert await clerk.finds("准予的各期")
        assert await clerk.finds("2027-04-05  1,000.00")
        assert await clerk.finds("2027-07-05")  # three months behind the last part to ask the court (APL 72(2))


async def test_what_came_beyond_is_asked_back(office: "Office", clock: Clock) -> None:
    arrived(office, "N4", FINE)
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "F", "enter")
        assert await clerk.finds("待退付")
        await clerk.types("b")
        await clerk.writes("多缴")
        await clerk.types("enter")
        assert await clerk.finds("等待财政退付")
    assert clock.today - START > timedelta(days=20)


def test_every_state_has_its_tone() -> None:
    assert set(STATE_TONES) == set(STATES)
