"""R5, R6, A1, A8 and who is who: hotels, lists, ages, registers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Outcome, PartyKind
from rules.identifiers import id_check
from rules.screening import Applicant, Business, Desk, Relation, party, relation, screen
from tests.rules.cases import (
    FIRM,
    FIRM_USCC,
    ID_NO,
    ON,
    OTHER_ID,
    OTHER_USCC,
    OWN,
    USCC,
    case_of,
    finding,
    law,
    outcome,
    record,
)

DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE


def born(year: int, month: int = 5, day: int = 1) -> str:
    body = f"350203{year}{month:02d}{day:02d}001"
    return body + id_check(body)


@pytest.mark.parametrize("origin", ["foreign", "hk", "macao", "taiwan"])
@pytest.mark.parametrize(("hotel", "wanted"), [(True, PASS), (False, DENY), (None, REVIEW)])
@pytest.mark.parametrize("kind", ["enterprise", "sole_trader"])
def test_r5_foreign_investors_sell_in_hotels_only(
    origin: str, kind: str, wanted: Outcome, *, hotel: bool | None
) -> None:
    paths = {"applicant__kind": kind, "applicant__investor_origin": origin, "premises__is_hotel": hotel}

    assert outcome("R5", **paths) is wanted


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"franchise_of_foreign": True}, REVIEW),
        ({"franchise_of_foreign": None}, REVIEW),
        ({"investor_origin": None}, REVIEW),
        ({"kind": "person"}, PASS),
        ({"kind": "person", "investor_origin": "hk"}, REVIEW),
        ({"kind": "other", "investor_origin": "foreign"}, REVIEW),
        ({"investor_origin": "foreign", "franchise_of_foreign": True}, DENY),
        ({"investor_origin": "foreign", "franchise_of_foreign": None}, DENY),
    ],
    ids=str,
)
def test_r5_a_franchise_or_an_unknown_origin_is_a_question(change: dict[str, Any], wanted: Outcome) -> None:
    assert outcome("R5", **{f"applicant__{key}": value for key, value in change.items()}) is wanted


def test_r5_a_foreign_franchise_in_a_hotel_is_a_question_and_without_premises_too() -> None:
    paths = {"applicant__investor_origin": "foreign", "premises__is_hotel": True}

    assert outcome("R5", **paths, applicant__franchise_of_foreign=True) is REVIEW
    assert outcome("R5", **paths, applicant__franchise_of_foreign=None) is PASS
    assert outcome("R5", applicant__investor_origin="foreign", premises=None) is REVIEW


@pytest.mark.parametrize(
    ("defaulter", "wanted"),
    [
        (None, REVIEW),
        ({}, REVIEW),
        ({"status": None}, REVIEW),
        ({"status": "clear"}, PASS),
        ({"status": "unavailable"}, UNAVAILABLE),
        ({"status": "hit", "party": OWN}, DENY),
        ({"status": "hit", "party": {"uscc": USCC}}, DENY),
        ({"status": "hit", "party": {"name": "王伟"}}, REVIEW),
        ({"status": "hit", "party": {"name": "别人", "id_no": OTHER_ID}}, PASS),
        ({"status": "hit", "party": {"uscc": OTHER_USCC}}, PASS),
        ({"status": "hit"}, REVIEW),
        ({"status": "hit", "party": {}}, REVIEW),
    ],
    ids=str,
)
def test_r6_the_list_counts_only_for_whom_it_names(defaulter: dict[str, Any] | None, wanted: Outcome) -> None:
    assert outcome("R6", defaulter=defaulter) is wanted


def test_r6_a_hit_on_the_legal_representative_only_is_a_question() -> None:
    hit = {"status": "hit", "party": {"name": "李明", "id_no": OTHER_ID}}

    assert outcome("R6", applicant=FIRM, defaulter=hit) is REVIEW
    assert outcome("R6", applicant=FIRM, defaulter={"status": "hit", "party": {"uscc": FIRM_USCC}}) is DENY
    assert outcome("R6", applicant=FIRM, defaulter={"status": "hit", "party": {"name": "李明"}}) is REVIEW


@pytest.mark.parametrize("item", ["renew", "change", "suspend", "resume", "close", "reissue"])
@pytest.mark.parametrize(
    ("defaulter", "wanted"),
    [
        ({"status": "hit", "party": OWN}, REVIEW),
        ({"status": "hit", "party": {"id_no": OTHER_ID}}, PASS),
        ({"status": "clear"}, PASS),
        ({"status": "unavailable"}, UNAVAILABLE),
        (None, REVIEW),
    ],
    ids=str,
)
def test_r6_for_other_items_a_hit_is_a_question(item: str, defaulter: dict[str, Any] | None, wanted: Outcome) -> None:
    assert outcome("R6", item=item, defaulter=defaulter) is wanted


def test_r6_names_the_day_of_the_data_and_can_be_switched_off() -> None:
    today = law()
    off = replace(today, settings=replace(today.settings, r6=False))

    assert "名单数据截至2026-11-20T09:00:00+08:00" in finding("R6").evidence
    assert "R6" not in [found.rule for found in screen(case_of(), ON, off).findings]


@pytest.mark.parametrize(
    ("birth", "wanted"),
    [
        ("2008-11-21", PASS),
        ("2008-11-22", REVIEW),
        ("2010-11-21", REVIEW),
        ("2010-11-22", DENY),
        ("1950-01-01", PASS),
        ("2026-11-22", REVIEW),
    ],
)
def test_a1_eighteen_is_full_age_and_sixteen_a_question(birth: str, wanted: Outcome) -> None:
    assert outcome("A1", applicant__birth_on=birth) is wanted


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (born(1990), PASS),
        (born(2009), REVIEW),
        (born(2012), DENY),
        ("350203900307001", PASS),
        ("350203199003070015", REVIEW),
        ("E12345678", REVIEW),
        (None, REVIEW),
        ("", REVIEW),
    ],
)
def test_a1_reads_the_age_from_a_right_number(number: str | None, wanted: Outcome) -> None:
    assert outcome("A1", applicant__id_no=number) is wanted


def test_a1_a_stated_birth_goes_before_the_number_and_organisations_have_no_age() -> None:
    assert outcome("A1", applicant__birth_on="2012-01-01") is DENY
    assert outcome("A1", applicant=FIRM) is PASS


@pytest.mark.parametrize(
    ("identity", "wanted"),
    [("match", PASS), ("mismatch", REVIEW), ("no_record", REVIEW), ("unavailable", UNAVAILABLE), (None, PASS)],
)
def test_a1_takes_up_what_the_police_say(identity: str | None, wanted: Outcome) -> None:
    case = replace(case_of(), desk=Desk(identity=identity))

    assert next(found for found in screen(case, ON, law()).findings if found.rule == "A1").outcome is wanted


@pytest.mark.parametrize("item", ["new", "renew", "close"])
@pytest.mark.parametrize(
    ("business", "wanted"),
    [
        ({"status": "ok", "scope_has_tobacco": True}, PASS),
        ({"status": "ok", "scope_has_tobacco": False}, REVIEW),
        ({"status": "ok"}, REVIEW),
        ({"status": "revoked", "scope_has_tobacco": True}, DENY),
        ({"status": "unavailable", "scope_has_tobacco": True}, UNAVAILABLE),
        ({"scope_has_tobacco": True}, REVIEW),
        (None, REVIEW),
    ],
    ids=str,
)
def test_a8_the_business_must_be_open_and_sell_tobacco(
    item: str, business: dict[str, Any] | None, wanted: Outcome
) -> None:
    assert outcome("A8", item=item, business=business) is wanted


@pytest.mark.parametrize("status", ["cancelled", "not_found"])
def test_a8_a_business_that_is_gone_is_a_question(status: str) -> None:
    case = replace(case_of(), business=Business(status, scope_has_tobacco=True))

    assert screen(case, ON, law()).findings[-1].outcome is REVIEW


PERSON = Applicant(PartyKind.PERSON, party("王伟", ID_NO))
TRADER = Applicant(PartyKind.SOLE_TRADER, party("王伟", ID_NO, USCC))
COMPANY = Applicant(PartyKind.ENTERPRISE, party("鹭岛公司", OTHER_ID, FIRM_USCC), legal_rep=party("李明", ID_NO))
UNNAMED = Applicant(PartyKind.PERSON)


@pytest.mark.parametrize(
    ("applicant", "named", "how"),
    [
        (PERSON, party("王伟", ID_NO), Relation.OWN),
        (PERSON, party(None, None, USCC), Relation.UNKNOWN),
        (PERSON, party("别人", None, USCC), Relation.OTHER),
        (TRADER, party("鹭岛便利店", None, USCC), Relation.OWN),
        (TRADER, party("别人", OTHER_ID, None), Relation.OTHER),
        (COMPANY, party("x", None, FIRM_USCC), Relation.OWN),
        (COMPANY, party("x", ID_NO), Relation.LEGAL_REP),
        (COMPANY, party("x", OTHER_ID), Relation.LEGAL_REP),
        (COMPANY, party("李明"), Relation.NAME),
        (COMPANY, party("鹭島公司", None, OTHER_USCC), Relation.NAME),
        (UNNAMED, party("王伟", ID_NO), Relation.UNKNOWN),
        (UNNAMED, party(None), Relation.UNKNOWN),
    ],
)
def test_a_party_is_known_by_its_number_and_never_by_its_name(applicant: Applicant, named: Any, how: Relation) -> None:
    assert relation(applicant, named) is how


def test_r1_a_record_on_the_legal_representative_only_is_a_question() -> None:
    rows = [record("disqualification", "2026-01-01", party={"name": "李明", "id_no": OTHER_ID})]

    assert outcome("R1", applicant=FIRM, records=rows) is REVIEW
    assert outcome("R1", date(2029, 1, 2), applicant=FIRM, records=rows) is PASS
