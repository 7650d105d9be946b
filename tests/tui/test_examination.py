"""An examination at the keyboard: planned, asked, answered, heard, and all of it on the application."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.values import Officer
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from tests.tui.conftest import Clerk, seated
from tui.screens.application import ApplicationView
from usecases import applications, cases, clocks, hearings, reviews, site_checks

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, REVIEWER = OFFICERS["clerk"], OFFICERS["reviewer"]
NUMBER = "A-2026-000003"


@pytest.fixture
def accepted(office: "Office") -> "Office":
    office.perform(applications.accept, NUMBER, by=CLERK)
    return office


async def opens(desk: Clerk, words: str) -> None:
    """Look at the application and choose an act by its pinyin."""
    desk.app.push_screen(ApplicationView(NUMBER))
    await desk.rests()
    await desk.types("E")
    assert await desk.finds("核查、送审、听证")
    await desk.writes(words)
    await desk.types("enter")


def fill(desk: Clerk, **values: str) -> None:
    for name, value in values.items():
        desk.app.screen._widget(name).value = value  # type: ignore[attr-defined]


async def test_a_visit_is_planned_and_stands_on_the_application(accepted: "Office") -> None:
    async with seated(accepted, CLERK, (80, 24)) as desk:
        await opens(desk, "anpai")
        fill(desk, inspectors="inspector,inspector2", planned_on="x")
        await desk.types("f2")
        assert await desk.finds("应为日期")
        fill(desk, planned_on="2026-11-23")
        await desk.types("f2")
        assert await desk.finds("已安排实地核查")
        await desk.types("0")
        assert await desk.finds("已安排实地核查：2026-11-23")
        assert "陈志远（35020026001）" in desk.sees
        assert "[审查]" in desk.sees


async def test_a_unit_is_asked_and_answers_from_its_own_list(accepted: "Office") -> None:
    async with seated(accepted, CLERK, (80, 24)) as desk:
        await opens(desk, "song")
        fill(desk, units="legal", question="有无在办案件")
        await desk.types("f2")
        assert await desk.finds("已送审")
    async with seated(accepted, REVIEWER, (120, 40)) as desk:
        assert await desk.finds("会签：1 件待您出具意见")
        await desk.types("g", "r")
        assert await desk.finds("有无在办案件")
        await desk.types("a")
        assert await desk.finds("出具意见")
        fill(desk, opinion="object")
        await desk.types("f2")
        assert await desk.finds("须写明理由")
        fill(desk, text="当事人有在办案件")
        await desk.types("f2")
        assert await desk.finds("没有等待您出具的意见")

    with accepted.reading() as session:
        assert [r["opinion"] for r in reviews.of_application(session, 3)] == ["object"]


async def test_a_hearing_goes_from_the_offer_to_the_record(accepted: "Office") -> None:
    accepted.clock = lambda: NOON + timedelta(days=2)  # a Monday
    async with seated(accepted, CLERK, (120, 40)) as desk:
        await opens(desk, "gaozhi")
        fill(desk, matter="拟不予许可")
        await desk.types("f2")
        assert await desk.finds("已告知听证权利")
        await opens(desk, "dengjitingzhengshenqing")
        fill(desk, who="黄建国")
        await desk.types("f2")
        assert await desk.finds("办理期限中止")
        await desk.types("4")
        assert await desk.finds("听证期间不计入办理期限，自2026-11-23起，尚未结束")
        await opens(desk, "tongzhi")
        fill(desk, held_on="2026-12-04", held_time="9时", place="会议室", host="clerk", recorder="clerk2")
        await desk.types("f2")
        assert await desk.finds("不能主持听证")
        fill(desk, host="reviewer")
        await desk.types("f2")
        assert await desk.finds("已通知听证")
    async with seated(accepted, REVIEWER) as desk:
        await opens(desk, "bilu")
        assert await desk.finds("听证定于2026-12-04举行，还没有到")
    accepted.clock = lambda: NOON + timedelta(days=13)
    async with seated(accepted, REVIEWER, (200, 60)) as desk:
        await opens(desk, "bilu")
        await desk.writes("申请人:请求准予[b]许可[/b]")
        await desk.types("enter")
        await desk.writes("主持人:请陈述")
        await desk.types("escape")
        assert await desk.finds("已暂存 1 条")
        await opens(desk, "bilu")
        assert await desk.finds("听证笔录第 2 条")
        await desk.types("enter")
        assert await desk.finds("登记听证笔录")
        fill(desk, attending="黄建国（申请人）")
        await desk.types("f2")
        assert await desk.finds("办理期限继续计算")
        await desk.types("0")
        assert await desk.finds("申请人：请求准予[b]许可[/b]")

    with accepted.reading() as session:
        assert hearings.of_application(session, 3)[0]["record"] == [["申请人", "请求准予[b]许可[/b]"]]


async def test_who_may_do_nothing_of_it_is_told_so(accepted: "Office") -> None:
    auditor: Officer = OFFICERS["auditor"]
    async with seated(accepted, auditor) as desk:
        desk.app.push_screen(ApplicationView(NUMBER))
        await desk.rests()
        await desk.types("E")
        assert await desk.finds("您的角色不能办理审查事项")

    with accepted.reading() as session:
        assert site_checks.of_application(session, 3) == []


async def test_the_clock_is_stopped_until_a_day_and_runs_again(accepted: "Office") -> None:
    async with seated(accepted, CLERK, (80, 24)) as desk:
        await opens(desk, "zhongzhi")
        fill(desk, kind="expert_review", until="2026-02-30")
        await desk.types("f2")
        assert await desk.finds("应为日期")
        fill(desk, until="2026-11-30", reason="送专家评审")
        await desk.types("f2")
        assert await desk.finds("期限已中止，已告知申请人")
        assert await desk.finds("（专家评审期间已中止，届满日顺延）")
        assert await desk.finds("结束后按 E 恢复办理期限")
        await opens(desk, "huifu")
        await desk.types("f2")
        assert await desk.finds("期限继续计算")

    with accepted.reading() as session:
        case = cases.read(session, NUMBER)
        (pause,) = clocks.pause_rows(session, case.id)
    assert (str(pause["until_on"]), str(pause["to_on"])) == ("2026-11-30", "2026-11-21")
