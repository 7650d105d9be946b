"""The acts on a licence at the keyboard: proposed with what they do, confirmed by another officer, undone."""

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.licences import licence, new_licence
from tests.support.rows import OPERATOR_ID
from tests.tui.bureau import approver, clerk
from tests.tui.conftest import Clerk, seated
from tui.screens.licence import LicenceView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from models.values import Officer
    from wiring.office import Office


@asynccontextmanager
async def looking(office: "Office", number: str, who: "Officer", size: tuple[int, int]) -> "AsyncIterator[Clerk]":
    """Sit somebody down before a licence."""
    async with seated(office, who, size) as desk:
        desk.app.push_screen(LicenceView(number))
        await desk.rests()
        yield desk


@pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])
async def test_an_act_is_proposed_with_its_ground_and_confirmed_by_another(
    office: "Office", size: tuple[int, int]
) -> None:
    number = new_licence(office)
    async with looking(office, number, clerk(), size) as desk:
        await desk.types("a")
        assert await desk.finds("注销")
        await desk.writes("zhuxiao")
        await desk.types("enter")
        assert await desk.finds("公民死亡或者丧失行为能力")
        await desk.writes("gongmin")
        await desk.types("enter")
        assert await desk.finds("1条公示记录改为无效")
        await desk.types("enter")
        await desk.writes("经核实持证人已经去世。")
        await desk.types("f2")
        assert await desk.finds("已提议注销")
    async with looking(office, number, approver(), size) as desk:
        await desk.types("a")
        assert await desk.finds("待复核：注销")
        await desk.types("enter")
        assert await desk.finds("经核实持证人已经去世。")
        await desk.types("enter")
        assert await desk.finds("已办理注销")
        assert licence(office, number).status == "cancelled"
        await desk.types("u")
        await desk.rests()

    assert licence(office, number).status == "active"


async def test_a_proposal_is_turned_down_at_the_keyboard(office: "Office") -> None:
    from usecases import licence_acts

    number = new_licence(office)
    office.perform(licence_acts.propose, number, "annulled", ground="fraud", reason="材料系伪造。", by=clerk())
    async with looking(office, number, approver(), (80, 24)) as desk:
        assert await desk.finds("周雅 提议撤销，等待另一名人员复核：按 a")
        await desk.types("a", "down", "enter")
        await desk.writes("证据不足")
        await desk.types("enter")
        assert await desk.finds("已驳回提议")

    assert licence(office, number).status == "active"


async def test_a_licence_is_handed_over_at_the_window(office: "Office") -> None:
    number = new_licence(office, delivered=False)
    async with looking(office, number, clerk(), (80, 24)) as desk:
        await desk.types("a", "enter", "down")
        await desk.writes("林海生")
        await desk.types("f2")
        assert await desk.finds("出示的证件号码与受送达人登记的号码不一致")
        await desk.types("down", "down")
        await desk.writes(OPERATOR_ID)
        await desk.types("f2")
        assert await desk.finds("已登记送达")

    assert licence(office, number).status == "active"


async def test_what_a_ground_needs_is_asked_for_and_faults_stay_in_the_form(office: "Office") -> None:
    number = new_licence(office)
    async with looking(office, number, clerk(), (120, 40)) as desk:
        await desk.types("a")
        await desk.writes("diaoxiao")
        await desk.types("enter", "enter")
        await desk.writes("厦烟处〔2026〕第9号")
        await desk.types("down")
        await desk.writes("再次向未成年人售烟。")
        await desk.types("f2")
        assert await desk.finds("没有登记文号")
