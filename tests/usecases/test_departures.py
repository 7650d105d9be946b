"""Departures: nobody leaves with work in hand, the last administrator stays, and an open console is shut."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.errors import Conflict, NotFound, Refused
from models.values import Item, Role
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import absences, applications, assignments, departures, officers, offices, site_checks, window_drafts
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

ONE, TODAY = "A-2026-000001", date(2026, 11, 21)
SECADMIN = OFFICERS["secadmin"]


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return a bureau whose one application is in the hands of 周雅."""
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    office.perform(assignments.assign, ONE, "clerk", by=OFFICERS["supervisor"])
    return office


def serving(office: "Office") -> set[str]:
    with office.reading() as session:
        return {one.login for one in officers.active(session)}


def test_open_work_is_named_and_keeps_the_officer_at_the_desk(desk: "Office") -> None:
    with pytest.raises(Refused, match=f"周雅手上还有：申请 1 件（{ONE}）") as refusal:
        desk.perform(departures.deactivate, "clerk", by=SECADMIN)

    assert "--to" in refusal.value.do_next
    assert "clerk" in serving(desk)


def test_a_successor_takes_everything_and_the_ledger_says_so(desk: "Office") -> None:
    desk.perform(absences.enter, "approver", TODAY, TODAY, "clerk", by=OFFICERS["supervisor"])
    draft = desk.keep(window_drafts.save, "clerk", Item.RENEW, {"name": "林"}, [], at=desk.now())

    done = desk.perform(departures.deactivate, "clerk", "clerk2", by=SECADMIN)

    assert (done.applications, done.drafts, done.stands_in_for) == ((ONE,), 1, ("approver",))
    with desk.reading() as session:
        found = detail(session, ONE, at=desk.now())
        assert found.row["assigned_to"] == "clerk2"
        assert found.history[-1].note == "周雅停用，由林晓芸接办"
        assert [one.id for one in window_drafts.of_officer(session, "clerk2")] == [draft]
        assert absences.stood_in_for(session, "clerk2", TODAY) == ["approver"]
    assert "clerk" not in serving(desk)


@pytest.mark.parametrize("to", ["clerk", "nobody", "sysadmin", "clerk_huli"])
def test_who_may_not_have_it_takes_nothing_and_nothing_changes(desk: "Office", to: str) -> None:
    roles = [Role.LICENCE_CLERK]
    desk.perform(offices.put_officer, "clerk_huli", name="周敏", roles=roles, office="350206", by=SECADMIN)

    with pytest.raises(Refused, match=r"不能接办|不能分派"):
        desk.perform(departures.deactivate, "clerk", to, by=SECADMIN)

    assert "clerk" in serving(desk)


def test_a_proposal_and_a_planned_visit_must_be_settled_first(desk: "Office") -> None:
    desk.perform(applications.refuse, ONE, reason="A2", by=OFFICERS["clerk2"])
    desk.perform(site_checks.plan, ONE, ["inspector", "inspector2"], TODAY, by=OFFICERS["clerk"])

    with pytest.raises(Refused, match=f"林晓芸的提议尚未了结：{ONE}"):
        desk.perform(departures.deactivate, "clerk2", by=SECADMIN)
    with pytest.raises(Refused, match=f"陈志远安排的实地核查尚未登记：{ONE}"):
        desk.perform(departures.deactivate, "inspector", "inspector2", by=SECADMIN)


def test_the_last_administrator_stays_and_nobody_takes_oneself_off(desk: "Office") -> None:
    with pytest.raises(Refused, match="最后一名系统管理员"):
        desk.perform(departures.deactivate, "sysadmin", by=SECADMIN)
    with pytest.raises(Refused, match="最后一名安全管理员"):
        desk.perform(offices.put_officer, "secadmin", name="叶守安", roles=[Role.INSPECTOR], by=SECADMIN)
    desk.perform(offices.put_officer, "secadmin2", name="叶安", roles=[Role.SECURITY_ADMIN], by=SECADMIN)
    with pytest.raises(Refused, match="不能停用自己"):
        desk.perform(departures.deactivate, "secadmin", by=SECADMIN)

    desk.perform(departures.deactivate, "secadmin", by=desk.officer("secadmin2"))

    assert "secadmin" not in serving(desk)


def test_who_was_taken_off_the_desk_does_nothing_more_until_called_back(desk: "Office") -> None:
    clerk2 = OFFICERS["clerk2"]
    desk.perform(departures.deactivate, "clerk2", by=SECADMIN)

    with pytest.raises(Refused, match="林晓芸已停用"):
        desk.perform(applications.examine, ONE, by=clerk2)
    with pytest.raises(Refused, match="林晓芸已停用"):
        desk.perform_each(applications.examine, [ONE], by=clerk2)
    with pytest.raises(Conflict, match="已经停用"):
        desk.perform(departures.deactivate, "clerk2", by=SECADMIN)
    with pytest.raises(NotFound):
        desk.perform(departures.activate, "nobody", by=SECADMIN)
    desk.perform(offices.put_officer, "clerk2", name="林晓云", roles=[Role.LICENCE_CLERK], by=SECADMIN)
    assert "clerk2" not in serving(desk)
    desk.perform(departures.activate, "clerk2", by=SECADMIN)

    desk.perform(applications.examine, ONE, by=clerk2)
