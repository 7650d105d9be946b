"""Every condition of the law on a step, on both of its sides."""

from datetime import date
from typing import Any

import pytest

from models.casework import CaseStage
from models.errors import Refused
from models.values import PartyKind
from rules.casework import conditions
from rules.casework.conditions import CONDITIONS
from rules.casework.standing import Party, Standing
from tests.support.standing import (
    DAY,
    FILED,
    HEARD_NOTICE,
    NOTICE,
    REPORTED,
    REVIEWED,
    SERVED,
    TEAM,
    case,
    on,
    told,
    took,
)

SAME_NAME = [["a", "甲", "1"], ["b", "甲", "2"]]


@pytest.mark.parametrize(
    ("name", "holds", "fails"),
    [
        ("party_known", case(), case(party=Party(PartyKind.PERSON, "林海生"))),
        ("party_known", case(), case(ownerless=True)),
        ("party_known", case(), case(party=Party(PartyKind.PERSON, "", "350203199003070014"))),
        ("party_or_ownerless", case(party=Party(), ownerless=True), case(party=Party())),
        ("cause_known", case(), case(cause="")),
        ("ours", case(cause="C01"), case(cause="C07")),
        ("preservation_settled", case(), case(took("case.evidence_preserved", notice="1"))),
        ("not_extended", case(), case(took("case.inquiry_extended"))),
        ("not_suspended", case(took("case.suspended"), took("case.resumed")), case(took("case.suspended"))),
        ("suspended", case(took("case.suspended")), case(took("case.suspended"), took("case.resumed"))),
        ("ownerless", case(ownerless=True), case()),
        ("facts_found", case(took("case.interviewed")), case(took("case.sampled"))),
        ("facts_found", case(took("case.scene_recorded")), case()),
        ("alarm_open", case(alarm="很多"), case()),
        ("alarm_answered", case(), case(alarm="很多")),
        (
            "alarm_answered", case(took("case.alarm_raised"), took("case.alarm_answered"), alarm="很多"),
            case(took("case.alarm_answered"), took("case.alarm_raised"), alarm="更多"),
        ),
        ("reviewed", case(REPORTED, REVIEWED), case(REPORTED, REVIEWED, REPORTED)),
        ("reviewed", case(REPORTED, REVIEWED), case(REPORTED)),
        ("notice_served", case(NOTICE, SERVED), case(NOTICE, SERVED, NOTICE)),
        ("notice_unserved", case(NOTICE), case(NOTICE, SERVED)),
        ("defence_answered", case(NOTICE, SERVED), case(NOTICE, SERVED, took("case.defended", words="冤"))),
        (
            "defence_answered", case(NOTICE, took("case.defended", words="冤", answer="不成立")),
            case(NOTICE, took("case.defended", words="冤", answer=" ")),
        ),
        ("hearing_offered", case(HEARD_NOTICE), case(HEARD_NOTICE, NOTICE)),
        ("hearing_requested", case(HEARD_NOTICE, took("case.hearing_requested")), case(HEARD_NOTICE)),
        ("remedy_open", case(took("case.remedy_begun")), case(took("case.remedy_begun"), took("case.remedy_ended"))),
        ("remedy_settled", case(took("case.remedy_begun"), took("case.remedy_ended")), case(took("case.remedy_begun"))),
        ("fine_settled", case(owed=0), case(owed=1)),
        ("fine_settled", case(owed=None), case(owed=1)),
        ("fine_settled", case(owed=0, confiscated_owed=0), case(owed=0, confiscated_owed=1)),
        ("executed", case(took("case.executed")), case()),
        ("deliberated_where_due", case(), case(grave=True)),
        ("deliberated_where_due", case(), case(HEARD_NOTICE)),
        (
            "deliberated_where_due", case(REPORTED, took("case.deliberated", agreed=True), grave=True),
            case(REPORTED, took("case.deliberated", agreed=False), grave=True),
        ),
        (
            "deliberated_where_due", case(REPORTED, took("case.deliberated", agreed=True), grave=True),
            case(took("case.deliberated", agreed=True), REPORTED, grave=True),
        ),
    ],
)  # fmt: skip
def test_a_condition_on_what_was_done(name: str, holds: Standing, fails: Standing) -> None:
    assert told(name, holds) == ""
    assert told(name, fails) != ""


