"""What runs in each stage of a case, until when, and for whom."""

from datetime import date

from models.casework import CaseStage
from rules.casework import conditions
from rules.casework.deadlines import decision_until
from tests.support.standing import DAY, FILED, HEARD_NOTICE, NOTICE, SERVED, case, on, terms, took


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


def test_two_terms_that_end_on_one_day_are_told_in_the_order_of_the_law() -> None:
    both = case(took("case.acted_at_once"), stage=CaseStage.LEAD)
    assert [term for term, *_ in terms(both)] == ["E01", "E04"]
    kept = case(FILED, took("case.evidence_preserved", date(2026, 11, 23), notice="1"), stage=CaseStage.INVESTIGATING)
    assert terms(kept)[:2] == [("E09", date(2026, 12, 2), True), ("E12", date(2026, 12, 2), True)]
