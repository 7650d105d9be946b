"""Deeds on published records: given up, repaired on paper, taken back though never sent; always by two officers."""

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from models.errors import InvalidInput, Refused
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from models.tables.publications import DifferenceRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Held
from tests.support.one_kind import database_url
from tests.support.penalties import APPROVER, APPROVER2, CLERK, KEY, NO, OUTBOX, bureau, record, row, sent
from usecases import credit_extras, credit_repairs, differences, outbox_desk, penalties, reconcile, record_proposals
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau", "database_url"]
PAPER = Authority("闽信修〔2026〕8号", date(2026, 11, 20), "厦门市发展和改革委员会")
DIFFERENCES, PROPOSALS = table_of(DifferenceRow), table_of(ProposalRow)
EXTRA = "cf|厦烟处〔2026〕第99号|11350200MB1A2B3CXA"


def rejected(office: "Office") -> str:
    record(office)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1").values(state="rejected"))
    return f"{KEY}|v1"


def test_a_published_record_is_given_up_by_two_officers(bureau: "Office") -> None:
    key = rejected(bureau)

    bureau.perform(outbox_desk.give_up, key, note="该决定不应报送", by=APPROVER)
    proposed = sent(bureau)[0]["state"]
    with pytest.raises(Refused, match="另一名"):
        bureau.perform(outbox_desk.give_up, key, note="该决定不应报送", by=APPROVER)
    bureau.perform(outbox_desk.give_up, key, note="同意", by=APPROVER2)

    assert (proposed, sent(bureau)[0]["state"]) == ("rejected", "dead")


def test_what_was_proposed_of_one_version_gives_up_no_other(bureau: "Office") -> None:
    first = rejected(bureau)
    bureau.perform(outbox_desk.give_up, first, note="该决定不应报送", by=APPROVER)
    with bureau.engine.begin() as connection:  # it arrived after all, and the next version is rejected
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == first).values(state="confirmed"))
        later = {"key": f"{KEY}|v2", "version": 2, "state": "rejected"}
        row_of = dict(connection.execute(select(OUTBOX).where(OUTBOX.c.key == first)).mappings().one())
        connection.execute(insert(OUTBOX).values({name: row_of[name] for name in row_of if name != "id"} | later))

    bureau.perform(outbox_desk.give_up, later["key"], note="第二版不应报送", by=APPROVER2)
    proposed = [message["state"] for message in sent(bureau) if message["system"] == "credit"]
    bureau.perform(outbox_desk.give_up, later["key"], note="同意", by=APPROVER)

    assert proposed == ["confirmed", "rejected"]
    assert [message["state"] for message in sent(bureau) if message["system"] == "credit"] == ["confirmed", "dead"]


def test_a_repair_on_paper_is_registered_by_two_officers_and_final(bureau: "Office") -> None:
    record(bureau)

    bureau.perform(credit_repairs.propose, NO, "信用网站已办结修复", PAPER, by=CLERK)
    with pytest.raises(Refused, match="无权办理"):
        bureau.perform(credit_repairs.confirm, NO, by=CLERK)
    bureau.perform(credit_repairs.confirm, NO, by=APPROVER)

    assert (row(bureau)["state"], sent(bureau)[0]["state"]) == ("repaired", "dead")
    with pytest.raises(Refused, match="已信用修复"):
        bureau.perform(credit_repairs.propose, NO, "信用网站已办结修复", PAPER, by=CLERK)


def test_a_proposed_repair_is_turned_down_with_a_reason(bureau: "Office") -> None:
    record(bureau)
    bureau.perform(credit_repairs.propose, NO, "信用网站已办结修复", PAPER, by=CLERK)

    bureau.perform(credit_repairs.reject, NO, note="文书是另一决定的", by=APPROVER)

    assert row(bureau)["state"] == "recorded"
    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(credit_repairs.confirm, NO, by=APPROVER)


@pytest.mark.parametrize(
    "paper",
    [
        Authority(""), Authority("文" * 65), Authority("文\u202e号"), Authority("文1号", date(2026, 11, 22)),
        Authority("文1号", None, "局" * 101),
    ],
    ids=["no number", "long", "hidden", "tomorrow", "long body"],
)  # fmt: skip
def test_a_document_that_cannot_be_is_refused(bureau: "Office", paper: Authority) -> None:
    record(bureau)

    with pytest.raises(InvalidInput):
        bureau.perform(credit_repairs.propose, NO, "信用网站已办结修复", paper, by=CLERK)


