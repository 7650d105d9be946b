"""A dossier with gaps: a second officer sees what was proposed and why, agrees or turns it down; nothing stays open."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from models.errors import InvalidInput, Refused
from models.tables.applications import AttachmentRow
from models.tables.columns import table_of
from models.values import Item
from rules.dossiers import Part, measured
from tests.support.licences import APPROVER, CLERK, connected
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, form, receive, row
from usecases import cases, dossier_gaps, dossier_views, dossiers, systems

if TYPE_CHECKING:
    from models.values import Officer
    from wiring.office import Office

__all__ = ["database_url"]
ONE = "A-2026-000001"
WHY = "补件已无法取得，情况属实。"
CLERK2 = OFFICERS["clerk2"]
ATTACHMENTS = table_of(AttachmentRow)


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return an office with a withdrawn application whose papers its channel could not give."""
    connected(office)
    receive(office, row(of=form(Item.NEW)))
    receive(office, row(revision=2, of=form(Item.NEW, channel_state="withdrawn")))
    lost(office, "missing")
    return office


def lost(office: "Office", state: str, sha256: str = "") -> None:
    with office.reading() as session:
        session.execute(update(ATTACHMENTS).values(state=state, sha256=sha256))
        session.connection().commit()


def parts(office: "Office") -> list[Part]:
    with office.reading() as session:
        return [measured(p, 1) for p in dossiers.gathered(session, office.desk, ONE, at=office.now()).parts]


def close(office: "Office", reason: str, by: "Officer") -> dossiers.Closed:
    return office.perform(dossiers.close_with_gaps, ONE, parts(office), reason=reason, by=by)


def seen(office: "Office") -> dossier_views.View:
    with office.reading() as session:
        return dossier_views.view(session, office.desk, ONE, at=office.now())


def alarms(office: "Office") -> list[str]:
    with office.reading() as session:
        return [alarm.text for alarm in systems.open_alarms(session)]


def test_the_second_officer_finds_the_proposal_with_its_reason_and_agrees(desk: "Office") -> None:
    assert close(desk, WHY, CLERK).result == "proposed"

    view = seen(desk)
    assert (view.proposed, view.proposed_by, view.proposed_reason) == ("周雅", "clerk", WHY)
    (alarm,) = alarms(desk)
    assert alarm.startswith(f"周雅提议缺件归档{ONE}（缺")
    assert "请另一名人员打开案卷（v），按z同意或者驳回" in alarm
    assert close(desk, "经核实，同意。", APPROVER).result == "locked"
    assert (alarms(desk), seen(desk).second_by) == ([], "张炜")
    with desk.reading() as session:
        assert cases.read(session, ONE).state == "closed"


def test_an_approver_turns_it_down_and_another_clerk_may_not(desk: "Office") -> None:
    close(desk, WHY, CLERK)
    with pytest.raises(Refused, match="只能收回自己的提议"):
        desk.perform(dossier_gaps.reject, ONE, note="材料可以补", by=CLERK2)
    with pytest.raises(InvalidInput, match="须写明理由"):
        desk.perform(dossier_gaps.reject, ONE, note="无", by=APPROVER)

    desk.perform(dossier_gaps.reject, ONE, note="材料可以向申请人补要", by=APPROVER)

    assert (seen(desk).proposed, seen(desk).state, alarms(desk)) == ("", "unfiled", [])
    with pytest.raises(Refused, match="没有待同意的缺件归档提议"):
        desk.perform(dossier_gaps.reject, ONE, note="再次驳回", by=APPROVER)


def test_who_proposed_changes_the_reason_or_takes_it_back(desk: "Office") -> None:
    close(desk, WHY, CLERK)
    close(desk, "渠道确认文件已删除。", CLERK)
    assert seen(desk).proposed_reason == "渠道确认文件已删除。"
    assert len(alarms(desk)) == 1

    desk.perform(dossier_gaps.reject, ONE, note="材料找到了", by=CLERK)

    assert (seen(desk).proposed, alarms(desk)) == ("", [])


def test_two_clerks_without_an_approver_close_nothing(desk: "Office") -> None:
    close(desk, WHY, CLERK)

    with pytest.raises(Refused, match="至少一名应为审批人"):
        close(desk, "经核实，同意。", CLERK2)

    assert seen(desk).state == "unfiled"


def test_a_proposal_ends_when_the_lost_paper_came_after_all(desk: "Office") -> None:
    close(desk, WHY, CLERK)
    lost(desk, "stored", "ab" * 32)
    with pytest.raises(Refused, match="案卷齐全"):
        close(desk, "经核实，同意。", APPROVER)

    desk.perform(dossiers.close, ONE, parts(desk), by=CLERK)

    assert (seen(desk).state, alarms(desk)) == ("locked", [])
    with desk.reading() as session:
        assert dossier_gaps.waiting(session, ONE) is None
