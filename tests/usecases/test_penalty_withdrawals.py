"""Withdrawals of penalties: two officers, reason and document, and nothing after it."""

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.errors import Conflict, InvalidInput, Refused
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from tests.support.penalties import (
    APPROVER,
    APPROVER2,
    CLERK,
    INSPECTOR,
    KEY,
    LEDGER,
    NO,
    PAPER,
    bureau,
    record,
    row,
    sent,
    withdraw,
)
from usecases import penalties, penalty_list
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]


def test_a_withdrawal_needs_two_officers_and_sends_reason_and_document(bureau: "Office") -> None:
    record(bureau)

    assert withdraw(bureau) == NO

    kept, last = row(bureau), sent(bureau)[-1]
    assert (kept["state"], kept["version"], kept["withdrawal_no"]) == ("withdrawn", 2, "厦烟撤〔2026〕第1号")
    assert (last["op"], last["version"], last["key"], last["state"]) == ("withdraw", 2, f"{KEY}|v2", "blocked")
    assert last["payload"] == {
        "document_no": NO,
        "agency_code": "11350200MB1A2B3CXA",
        "reason": "复议撤销该决定",
        "authority_no": "厦烟撤〔2026〕第1号",
        "record": sent(bureau)[0]["payload"] | {"updated_on": "2026-11-21"},
    }
    with bureau.reading() as session:
        deeds = [step.deed for step in penalty_list.detail(session, NO).history]
        assert session.execute(select(table_of(ProposalRow).c.result)).scalars().all() == ["confirmed"]
    assert deeds == ["penalty.recorded", "withdrawal_proposed", "penalty.withdrawn"]


def test_nobody_confirms_a_withdrawal_alone_or_without_right_or_with_another_document(bureau: "Office") -> None:
    record(bureau)
    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER)
    bureau.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号", by=APPROVER)

    with pytest.raises(Refused, match="另一名"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER)
    with pytest.raises(Refused, match="无权办理"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=CLERK)
    with pytest.raises(Conflict, match="提议依据"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第2号", by=APPROVER2)
    with pytest.raises(Conflict, match="已经提议"):
        bureau.perform(penalties.propose_withdrawal, NO, "再一次提议", "厦烟撤〔2026〕第1号", by=APPROVER2)
    assert row(bureau)["state"] == "recorded"

    bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER2)
    assert row(bureau)["state"] == "withdrawn"


def test_a_proposed_withdrawal_is_turned_down_with_its_reason_and_may_be_proposed_anew(bureau: "Office") -> None:
    record(bureau)
    propose = (penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号")
    bureau.perform(*propose, by=CLERK)

    with pytest.raises(InvalidInput, match="理由"):
        bureau.perform(penalties.reject_withdrawal, NO, note=" ", by=APPROVER)
    with pytest.raises(Refused, match="只能收回自己的提议"):
        bureau.perform(penalties.reject_withdrawal, NO, note="复议决定尚未生效", by=INSPECTOR)
    bureau.perform(penalties.reject_withdrawal, NO, note="复议决定尚未生效", by=APPROVER)

    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER2)
    bureau.perform(*propose, by=CLERK)
    bureau.perform(penalties.reject_withdrawal, NO, note="文书号写错，收回", by=CLERK)
    assert (row(bureau)["state"], len(sent(bureau))) == ("recorded", 2)
    with bureau.reading() as session:
        steps = [(step.by, step.deed, step.note) for step in penalty_list.detail(session, NO).history]
        bodies = [json.loads(body) for body in session.execute(select(LEDGER.c.body).order_by(LEDGER.c.seq)).scalars()]
    assert steps[2] == ("approver", "withdrawal_rejected", "复议决定尚未生效")
    facts = [entry["facts"] for entry in bodies if entry["deed"] == "withdrawal_rejected"]
    assert [(fact["proposed_by"], fact["document"]) for fact in facts] == [("clerk", "厦烟撤〔2026〕第1号")] * 2


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        ("短", "文〔2026〕1号"),
        ("理" * 501, "文〔2026〕1号"),
        ("理由充分", ""),
        ("理由充分", "文" * 65),
        ("理由\u202e充分", "文"),
    ],
    ids=["short", "long", "no document", "long document", "hidden character"],
)
def test_a_withdrawal_is_worded_as_the_platform_takes_it(bureau: "Office", reason: str, document: str) -> None:
    record(bureau)

    with pytest.raises(InvalidInput):
        bureau.perform(penalties.propose_withdrawal, NO, reason, document, by=CLERK)


def test_what_was_never_published_is_withdrawn_without_a_message(bureau: "Office") -> None:
    record(bureau, simple_procedure=True, kinds=["fine"], fine="200.00", base="500", confiscated=None)

    withdraw(bureau)

    assert [message["op"] for message in sent(bureau)] == ["upsert"]
    assert row(bureau)["state"] == "withdrawn"


def test_after_its_withdrawal_a_decision_takes_no_more_deeds(bureau: "Office") -> None:
    record(bureau)
    withdraw(bureau)

    with pytest.raises(Refused, match="已撤回"):
        bureau.perform(penalties.correct, NO, read_form(PAPER), by=INSPECTOR)
    with pytest.raises(Refused, match="已撤回"):
        bureau.perform(penalties.propose_withdrawal, NO, "再撤一次", "文〔2026〕1号", by=CLERK)
    with pytest.raises(Conflict, match="已撤回"):
        record(bureau)