def test_a_withdrawal_keeps_number_day_and_issuer_of_its_document(bureau: "Office") -> None:
    record(bureau)

    bureau.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", PAPER, by=CLERK)

    with bureau.reading() as session:
        kept = json.loads(session.execute(select(PROPOSALS.c.note)).scalar_one())
    assert kept == {
        "reason": "复议撤销该决定", "document_no": PAPER.number, "dated_on": "2026-11-20", "issued_by": PAPER.issued_by,
    }  # fmt: skip


def test_a_record_that_we_never_sent_is_taken_back_by_two_officers(bureau: "Office") -> None:
    found = reconcile.compare([], [Held(EXTRA, 3, "h", "published")])
    bureau.perform(reconcile.note, "credit", "cf", date(2026, 11, 2), found, by=SYSTEM_OFFICER)
    with bureau.reading() as session:
        number = session.execute(select(DIFFERENCES.c.id)).scalar_one()

    first = bureau.perform(credit_extras.withdraw, number, "并非我局的决定", PAPER, by=APPROVER)
    with pytest.raises(Refused, match="另一名"):
        bureau.perform(credit_extras.withdraw, number, "并非我局的决定", PAPER, by=APPROVER)
    second = bureau.perform(credit_extras.withdraw, number, "", PAPER, by=APPROVER2)

    (message,) = sent(bureau)
    assert (first, second) == (False, True)
    assert (message["op"], message["subject"], message["version"], message["deadline_on"]) == (
        "withdraw", EXTRA, 4, date(2026, 11, 25),
    )  # fmt: skip
    assert message["payload"] == {
        "document_no": "厦烟处〔2026〕第99号", "agency_code": "11350200MB1A2B3CXA", "reason": "并非我局的决定",
        "authority_no": PAPER.number,
    }  # fmt: skip


def test_a_proposed_giving_up_is_turned_down_or_taken_back(bureau: "Office") -> None:
    key = rejected(bureau)
    bureau.perform(outbox_desk.give_up, key, note="该决定不应报送", by=APPROVER)
    with pytest.raises(InvalidInput, match="理由"):
        bureau.perform(outbox_desk.reject_give_up, key, note="", by=APPROVER2)

    bureau.perform(outbox_desk.reject_give_up, key, note="应当报送", by=APPROVER2)
    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(outbox_desk.reject_give_up, key, note="应当报送", by=APPROVER2)
    bureau.perform(outbox_desk.give_up, key, note="该决定不应报送", by=APPROVER)

    assert sent(bureau)[0]["state"] == "rejected"


def test_a_proposal_to_take_an_extra_record_back_is_turned_down(bureau: "Office") -> None:
    found = reconcile.compare([], [Held(EXTRA, 3, "h", "published")])
    bureau.perform(reconcile.note, "credit", "cf", date(2026, 11, 2), found, by=SYSTEM_OFFICER)
    with bureau.reading() as session:
        number = session.execute(select(DIFFERENCES.c.id)).scalar_one()
    bureau.perform(credit_extras.withdraw, number, "并非我局的决定", PAPER, by=APPROVER)

    with bureau.reading() as session:
        (waiting,) = record_proposals.waiting(session)
        refusal = record_proposals.refusal(session, waiting)
    bureau.perform(refusal.deed, refusal.about, note="确是我局的", by=APPROVER2)

    first = bureau.perform(credit_extras.withdraw, number, "并非我局的决定", PAPER, by=APPROVER2)
    assert (refusal.about, first, list(sent(bureau))) == (number, False, [])


def test_a_settled_difference_needs_no_withdrawal_more(bureau: "Office") -> None:
    found = reconcile.compare([], [Held(EXTRA, 3, "h", "published")])
    bureau.perform(reconcile.note, "credit", "cf", date(2026, 11, 2), found, by=SYSTEM_OFFICER)
    with bureau.reading() as session:
        number = session.execute(select(DIFFERENCES.c.id)).scalar_one()
    bureau.perform(credit_extras.withdraw, number, "并非我局的决定", PAPER, by=APPROVER)

    bureau.perform(differences.close, number, "对方已自行删除", by=APPROVER)

    with bureau.reading() as session:
        assert session.execute(select(PROPOSALS.c.result)).scalars().all() == ["overtaken"]
