"""Competence: every deed on applications times every kind of office, at home and elsewhere."""

import pytest

from models.errors import Refused
from models.values import Officer, Role
from rules import competence
from rules.authority import RIGHTS
from rules.competence import HALL_DEEDS, Kind, Place

CLERK = Officer("clerk_siming", "周敏", frozenset({Role.LICENCE_CLERK}))
SUPERVISOR = Officer("supervisor", "郑立群", frozenset({Role.SUPERVISOR}))
SIMING, HULI = "350203", "350206"
DEEDS = [deed for deed in RIGHTS if deed.startswith("application.")]
PLACES = {kind: Place("机构", kind, SIMING) for kind in Kind}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_city_does_everything_a_district_its_own_and_a_hall_what_receiving_needs(deed: str) -> None:
    at_home = {kind: competence.may(place, deed, SIMING, CLERK) for kind, place in PLACES.items()}
    elsewhere = {kind: competence.may(place, deed, HULI, CLERK) for kind, place in PLACES.items()}

    assert at_home == {Kind.CITY: True, Kind.DISTRICT: True, Kind.HALL: deed in HALL_DEEDS}
    assert elsewhere == {Kind.CITY: True, Kind.DISTRICT: False, Kind.HALL: False}


def test_who_supervises_is_stopped_nowhere() -> None:
    assert all(competence.may(place, deed, HULI, SUPERVISOR) for place in PLACES.values() for deed in DEEDS)


def test_a_refusal_names_the_office_and_whose_it_is() -> None:
    with pytest.raises(Refused, match="不能办理湖里区的申请") as elsewhere:
        competence.check(PLACES[Kind.DISTRICT], "application.granted", HULI, CLERK)
    with pytest.raises(Refused, match="只负责受理"):
        competence.check(PLACES[Kind.HALL], "application.granted", SIMING, CLERK)

    assert "湖里区烟草专卖局" in elsewhere.value.do_next
