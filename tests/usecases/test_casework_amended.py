"""A decision that was changed by reconsideration or court: sums, orders, refunds, register and publication follow."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from rules.payments import PaymentState
from tests.support.casework import CHIEF, INSPECTOR, Clock, at_work, confirmed, decided, did, row_of, telling
from tests.support.collecting import FINE, alarms, money, orders, paid, recounted, refunds
from tests.support.one_kind import database_url
from usecases import casework_publicity, casework_steps, penalties, undo
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX, PENALTIES = table_of(OutboxRow), table_of(PenaltyRow)
LOWER, GRACE = 100_000, timedelta(seconds=15)
CHANGED: dict[str, Any] = {
    "kinds": ["fine"], "fine": LOWER, "content": "罚款1000元", "document": "厦复决〔2026〕3号",
    "issuer": "厦门市人民政府", "dated": "2026-11-16", "reason": "林海生主动消除危害后果，减轻处罚",
}  # fmt: skip
WARNED: dict[str, Any] = {name: CHANGED[name] for name in CHANGED if name != "fine"}
WARNED |= {"kinds": ["warning"], "content": "警告"}


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    return telling(at_work(office, clock))


@pytest.fixture
def number(bureau: "Office", clock: Clock) -> str:
    """A case whose fine of 1500.00 yuan was served on 2026-11-06; it is the day after it was changed."""
    found = decided(bureau, clock, fine=FINE)
    did(bureau, found, "case.served", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 17))
    return found


def sent(office: "Office", system: str) -> list[dict[str, Any]]:
    with office.reading() as session:
        c = OUTBOX.c
        wanted = select(OUTBOX).where(c.system == system, c.state != "cancelled").order_by(c.id)
        return [dict(row) for row in session.execute(wanted).mappings()]


def recorded(office: "Office") -> dict[str, Any]:
    with office.reading() as session:
        return dict(session.execute(select(PENALTIES)).mappings().one())


def test_a_lower_fine_is_ordered_anew_published_and_told_to_the_register(bureau: "Office", number: str) -> None:
    confirmed(bureau, number, "case.amended", **CHANGED)

    row, (first, second) = row_of(bureau, number), orders(bureau)
    assert (row["stage"], row["fine"], row["owed"], row["decided_on"]) == ("executing", LOWER, LOWER, date(2026, 11, 6))
    assert [(one.amount, one.state, one.cancelled_at is None) for one in (first, second)] == [
        (FINE, "cancelled", False), (LOWER, "unpaid", True),
    ]  # fmt: skip
    assert second.due_on == first.due_on == date(2026, 11, 23)
    correction = sent(bureau, "credit")[-1]
    assert (correction["op"], correction["version"], correction["payload"]["fine"]) == ("upsert", 2, LOWER)
    assert correction["payload"]["content"] == "罚款1000元"
    assert sent(bureau, "case_system")[-1]["payload"]["fine"] == LOWER
    assert (recorded(bureau)["state"], recorded(bureau)["fine"], refunds(bureau), alarms(bureau)) == (
        "recorded", LOWER, [], {},
    )  # fmt: skip
    with bureau.reading() as session:
        shown = casework_publicity.preview(session, number, bureau.desk, at=bureau.now())
    assert {one.name: one.value for one in shown.fields}["fine"] == "1000.00元"


def test_what_was_paid_beyond_the_lower_fine_is_given_back_unasked(bureau: "Office", number: str) -> None:
    paid(bureau, "N1", FINE)
    confirmed(bureau, number, "case.amended", **CHANGED)
    assert ([one.amount for one in orders(bureau)], refunds(bureau)) == ([FINE], [FINE - LOWER])
    assert "应当退付500.00元：处罚决定已被变更" in alarms(bureau)["payment_refund"]
    assert (row_of(bureau, number)["owed"], money(bureau, number).state) == (0, PaymentState.REFUNDING)


def test_an_order_that_is_partly_paid_stays_for_the_rest_of_the_lower_fine(bureau: "Office", number: str) -> None:
    paid(bureau, "N1", 40_000)
    confirmed(bureau, number, "case.amended", **CHANGED)
    assert ([one.cancelled_at for one in orders(bureau)], row_of(bureau, number)["owed"]) == ([None], LOWER - 40_000)
    assert refunds(bureau) == []


def test_the_surcharge_is_reckoned_anew_from_the_lower_fine(bureau: "Office", clock: Clock, number: str) -> None:
    clock.to(date(2026, 11, 25))
    recounted(bureau)
    confirmed(bureau, number, "case.surcharge_decided", amount=2 * 4_500)
    confirmed(bureau, number, "case.amended", **CHANGED)
    assert [(one.purpose, one.cancelled_at is None) for one in orders(bureau)] == [
        ("fine", False), ("surcharge", False), ("fine", True),
    ]  # fmt: skip
    assert (row_of(bureau, number)["owed"], money(bureau, number).surcharge_open) == (LOWER + 2 * 3_000, 2 * 3_000)


def test_a_warning_in_the_place_of_the_fine_leaves_nothing_to_pay(bureau: "Office", number: str) -> None:
    confirmed(bureau, number, "case.amended", **WARNED)
    correction = sent(bureau, "credit")[-1]
    assert (correction["version"], correction["payload"]["fine"], correction["payload"]["classes"]) == (
        2, None, ["warning"],
    )  # fmt: skip
    assert (recorded(bureau)["state"], row_of(bureau, number)["fine"], row_of(bureau, number)["owed"]) == (
        "recorded", None, 0,
    )  # fmt: skip
    assert [one.state for one in orders(bureau)] == ["cancelled"]
    assert "fine" not in sent(bureau, "case_system")[-1]["payload"]
    did(bureau, number, "case.executed", how="警告已经宣布")


def test_a_record_that_was_withdrawn_is_changed_and_not_sent(bureau: "Office", number: str) -> None:
    decision, approver = row_of(bureau, number)["decision_no"], bureau.officer("approver")
    bureau.perform(penalties.propose_withdrawal, decision, "复议期间撤回", CHANGED["document"], by=approver)
    bureau.perform(penalties.withdraw, decision, CHANGED["document"], by=CHIEF)
    before = sent(bureau, "credit")
    confirmed(bureau, number, "case.amended", **CHANGED)
    assert (recorded(bureau)["state"], recorded(bureau)["fine"]) == ("withdrawn", LOWER)
    assert sent(bureau, "credit") == before


def test_the_term_of_the_correction_runs_from_the_day_that_the_document_was_received(
    bureau: "Office", number: str
) -> None:
    with unit_of_work(bureau.engine) as session:
        session.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(confirmed_at=bureau.now()))
    confirmed(bureau, number, "case.amended", **CHANGED | {"received": "2026-11-16"})
    assert sent(bureau, "credit")[-1]["deadline_on"] == date(2026, 11, 19)


@pytest.mark.parametrize("said", [CHANGED, WARNED])
def test_an_undone_change_leaves_everything_as_it_was(bureau: "Office", number: str, said: dict[str, Any]) -> None:
    def all_of_it() -> tuple[Any, ...]:
        keys = [each["key"] for system in ("credit", "case_system") for each in sent(bureau, system)]
        row, record = row_of(bureau, number), recorded(bureau)
        kept = [row[name] for name in ("stage", "fine", "owed", "confiscated_owed", "version")]
        return keys, kept, record, [(one.amount, one.state, one.cancelled_at) for one in orders(bureau)]

    before = all_of_it()
    bureau.perform(casework_steps.propose, number, "case.amended", said, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=GRACE)
    bureau.perform(undo.undo_last, number, by=CHIEF)

    assert all_of_it() == before
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert row_of(bureau, number)["fine"] == said.get("fine")


def test_an_undone_change_takes_its_refund_back(bureau: "Office", number: str) -> None:
    paid(bureau, "N1", FINE)
    bureau.perform(casework_steps.propose, number, "case.amended", CHANGED, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=GRACE)
    asked_back = refunds(bureau)
    bureau.perform(undo.undo_last, number, by=CHIEF)
    assert (asked_back, refunds(bureau), alarms(bureau), orders(bureau)[0].state) == ([FINE - LOWER], [], {}, "paid")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"fine": FINE + 1}, "变更后的罚款重于原决定"),
        ({"fine": FINE, "content": "罚款"}, "与原决定相同"),
        ({"kinds": ["warning"]}, "处罚种类和罚款不一致"),
        ({"dated": "2026-11-05"}, "文书日期应在2026-11-06至2026-11-17之间"),
    ],
)
def test_what_no_remedy_may_do_is_refused_when_it_is_proposed(
    bureau: "Office", number: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        bureau.perform(casework_steps.propose, number, "case.amended", CHANGED | more, by=INSPECTOR)
    with pytest.raises(InvalidInput, match="变更须写明理由"):
        bureau.perform(casework_steps.propose, number, "case.amended", CHANGED | {"reason": "轻"}, by=INSPECTOR)


def test_no_one_officer_changes_a_decision(bureau: "Office", number: str) -> None:
    bureau.perform(casework_steps.propose, number, "case.amended", CHANGED, by=CHIEF)
    with pytest.raises(Refused):
        bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert (row_of(bureau, number)["fine"], recorded(bureau)["version"]) == (FINE, 1)


def test_a_decision_that_was_not_served_yet_is_served_as_it_was_changed(bureau: "Office", clock: Clock) -> None:
    found = decided(bureau, clock, fine=FINE)
    confirmed(bureau, found, "case.amended", **CHANGED | {"dated": "2026-11-06"})
    did(bureau, found, "case.served", way="直接送达", receiver="林海生")
    assert ([one.amount for one in orders(bureau)], row_of(bureau, found)["owed"]) == ([LOWER], LOWER)
