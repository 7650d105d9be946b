"""Offices: a district's clerk decides what belongs to the district, one by one and in bulk; others as ever."""

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidInput, Refused
from models.values import Role
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, assignments, officers, offices

if TYPE_CHECKING:
    from models.values import Officer
    from wiring.office import Office

ONE, TWO = "A-2026-000001", "A-2026-000002"
SECADMIN = OFFICERS["secadmin"]


def put(office: "Office", login: str, code: str) -> "Officer":
    office.perform(offices.put_officer, login, name="周敏", roles=[Role.LICENCE_CLERK], office=code, by=SECADMIN)
    return office.officer(login)


def test_a_district_decides_its_own_and_no_other_not_in_bulk_either(office: "Office") -> None:
    staffed(office)
    siming, huli = put(office, "clerk_siming", "350203"), put(office, "clerk_huli", "350206")
    receive(office, row("WX1"), row("WX2", of=form(licence_no="350203100002")))

    with pytest.raises(Refused, match="不能办理思明区"):
        office.perform(applications.accept, ONE, by=huli)
    assert set(office.perform_each(applications.accept, [ONE, TWO], by=huli)) == {ONE, TWO}
    office.perform(applications.accept, ONE, by=siming)
    office.perform(applications.accept, TWO, by=OFFICERS["clerk"])


def test_an_officer_moves_and_unknown_offices_are_refused(office: "Office") -> None:
    staffed(office)
    put(office, "clerk_siming", "350203")
    moved = put(office, "clerk_siming", "350206-1")

    with office.reading() as session:
        place = offices.place_of(session, moved)
        assert place is not None
        assert (place.name, offices.place_of(session, OFFICERS["clerk"])) == ("湖里区办证厅", None)
        assert moved in officers.active(session)
    with pytest.raises(InvalidInput, match="没有机构"):
        put(office, "clerk_siming", "999999")


def test_who_moves_to_another_district_gives_the_open_cases_away_first(office: "Office") -> None:
    staffed(office)
    mover = put(office, "clerk_siming", "350203")
    receive(office, row("WX1"))
    office.perform(applications.accept, ONE, by=mover)

    with pytest.raises(Refused, match=f"还承办{ONE}，厦门市湖里区烟草专卖局不能办理"):
        put(office, "clerk_siming", "350206")
    put(office, "clerk_siming", "350203-1")
    office.perform(assignments.assign, ONE, "clerk", by=OFFICERS["supervisor"])

    put(office, "clerk_siming", "350206")

    with office.reading() as session:
        place = offices.place_of(session, mover)
    assert place is not None
    assert place.name == "厦门市湖里区烟草专卖局"


def test_only_the_security_administrator_enters_officers(office: "Office") -> None:
    staffed(office)

    with pytest.raises(Refused, match="无权"):
        office.perform(offices.put_officer, "x1", name="甲", roles=[Role.INSPECTOR], office="", by=OFFICERS["approver"])
