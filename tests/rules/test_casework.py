"""The course of a case: where each step leads, and every condition of the law on both of its sides."""

from datetime import date
from typing import Any

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from models.errors import Refused
from models.values import Officer, PartyKind, Role
from rules.casework import conditions, duties, forms, steps
from rules.casework.asked import Asked
from rules.casework.conditions import CONDITIONS
from rules.casework.deadlines import decision_until, running
from rules.casework.rights import ABOUT_CASES
from rules.casework.standing import Party, Standing, Taken

DAY = date(2026, 11, 2)  # a Monday
TEAM = [["inspector", "陈立", "350201"], ["inspector2", "吴敏", "350202"]]
SAME_NAME = [["a", "甲", "1"], ["b", "甲", "2"]]
PERSON = Party(PartyKind.PERSON, "林海生", "350203199003070014", date(1990, 3, 7))
LAW = lawbook().in_force(DAY)


def on(day: date, **said: Any) -> Asked:
    return Asked(day, LAW, built_in_calendar(), said)


def took(deed: str, day: date = DAY, by: str = "inspector", **said: Any) -> Taken:
    return Taken(deed, day, by, said)


def case(*taken: Taken, stage: CaseStage = CaseStage.NOTICED, **more: Any) -> Standing:
    facts: dict[str, Any] = {"party": PERSON, "cause": "C01", "acted_on": date(2026, 10, 30)}
    return Standing(stage, DAY, taken=taken, **(facts | more))


def told(name: str, standing: Standing, asked: Asked | None = None) -> str:
    return CONDITIONS[name](standing, asked or on(DAY))


FILED = took("case.filed", officers=TEAM)
REPORTED, REVIEWED = took("case.reported"), took("case.review_passed", by="reviewer")
NOTICE = took("case.noticed", kinds=["fine"], fine=1500_00, hearing=False)
HEARD_NOTICE = took("case.noticed", kinds=["fine"], fine=20000_00, hearing=True)
SERVED = took("case.notice_served")


@pytest.mark.parametrize(
    ("deed", "stage", "to"),
    [
        ("case.filed", "lead", "investigating"), ("case.not_filed", "lead", "not_filed"),
        ("case.fined_on_the_spot", "lead", "executing"), ("case.scene_recorded", "lead", "lead"),
        ("case.reported", "investigating", "reported"), ("case.review_passed", "reported", "reviewed"),
        ("case.review_returned", "reported", "investigating"), ("case.noticed", "reviewed", "noticed"),
        ("case.noticed", "noticed", "noticed"), ("case.decided", "noticed", "decided"),
        ("case.not_punished", "reviewed", "decided"), ("case.handled", "reviewed", "executing"),
        ("case.served", "decided", "executing"), ("case.executed", "executing", "executing"),
        ("case.closed", "executing", "closed"), ("case.archived", "closed", "archived"),
        ("case.annulled", "archived", "annulled"), ("case.annulled", "decided", "annulled"),
        ("case.transferred", "lead", "transferred"), ("case.transferred", "noticed", "transferred"),
        ("case.cancelled", "investigating", "cancelled"), ("case.remedy_begun", "closed", "closed"),
    ],
)  # fmt: skip
def test_where_a_step_leads(deed: str, stage: str, to: str) -> None:
    assert steps.after(deed, CaseStage(stage)) == to


@pytest.mark.parametrize(
    ("deed", "stage"),
    [
        ("case.filed", "investigating"), ("case.reported", "lead"), ("case.decided", "reviewed"),
        ("case.decided", "reported"), ("case.noticed", "reported"), ("case.served", "noticed"),
        ("case.closed", "decided"), ("case.archived", "executing"), ("case.annulled", "noticed"),
        ("case.cancelled", "lead"), ("case.cancelled", "decided"), ("case.transferred", "decided"),
        ("case.interviewed", "lead"), ("case.noticed", "decided"), ("case.fined_on_the_spot", "investigating"),
    ],
)  # fmt: skip
def test_no_stage_is_passed_over(deed: str, stage: str) -> None:
    with pytest.raises(Refused, match="不能办理"):
        steps.after(deed, CaseStage(stage))


