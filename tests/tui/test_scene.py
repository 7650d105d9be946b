"""The scene screen: a scanner and a person at one keyboard, and everything on the disk."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from models.casework import Nature
from models.values import Fen, utc_now
from rules.brands import Brand, Catalogue
from rules.goods import Goods, together, totals
from rules.identifiers import barcode_check
from rules.scans import Marks
from tests.tui.conftest import pressed
from tests.tui.fakes import screen_text
from tests.tui.test_scene_keys import barcode
from tui.language import set_language
from tui.scene_app import SceneConsole
from tui.scene_asking import NameAsked, SceneForm
from usecases.casework_scene import Brought
from wiring.scene_journal import Journal, read_scene

CODE, CARTON, OTHER = "6901028075763", "6901028999908", "96385074"
CATALOGUE = Catalogue([Brand(CODE, "中华（硬）", CARTON, "", "中华", carton_price=Fen(45_000))], "catalogue:2026-11-02")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PATIENCE = 20.0


class Laptop:
    """A laptop on a table, somebody at its keyboard, and a scanner."""

    def __init__(self, app: SceneConsole, pilot: Pilot[Any], journal: Journal) -> None:
        self.app, self.pilot, self.journal = app, pilot, journal
        self._at = time.monotonic() - 1000  # keys that are spaced out lie in the past

    async def scans(self, *codes: str, gap: float = 0.002, end: str = "enter") -> None:
        """Send whole lines as a scanner does."""
        self._at += 1
        for code in codes:
            for key in [*code, end]:
                event = pressed(key) if len(key) == 1 else events.Key(key, None)
                self._at += gap
                event.time = self._at
                self.app.post_message(event)
        await self.pilot.pause()

    async def presses(self, *keys: str) -> None:
        """Press keys as a person does, waiting until each was understood."""
        for key in keys:
            self.app.post_message(pressed(key))
            await self.pilot.pause()
            while self.app._scene.keys.holds:
                await self.pilot.pause(0.01)
            await self.pilot.pause()

    async def fills(self, **values: str) -> None:
        """Write into the form that is open, and hand it over."""
        await self.pilot.pause()
        form = self.app.screen
        assert isinstance(form, SceneForm)
        for name, value in values.items():
            form._widget(name).value = value
        await self.presses("f2")

    async def finds(self, text: str) -> bool:
        """Return whether a text is on the screen, now or before long."""
        ends = time.monotonic() + PATIENCE
        while text not in screen_text(self.app) and time.monotonic() < ends:  # type: ignore[arg-type]
            await self.pilot.pause(0.01)
        return text in screen_text(self.app)  # type: ignore[arg-type]

    @property
    def packs(self) -> list[tuple[str, int, Nature]]:
        """What is on the disk."""
        with Journal.open(self.copy(), {}, utc_now) as journal:
            return [(one.goods.product, one.goods.packs, one.goods.nature) for one in journal.entries]

    def copy(self) -> Path:
        """Return a copy of the journal as another program would find it."""
        file = Path(self.journal._file.name)
        copied = file.with_suffix(".copy")
        copied.write_bytes(file.read_bytes())
        return copied


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh")


@asynccontextmanager
async def laptop(
    tmp_path: Path, size: tuple[int, int] = (80, 24), prefix: str = "", suffix: str = "", **more: Any
) -> AsyncIterator[Laptop]:
    """Open a scene."""
    head = {
        "case": "C-2026-000001",
        "place": "湖滨南路1号",
        "officers": list(more.get("officers", ("inspector", "inspector2"))),
    }
    with Journal.open(tmp_path / "scene.jsonl", head, utc_now) as journal:
        app = SceneConsole(journal, CATALOGUE, marks=Marks(prefix, suffix), send=more.get("send"))
        async with app.run_test(size=size) as pilot:
            yield Laptop(app, pilot, journal)


async def test_scans_are_counted_and_the_last_is_shown_large(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CARTON, CARTON, CODE)

        assert await desk.finds("本品种共21盒")
        assert await desk.finds("1种  420支  0.04件  945.00元")
        assert await desk.finds("中华（硬）  1盒")
        assert desk.packs == [("中华（硬）", 10, Nature.UNKNOWN)] * 2 + [("中华（硬）", 1, Nature.UNKNOWN)]


async def test_sixty_scans_in_one_burst_are_all_there_once(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(*(barcode(number % 7) for number in range(60)), gap=0.0)
        assert await desk.finds("7种")

        counted = [one.goods for one in desk.journal.entries]
        assert (len(counted), totals(together(counted)).packs) == (60, 600)


async def test_the_last_that_was_counted_is_always_seen_however_many_kinds_there_are(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(*(barcode(number) for number in range(20)))
        for number in (0, 19, 3):
            await desk.scans(barcode(number))
            assert await desk.finds(f"▶      2条  未知条码{barcode(number)}")
        assert await desk.finds("另有7种")


async def test_single_keys_set_nature_and_amount_and_undo(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.presses("u")
        assert await desk.finds("还没有登记任何物品")
        await desk.scans(CARTON)
        await desk.presses("j", "2", "5", "x")
        assert await desk.finds("已改为25条")
        assert desk.packs == [("中华（硬）", 250, Nature.COUNTERFEIT)]
        await desk.presses("0", ".", "0", "5", "x")
        assert await desk.finds("数量应为整盒")
        await desk.presses("3", "p")
        assert desk.packs == [("中华（硬）", 3, Nature.COUNTERFEIT)]
        await desk.presses("u")
        assert await desk.finds("已撤销：中华（硬） 3盒")
        assert desk.packs == []


@pytest.mark.parametrize(
    ("line", "why", "do_next"),
    [
        (CODE[1:], "校验码应为", "请重新扫描"),
        (CODE[:5], "应为13位", "请重新扫描"),
        (f"]E0{CODE}", "条码前多了“]E0”", "请关闭扫描枪的条码类型前缀"),
        (f"#{CODE}", "条码前多了“#”", "在配置 scanner.prefix 写明"),
    ],
    ids=["torn in front", "torn and short", "a kind of code", "a wrong prefix"],
)
async def test_a_bad_scan_is_told_with_what_to_do_and_counts_nothing(
    tmp_path: Path, line: str, why: str, do_next: str
) -> None:
    async with laptop(tmp_path, (120, 40)) as desk:
        await desk.scans(line)

        assert await desk.finds(f"没有登记“{line}”")
        assert await desk.finds(why)
        assert await desk.finds(do_next)
        assert desk.packs == []


async def test_with_a_prefix_only_its_scans_count(tmp_path: Path) -> None:
    async with laptop(tmp_path, prefix="~") as desk:
        await desk.scans(CARTON, f"~{CARTON}")
        assert await desk.finds("本品种共1条")

        assert len(desk.packs) == 1


async def test_a_control_character_may_be_the_prefix_and_a_tab_the_end(tmp_path: Path) -> None:
    async with laptop(tmp_path, prefix="\x02") as desk:
        await desk.scans(CARTON, f"\x02{CARTON}")
        await desk.scans(f"\x02{CODE}", end="tab")
        assert await desk.finds("本品种共11盒")

        assert [packs for _product, packs, _nature in desk.packs] == [10, 1]


async def test_a_whole_case_is_one_scan(tmp_path: Path) -> None:
    inside = "1" + CODE[:-1]
    async with laptop(tmp_path) as desk:
        await desk.scans(inside + barcode_check(inside))
        assert await desk.finds("中华（硬）  50条")

        assert desk.packs == [("中华（硬）", 500, Nature.UNKNOWN)]


async def test_an_unknown_barcode_is_captured_and_named_and_a_scan_does_not_end_up_in_the_name(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.presses("c")
        await desk.scans(OTHER)
        assert await desk.finds("目录里没有这个条码")
        await desk.presses("m")
        assert isinstance(desk.app.screen, NameAsked)
        await desk.scans(CARTON)
        assert isinstance(desk.app.screen, NameAsked)
        assert desk.app.screen._field.value == f"未知条码{OTHER}"
        desk.app.screen._field.value = "外烟"
        await desk.presses("enter")
        assert await desk.finds("已改为外烟")

        assert desk.packs == [("外烟", 1, Nature.UNKNOWN), ("中华（硬）", 10, Nature.UNKNOWN)]


async def test_a_price_is_asked_with_its_basis_and_the_price_sheet_shows_both_with_the_sums(tmp_path: Path) -> None:
    async with laptop(tmp_path, (120, 40)) as desk:
        await desk.scans(CARTON, OTHER, OTHER)
        await desk.presses("b")
        assert await desk.finds("单价：未知条码96385074")
        form = desk.app.screen
        assert isinstance(form, SceneForm)
        form._widget("price").value = "230"
        await desk.scans(CARTON)
        assert form._widget("price").value == "230"
        await desk.fills(kind="deal", detail="进货单第5号")
        assert await desk.finds("已写明单价：未知条码96385074 230.00元")
        await desk.scans(OTHER)
        await desk.presses("t")
        assert await desk.finds("实际交易（进货单第5号）")
        assert await desk.finds("品牌目录（2026-11-02）")
        assert await desk.finds("1种 3条 690.00元")

        scene, _ = read_scene(desk.copy().read_bytes())
        assert [(one.packs, one.carton_price, one.price_basis) for one in scene.goods] == [
            (20, 45_000, "catalogue:2026-11-02"), (30, 23_000, "deal:进货单第5号"),
        ]  # fmt: skip


async def test_evidence_with_its_picture_and_samples_are_listed_and_the_newest_is_undone(tmp_path: Path) -> None:
    picture = tmp_path / "1.png"
    picture.write_bytes(PNG)
    async with laptop(tmp_path, (120, 40)) as desk:
        await desk.scans(*[CARTON] * 3)
        await desk.presses("w")
        await desk.fills(name="进货笔记本", amount="1本", place="抽屉", holder="李思远", photo=str(picture))
        assert await desk.finds("已登记证据")
        assert await desk.finds("进货笔记本  1本  抽屉  李思远")
        assert await desk.finds(f"1.png  {sha256(PNG).hexdigest()[:16]}")
        await desk.presses("y")
        await desk.fills(base="3", count="2")
        assert await desk.finds("抽样 2条，基数3条")
        await desk.presses("u")
        assert await desk.finds("已撤销最后登记的证据或者抽样")

        scene, _ = read_scene(desk.copy().read_bytes())
        assert ([one.name for one in scene.things], scene.samples) == (["进货笔记本"], ())
        assert desk.journal.photos.get(sha256(PNG).hexdigest()) == PNG
        assert len(desk.packs) == 3


async def test_evidence_that_lacks_something_stays_in_its_form_with_what_is_wrong(tmp_path: Path) -> None:
    async with laptop(tmp_path, (120, 40)) as desk:
        await desk.presses("w")
        await desk.fills(kind="photo", name="仓库", place="门口", photo=str(tmp_path / "none.png"))
        assert await desk.finds("读不了照片“none.png”")
        await desk.fills(taken_at="gestern")
        assert await desk.finds("写作 2026-01-31 09:30")
        await desk.fills(place="")
        assert await desk.finds("必填")

        assert desk.journal.kept.things == ()


async def test_officers_are_asked_at_the_beginning_with_certificates_and_the_end_asks_who_was_there(
    tmp_path: Path,
) -> None:
    async with laptop(tmp_path, (120, 40), officers=()) as desk:
        assert await desk.finds("执法证号一")
        await desk.fills(first="inspector", first_no="1", second="inspector", second_no="2")
        assert await desk.finds("须有两名不同的执法人员")
        await desk.scans(CARTON)
        await desk.fills(second="inspector2")
        assert await desk.finds("已写明执法人员和开始时间")
        await desk.presses("e")
        assert await desk.finds("已出示执法证件")
        await desk.fills(present="店员李思远", certificates_shown="yes")
        assert await desk.finds("清点已结束")

        said = desk.journal.told
        assert said.people == (("inspector", "1"), ("inspector2", "2"))
        assert (said.present, said.certificates_shown, len(desk.packs)) == ("店员李思远", True, 1)


async def test_a_clock_is_mended_with_its_reason(tmp_path: Path) -> None:
    async with laptop(tmp_path, (120, 40)) as desk:
        await desk.presses("k")
        await desk.fills(now="2026-01-31 09:30")
        assert await desk.finds("必填")
        await desk.fills(why="没有电池")
        assert await desk.finds("电脑所记的时间保留")

        assert desk.journal.told.started_at[:10] in ("2026-01-30", "2026-01-31")
        assert desk.journal.told.why == "没有电池"


async def test_a_scene_is_sent_from_the_screen_and_what_does_not_fit_is_shown_with_what_was_kept(
    tmp_path: Path,
) -> None:
    every = totals([Goods("中华", 40)])
    brought = Brought("C-2026-000001", "s1", 3, every, ("条码1的性质不一致：待鉴别、走私",), ("inspector：中华 10盒",))
    async with laptop(tmp_path, (120, 40), send=lambda: brought) as desk:
        await desk.presses("v")
        assert await desk.finds("已带回案件 C-2026-000001")
        assert await desk.finds("条码1的性质不一致：待鉴别、走私")
        assert await desk.finds("inspector：中华 10盒")
    async with laptop(tmp_path) as desk:
        await desk.presses("v")
        assert await desk.finds("带回局里后用 luqiao scene send")


async def test_the_price_sheet_is_turned_line_by_line_and_page_by_page(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(*(barcode(number) for number in range(20)))
        await desk.presses("t")
        assert await desk.finds("没有单价")
        assert await desk.finds("下面还有27行")
        await desk.presses("pagedown", "down")
        assert await desk.finds("下面还有12行")
        await desk.presses("pageup", "up", "t", "t")
        assert await desk.finds("另有13种")


async def test_a_closed_laptop_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with laptop(tmp_path) as desk:
        await desk.scans(CARTON, OTHER)
        await desk.presses("e")
        assert await desk.finds("清点已结束")
    async with laptop(tmp_path, (200, 60)) as desk:
        assert await desk.finds("继续清点：已有2条记录")
        assert await desk.finds(f"未知条码{OTHER}")
        await desk.presses("q")

    assert desk.app._exit


@pytest.mark.parametrize(("width", "height"), [(80, 24), (44, 20), (120, 40)])
async def test_every_key_is_named_at_every_width(tmp_path: Path, width: int, height: int) -> None:
    async with laptop(tmp_path, (width, height)) as table:
        for words in ("25x 改为25条", "d 待鉴别", "w 证据", "t 换表", "v 带回案件", "q 退出"):
            assert await table.finds(words)


async def test_a_window_that_is_too_small_for_the_keys_says_so(tmp_path: Path) -> None:
    async with laptop(tmp_path, (40, 10)) as table:
        assert await table.finds("窗口太小：要有 15 行才看得到按键")
        await table.scans(CODE)
        assert await table.finds("中华（硬）")
