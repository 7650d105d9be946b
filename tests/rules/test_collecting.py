"""How a fine is collected: every condition and every day of it on both of its sides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from models.errors import InvalidInput
from models.values import Fen
from rules.casework.asked import Asked
from rules.casework.collecting import (
    COLLECTING,
    cash_of,
    cash_open,
    confiscated_of,
    confiscated_plan,
    court_from,
    fine_of,
    former,
    in_money,
    parts_of,
    plan,
    remedies_over,
)
from rules.casework.deadlines import running
from rules.casework.standing import Standing, Taken
from rules.payments import Account, Former, Instalment, Paid, excess

SERVED = date(2026, 3, 2)  # domain 7.5: due on 2026-03-17
DUE, DAY = date(2026, 3, 17), timedelta(days=1)
FINE = 100_000
DECIDED = Taken("case.decided", date(2026, 2, 27), "approver2", {"fine": FINE})
SERVICE = Taken("case.served", SERVED, "inspector")
PARTS = [{"due_on": "2026-03-20", "amount": 40_000}, {"due_on": "2026-04-20", "amount": 60_000}]


def asked(day: date, **said: Any) -> Asked:
    return Asked(day, lawbook().in_force(day), built_in_calendar(), said)


def took(deed: str, day: date = SERVED, **said: Any) -> Taken:
    return Taken(deed, day, "inspector", said)


def case(*taken: Taken, owed: int | None = FINE, first: tuple[Taken, ...] = (DECIDED, SERVICE)) -> Standing:
    return Standing(CaseStage.EXECUTING, date(2026, 2, 1), cause="C01", owed=owed, taken=[*first, *taken])


def spot(fine: int, *taken: Taken, owed: int | None = None) -> Standing:
    fined = Taken("case.fined_on_the_spot", SERVED, "inspector", {"fine": fine})
    return case(*taken, owed=fine if owed is None else owed, first=(fined,))


def told(name: str, standing: Standing, day: date = SERVED, **said: Any) -> str:
    return COLLECTING[name](standing, asked(day, **said))


def test_the_fine_is_due_whole_on_the_fifteenth_day_of_its_service_or_in_parts_as_granted() -> None:
    granted = case(took("case.payment_deferred", parts=PARTS))

    assert plan(case(), asked(SERVED)) == (Instalment(DUE, Fen(FINE)),)
    assert plan(spot(5_000), asked(SERVED)) == (Instalment(DUE, Fen(5_000)),)
    assert [(part.due_on.isoformat(), part.amount) for part in plan(granted, asked(SERVED))] == [
        ("2026-03-20", 40_000), ("2026-04-20", 60_000),
    ]  # fmt: skip
    assert plan(case(first=(DECIDED,)), asked(SERVED)) == ()
    assert (fine_of(case()), fine_of(case(first=()))) == (FINE, 0)
    assert fine_of(case(first=(Taken("case.decided", SERVED, "x", {"fine": None}),))) == 0


@pytest.mark.parametrize(
    "parts",
    [None, [{}], [{"due_on": "2026-13-01", "amount": 1}], [{"due_on": "2026-03-20", "amount": 1.0}], [["x", 1]],
     [{"due_on": "2026-03-20", "amount": True}]],
)  # fmt: skip
def test_parts_that_cannot_be_read_are_refused(parts: object) -> None:
    with pytest.raises(InvalidInput, match="due_on"):
        parts_of({"parts": parts})


@pytest.mark.parametrize(
    ("owed", "day", "late"),
    [
        (FINE, DUE, False), (FINE, DUE + DAY, True), (0, DUE + DAY, False), (None, DUE + DAY, False),
        (FINE + 1, DUE, True),
    ],
)  # fmt: skip
def test_a_fine_is_overdue_from_the_day_behind_its_last(owed: int | None, day: date, late: bool) -> None:
    assert (told("fine_overdue", case(owed=owed), day) == "") is late
    assert told("fine_owed", case(owed=owed), day) == ("" if owed else "没有未缴清的罚款")
    assert ("没有未缴清的罚款" in told("fine_overdue", case(owed=owed), day)) is not bool(owed)


@pytest.mark.parametrize(
    ("owed", "day", "late"),
    [(FINE, date(2026, 3, 20), False), (FINE, date(2026, 3, 21), True), (60_000, date(2026, 3, 21), False),
     (60_001, date(2026, 3, 21), True), (60_000, date(2026, 4, 20), False), (60_000, date(2026, 4, 21), True)],
)  # fmt: skip
def test_a_part_that_is_not_due_is_not_overdue(owed: int, day: date, late: bool) -> None:
    assert (told("fine_overdue", case(took("case.payment_deferred", parts=PARTS), owed=owed), day) == "") is late


def test_parts_are_granted_only_for_the_whole_fine_and_for_longer() -> None:
    assert told("plan_right", case(), SERVED, parts=PARTS) == ""
    assert "合计应为罚款1000.00元" in told("plan_right", case(), SERVED, parts=PARTS[:1])
    assert "2026-03-17之后" in told("plan_right", case(), SERVED, parts=[{"due_on": "2026-03-17", "amount": FINE}])
    later = case(took("case.payment_deferred", parts=PARTS))
    assert "2026-04-20之后" in told("plan_right", later, SERVED, parts=PARTS)
    assert told("plan_right", case(), SERVED) == "各期应写明日期（due_on）和以分计的金额（amount）"


def test_the_demand_waits_ten_working_days() -> None:
    demanded = case(took("case.payment_demanded", date(2026, 3, 18)))

    assert told("demanded", case()) == "还没有催告"
    assert told("demanded", demanded, date(2026, 4, 1)) == "催告的期限到2026-04-01才届满"
    assert told("demanded", demanded, date(2026, 4, 2)) == ""


def test_the_court_is_asked_behind_the_remedies_and_within_three_months() -> None:
    assert remedies_over(case(first=(DECIDED,)), asked(SERVED)) is None
    over = remedies_over(case(), asked(SERVED))
    assert over == date(2026, 5, 6)  # the sixtieth day is in the holidays of May
    assert told("remedies_over", case(first=(DECIDED,))) == "决定还没有送达"
    assert told("remedies_over", case(), over) == f"申请复议、提起诉讼的期限到{over}才届满"
    assert told("remedies_over", case(), over + DAY) == ""
    last = asked(over).until("E34m", over)
    assert told("before_court_term", case(), last) == ""
    assert told("before_court_term", case(), last + DAY) == f"申请强制执行的期限已于{last}届满"
    assert told("before_court_term", case(first=(DECIDED,)), last + DAY) == ""


def test_where_time_was_given_the_months_run_from_its_end_and_a_new_demand_is_needed() -> None:
    """APL 72(2): the term to ask the court runs from the end of the deferral, unless the remedies end later."""
    demand = took("case.payment_demanded", date(2026, 3, 18))
    over = remedies_over(case(), asked(SERVED))
    assert over is not None
    later, sooner = over + DAY, over - DAY
    for last_part, begun in ((later, later), (over, over), (sooner, over)):
        parts = [{"due_on": "2026-03-20", "amount": 40_000}, {"due_on": last_part.isoformat(), "amount": 60_000}]
        granted = case(demand, took("case.payment_deferred", parts=parts))
        last = asked(begun).until("E34m", begun)
        assert court_from(granted, asked(SERVED)) == begun
        assert (told("before_court_term", granted, last), told("before_court_term", granted, last + DAY) == "") == (
            "",
            False,
        )
        assert ("E34m", begun, last) in [(one.term, one.start, one.until) for one in running(granted, asked(SERVED))]
        assert told("demanded", granted, date(2027, 1, 1)) == "还没有催告"
    again = case(demand, took("case.payment_deferred", parts=PARTS), took("case.payment_demanded", date(2026, 4, 21)))
    assert told("demanded", again, date(2027, 1, 1)) == ""
    assert court_from(case(first=(DECIDED,)), asked(SERVED)) is None


def test_time_that_was_given_ends_the_demand_and_the_application_before_it() -> None:
    before = (took("case.payment_demanded"), took("case.enforcement_applied"))
    granted = case(*before, took("case.payment_deferred", parts=PARTS))
    assert {one.term for one in running(case(*before), asked(SERVED))} == {"E25"}
    assert {one.term for one in running(granted, asked(SERVED))} == {"E25", "E34m"}


def test_a_lawsuit_may_still_follow_a_reconsideration() -> None:
    begun, ended = took("case.remedy_begun", date(2026, 3, 9)), took("case.remedy_ended", date(2026, 6, 1))

    assert remedies_over(case(begun, ended), asked(SERVED)) == asked(SERVED).until("E32", date(2026, 6, 1))
    early = took("case.remedy_ended", date(2026, 3, 10))
    assert remedies_over(case(begun, early), asked(SERVED)) == remedies_over(case(), asked(SERVED))


@pytest.mark.parametrize(
    ("standing", "said", "why"),
    [
        (spot(10_000), {"ground": "一百元以下", "amount": 10_000}, ""),
        (spot(10_001), {"ground": "一百元以下", "amount": 10_001}, "罚款超过一百元"),
        (case(), {"ground": "一百元以下", "amount": FINE}, "不是当场作出的处罚决定"),
        (spot(20_000), {"ground": "事后难以执行", "amount": 20_000}, ""),
        (case(), {"ground": "事后难以执行", "amount": FINE}, "不是当场作出的处罚决定"),
        (case(), {"ground": "边远地区", "amount": FINE, "requested": True}, ""),
        (case(), {"ground": "边远地区", "amount": FINE}, "当事人没有提出当场缴纳"),
        (case(), {"ground": "方便", "amount": FINE}, "当场收缴的理由应为：一百元以下、事后难以执行、边远地区"),
        (case(), {"ground": "边远地区", "amount": FINE - 1, "requested": True}, "当场收缴的金额应为未缴清的罚款"),
        (case(), {"ground": "边远地区", "requested": True}, "当场收缴的金额应为未缴清的罚款"),
        (case(owed=1), {"ground": "边远地区", "requested": True}, "当场收缴的金额应为未缴清的罚款"),
        (
            case(took("case.cash_collected", amount=FINE)),
            {"ground": "边远地区", "amount": FINE, "requested": True},
            "已经当场收缴过",
        ),
    ],
)
def test_cash_is_taken_only_where_the_law_allows_it(standing: Standing, said: dict[str, Any], why: str) -> None:
    assert told("cash_allowed", standing, **said) == why


def test_cash_goes_from_the_officer_to_the_bureau_and_to_the_bank_in_two_working_days_each() -> None:
    day, next_week = date(2026, 3, 5), date(2026, 3, 9)  # a Thursday, a Monday
    taken = case(took("case.cash_collected", day, amount=FINE), owed=0)
    handed = case(*taken.taken[2:], took("case.cash_handed_in", day), owed=0)
    banked = case(*handed.taken[2:], took("case.cash_banked", day), owed=0)

    assert [cash_open(each) for each in (case(), taken, handed, banked)] == [False, True, True, False]
    assert [cash_of(each) for each in (case(), taken)] == [0, FINE]
    assert [told("cash_out", each) for each in (taken, handed)] == ["", "没有在执法人员手中的罚款"]
    assert told("cash_out", case()) == "没有在执法人员手中的罚款"
    assert told("cash_in_house", handed) == ""
    assert {told("cash_in_house", each) for each in (taken, banked)} == {"没有交回本局、尚未缴付银行的罚款"}
    due = [[(one.term, one.until) for one in running(each, asked(day))] for each in (taken, handed, banked)]
    assert due == [[("E36", next_week)], [("E36", next_week)], []]


def test_what_runs_for_a_fine_that_is_owed() -> None:
    def terms(standing: Standing, day: date = SERVED) -> dict[str, date]:
        return {one.term: one.until for one in running(standing, asked(day))}

    parts = case(took("case.payment_deferred", parts=PARTS))
    over = remedies_over(case(), asked(SERVED))
    assert over is not None
    assert terms(case()) == {"E25": DUE, "E34m": asked(over).until("E34m", over)}
    assert [terms(parts, date(2026, 3, day))["E25"].isoformat() for day in (20, 21)] == ["2026-03-20", "2026-04-20"]
    assert terms(parts, date(2026, 5, 1))["E25"] == date(2026, 4, 20)
    assert set(terms(case(took("case.enforcement_applied")))) == {"E25"}
    assert set(terms(case(took("case.remedy_begun")))) == {"E25"}
    assert terms(case(owed=0)) == {}
    assert terms(replace(case(owed=0), confiscated_owed=1)) == terms(case())
    on_the_spot = spot(5_000)
    assert set(terms(on_the_spot)) == {"E25", "E34m"}


def test_a_demand_gives_the_party_ten_working_days_before_the_court() -> None:
    demanded_on = date(2026, 3, 18)
    demanded, last = case(took("case.payment_demanded", demanded_on)), date(2026, 4, 1)
    terms = [{one.term: (one.until, one.ours) for one in running(demanded, asked(day))} for day in (last, last + DAY)]
    assert [each.get("E34") for each in terms] == [(last, False), None]
    assert terms[1]["E34m"][1]
    applied = case(took("case.payment_demanded", demanded_on), took("case.enforcement_applied", demanded_on))
    assert {one.term for one in running(applied, asked(demanded_on))} == {"E25"}


@pytest.mark.parametrize(
    ("sums", "day", "why"),
    [
        ({"owed": 0, "confiscated_owed": 0}, DUE + DAY, "没有未缴清的罚款"),
        ({"owed": 0, "confiscated_owed": 300}, DUE, "罚款还没有到期"),
        ({"owed": 0, "confiscated_owed": 300}, DUE + DAY, ""),
        ({"owed": FINE, "confiscated_owed": 300}, DUE, "罚款还没有到期"),
        ({"owed": None, "confiscated_owed": 1}, DUE + DAY, ""),
    ],
)
def test_a_confiscated_sum_is_late_after_its_own_day(sums: dict[str, Any], day: date, why: str) -> None:
    decision = took("case.decided", SERVED, fine=FINE, confiscated=500, in_kind=200)
    standing = replace(case(first=(decision, SERVICE)), **sums)
    assert told("fine_overdue", standing, day) == why
    assert (confiscated_of(standing), [part.amount for part in confiscated_plan(standing, asked(day))]) == (300, [300])


def test_nothing_is_paid_for_what_is_taken_in_kind_and_nothing_before_the_service() -> None:
    assert [in_money(said) for said in ({}, {"confiscated": 5}, {"confiscated": 5, "in_kind": 5})] == [0, 5, 0]
    assert confiscated_of(case(first=())) == 0
    assert confiscated_plan(case(), asked(DUE)) == ()
    decided = case(first=(took("case.decided", SERVED, confiscated=5),))
    assert (confiscated_of(decided), confiscated_plan(decided, asked(DUE))) == (5, ())
    kinds = [told("in_kind_right", case(), confiscated=5, in_kind=n) for n in (5, 6)]
    assert kinds == ["", "没收实物的价值大于没收金额"]


def test_what_came_beyond_fine_and_surcharge_is_given_back() -> None:
    known = Account((Instalment(DUE, Fen(FINE)),), (Paid(DUE, FINE + 5),))
    late = Account(known.plan, (Paid(DUE + DAY, FINE + 3_001),))

    assert [excess(known, day) for day in (DUE - DAY, DUE)] == [0, 5]
    assert excess(late, DUE + DAY) == 1


def test_the_parts_before_each_grant_of_time_are_known_with_its_day() -> None:
    first, second = date(2026, 3, 19), date(2026, 4, 1)
    later = [{"due_on": "2026-05-20", "amount": FINE}]
    granted = (took("case.payment_deferred", first, parts=PARTS), took("case.payment_deferred", second, parts=later))
    whole = (Instalment(DUE, Fen(FINE)),)
    assert former(case(took("case.payment_demanded")), asked(SERVED)) == ()
    assert former(case(took("case.payment_demanded"), *granted), asked(SERVED)) == (
        Former(whole, first), Former(plan(case(granted[0]), asked(SERVED)), second),
    )  # fmt: skip
