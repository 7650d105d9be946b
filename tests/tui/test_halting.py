"""What stops beside the console is said at once, with what to do next."""

from collections.abc import Iterator

from models.errors import OutsideUnavailable
from tests.tui import bureau
from tests.tui.conftest import seated
from tui.halting import Halted
from wiring.office import Office

STOPPED = OutsideUnavailable("演示的守护进程已停止。", kept="已办的事项都在。", do_next="按 Enter 重新启动。")


def once(found: Halted) -> Iterator[Halted | None]:
    """Yield what stopped, and nothing afterwards."""
    yield found
    while True:
        yield None


async def test_enter_starts_again_what_can_be_started(office: Office) -> None:
    started: list[str] = []
    halted = once(Halted(STOPPED, lambda: started.append("daemon")))
    async with seated(office, bureau.clerk(), (80, 24)) as clerk:
        clerk.app.halted = lambda: next(halted)

        assert await clerk.finds("演示的守护进程已停止。")
        assert await clerk.finds("按 Enter 重新启动。")
        await clerk.types("enter")
        assert await clerk.finds("已重新启动")

    assert started == ["daemon"]


async def test_escape_leaves_it_alone_and_keeps_saying_so(office: Office) -> None:
    started: list[str] = []
    halted = once(Halted(STOPPED, lambda: started.append("daemon")))
    async with seated(office, bureau.clerk(), (80, 24)) as clerk:
        clerk.app.halted = lambda: next(halted)

        assert await clerk.finds("按 Enter 重新启动。")
        await clerk.types("escape")

        assert "按 Enter 重新启动。" not in clerk.sees
        assert await clerk.finds("演示的守护进程已停止。")
    assert started == []


async def test_what_cannot_go_on_is_said_under_its_own_title(office: Office) -> None:
    halted = once(Halted(STOPPED))
    async with seated(office, bureau.clerk(), (80, 24)) as clerk:
        clerk.app.halted = lambda: next(halted)

        assert await clerk.finds("演示已中断")
        assert await clerk.finds("知道了")


async def test_nothing_is_asked_while_the_screens_are_put_away(office: Office) -> None:
    asked: list[str] = []
    async with seated(office, bureau.clerk(), (80, 24)) as clerk:
        clerk.app.halted = lambda: asked.append("asked")
        screens = clerk.app._screen_stacks[clerk.app.current_mode]
        kept = screens[:]
        screens.clear()
        clerk.app._watch_beside()
        screens.extend(kept)
        before = list(asked)

    assert before == []
