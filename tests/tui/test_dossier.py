"""The dossier on the screen: catalogue, gaps in words, close, export, lock, open again."""

from pathlib import Path

import pytest
from sqlalchemy import text

from models.values import Item
from tests.support.dossiers import decided
from tests.support.papers import Workshop, furnished, workshop
from tests.support.rows import OFFICERS, form, receive, row
from tests.tui.conftest import seated
from tui.screens.application import ApplicationView
from tui.screens.dossier import DossierView
from usecases import dossier_gaps, dossiers
from wiring.office import Office

__all__ = ["workshop"]


@pytest.fixture
def desk(office: Office, workshop: Workshop, tmp_path: Path) -> tuple[Office, str]:
    """A bureau with one granted, printed and served application."""
    furnished(office, workshop, tmp_path)
    return office, decided(office, Item.NEW, ref="DOSSIER1")


async def test_a_dossier_is_looked_through_closed_and_exported_by_keys(
    desk: tuple[Office, str], tmp_path: Path
) -> None:
    office, number = desk
    async with seated(office, OFFICERS["clerk"], (120, 40)) as clerk:
        clerk.app.push_screen(ApplicationView(number))
        assert await clerk.finds(number)
        await clerk.types("v")
        assert await clerk.finds("未归档"), clerk.sees
        assert await clerk.finds("准予行政许可决定书"), clerk.sees
        await clerk.types("z")
        assert await clerk.finds("归档后卷内材料锁定"), clerk.sees
        await clerk.types("enter")
        assert await clerk.finds("已归档锁定"), clerk.sees
        assert await clerk.finds("至 2056-11-21"), clerk.sees
        await clerk.types("x", "enter", "ctrl+u")
        await clerk.writes(str(tmp_path / "out"))
        await clerk.types("enter")
        assert await clerk.finds("已导出"), clerk.sees
    with office.reading() as session:
        row = dossiers.find(session, number)
    content = (tmp_path / "out" / f"{row['number']}.pdf").read_bytes()
    assert dossiers.digest_of(content) == row["sha256"]


async def test_what_must_come_first_is_said_before_a_reason_is_asked_for(office: Office) -> None:
    async with seated(office, OFFICERS["clerk"], (80, 24)) as clerk:
        clerk.app.push_screen(DossierView("A-2026-000001"))
        assert await clerk.finds("未归档")
        await clerk.types("z")
        assert await clerk.finds("还不能归档：申请尚在办理")


async def test_only_an_approver_is_offered_to_open_a_dossier(desk: tuple[Office, str]) -> None:
    office, number = desk
    with office.binding() as bindery:
        bindery.close(number, by=OFFICERS["clerk"])
    async with seated(office, OFFICERS["clerk"], (80, 24)) as clerk:
        clerk.app.push_screen(DossierView(number))
        assert await clerk.finds("已归档锁定")
        assert "启封" not in clerk.sees
    async with seated(office, OFFICERS["approver"], (80, 24)) as approver:
        approver.app.push_screen(DossierView(number))
        assert await approver.finds("启封")
        await approver.types("K")
        await approver.writes("决定书地址有误")
        await approver.types("enter")
        assert await approver.finds("已启封，待重新归档"), approver.sees


async def test_the_second_officer_sees_who_proposed_what_and_turns_it_down_or_agrees(office: Office) -> None:
    receive(office, row("GAP1", of=form(Item.NEW)))
    receive(office, row("GAP1", 2, of=form(Item.NEW, channel_state="withdrawn")))
    with office.reading() as session:
        number = session.execute(text("select number from applications where channel_ref = 'GAP1'")).scalar_one()
        session.execute(text("update attachments set state = 'missing', sha256 = '' where channel_ref = 'GAP1'"))
        session.connection().commit()
    async with seated(office, OFFICERS["clerk"], (80, 24)) as clerk:
        clerk.app.push_screen(DossierView(number))
        assert await clerk.finds("未归档")
        await clerk.types("z")
        await clerk.writes("渠道已无法提供")
        await clerk.types("enter")
        assert await clerk.finds("已提出缺件归档，等待另一名人员同意")
    async with seated(office, OFFICERS["approver"], (80, 24)) as approver:
        approver.app.push_screen(DossierView(number))
        assert await approver.finds("周雅 提议缺件归档")
        assert "渠道已无法提供" in approver.sees
        await approver.types("z")
        assert await approver.finds("周雅 提议缺件归档：渠道已无法提供")
        await approver.types("down", "enter")
        await approver.writes("材料可以补要")
        await approver.types("enter")
        assert await approver.finds("提议已了结")

    with office.reading() as session:
        assert dossier_gaps.waiting(session, number) is None
