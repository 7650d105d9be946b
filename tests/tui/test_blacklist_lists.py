"""Lists and hits in the console: what changed, what waits, and how a person decides."""

from hashlib import sha256
from pathlib import Path

import pytest
from textual.widgets import Input

from daemon.jobs import rescreen
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import blacklist, blacklist_lists, list_hits
from usecases.blacklist_files import read_list
from usecases.blacklist_import import ListToImport, import_list
from wiring.office import Office

APPROVER = OFFICERS["approver"]


def bring(office: Office, text: str) -> None:
    content = f"name,number,reason\n{text}".encode()
    new = ListToImport("重点户", read_list(content), sha256(content).hexdigest(), "稽查科")
    office.perform(import_list, new, by=APPROVER)


@pytest.fixture
def lists(office: Office) -> Office:
    """Return an office with a list of two versions and two licences that it fits."""
    take_in(office, csv_of(holder(0), holder(1)))
    bring(office, f"林海生,{holder(0)['身份证号']},无证\n甲某,,串货\n")
    bring(office, f"林海生,{holder(0)['身份证号']},多次无证\n陈秋悦,,售假\n")
    run = rescreen.begin(office)
    assert run is not None
    matcher, behind = rescreen.entries(office, run)
    while run.finished_at is None:
        run = rescreen.step(office, run, matcher, behind)
    return office


async def test_lists_say_what_changed_and_a_version_is_undone(lists: Office) -> None:
    async with seated(lists, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "z")
        assert await clerk.finds("重点户")
        assert await clerk.finds("+1  ~1  -1")
        await clerk.types("v", "enter")
        assert await clerk.finds("无证 → 多次无证")
        await clerk.types("enter", "x", "enter")
        await clerk.writes("daocuole")
        await clerk.types("enter")
        assert await clerk.finds("已撤销；现为第 3 版")

    with lists.reading() as session:
        assert {one.name for one in blacklist.entries(session)} == {"林海生", "甲某"}


async def test_hits_are_explained_confirmed_and_dismissed(lists: Office) -> None:
    async with seated(lists, bureau.clerk(), (120, 40)) as clerk:
        assert await clerk.finds("名单命中：2 件待核对")
        await clerk.types("g", "u")
        assert await clerk.finds("号码一致")
        assert str(holder(0)["身份证号"]) not in clerk.sees
        await clerk.types("a")
        await clerk.writes("hedui")
        await clerk.types("enter")
        assert await clerk.finds("已确认：林海生")
        await clerk.types("s", "down", "enter")
        assert await clerk.finds(f"确系此人  {bureau.clerk().name}")
        await clerk.types("s", "up", "enter")
        assert await clerk.finds("同音字：月/悦")
        await clerk.types("n", "enter")
        await clerk.writes("bushi")
        await clerk.types("enter")
        assert await clerk.finds("没有这一类命中")

    with lists.reading() as session:
        decided = {one.party_name: (one.state, one.why) for one in list_hits.hits(session, state="")}
    assert decided == {"林海生": ("confirmed", "hedui"), "陈秋月": ("dismissed", "bushi")}


async def test_nobody_is_told_a_key_that_does_nothing_for_them(office: Office) -> None:
    for officer, told in ((bureau.clerk(), False), (bureau.approver(), True)):
        async with seated(office, officer, (80, 24)) as clerk:
            await clerk.types("g", "z")
            assert await clerk.finds("还没有名单")
            assert ("按 a" in clerk.sees) is told


async def test_a_file_that_would_remove_most_of_a_list_is_asked_about(office: Office, tmp_path: Path) -> None:
    bring(office, "".join(f"第{n}户,,旧\n" for n in range(60)))
    (tmp_path / "x.csv").write_text("name\n第1户\n", encoding="utf-8")
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "b")
        for end in ("escape", "enter"):
            await clerk.types("I")
            clerk.app.screen.query_one(Input).value = str(tmp_path / "x.csv")
            await clerk.types("enter")
            clerk.app.screen.query_one(Input).value = "重点户"
            await clerk.types("enter")
            assert await clerk.finds("现有 60 条，导入后将移出其中 59 条")
            await clerk.types(end)
        assert await clerk.finds("已导入名单")

    with office.reading() as session:
        assert [one.name for one in blacklist.entries(session)] == ["第1户"]


async def test_a_list_that_bars_is_worded_by_one_and_confirmed_by_another(office: Office) -> None:
    values = {"name": "省局禁入", "source": "省局", "reason": "走私", "bars": "bars", "basis": "LIC 第二十五条"}
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "z", "a")
        for name, value in values.items():
            clerk.app.screen._widget(name).value = value  # type: ignore[attr-defined]
        await clerk.types("f2")
        assert await clerk.finds("须另一人复核后生效")
        await clerk.types("c", "enter")
        assert await clerk.finds("须由另一名人员确认")

    async with seated(office, OFFICERS["approver2"], (120, 40)) as clerk:
        assert await clerk.finds("名单：1 份的改动待复核")
        await clerk.types("g", "z", "c", "enter")
        assert await clerk.finds("已生效：省局禁入")

    with office.reading() as session:
        (one,) = blacklist_lists.standing(session)
    assert (one.bars, one.source, one.confirmed_by) == (True, "省局", "approver2")
