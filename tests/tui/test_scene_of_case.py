"""The scene from the book of its case: what the case knows is there already, and what was counted comes into it."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.values import Fen
from rules.goods import Goods
from tests.support.casework import INSPECTOR, confirmed, noticed
from tests.tui.conftest import Clerk, seated
from tests.tui.test_casework import facts, propose
from tests.tui.test_scene_keys import barcode
from tui.screens.scene import SceneScreen
from tui.screens.scene_of_case import file_of
from usecases import casework, casework_goods, casework_rows
from wiring.office import Office
from wiring.scene_journal import Journal
from wiring.scene_sending import send

TEAM = ["inspector", "inspector2"]


async def open_scene(clerk: Clerk) -> SceneScreen:
    """Open the scene from the book of the only case."""
    await clerk.types("g", "C", "enter")
    assert await clerk.finds("案情摘要")
    await clerk.types("s")
    assert await clerk.finds("现场清点")
    screen = clerk.app.screen
    assert isinstance(screen, SceneScreen)
    return screen


async def single(clerk: Clerk, key: str) -> None:
    """Press a letter and wait until it is sure that no scan follows."""
    scene = clerk.app.screen
    assert isinstance(scene, SceneScreen)
    await clerk.types(key)
    while scene.keys.holds:
        await clerk.pilot.pause(0.01)
    await clerk.rests()


@pytest.fixture(autouse=True)
def _folder(office: Office, tmp_path: Path) -> None:
    """Keep journals where nobody else finds them."""
    office.settings = replace(office.settings, scanner=replace(office.settings.scanner, journals=tmp_path / "scenes"))


async def test_a_scene_is_counted_and_sent_from_the_book_of_its_case(office: Office) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        scene = await open_scene(clerk)
        assert [login for login, no in scene.journal.told.people if no] == TEAM
        scene.take([("scan", barcode(1)), ("scan", barcode(1))])
        assert await clerk.finds("本品种共2条")
        await single(clerk, "v")
        assert await clerk.finds(f"已带回案件 {number}")
        await clerk.types("enter")
        await single(clerk, "q")
        assert await clerk.finds("案情摘要")

    with office.reading() as session:
        goods = casework_goods.of_case(session, casework_rows.read(session, number))
    assert [one.packs for one in goods] == [20]
    assert file_of(office, number, INSPECTOR).name == f"{number}-inspector.jsonl"


async def test_the_record_of_the_scene_is_filled_with_what_was_said_there(office: Office, tmp_path: Path) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    head = {"case": number, "place": "仓库东墙", "officers": TEAM}
    with Journal.open(tmp_path / "one.jsonl", head, office.now) as journal:
        journal.count(Goods("玉溪", 30, carton_price=Fen(23_000), price_basis="deal:进货单第5号"), "typed")
        sample = {"barcode": "", "product": "玉溪", "packs": 10, "base": 3, "count": 1, "place": "仓库东墙"}
        journal.sample(sample | {"purpose": "鉴别检验"})
        journal.end("店员李思远", certificates_shown=True)
        send(office, journal.path, journal.path.read_bytes(), by=INSPECTOR)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter")
        await propose(clerk, "现场")
        assert await clerk.finds("已办理“现场检查”")
        await propose(clerk, "核价")
        assert await clerk.finds("已办理“核价”")
        await propose(clerk, "抽样")
        assert await clerk.finds("已办理“抽样取证”")

    with office.reading() as session:
        standing = casework_rows.read(session, number).standing
    record, sheet, samples = (standing.last(f"case.{name}") for name in ("scene_recorded", "priced", "sampled"))
    assert record is not None
    assert sheet is not None
    assert samples is not None
    assert (record.said["present"], record.said["place"]) == ("店员李思远", "仓库东墙")
    assert (sheet.said["total"], sheet.said["price_basis"]) == (69_000, "实际交易价格（进货单第5号）")
    assert (samples.said["goods"], samples.said["base"]) == ([["", "玉溪", 10]], 3)  # not all thirty packs


async def test_a_scene_that_was_left_goes_on_where_it_stopped(office: Office) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    async with seated(office, INSPECTOR) as clerk:
        scene = await open_scene(clerk)
        scene.take([("scan", barcode(1))])
        await single(clerk, "q")
        assert await clerk.finds("案情摘要")
        await clerk.types("s")
        assert await clerk.finds("继续清点：已有1条记录")


async def test_a_scene_of_a_case_that_was_noticed_is_refused_before_anything_is_counted(office: Office) -> None:
    number = noticed(office)
    async with seated(office, INSPECTOR) as clerk:
        await clerk.types("g", "C", "enter")
        assert await clerk.finds("案情摘要")
        await clerk.types("s")
        assert await clerk.finds("物品清单不能再改")
        assert not file_of(office, number, INSPECTOR).exists()


async def test_what_was_counted_before_the_notice_can_still_be_seen(office: Office) -> None:
    number = noticed(office)
    file = file_of(office, number, INSPECTOR)
    file.parent.mkdir(parents=True, exist_ok=True)
    with Journal.open(file, {"case": number, "place": "", "officers": TEAM}, office.now) as journal:
        journal.count(Goods("玉溪", 30), "typed")
    async with seated(office, INSPECTOR) as clerk:
        await open_scene(clerk)
        assert await clerk.finds("物品清单不能再改")
        assert "玉溪" in clerk.sees
