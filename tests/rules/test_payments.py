"""Payment of fines: the surcharge day by day, its cap and its pauses, parts and refunds (domain 7.5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.casework import CaseStage
from models.errors import InvalidInput
from models.values import Fen
from rules.casework.collecting import not_ordered
from rules.casework.standing import Standing, Taken
from rules.payments import (
    ORDERED,
    STATE_NAMES,
    URGENCY,
    Account,
    Accounts,
    Former,
    Instalment,
    Paid,
    Pause,
    PaymentState,
    Stretch,
    check_plan,
    excess,
    owed,
    state,
    stretches,
    surcharge,
)

DUE = date(2026, 3, 17)  # the decision was received on 2026-03-02
FINE = Fen(1_000_00)
ACCOUNT = Account((Instalment(DUE, FINE),))


@pytest.mark.parametrize(
    ("late", "sum_"), [(0, 0), (1, 30_00), (2, 60_00), (33, 990_00), (34, 1_000_00), (35, 1_000_00), (400, 1_000_00)]
)
def test_three_per_cent_a_day_and_never_more_than_the_fine(late: int, sum_: int) -> None:
    assert surcharge(ACCOUNT, DUE + timedelta(days=late)) == sum_


def test_every_state_has_its_name() -> None:
    assert list(STATE_NAMES) == list(PaymentState)
    assert set(STATE_NAMES.values()) == {
        "待缴", "部分缴纳", "已缴清", "逾期", "加处罚款", "延期、分期", "已退付", "已催告", "已申请强制执行",
        "待退付", "已作废", "未开具",
    }  # fmt: skip
    assert sorted(URGENCY) == sorted(PaymentState)


def test_more_than_the_fine_owes_nothing_and_is_not_late() -> None:
    more = Account(ACCOUNT.plan, (Paid(DUE, FINE + 1),))
    assert (more.late(DUE + timedelta(days=1)), owed(more, DUE), state(more, DUE)) == (0, 0, PaymentState.REFUNDING)
    assert excess(more, DUE) == 1
    assert owed(Account((Instalment(DUE, Fen(1)),)), DUE) == 1
    assert surcharge(Account((Instalment(DUE, Fen(2)),)), DUE + timedelta(days=8)) == 0  # 0.48 fen
    assert surcharge(Account((Instalment(DUE, Fen(50)),), pauses=(Pause(date(2026, 1, 1), DUE),)), DUE) == 0


def test_what_was_paid_in_time_bears_nothing() -> None:
    paid = Account(ACCOUNT.plan, (Paid(DUE, FINE),))
    assert (surcharge(paid, date(2026, 12, 31)), owed(paid, DUE), state(paid, DUE)) == (0, 0, PaymentState.PAID)


def test_the_day_of_a_late_payment_still_counts_and_no_later_one() -> None:
    paid = Account(ACCOUNT.plan, (Paid(DUE + timedelta(days=2), FINE),))
    assert [surcharge(paid, DUE + timedelta(days=n)) for n in (1, 2, 3, 30)] == [30_00, 60_00, 60_00, 60_00]
    assert owed(paid, DUE + timedelta(days=30)) == 60_00


def test_a_part_that_was_paid_bears_no_more() -> None:
    half = Account(ACCOUNT.plan, (Paid(DUE, 500_00),))
    assert (surcharge(half, DUE + timedelta(days=1)), owed(half, DUE + timedelta(days=1))) == (15_00, 515_00)


def test_days_of_a_lawsuit_do_not_count_its_first_and_last_day_included() -> None:
    begun, ended = DUE + timedelta(days=2), DUE + timedelta(days=10)
    account = Account(ACCOUNT.plan, pauses=(Pause(begun, ended),))
    assert [surcharge(account, DUE + timedelta(days=n)) for n in (1, 2, 10, 11)] == [30_00, 30_00, 30_00, 60_00]
    assert surcharge(Account(ACCOUNT.plan, pauses=(Pause(begun),)), date(2027, 1, 1)) == 30_00


def test_parts_are_late_each_after_its_own_day() -> None:
    second = DUE + timedelta(days=30)
    account = Account(
        (Instalment(DUE, Fen(400_00)), Instalment(second, Fen(600_00))), (Paid(DUE, 400_00),), deferred=True
    )
    assert [surcharge(account, second + timedelta(days=n)) for n in (0, 1)] == [0, 18_00]
    assert [state(account, day) for day in (DUE, second + timedelta(days=1))] == [
        PaymentState.DEFERRED, PaymentState.SURCHARGED,
    ]  # fmt: skip


def test_what_was_late_before_time_was_given_stays_late_and_grows_no_more() -> None:
    granted, second = DUE + timedelta(days=4), DUE + timedelta(days=60)
    later = (Instalment(DUE + timedelta(days=30), Fen(400_00)), Instalment(second, Fen(600_00)))
    account = Account(later, deferred=True, former=(Former(ACCOUNT.plan, granted),))
    assert [surcharge(account, DUE + timedelta(days=n)) for n in (1, 3, 4, 30, 31)] == [
        30_00,
        90_00,
        90_00,
        90_00,
        102_00,
    ]
    again = Account((Instalment(second, FINE),), former=(Former(ACCOUNT.plan, granted), Former(later, second)))
    assert surcharge(again, second) == 90_00 + 29 * 12_00
    assert state(account, granted) is PaymentState.SURCHARGED
    on_time = Account(later, deferred=True, former=(Former(ACCOUNT.plan, DUE),))
    assert (surcharge(on_time, DUE + timedelta(days=30)), state(on_time, DUE + timedelta(days=1))) == (
        0,
        PaymentState.DEFERRED,
    )


def test_a_sum_below_a_fen_is_rounded_half_up_once_at_the_end() -> None:
    account = Account((Instalment(DUE, Fen(50)),))  # 1.5 fen a day
    assert [surcharge(account, DUE + timedelta(days=n)) for n in (1, 2, 3)] == [2, 3, 5]


@pytest.mark.parametrize(
    ("paid", "day", "expected"),
    [
        ((), DUE, PaymentState.UNPAID),
        ((Paid(DUE, 1),), DUE, PaymentState.PARTIAL),
        ((), DUE + timedelta(days=1), PaymentState.SURCHARGED),
        ((Paid(DUE, FINE), Paid(DUE, -FINE)), DUE, PaymentState.REFUNDED),
        ((Paid(DUE, FINE), Paid(DUE, -1)), DUE, PaymentState.PARTIAL),
        ((Paid(DUE, 0),), DUE, PaymentState.UNPAID),
        ((Paid(DUE, 2), Paid(DUE, -1)), DUE, PaymentState.PARTIAL),
        ((Paid(DUE, 1), Paid(DUE, -1)), DUE, PaymentState.REFUNDED),
    ],
)
def test_how_a_fine_stands(paid: tuple[Paid, ...], day: date, expected: PaymentState) -> None:
    assert state(Account(ACCOUNT.plan, paid), day) is expected


def test_a_late_fine_whose_surcharge_stands_still_is_overdue() -> None:
    account = Account(ACCOUNT.plan, pauses=(Pause(DUE),))
    assert state(account, DUE + timedelta(days=1)) is PaymentState.OVERDUE


def test_just_below_half_a_fen_is_nothing() -> None:
    assert surcharge(Account((Instalment(DUE, Fen(83)),)), DUE + timedelta(days=1)) == 2  # 2.49 fen


def test_the_arithmetic_is_told_by_stretches_of_days_with_one_sum() -> None:
    def later(days: int) -> date:
        return DUE + timedelta(days=days)

    half = Paid(later(3), 500_00)
    account = Account(ACCOUNT.plan, (half, Paid(later(9), 500_00)), (Pause(later(6), later(7)),))

    found = stretches(account, later(30))

    assert found == [
        Stretch(later(1), later(3), FINE, 3), Stretch(later(4), later(5), 500_00, 2),
        Stretch(later(8), later(9), 500_00, 2),
    ]  # fmt: skip
    assert [one.amount for one in found] == [9000_00, 3000_00, 3000_00]
    assert sum(one.amount for one in found) == 100 * surcharge(account, later(30))
    assert stretches(account, DUE) == []


@pytest.mark.parametrize("kind", [{"plain": True}, {"void": True}])
def test_where_nothing_is_added_there_is_no_arithmetic(kind: dict[str, bool]) -> None:
    account = Account(ACCOUNT.plan, plain=kind.get("plain", False), void=kind.get("void", False))
    assert stretches(account, DUE + timedelta(days=9)) == []


@pytest.mark.parametrize("pressed", [PaymentState.DEMANDED, PaymentState.AT_COURT])
def test_what_was_demanded_says_so_only_while_something_is_late(pressed: PaymentState) -> None:
    late = DUE + timedelta(days=1)
    account = Account(ACCOUNT.plan, pressed=pressed)
    assert [state(account, day) for day in (DUE, late)] == [PaymentState.UNPAID, pressed]
    assert state(Account(ACCOUNT.plan, (Paid(late, FINE + 30_00),), pressed=pressed), late) is PaymentState.PAID
    assert state(Account(ACCOUNT.plan, (Paid(late, FINE),), pressed=pressed), late) is pressed  # the surcharge is open


def test_a_part_whose_last_day_is_today_is_not_late() -> None:
    second = DUE + timedelta(days=30)
    plan = (Instalment(DUE, Fen(400_00)), Instalment(second, Fen(600_00)))
    account = Account(plan, (Paid(DUE, 400_00),), deferred=True)
    assert [account.arrears(second + timedelta(days=n)) for n in (0, 1)] == [0, 618_00]
    caught_up = Account(plan, (Paid(DUE + timedelta(days=1), 412_00),), deferred=True)
    assert [caught_up.arrears(DUE + timedelta(days=n)) for n in (0, 1)] == [0, 0]
    assert state(caught_up, DUE + timedelta(days=1)) is PaymentState.DEFERRED
    assert state(account, second) is PaymentState.DEFERRED


def test_a_confiscated_sum_bears_no_surcharge_and_is_only_late() -> None:
    plain = Account(ACCOUNT.plan, plain=True)
    late = DUE + timedelta(days=40)
    assert (surcharge(plain, late), owed(plain, late), plain.arrears(late)) == (0, FINE, FINE)
    assert [state(plain, day) for day in (DUE, late)] == [PaymentState.UNPAID, PaymentState.OVERDUE]


@pytest.mark.parametrize(
    ("paid", "expected", "back"),
    [
        ((), PaymentState.CANCELLED, 0),
        ((Paid(DUE, 1),), PaymentState.REFUNDING, 1),
        ((Paid(DUE, FINE), Paid(DUE, -FINE)), PaymentState.REFUNDED, 0),
        ((Paid(DUE, FINE), Paid(DUE, 1 - FINE)), PaymentState.REFUNDING, 1),
    ],
)
def test_a_decision_that_fell_asks_for_nothing_and_gives_back_everything(
    paid: tuple[Paid, ...], expected: PaymentState, back: int
) -> None:
    fallen, late = Account(ACCOUNT.plan, paid, void=True), DUE + timedelta(days=40)
    assert (surcharge(fallen, late), owed(fallen, late), excess(fallen, late)) == (0, 0, back)
    assert state(fallen, late) is expected


def test_too_much_for_the_fine_pays_nothing_of_what_was_confiscated() -> None:
    taken = Account((Instalment(DUE, Fen(200_00)),), plain=True)
    both = Accounts(Account(ACCOUNT.plan, (Paid(DUE, FINE + 50_00),)), taken)
    assert (both.received(DUE), both.owed(DUE), both.excess(DUE)) == (FINE + 50_00, 200_00, 50_00)
    assert both.both == (both.fine, taken)


FULL = (Paid(DUE, FINE),)


@pytest.mark.parametrize(
    ("fine", "taken", "expected"),
    [
        ((), (), PaymentState.UNPAID),
        (FULL, (), PaymentState.PARTIAL),
        (FULL, FULL, PaymentState.PAID),
        ((Paid(DUE, 1),), FULL, PaymentState.PARTIAL),
        ((), (Paid(DUE, 1),), PaymentState.PARTIAL),
        (FULL, (Paid(DUE, FINE + 1),), PaymentState.REFUNDING),
        ((), (Paid(DUE, FINE + 1),), PaymentState.PARTIAL),
    ],
)
def test_a_case_stands_as_its_more_urgent_sum(
    fine: tuple[Paid, ...], taken: tuple[Paid, ...], expected: PaymentState
) -> None:
    both = Accounts(Account(ACCOUNT.plan, fine), Account(ACCOUNT.plan, taken, plain=True))
    assert both.state(DUE) is expected


def test_a_case_without_a_confiscated_sum_stands_as_its_fine() -> None:
    assert Accounts(Account(ACCOUNT.plan, FULL)).state(DUE) is PaymentState.PAID
    assert Accounts(Account(())).state(DUE) is PaymentState.NOT_ISSUED
    late = DUE + timedelta(days=1)
    assert Accounts(ACCOUNT, Account(ACCOUNT.plan, plain=True)).state(late) is PaymentState.SURCHARGED


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40_000)), max_size=6),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=3),
    st.integers(0, 120),
)
def test_the_surcharge_never_falls_and_never_passes_the_fine(
    paid: list[tuple[int, int]], pauses: list[tuple[int, int]], late: int
) -> None:
    start = DUE - timedelta(days=5)
    account = Account(
        ACCOUNT.plan,
        tuple(Paid(start + timedelta(days=day), amount) for day, amount in paid),
        tuple(Pause(DUE + timedelta(days=a), DUE + timedelta(days=a + n)) for a, n in pauses),
    )
    on = DUE + timedelta(days=late)
    today, tomorrow = surcharge(account, on), surcharge(account, on + timedelta(days=1))
    assert 0 <= today <= tomorrow <= FINE
    assert tomorrow - today <= FINE * 3 // 100 + 1
    assert owed(account, on) >= 0


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ([(0, 400_00), (30, 599_99)], "合计"),
        ([(0, 1_000_00)], "之后"),
        ([(30, 600_00), (10, 400_00)], "依次向后"),
        ([(10, 600_00), (10, 400_00)], "依次向后"),
        ([(-2, 600_00), (30, 400_00)], "批准日"),
        ([(1, 1_000_01), (30, -1)], "大于零"),
        ([(1, 1_000_00), (30, 0)], "大于零"),
        ([], "没有写明|合计"),
    ],
)
def test_parts_that_cannot_be_are_refused(parts: list[tuple[int, int]], fault: str) -> None:
    plan = [Instalment(DUE + timedelta(days=days), Fen(amount)) for days, amount in parts]
    with pytest.raises(InvalidInput, match=fault):
        check_plan(plan, FINE, DUE, DUE - timedelta(days=1))


def test_parts_that_make_up_the_fine_are_granted() -> None:
    check_plan(
        [Instalment(DUE - timedelta(days=1), Fen(1)), Instalment(DUE + timedelta(days=1), Fen(FINE - 1))],
        FINE,
        DUE,
        DUE - timedelta(days=1),
    )


@given(st.lists(st.integers(0, 40_000), max_size=4), st.lists(st.integers(0, 40_000), max_size=4), st.integers(0, 60))
def test_every_fen_is_owed_received_or_given_back(fine: list[int], taken: list[int], late: int) -> None:
    on = DUE + timedelta(days=late)
    paid, more = (tuple(Paid(DUE, amount) for amount in each) for each in (fine, taken))
    both = Accounts(Account(ACCOUNT.plan, paid), Account((Instalment(DUE, Fen(300_00)),), more, plain=True))
    asked = FINE + surcharge(both.fine, on) + 300_00
    assert asked - both.received(on) == both.owed(on) - both.excess(on)
    assert 0 in (owed(both.fine, on), excess(both.fine, on))


def test_an_order_is_never_in_the_state_of_a_case_without_any() -> None:
    assert set(PaymentState) - set(ORDERED) == {PaymentState.NOT_ISSUED}


@pytest.mark.parametrize(
    ("deeds", "stage", "why"),
    [
        ((), "lead", "尚未决定"),
        (("case.decided",), "decided", "尚未送达"),
        (("case.not_punished",), "decided", "没有罚没款项"),
        (("case.handled",), "executing", "没有罚没款项"),
        (("case.decided",), "annulled", "决定已撤销"),
    ],
)
def test_why_nothing_is_due_yet_is_told(deeds: tuple[str, ...], stage: str, why: str) -> None:
    taken = [Taken(deed, DUE, "approver") for deed in deeds]
    assert not_ordered(Standing(CaseStage(stage), DUE, taken=taken)) == why
