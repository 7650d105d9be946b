"""What a scene does not count: it stays in sight until somebody knows, and never ends the counting."""

from pathlib import Path

from models.casework import Nature
from tests.support.full_disk import full_disk
from tests.tui.test_scene import CARTON, CODE, laptop
from tui.scene_asking import NameAsked
from tui.screens.scene import SceneScreen

ONE = [("中华（硬）", 10, Nature.UNKNOWN)]


async def test_scans_that_were_not_counted_stay_in_sight_until_escape(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CODE[1:], f"{CODE}{CODE}", CARTON)
        assert await desk.finds("本品种共1条")
        assert await desk.finds("2次扫描没有登记，知道了按 Esc")
        await desk.presses("escape")

        assert await desk.finds(" 现场清点  C-2026-000001")
        assert not desk.app.query_one("#title").plain.startswith(" 2次")  # type: ignore[attr-defined]
        assert desk.packs == ONE


async def test_a_letter_that_a_scan_swallowed_counts_nothing_and_is_told(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CARTON, f"f{CARTON}")

        assert await desk.finds("1次扫描没有登记")
        assert await desk.finds("条码前多了“f”")
        assert desk.packs == ONE


async def test_a_full_disk_is_told_with_what_to_do_and_the_scan_counts_once_when_there_is_room(tmp_path: Path) -> None:
    async with laptop(tmp_path, (120, 40)) as desk:
        size = (tmp_path / "scene.jsonl").stat().st_size
        with full_disk(size + 20):
            await desk.scans(CARTON)
            assert await desk.finds("这一条没有登记")
            assert await desk.finds("请腾出磁盘空间")
            assert await desk.finds("还没有登记任何物品")
        await desk.scans(CARTON)
        assert await desk.finds("本品种共1条")

        assert desk.packs == ONE


async def test_a_full_disk_behind_a_dialog_ends_nothing(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CARTON)
        await desk.presses("m")
        asked = desk.app.screen
        assert isinstance(asked, NameAsked)
        with full_disk((tmp_path / "scene.jsonl").stat().st_size):
            await desk.scans(CARTON)
            asked._field.value = "别的名字"
            await desk.presses("enter")
            assert await desk.finds("1次扫描没有登记")

        assert isinstance(desk.app.screen, SceneScreen)
        assert desk.packs == ONE


async def test_an_amount_that_cannot_be_is_not_written(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CARTON)
        await desk.presses(*"99999999999", "x")

        assert await desk.finds("数量应在1盒至100000000盒之间")
        assert desk.packs == ONE
