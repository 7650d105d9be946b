"""What tells a clerk what to do next: urgent things first, empty lists, messages as long as they need to be."""

from tests.tui import bureau
from tests.tui.conftest import seated
from wiring.office import Office


async def test_the_home_shows_what_is_late_first_and_keeps_what_was_said(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk()) as clerk:
        todo = [line.split("│")[0].strip("› ") for line in clerk.sees.splitlines()[2:8]]
        assert todo.index("1 条报送被对方退回") < todo.index("6 件待受理")

        await clerk.types("g")
        assert "跳转" in clerk.sees
        clerk.app.screen.data_changed()  # type: ignore[attr-defined]
        await clerk.rests()

        assert "跳转" in clerk.sees


async def test_an_empty_list_says_what_to_do_and_offers_no_key_that_does_nothing(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "p")
        assert "还没有处罚决定。按 a 登记。" in clerk.sees
        keys = clerk.sees.splitlines()[-1]
        assert "a 登记处罚" in keys
        assert "Enter 打开" not in keys
        assert "标记" not in keys

        await clerk.types("g", "w")
        assert "x 关闭告警" not in clerk.sees.splitlines()[-1]
        bureau.trouble(office)
        clerk.app.screen.data_changed()  # type: ignore[attr-defined]
        await clerk.rests()

        assert "Enter 打开" in clerk.sees.splitlines()[-1]
        assert "x 关闭告警" in clerk.sees.splitlines()[-1]


async def test_a_message_takes_the_lines_it_needs_and_gives_them_back(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a")
        short = clerk.sees.splitlines()[-2]
        await clerk.types("g")
        assert await clerk.finds("s 统计")
        assert ": 全部命令" in clerk.sees
        assert clerk.app.screen.query_one("#status").size.height > 1

        await clerk.types("a")

        assert await clerk.finds(short)
        assert clerk.app.screen.query_one("#status").size.height == 1