@pytest.mark.parametrize(
    ("name", "standing", "holds", "fails"),
    [
        ("before_lead_term", case(stage=CaseStage.LEAD), date(2026, 11, 11), date(2026, 11, 12)),
        (
            "before_lead_term", case(took("case.lead_extended", until="2026-11-20"), stage=CaseStage.LEAD),
            date(2026, 11, 20), date(2026, 11, 21),
        ),
        ("before_inquiry_term", case(FILED), date(2026, 12, 2), date(2026, 12, 3)),
        (
            "owner_waited", case(took("case.owner_sought"), ownerless=True), date(2026, 12, 3), date(2026, 12, 2),
        ),
        ("defence_over", case(NOTICE, SERVED), date(2026, 11, 6), date(2026, 11, 5)),
        ("hearing_in_time", case(HEARD_NOTICE, SERVED), date(2026, 11, 9), date(2026, 11, 10)),
        ("hearing_over", case(HEARD_NOTICE, SERVED), date(2026, 11, 10), date(2026, 11, 9)),
        (
            "hearing_notified",
            case(HEARD_NOTICE, took("case.hearing_requested"), took("case.hearing_notified", held_on="2026-11-18")),
            date(2026, 11, 18), date(2026, 11, 17),
        ),
    ],
)  # fmt: skip
def test_a_condition_on_a_term(name: str, standing: Standing, holds: date, fails: date) -> None:
    assert told(name, standing, on(holds)) == ""
    assert told(name, standing, on(fails)) != ""


@pytest.mark.parametrize(
    ("name", "holds", "fails"),
    [
        ("two_officers", {"officers": TEAM}, {"officers": TEAM[:1]}),
        ("two_officers", {"officers": TEAM}, {"officers": [TEAM[0], TEAM[0]]}),
        ("two_officers", {"officers": SAME_NAME}, {"officers": [["a", "甲", "1"], ["b", "乙", "1"]]}),
        ("two_officers", {"officers": SAME_NAME}, {"officers": [["a", "甲", "1"], ["a", "甲", "2"]]}),
        ("two_officers", {"officers": TEAM}, {"officers": [TEAM[0], ["clerk", "周雅", " "]]}),
        ("certificates_shown", {"certificates_shown": True}, {"certificates_shown": False}),
        ("certificates_shown", {"certificates_shown": True}, {}),
        ("simple_procedure", {"kinds": ["fine"], "fine": 200_00}, {"kinds": ["fine"], "fine": 200_01}),
        ("simple_procedure", {"kinds": ["warning"]}, {"kinds": ["confiscation"]}),
        ("told_in_time", {"held_on": "2026-11-11"}, {"held_on": "2026-11-10"}),  # seven working days from the second
    ],
)
def test_a_condition_on_what_the_step_says(name: str, holds: dict[str, Any], fails: dict[str, Any]) -> None:
    assert told(name, case(), on(DAY, **holds)) == ""
    assert told(name, case(), on(DAY, **fails)) != ""


def test_an_organisation_may_be_fined_more_on_the_spot_and_a_sole_trader_is_a_citizen() -> None:
    firm = case(party=Party(PartyKind.ENTERPRISE, "公司", "9135020612345678XX"))
    assert told("simple_procedure", firm, on(DAY, kinds=["fine"], fine=3000_00)) == ""
    assert told("simple_procedure", firm, on(DAY, kinds=["fine"], fine=3000_01)) != ""
    assert told("simple_procedure", case(party=Party(PartyKind.SOLE_TRADER, "店", "9")), on(DAY, fine=200_01)) != ""


def test_two_named_before_count_where_a_step_names_nobody() -> None:
    assert told("two_officers", case(FILED), on(DAY)) == ""
    assert told("two_officers", case(), on(DAY)) != ""


@pytest.mark.parametrize(
    ("acted", "found", "harmful", "holds"),
    [
        (date(2024, 11, 2), DAY, False, True), (date(2024, 11, 1), DAY, False, False),
        (date(2021, 11, 2), DAY, True, True), (date(2021, 11, 1), DAY, True, False), (None, DAY, False, False),
    ],
)  # fmt: skip
def test_what_was_found_too_late_is_not_punished(acted: date | None, found: date, harmful: bool, holds: bool) -> None:
    assert (told("within_limitation", case(acted_on=acted, harmful=harmful)) == "") is holds
    assert found == DAY


