"""The supervisor's view of cases: from the figures to the list, to the case, to the answer of a red card."""

from datetime import date

import pytest

from daemon.jobs.recompute_deadlines import recompute, settle
from tests.support.casework import INSPECTOR
from tests.support.rows import OFFICERS
from tests.tui.conftest import seated
from tests.tui.test_casework import facts
from usecases import cards_desk, casework
from wiring.office import Office


@pytest.fixture
def late(office: Office) -> str:
    """A lead that is long overdue, with its cards; another one is early."""
    number = office.perform(casework.register, facts(found_on=date(2026, 10, 20), acted_on=None), by=INSPECTOR)
    office.perform(casework.register, facts(), by=INSPECTOR)
    recompute(office)
    settle(office)
    return number


async def test_the_supervisor_goes_from_the_red_figure_to_the_case_and_answers_its_card(
    office: Office, late: str
) -> None:
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as clerk:
        await clerk.types("g", "T")
        assert await clerk.finds("线索核实：期限最近的案件")
        await clerk.types("1")
        assert await clerk.finds("牌=红牌")
        assert clerk.sees.count("C-2026-") == 1
        await clerk.types("enter", "down", "down")
        assert await clerk.finds("待答复（按 c）")
        await clerk.types("c")
        assert await clerk.finds("答复哪一张牌")
        await clerk.writes("hp")
        await clerk.types("enter")
        await clerk.writes("人手不足，本周内办结")
        await clerk.types("enter")
        assert await clerk.finds("人手不足，本周内办结")
    with office.reading() as session:
        found = cards_desk.page(session, cards_desk.CardFilter(subject=late, state="answered"))
    assert [(one.kind, one.reason) for one in found] == [("red", "人手不足，本周内办结")]


async def test_the_figures_are_told_by_handler_and_office_and_lead_to_the_cards(office: Office, late: str) -> None:
    async with seated(office, OFFICERS["supervisor"], (80, 24)) as clerk:
        await clerk.types("g", "C", "t", "d")
        assert await clerk.finds("陈志远：期限最近的案件")
        await clerk.types("2")
        assert await clerk.finds("这一行没有黄牌。")
        await clerk.types("i", "enter")
        assert await clerk.finds("阶段=未结束的")
        assert "案件 › 思明区局" in clerk.sees
        await clerk.types("g", "T", "c")
        assert await clerk.finds("红黄牌 › 思明区局")
        assert late in clerk.sees