@pytest.mark.parametrize("stage", sorted(steps.ENDED))
def test_what_has_ended_goes_on_nowhere_but_an_archived_decision_may_be_annulled(stage: CaseStage) -> None:
    assert list(steps.possible(stage)) == (["决定被撤销"] if stage is CaseStage.ARCHIVED else [])


def test_every_step_has_its_form_its_right_and_known_conditions() -> None:
    assert set(steps.STEPS) == set(forms.FORMS)
    assert set(steps.STEPS) <= set(ABOUT_CASES)
    assert {name for step in steps.STEPS.values() for name in step.needs} == set(CONDITIONS)
    assert set(steps.STAGE_NAMES) == set(CaseStage)


@pytest.mark.parametrize("deed", sorted(steps.STEPS))
def test_who_may_take_a_step_that_asks_for_two_is_no_reviewer(deed: str) -> None:
    _, roles, basis, two = ABOUT_CASES[deed]
    assert two == steps.STEPS[deed].asks_pair
    assert basis == steps.STEPS[deed].basis
    assert (Role.APPROVER in roles) or deed.startswith("case.review_")
    assert not two or Role.LEGAL_REVIEWER not in roles


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


def officer(login: str) -> Officer:
    return Officer(login, login, frozenset({Role.APPROVER}))


@pytest.mark.parametrize(
    ("deed", "login", "may"),
    [
        ("case.decided", "approver", True), ("case.decided", "inspector", False), ("case.decided", "reviewer", False),
        ("case.review_passed", "inspector", False), ("case.review_passed", "reviewer", True),
        ("case.scene_recorded", "inspector", True), ("case.scene_recorded", "gone", False),
        ("case.noticed", "reviewer", True),
    ],
)  # fmt: skip
def test_who_investigated_reviewed_or_was_recused_does_not_decide(deed: str, login: str, may: bool) -> None:
    standing = case(FILED, REPORTED, REVIEWED, took("case.recused", login="gone", officers=TEAM))
    if may:
        duties.check(deed, standing, officer(login))
    else:
        with pytest.raises(Refused):
            duties.check(deed, standing, officer(login))


def test_who_approves_the_filing_is_not_among_those_who_investigate() -> None:
    with pytest.raises(Refused, match="调查过本案"):
        duties.check("case.filed", case(), officer("approver"), ["inspector", "approver"])
    duties.check("case.filed", case(), officer("approver"), ["inspector", "inspector2"])


def test_a_hearing_is_presided_by_somebody_else() -> None:
    for host, recorder in (("inspector", "clerk"), ("reviewer", "reviewer")):
        with pytest.raises(Refused):
            duties.check_host(case(FILED), host, recorder)
    duties.check_host(case(FILED), "reviewer", "clerk")


def terms(standing: Standing, day: date = DAY) -> list[tuple[str, date, bool]]:
    return [(due.term, due.until, due.ours) for due in running(standing, on(day))]


def test_what_runs_in_each_stage() -> None:
    acted = took("case.acted_at_once", date(2026, 11, 3))
    lead = case(acted, stage=CaseStage.LEAD)
    assert terms(lead) == [("E01", date(2026, 11, 11), True), ("E04", date(2026, 11, 12), True)]
    inquiry = case(FILED, took("case.evidence_preserved", notice="1"), stage=CaseStage.INVESTIGATING)
    assert terms(inquiry) == [
        ("E09", date(2026, 11, 11), True), ("E12", date(2026, 12, 2), True), ("E22", date(2027, 2, 1), True),
    ]  # fmt: skip
    assert terms(case(FILED, HEARD_NOTICE, SERVED)) == [
        ("E18", date(2026, 11, 5), False), ("E19", date(2026, 11, 9), False), ("E22", date(2027, 2, 1), True),
    ]  # fmt: skip
    assert terms(case(FILED, NOTICE, SERVED, took("case.defence_waived"))) == [("E22", date(2027, 2, 1), True)]
    assert terms(case(FILED, took("case.decided"), stage=CaseStage.DECIDED)) == [("E23", date(2026, 11, 11), True)]
    paying = case(FILED, took("case.served"), stage=CaseStage.EXECUTING, owed=1)
    assert terms(paying) == [
        ("E25", date(2026, 11, 17), False), ("E34m", date(2027, 4, 4), True),
    ]  # fmt: skip
    assert terms(case(took("case.served"), stage=CaseStage.EXECUTING, owed=0)) == []


