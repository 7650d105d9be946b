"""Competence: every deed times every kind of office, at home and elsewhere; deputies; whose number it is."""

import pytest

from models.errors import Refused
from models.values import SYSTEM_OFFICER, Officer, Role
from rules import competence
from rules.authority import RIGHTS
from rules.competence import ABOUT, CITY_CODE, HALL_DEEDS, About, Kind, Place

CLERK = Officer("clerk_siming", "周敏", frozenset({Role.LICENCE_CLERK}))
SUPERVISOR = Officer("supervisor", "郑立群", frozenset({Role.SUPERVISOR}))
SIMING, HULI = "350203", "350206"
BY_PEOPLE = [deed for deed, right in RIGHTS.items() if right.roles != {Role.SYSTEM}]
PLACES = {kind: Place("机构", kind, SIMING) for kind in Kind}
BUREAU, HALL, OTHER = PLACES[Kind.DISTRICT], PLACES[Kind.HALL], Place("湖里", Kind.DISTRICT, HULI)


def test_every_deed_of_people_says_what_it_is_about_and_nothing_else_does() -> None:
    assert sorted(BY_PEOPLE) == sorted(ABOUT)
    assert set(BY_PEOPLE) >= HALL_DEEDS


@pytest.mark.parametrize("deed", BY_PEOPLE)
def test_the_city_does_everything_a_district_its_own_and_a_hall_what_receiving_needs(deed: str) -> None:
    at_home = {kind: competence.may(place, deed, SIMING, CLERK) for kind, place in PLACES.items()}
    elsewhere = {kind: competence.may(place, deed, HULI, CLERK) for kind, place in PLACES.items()}

    mine, everywhere = ABOUT[deed] is not About.CITY, ABOUT[deed] in (About.ANYWHERE, About.OWN)
    assert at_home == {Kind.CITY: True, Kind.DISTRICT: mine, Kind.HALL: mine and deed in HALL_DEEDS}
    assert elsewhere == {Kind.CITY: True, Kind.DISTRICT: everywhere, Kind.HALL: everywhere and deed in HALL_DEEDS}


@pytest.mark.parametrize("by", [SUPERVISOR, SYSTEM_OFFICER], ids=["supervisor", "jobs"])
def test_who_supervises_and_the_jobs_are_stopped_nowhere(by: Officer) -> None:
    assert all(competence.may(place, deed, HULI, by) for place in PLACES.values() for deed in BY_PEOPLE)


@pytest.mark.parametrize(
    ("place", "deed", "district", "said", "do_next"),
    [
        (BUREAU, "application.granted", HULI, "不能办理湖里区的申请", "请湖里区烟草专卖局或者市局办理。"),
        (BUREAU, "licence.act_proposed", HULI, "不能办理湖里区的许可证", "请湖里区烟草专卖局或者市局办理。"),
        (BUREAU, "penalty.recorded", CITY_CODE, "不能办理厦门市的处罚决定", "请市局办理。"),
        (BUREAU, "blacklist.added", HULI, "“列入名单”由市局统一办理", "请市局办理。"),
        (HALL, "application.granted", SIMING, "只负责受理、送达和归档", "请思明区烟草专卖局办理。"),
        (HALL, "application.granted", HULI, "不能办理湖里区", "请湖里区烟草专卖局或者市局办理。"),
    ],
    ids=["an application elsewhere", "a licence elsewhere", "the city's", "for all", "a hall", "a hall, elsewhere"],
)
def test_a_refusal_names_the_office_and_whose_it_is(
    place: Place, deed: str, district: str, said: str, do_next: str
) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        competence.check(place, deed, district, CLERK)

    assert (refusal.value.kept, refusal.value.do_next) == ("没有任何改动。", do_next)


@pytest.mark.parametrize("deed", [deed for deed in BY_PEOPLE if ABOUT[deed] not in (About.ANYWHERE, About.OWN)])
def test_whatever_is_another_bureaus_is_refused_with_its_name(deed: str) -> None:
    what = "由市局统一办理" if ABOUT[deed] is About.CITY else f"不能办理思明区的{competence.NAMES[ABOUT[deed]]}"

    with pytest.raises(Refused, match=what):
        competence.check(OTHER, deed, SIMING, CLERK)


def test_who_was_put_nowhere_else_is_of_the_city_bureau() -> None:
    assert (competence.name_of(None), competence.name_of(OTHER)) == ("市局", "湖里")


@pytest.mark.parametrize(
    ("deputy", "absent", "allowed"),
    [
        (BUREAU, BUREAU, True), (BUREAU, HALL, True), (HALL, HALL, True), (HALL, BUREAU, False),
        (OTHER, BUREAU, False), (BUREAU, None, False), (None, BUREAU, True), (None, None, True),
    ],
    ids=["same bureau", "bureau for hall", "same hall", "hall for bureau", "another district", "district for city",
         "city for district", "city"],
)  # fmt: skip
def test_a_deputy_is_of_the_same_bureau_or_of_the_city(
    deputy: Place | None, absent: Place | None, *, allowed: bool
) -> None:
    assert competence.stands_in(deputy, absent) is allowed


@pytest.mark.parametrize(
    ("number", "bureau"),
    [("厦思烟处〔2026〕第1号", SIMING), (" 厦湖烟许准（2026）第 2 号", HULI), ("厦烟处〔2026〕第12号", ""), ("", "")],
)
def test_the_longest_short_name_that_begins_a_number_names_its_bureau(number: str, bureau: str) -> None:
    assert competence.bureau_of(number, {"厦思": SIMING, "厦湖": HULI}) == bureau
