"""Collecting a fine by the law: parts, demand, surcharge, and the court."""

from datetime import date, timedelta

import pytest

from models.errors import Refused
from rules.payments import PaymentState
from tests.support.casework import CHIEF, INSPECTOR, Clock, confirmed, did, row_of
from tests.support.collecting import COURT, FINE, money, number, orders, paid, recounted
from tests.support.one_kind import database_url
from usecases import casework_cards, casework_steps, clocks, undo
from wiring.office import Office

__all__ = ["database_url", "number"]


def after_all_terms(office: Office, clock: Clock, number: str) -> None:
    """Demand the fine, and go on to the day after the demand and after every remedy."""
    clock.to(date(2026, 12, 28))
    recounted(office)
    did(office, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2027, 1, 12))


def test_the_surcharge_grows_by_the_day_and_stops_at_the_fine(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 23))
    assert (recounted(bureau), row_of(bureau, number)["owed"]) == (0, FINE)
    clock.to(date(2026, 11, 24))
    assert (recounted(bureau), row_of(bureau, number)["owed"]) == (1, FINE + 4_500)
    clock.to(date(2027, 3, 1))
    assert (recounted(bureau), row_of(bureau, number)["owed"]) == (1, 2 * FINE)
    assert (recounted(bureau), money(bureau, number).state) == (0, PaymentState.SURCHARGED)


def test_days_of_a_reconsideration_bear_no_surcharge(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 24))
    did(bureau, number, "case.remedy_begun", way="行政复议", body="厦门市人民政府", document="复〔2026〕1号")
    clock.to(date(2026, 12, 24))
    recounted(bureau)
    assert row_of(bureau, number)["owed"] == FINE
    did(bureau, number, "case.remedy_ended", outcome="维持", document="复决〔2026〕1号")
    clock.to(date(2026, 12, 26))
    recounted(bureau)
    assert row_of(bureau, number)["owed"] == FINE + 2 * 4_500


def test_granted_parts_are_due_on_their_own_days(bureau: Office, clock: Clock, number: str) -> None:
    parts = [{"due_on": "2026-12-01", "amount": 50_000}, {"due_on": "2027-01-04", "amount": 100_000}]
    confirmed(bureau, number, "case.payment_deferred", parts=parts, reason="经济困难")
    assert money(bureau, number).state is PaymentState.DEFERRED
    clock.to(date(2026, 12, 2))
    recounted(bureau)
    assert row_of(bureau, number)["owed"] == FINE + 1_500
    did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    paid(bureau, "N1", 51_500)
    with pytest.raises(Refused, match="罚款还没有到期"):
        did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([{"due_on": "2026-12-01", "amount": FINE - 1}], "合计应为罚款"),
        ([{"due_on": "2026-11-23", "amount": FINE}], "2026-11-23之后"),
        ([{"due_on": "2026-12-01", "amount": "150000"}], "各期应写明"),
        ([["2026-12-01", FINE]], "各期应写明"),
        ([{"due_on": "2026-12-32", "amount": FINE}], "各期应写明"),
        ([{"due_on": "2026-12-01", "amount": True}], "各期应写明"),
    ],
)
def test_parts_that_are_not_the_fine_are_not_granted(bureau: Office, number: str, parts: object, why: str) -> None:
    with pytest.raises(Refused, match=why):
        bureau.perform(
            casework_steps.propose, number, "case.payment_deferred", {"parts": parts, "reason": "困难"}, by=INSPECTOR
        )


def test_time_that_is_given_late_takes_nothing_back_of_the_surcharge(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    confirmed(bureau, number, "case.surcharge_decided", amount=2 * 4_500)
    clock.to(date(2026, 11, 26))
    parts = [{"due_on": "2026-12-31", "amount": FINE}]
    confirmed(bureau, number, "case.payment_deferred", parts=parts, reason="经济困难")
    clock.to(date(2026, 12, 31))
    recounted(bureau)
    assert row_of(bureau, number)["owed"] == FINE + 2 * 4_500
    clock.to(date(2027, 1, 1))
    recounted(bureau)
    assert row_of(bureau, number)["owed"] == FINE + 3 * 4_500


def test_nothing_is_demanded_before_it_is_due(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 23))
    with pytest.raises(Refused, match="罚款还没有到期"):
        did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 24))
    recounted(bureau)
    did(bureau, number, "case.payment_demanded", way="直接送达", receiver="林海生")


def test_the_court_is_asked_only_between_its_two_days(bureau: Office, clock: Clock, number: str) -> None:
    def ask() -> casework_steps.Done:
        said = {"court": COURT}
        return bureau.perform(casework_steps.propose, number, "case.enforcement_applied", said, by=INSPECTOR)

    clock.to(date(2026, 12, 1))
    recounted(bureau)
    with pytest.raises(Refused, match="复议、提起诉讼的期限到2027-01-05才届满；还没有催告"):
        ask()
    after_all_terms(bureau, clock, number)
    with pytest.raises(Refused, match="催告的期限到2027-01-12才届满"):
        ask()
    clock.to(date(2027, 4, 6))
    with pytest.raises(Refused, match="申请强制执行的期限已于2027-04-05届满"):
        ask()
    clock.to(date(2027, 1, 13))
    assert ask().result == "proposed"
    bureau.perform(casework_steps.confirm, number, by=CHIEF)


def test_the_surcharge_is_decided_to_the_fen_and_ordered(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    paid(bureau, "N1", FINE)
    with pytest.raises(Refused, match=r"90\.00元（9000分）"):
        confirmed(bureau, number, "case.surcharge_decided", amount=8_999)
    bureau.perform(casework_steps.reject, number, note="金额不对", by=CHIEF)
    confirmed(bureau, number, "case.surcharge_decided", amount=9_000)
    fine, added = orders(bureau)
    assert (fine.purpose, added.purpose, added.amount, added.order_no[-1]) == ("fine", "surcharge", 9_000, "2")
    assert row_of(bureau, number)["owed"] == 9_000
    paid(bureau, "N2", 9_000, order=1)
    assert row_of(bureau, number)["owed"] == 0
    did(bureau, number, "case.executed", how="罚款和加处罚款已缴清")


def test_a_demand_that_is_taken_back_leaves_the_order_as_it_stood(bureau: Office, clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    said = {"way": "直接送达", "receiver": "林海生"}
    grace = timedelta(seconds=15)
    bureau.perform(casework_steps.TAKE["case.payment_demanded"], number, said, by=INSPECTOR, grace=grace)
    demanded = orders(bureau)[0].state
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert (demanded, orders(bureau)[0].state) == ("demanded", "surcharged")


def test_who_lets_the_term_of_the_court_pass_gets_its_cards(bureau: Office, clock: Clock, number: str) -> None:
    def earned(day: date) -> list[str]:
        clock.to(day)
        with bureau.reading() as session:
            cards = casework_cards.owing(session, clocks.reckoner(session, bureau.now()))
        return [card.kind.value for card in cards if (card.subject, card.term) == (number, "E34m")]

    last = date(2027, 4, 5)  # three months after the sixty days in which the party might have asked for a review
    assert row_of(bureau, number)["due_on"] == last
    assert [earned(day) for day in (date(2027, 3, 1), last, last + timedelta(days=1))] == [
        [],
        ["warning"],
        ["yellow"],
    ]
