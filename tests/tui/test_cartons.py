"""Carton codes on the screen: scanned in two lines, the verdict large, the history on the map."""

from typing import Any

import pytest
from sqlalchemy import select

from models.tables.cartons import CartonScanRow
from models.tables.columns import table_of
from tests.support.casework import INSPECTOR
from tests.support.register import csv_of, holder, take_in
from tests.tui.conftest import pressed, seated
from usecases import cartons
from wiring.office import Office

SCANS = table_of(CartonScanRow)
OWN, OTHER = "350203100000", "350205100001"
UPPER = "6090112345678907"


@pytest.fixture
def shops(office: Office) -> Office:
    take_in(office, csv_of(holder(0), holder(1)))
    return office


def kept(office: Office) -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(SCANS.c.code, SCANS.c.shop, SCANS.c.verdict).order_by(SCANS.c.id)))


async def test_two_lines_in_either_order_make_one_code_and_its_verdict(shops: Office) -> None:
    async with seated(shops, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "K", "f2")
        await clerk.writes(OWN)
        await clerk.types("enter")
        assert await clerk.finds(OWN)
        await clerk.writes("xmyc" + OTHER)
        await clerk.types("enter")
        assert await clerk.finds("还差另一行")
        assert kept(shops) == []
        await clerk.writes(UPPER)
        await clerk.types("enter")
        assert await clerk.finds("本 市 其 他 零 售 户 的 烟")
        assert await clerk.finds("初步判断，不作为证据")
        assert await clerk.finds("该许可证的条盒在别家店铺读到 1 条")
        assert kept(shops) == [(f"{UPPER}XMYC{OTHER}", OWN, "OTHER_SHOP_SAME_CITY")]
        await clerk.types("f4")
        assert await clerk.finds("│ 思明区        │")
        assert await clerk.finds("海沧区*")
        await clerk.types("f6")
        assert await clerk.finds("1 条，在 1 家店铺")


async def test_a_torn_half_is_answered_and_kept(shops: Office) -> None:
    async with seated(shops, INSPECTOR, (80, 24)) as clerk:
        await clerk.types("g", "K")
        for line in (UPPER, UPPER, "XMYC" + OWN):
            await clerk.writes(line)
            await clerk.types("enter")
        assert await clerk.finds("已读 2")
        assert [(row.code, row.verdict) for row in kept(shops)] == [
            ("", "UNREADABLE"),
            (f"{UPPER}XMYC{OWN}", "IN_REGISTER"),
        ]
        await clerk.writes(UPPER)
        await clerk.types("enter", "escape")
        assert await clerk.finds("已放弃半个编码")
        await clerk.types("g", "h")
        assert await clerk.finds("鹭桥 › 首页")
    assert len(kept(shops)) == 2


async def test_codes_that_come_at_once_are_each_read_in_their_order(shops: Office) -> None:
    async with seated(shops, INSPECTOR, (80, 24)) as clerk:
        await clerk.types("g", "K")
        codes = [f"60901{number:09d}07XMYC{OWN}" for number in range(6)]
        for code in codes:
            for char in [*code, "enter"]:
                clerk.app.post_message(pressed(char))
        await clerk.rests()
        assert await clerk.finds("已读 6")
    assert [row.code for row in kept(shops)] == codes


async def test_a_shop_that_is_not_in_the_register_is_not_chosen(shops: Office) -> None:
    async with seated(shops, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "K", "f2")
        await clerk.writes("350203199999")
        await clerk.types("enter")
        assert await clerk.finds("登记簿中没有许可证")
        await clerk.types("enter")
        assert await clerk.finds("未选定")
        await clerk.types("f4")
        assert await clerk.finds("先读一个编码")


def test_where_codes_are_read_is_told_in_full(shops: Office) -> None:
    with shops.reading() as session:
        assert cartons.placed(session, cartons.Where(shop=f" {OWN}")).district == "350203"
