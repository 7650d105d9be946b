"""Absence and deputy at the first and last day, and who gets the next case by load."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidInput, NotFound, Refused
from models.values import Role
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import absences, applications, assignments, offices
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

SUPERVISOR = OFFICERS["supervisor"]
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


def leave(
    office: "Office", login: str = "clerk", deputy: str = "clerk2", days: tuple[date, date] = (FIRST, LAST)
) -> None:
    office.perform(absences.enter, login, *days, deputy, by=SUPERVISOR)


def least(office: "Office", district: str = "350203", on: date = date(2026, 11, 21)) -> str | None:
    with office.reading() as session:
        return absences.least_loaded(session, district, on)


@pytest.mark.parametrize(
    ("day", "stands_in"),
    [(date(2026, 11, 22), []), (FIRST, ["clerk"]), (LAST, ["clerk"]), (date(2026, 11, 28), [])],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_deputy_stands_in_from_the_first_to_the_last_day(office: "Office", day: date, stands_in: list[str]) -> None:
    staffed(office)
    leave(office)

    with office.reading() as session:
        assert absences.stood_in_for(session, "clerk2", day) == stands_in
        assert absences.away(session, day) == dict.fromkeys(stands_in, "clerk2")


def test_nobody_stands_in_for_oneself_nor_while_away(office: "Office") -> None:
    staffed(office)
    leave(office)

    with pytest.raises(InvalidInput, match="也离岗"):
        leave(office, "clerk2", "clerk", (LAST, LAST))
    with pytest.raises(InvalidInput, match="有误"):
        leave(office, "clerk2", "clerk2")
    with pytest.raises(InvalidInput, match="有误"):
        leave(office, "clerk2", "approver", (LAST, FIRST))
    with pytest.raises(NotFound):
        leave(office, "nobody")


def test_the_next_case_goes_to_who_has_the_least_open_work_and_is_there(office: "Office") -> None:
    staffed(office)
    receive(office, row("WX1"), row("WX2", of=form(licence_no="350203100002")))
    assert least(office) == "clerk"

    office.perform(assignments.assign, "A-2026-000001", "clerk", by=SUPERVISOR)

    assert least(office) == "clerk2"
    leave(office, "clerk2", "clerk")
    assert least(office, on=FIRST) == "clerk"


def test_a_district_with_clerks_of_its_own_gets_its_cases(office: "Office") -> None:
    staffed(office)
    roles = [Role.LICENCE_CLERK]
    office.perform(offices.put_officer, "zz_huli", name="甲", roles=roles, office="350206", by=OFFICERS["secadmin"])

    assert (least(office, "350206"), least(office, "350203")) == ("zz_huli", "clerk")


def test_an_accepted_case_is_assigned_by_load_only_where_the_bureau_says_so(office: "Office") -> None:
    staffed(office)
    receive(office, *(row(f"WX{n}", of=form(licence_no=f"35020310000{n}")) for n in (1, 2, 3)))
    office.perform(applications.accept, "A-2026-000001", by=OFFICERS["clerk2"])
    office.desk = replace(office.desk, assign_by_load=True)
    for number in ("A-2026-000002", "A-2026-000003"):
        office.perform(applications.accept, number, by=OFFICERS["clerk2"])

    with office.reading() as session:
        found = [detail(session, f"A-2026-00000{n}", at=office.now()).row["assigned_to"] for n in (1, 2, 3)]
    assert found == ["clerk2", "clerk", "clerk"]


def put(office: "Office", login: str, code: str, role: Role = Role.LICENCE_CLERK) -> None:
    office.perform(offices.put_officer, login, name="甲", roles=[role], office=code, by=OFFICERS["secadmin"])


@pytest.mark.parametrize(
    ("login", "deputy", "refusal"),
    [
        ("siming", "huli", "属于厦门市湖里区烟草专卖局，不能代理厦门市思明区烟草专卖局"),
        ("siming", "hall", "属于思明区办证厅，不能代理厦门市思明区烟草专卖局"),
        ("siming", "auditor", "不能承办申请"),
        ("siming", "clerk", ""),
        ("hall", "siming", ""),
    ],
    ids=["another district", "the hall for its bureau", "who handles nothing", "the city", "the bureau for its hall"],
)
def test_a_deputys_office_and_roles_reach_as_far(office: "Office", login: str, deputy: str, refusal: str) -> None:
    staffed(office)
    for name, code in (("siming", "350203"), ("hall", "350203-1"), ("huli", "350206")):
        put(office, name, code)

    if not refusal:
        leave(office, login, deputy)
        return
    with pytest.raises(Refused, match=refusal):
        leave(office, login, deputy)


def test_who_comes_back_early_is_there_and_may_leave_again(office: "Office") -> None:
    staffed(office)
    leave(office)
    with pytest.raises(InvalidInput, match="已登记离岗"):
        leave(office, days=(LAST, LAST))
    with pytest.raises(InvalidInput, match="代理clerk"):
        leave(office, "clerk2", "approver", (LAST, LAST))

    assert office.perform(absences.back, "clerk", by=SUPERVISOR) == 1

    with office.reading() as session:
        assert absences.away(session, FIRST) == {}
    leave(office, days=(LAST, LAST))
    with pytest.raises(NotFound, match="没有登记离岗"):
        office.perform(absences.back, "clerk2", by=SUPERVISOR)


def test_where_everybody_is_away_the_deputy_gets_it_and_the_bureau_goes_before_its_hall(office: "Office") -> None:
    staffed(office)
    put(office, "aa_hall", "350206-1")
    put(office, "zz_huli", "350206")
    assert least(office, "350206", FIRST) == "zz_huli"

    leave(office, "zz_huli", "clerk2")

    assert least(office, "350206", FIRST) == "clerk2"