def test_an_alarm_that_nobody_answered_is_due_in_three_working_days() -> None:
    raised = took("case.alarm_raised", date(2026, 11, 5))
    assert ("E16", date(2026, 11, 10), True) in terms(case(FILED, raised, stage=CaseStage.REPORTED, alarm="很多"))
    answered = (raised, took("case.alarm_answered", date(2026, 11, 6)))
    assert "E16" not in {term for term, *_ in terms(case(FILED, *answered, stage=CaseStage.REPORTED, alarm="很多"))}


def test_an_alarm_is_due_from_the_lead_on_and_while_an_inquiry_stands_still() -> None:
    raised, stood = took("case.alarm_raised", date(2026, 11, 5)), took("case.suspended", date(2026, 11, 6))
    due = ("E16", date(2026, 11, 10), True)
    assert due in terms(case(raised, stage=CaseStage.LEAD, alarm="很多"))
    assert terms(case(FILED, raised, stood, stage=CaseStage.INVESTIGATING, alarm="很多")) == [due]
    assert terms(case(raised, stage=CaseStage.TRANSFERRED, alarm="很多")) == []
    assert due not in terms(case(raised, stage=CaseStage.LEAD))


def test_the_owner_has_thirty_days_from_the_notice() -> None:
    sought = took("case.owner_sought", date(2026, 11, 3))
    due = ("E13", date(2026, 12, 3), False)
    assert due in terms(case(FILED, sought, stage=CaseStage.INVESTIGATING, ownerless=True))
    assert due not in terms(case(FILED, sought, stage=CaseStage.INVESTIGATING))
    assert "E13" not in {term for term, *_ in terms(case(FILED, stage=CaseStage.INVESTIGATING, ownerless=True))}


def test_days_of_suspension_and_one_extension_lengthen_the_inquiry() -> None:
    stood = (took("case.suspended", date(2026, 11, 5)), took("case.resumed", date(2026, 11, 10)))
    assert conditions.inquiry_until(case(FILED, *stood), on(date(2026, 11, 20))) == date(2026, 12, 7)
    assert conditions.inquiry_until(case(FILED, took("case.inquiry_extended")), on(DAY)) == date(2027, 1, 4)
    assert conditions.stood_still(case(FILED, stood[0]), date(2026, 11, 7)) == 2
    between = took("case.authenticated", date(2026, 11, 6))
    assert conditions.stood_still(case(FILED, stood[0], between, stood[1]), date(2026, 11, 20)) == 5
    assert decision_until(case(FILED, *stood), on(date(2026, 11, 20))) == date(2027, 2, 11)  # 春节
    assert terms(case(FILED, stood[0], stage=CaseStage.INVESTIGATING)) == []
    assert (conditions.inquiry_until(case(), on(DAY)), decision_until(case(), on(DAY))) == (None, None)


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


def test_two_terms_that_end_on_one_day_are_told_in_the_order_of_the_law() -> None:
    both = case(took("case.acted_at_once"), stage=CaseStage.LEAD)
    assert [term for term, *_ in terms(both)] == ["E01", "E04"]
    kept = case(FILED, took("case.evidence_preserved", date(2026, 11, 23), notice="1"), stage=CaseStage.INVESTIGATING)
    assert terms(kept)[:2] == [("E09", date(2026, 12, 2), True), ("E12", date(2026, 12, 2), True)]
