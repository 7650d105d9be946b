"""A question and a refusal are as high as what they say, keep their keys in sight, and offer no choice that is none."""

from typing import Any

import pytest
from textual.screen import Screen

from models.errors import Refused
from tests.tui import bureau
from tests.tui.conftest import seated
from tui.widgets.dialogs import Confirm, Option, Pick, Trouble
from tui.widgets.paper import Paper, note, pair
from wiring.office import Office

SHORT, LONG = [note("已办的事项都已保存。")] * 2, [note(f"第{n}条理由") for n in range(60)]
ARTICLE = "申请人曾被取消从事烟草专卖业务资格，至今不满三年。（《烟草专卖许可证管理办法》第二十五条第(三)项）"
TOLD = Refused("周雅无权批准分期。", kept="处罚决定未变更。", do_next="请批准人打开办理。")


def box(screen: Screen[Any]) -> int:
    """Return the height of a dialog."""
    return screen.query_one(".box").region.height


@pytest.mark.parametrize(("size", "high"), [((80, 24), 22), ((120, 40), 37), ((40, 10), 9)], ids=str)
async def test_a_dialog_is_as_high_as_what_it_says_and_its_keys_stay(
    office: Office, size: tuple[int, int], high: int
) -> None:
    async with seated(office, bureau.clerk(), size) as clerk:
        short, long = Confirm("退出鹭桥？", SHORT), Confirm("受理", LONG)

        clerk.app.push_screen(short)
        await clerk.rests()
        assert box(short) == len(SHORT) + 5
        assert "Enter 确定" in clerk.sees
        await clerk.types("escape")

        clerk.app.push_screen(long)
        await clerk.rests()
        assert high - 1 <= box(long) <= high
        assert "↓ 还有" in clerk.sees
        assert "Enter 确定" in clerk.sees


async def test_a_dialog_takes_its_height_anew_when_the_terminal_changes(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        long = Confirm("受理", LONG)
        clerk.app.push_screen(long)
        await clerk.rests()

        await clerk.pilot.resize_terminal(80, 24)
        await clerk.rests()

        assert box(long) <= 22
        assert "Enter 确定" in clerk.sees


async def test_what_explains_a_choice_is_wrapped_anew_when_the_terminal_changes(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        clerk.app.push_screen(Pick("理由", [Option(n, f"第{n}条", more=ARTICLE) for n in range(10)]))
        await clerk.rests()
        for size in ((60, 16), (120, 30), (66, 20)):
            await clerk.pilot.resize_terminal(*size)
            await clerk.rests()
            sheet = clerk.app.screen.query_one("#more", Paper)
            sheet.get_content_height(clerk.app.size, clerk.app.size, 20)  # a measure that is not taken
            shown = "".join("".join(part.text for part in sheet.render_line(y)).rstrip() for y in range(4))

            assert shown == ARTICLE


async def test_a_refusal_is_only_read(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        clerk.app.push_screen(Trouble(TOLD))
        await clerk.rests()

        assert "Enter 知道了" in clerk.sees
        assert "取消" not in clerk.sees
        await clerk.types("escape")
        assert "无权批准" not in clerk.sees


async def test_what_a_fault_of_a_file_is_about_is_told_whole(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        clerk.app.push_screen(Trouble(TOLD, others=[("第 12 行 姓名或名称", "缺少名称"), ("第 1 行 号码", "有误")]))
        await clerk.rests()

        assert "第 12 行 姓名或名称 缺少名称" in clerk.sees


async def test_long_labels_of_what_is_confirmed_are_told_apart(office: Office) -> None:
    labels = ("法定代表人证件类型", "法定代表人证件号码", "暂扣或者吊销的证照")
    async with seated(office, bureau.clerk()) as clerk:
        clerk.app.push_screen(Confirm("批准", [pair(label, "有") for label in labels]))
        await clerk.rests()

        assert [label for label in labels if f"{label} 有" not in clerk.sees] == []


async def test_the_palette_begins_with_what_one_does_and_where_one_can_go(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("colon")
        assert "办件" in clerk.sees
        assert "下一行" not in clerk.sees
        await clerk.types("escape", "g", "a", "question_mark")

        assert "受理" in clerk.sees
        await clerk.writes("xyh")
        assert "下一行" in clerk.sees