@pytest.mark.parametrize(
    ("born", "kind", "holds"),
    [
        (date(2012, 10, 29), PartyKind.PERSON, True),  # fourteen on the day before the act
        (date(2012, 10, 30), PartyKind.PERSON, False),  # its birthday: full from the day after on
        (date(2012, 10, 31), PartyKind.PERSON, False),
        (date(2020, 1, 1), PartyKind.ENTERPRISE, True),
        (None, PartyKind.PERSON, True),
    ],
)
def test_who_was_not_fourteen_is_not_punished(born: date | None, kind: PartyKind, holds: bool) -> None:
    assert (told("of_age", case(party=Party(kind, "甲", "1", born))) == "") is holds


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({"kinds": ["fine"], "fine": 1500_00}, True), ({"kinds": ["fine"], "fine": 1499_99}, True),
        ({"kinds": ["fine"], "fine": 1500_01}, False), ({"kinds": ["fine", "confiscation"], "fine": 1}, False),
        ({"kinds": [], "confiscated": 1}, False), ({"kinds": ["fine"]}, True),
    ],
)  # fmt: skip
def test_a_decision_is_never_heavier_than_what_was_noticed(said: dict[str, Any], holds: bool) -> None:
    assert (told("as_noticed", case(NOTICE, SERVED), on(DAY, **said)) == "") is holds
    assert told("as_noticed", case(), on(DAY, **said)) == "没有事先告知"


def test_who_waives_need_not_wait_and_a_new_notice_begins_anew() -> None:
    waived = took("case.defence_waived")
    assert told("defence_over", case(NOTICE, SERVED, waived)) == ""
    assert told("defence_over", case(NOTICE, SERVED, waived, NOTICE, SERVED)) != ""
    assert told("hearing_over", case(HEARD_NOTICE, SERVED, took("case.hearing_waived"))) == ""
    asked = (HEARD_NOTICE, SERVED, took("case.hearing_requested"))
    assert told("hearing_over", case(*asked), on(date(2027, 1, 1))) == "当事人要求的听证还没有举行"
    assert told("hearing_over", case(*asked, took("case.hearing_held"))) == ""
    given_up = took("case.hearing_waived")
    assert told("hearing_over", case(*asked, given_up)) == ""
    second_thoughts = case(HEARD_NOTICE, SERVED, given_up, took("case.hearing_requested"))
    assert told("hearing_over", second_thoughts, on(date(2027, 1, 1))) == "当事人要求的听证还没有举行"
    assert told("hearing_over", case(NOTICE, SERVED)) == ""


def test_each_preservation_is_disposed_of_by_its_number() -> None:
    two = [took("case.evidence_preserved", notice=number) for number in ("1", "2")]
    left = case(*two, took("case.preservation_disposed", notice="1"))
    assert told("preservation_open", left, on(DAY, notice="2")) == ""
    assert told("preservation_open", left, on(DAY, notice="1")) != ""


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(Refused) as error:
        conditions.check("case.filed", case(party=Party(), cause="", acted_on=None), on(DAY, officers=[]))
    assert error.value.message.count("；") == 3
    assert "APL" not in error.value.message
    conditions.check("case.filed", case(), on(DAY, officers=TEAM))


def test_what_the_step_itself_says_is_asked_only_when_it_is_said() -> None:
    of_the_step = {
        "two_officers", "certificates_shown", "simple_procedure", "as_noticed", "preservation_open", "told_in_time",
        "annulled_since", "plan_right", "cash_allowed", "fine_in_range", "lightened_for_minor", "in_kind_right",
        "within_standard", "spot_standard", "not_serious",
    }  # fmt: skip
    of_the_case = {"party_known", "cause_known", "within_limitation", "reviewed", "notice_served", "defence_over"}
    assert of_the_step <= conditions.SAID <= set(CONDITIONS)
    assert not of_the_case & conditions.SAID


def test_what_is_confiscated_in_money_is_owed_beside_the_fine() -> None:
    standing = case(owed=3, confiscated_owed=4)
    assert standing.unpaid == 7
    assert told("fine_settled", standing) == "罚款还有0.03元没有缴清"
    assert told("fine_settled", case(owed=0, confiscated_owed=4)) == "没收的款项还有0.04元没有缴清"
