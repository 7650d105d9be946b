"""A bureau that records penalties of made-up people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import RowMapping, select

from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER
from tests.support.rows import OFFICERS
from usecases import credit_disputes, penalties
from usecases.officers import register_training
from usecases.penalty_forms import read_form
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from wiring.office import Office


CLERK, INSPECTOR, APPROVER, APPROVER2 = (OFFICERS[n] for n in ("clerk", "inspector", "approver", "approver2"))
OUTBOX, LEDGER = table_of(OutboxRow), table_of(LedgerRow)
NO, CANONICAL = "厦烟处（2026） 第 12 号", "厦烟处〔2026〕第12号"
KEY = f"cf|{CANONICAL}|11350200MB1A2B3CXA"
SHOP = {
    "kind": "sole_trader",
    "name": "思明区鹭岛便利店",
    "uscc": "92350206MA2YFAKE0X",
    "legal_rep": {"name": "林海生", "id_no": "350203900307001"},
}
PERSON = {"kind": "person", "name": "陈建国", "id_no": "350206198512310025"}
ORDER = Authority("厦烟复〔2026〕5号", date(2026, 11, 20), "厦门市烟草专卖局")  # by which disputes are answered
PAPER: dict[str, Any] = {
    "document_no": NO,
    "party": SHOP,
    "cause": "C08",
    "facts": "销售非法生产的卷烟12条。",
    "kinds": ["fine", "confiscation"],
    "content": "罚款1500.01元,没收违法所得。",
    "base": "5000.00",
    "fine": "1500.01",
    "confiscated": "200.00",
    "decided_on": "2026-11-02",
    "valid_until": "2029-11-02",
}


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Return an office that is connected with the credit platform and the national register."""
    office.desk = replace(office.desk, systems=(("credit", "credit"), ("register", "case_system")))
    office.perform(register_training, by=SYSTEM_OFFICER)
    return office


def record(office: "Office", **changes: object) -> list[str]:
    return office.perform(penalties.record, [read_form(PAPER | changes)], by=INSPECTOR)


def sent(office: "Office") -> Sequence[RowMapping]:
    with office.reading() as session:
        return session.execute(select(OUTBOX).order_by(OUTBOX.c.id)).mappings().all()


def row(office: "Office", number: str = CANONICAL) -> Mapping[str, Any]:
    with office.reading() as session:
        return penalties.fetch(session, number)


def settle(office: "Office", feedback_id: str, outcome: str = "refused", *, system: str = "") -> str:
    """Let two officers answer a dispute with its document; return the outcome."""
    words = "经核查，见所附文书。"
    office.perform(credit_disputes.propose, feedback_id, outcome, words, ORDER, system=system, by=CLERK)
    return office.perform(credit_disputes.confirm, feedback_id, system=system, by=APPROVER)


def withdraw(office: "Office") -> str:
    office.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号", by=CLERK)
    return office.perform(penalties.withdraw, NO, "厦烟撤(2026)第1号", by=APPROVER)
