"""What a scene draws while keys come: what a person writes at once, of a scan only the answer."""

import time
from pathlib import Path

from tests.tui.conftest import pressed
from tests.tui.fakes import screen_text
from tests.tui.test_scene import CODE, Laptop, laptop


async def hurried(desk: Laptop, text: str, *, ago: float) -> None:
    """Press keys at a scanner's speed, so many seconds ago, without an Enter."""
    at = time.monotonic() - ago
    for n, char in enumerate(text):
        event = pressed(char)
        event.time = at + 0.002 * n
        desk.app.post_message(event)
    await desk.pilot.pause()


async def test_the_keys_of_a_scan_are_not_drawn_one_by_one(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await hurried(desk, CODE, ago=-1000)  # they still come

        assert "输入" not in screen_text(desk.app)  # type: ignore[arg-type]


async def test_a_torn_scan_without_its_enter_is_seen_after_a_moment(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await hurried(desk, CODE[:7], ago=1)

        assert await desk.finds(f"输入：{CODE[:7]}")
        assert desk.packs == []


async def test_what_a_person_writes_is_seen(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.presses("6", "9", "0")

        assert await desk.finds("输入：690")
