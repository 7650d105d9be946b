"""A dispute is answered by two officers with a document; what follows from it is owed, and shown with the record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from models.errors import Conflict, InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.one_kind import database_url
from tests.support.penalties import (
    APPROVER,
    APPROVER2,
    CANONICAL,
    CLERK,
    INSPECTOR,
    KEY,
    NO,
    ORDER,
    OUTBOX,
    PAPER,
    bureau,
    record,
    row,
    sent,
    settle,
)
from tests.usecases import test_licence_corrections as licences
from tests.usecases.test_licence_corrections import known, published
from tests.usecases.test_withdrawing_licences import KEY_OF_RECORD
from usecases import (
    clocks,
    credit_cards,
    credit_clocks,
    credit_desk,
    credit_disputes,
    feedback,
    licence_corrections,
    outbox_desk,
    penalties,
    proposals,
    record_proposals,
)
from usecases.penalty_forms import read_form
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau", "database_url", "known", "published"]
FEEDBACK = table_of(FeedbackRow)
DISPUTE = Feedback("FB1", "dispute", KEY, 1, NOON, "2026-12-06", "罚款金额有误")
WORDS = "经核查，金额确有误。"


@pytest.fixture
def disputed(bureau: "Office") -> "Office":
    """A bureau whose one published penalty is disputed."""
    record(bureau)
    values = {"state": "confirmed", "record_key": KEY, "sent_at": NOON, "confirmed_at": NOON}
    with bureau.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(values))
    told(bureau, DISPUTE)
    return bureau


def told(office: "Office", item: Feedback) -> None:
    office.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)


def propose(office: "Office", outcome: str = "refused", by: object = CLERK, document: Authority = ORDER) -> None:
    office.perform(credit_disputes.propose, "FB1", outcome, WORDS, document, by=by)  # type: ignore[arg-type]


def kept(office: "Office") -> tuple[str, str, str, str]:
    with office.reading() as session:
        found = session.execute(select(FEEDBACK)).one()
    return found.decision, found.outcome, found.document_no, found.decided_by


def cards(office: "Office", on: date) -> set[tuple[str, str, str]]:
    with office.reading() as session:
        reckoner = clocks.reckoner(session, office.now() + (on - office.now().date()))
        return {(card.subject, card.term, card.kind.value) for card in credit_cards.owing(session, reckoner)}


def test_two_officers_refuse_a_dispute_with_its_document(disputed: "Office") -> None:
    with pytest.raises(Refused, match="没有待确认"):
        disputed.perform(credit_disputes.confirm, "FB1", by=APPROVER)
    propose(disputed, by=APPROVER)
    with pytest.raises(Refused, match="另一名"):
        disputed.perform(credit_disputes.confirm, "FB1", by=APPROVER)
    with pytest.raises(Conflict, match="已经提议"):
        propose(disputed)

    disputed.perform(credit_disputes.confirm, "FB1", by=APPROVER2)

    assert kept(disputed) == ("refused", "", ORDER.number, APPROVER2.login)
    with pytest.raises(Refused, match="该异议已由"):
        propose(disputed)


def test_one_officer_alone_answers_no_dispute(disputed: "Office") -> None:
    with pytest.raises(Refused, match="须由两人"):
        disputed.perform(feedback.answer, "FB1", "refused", note="核实无误", by=CLERK)

    assert kept(disputed)[0] == ""


@pytest.mark.parametrize(
    ("outcome", "document"),
    [("maybe", ORDER), ("refused", replace(ORDER, dated_on=None)), ("refused", replace(ORDER, issued_by=""))],
    ids=["no outcome", "no day", "no issuer"],
)
def test_an_answer_needs_an_outcome_and_the_whole_document(
    disputed: "Office", outcome: str, document: Authority
) -> None:
    with pytest.raises(InvalidInput):
        propose(disputed, outcome, document=document)


def test_only_a_dispute_is_answered_so(disputed: "Office") -> None:
    told(disputed, replace(DISPUTE, id="FB2", type="correction"))

    with pytest.raises(Refused, match="不是异议"):
        disputed.perform(credit_disputes.propose, "FB2", "refused", WORDS, ORDER, by=CLERK)


def test_a_proposed_answer_is_turned_down_or_taken_back(disputed: "Office") -> None:
    propose(disputed)
    with pytest.raises(Refused, match="只能收回自己的提议"):
        disputed.perform(credit_disputes.reject, "FB1", note="依据不足", by=INSPECTOR)

    disputed.perform(credit_disputes.reject, "FB1", note="依据不足", by=APPROVER)
    propose(disputed)
    disputed.perform(credit_disputes.reject, "FB1", note="写错文号", by=CLERK)

    assert kept(disputed)[0] == ""
    assert settle(disputed, "FB1") == "refused"


def test_an_upheld_dispute_starts_the_withdrawal_by_the_same_document(disputed: "Office") -> None:
    assert settle(disputed, "FB1", "withdrawal") == "withdrawal"

    with disputed.reading() as session:
        waiting = penalties.waiting_withdrawal(session, NO)
        (listed,) = record_proposals.on_record(session, "credit", KEY)
    assert waiting is not None
    assert (waiting, waiting.by) == (listed, CLERK.login)
    disputed.perform(penalties.withdraw, NO, ORDER.number, by=APPROVER)
    assert (row(disputed)["state"], kept(disputed)[1]) == ("withdrawn", "withdrawal")


def test_a_withdrawal_that_waits_already_does_not_hold_up_the_answer(disputed: "Office") -> None:
    disputed.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", ORDER, by=INSPECTOR)

    assert settle(disputed, "FB1", "withdrawal") == "withdrawal"

    with disputed.reading() as session:
        waiting = penalties.waiting_withdrawal(session, NO)
    assert waiting is not None
    assert waiting.by == INSPECTOR.login


def test_an_upheld_dispute_is_owed_a_correction_until_there_is_one(disputed: "Office") -> None:
    settle(disputed, "FB1", "correction")
    owed = cards(disputed, date(2026, 11, 27))
    with disputed.reading() as session:
        assert feedback.to_carry_out(session, KEY, 1) == ["FB1"]

    disputed.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1600.00"}), by=INSPECTOR)

    assert (f"penalty:{CANONICAL}", "E38", "yellow") in owed
    with disputed.reading() as session:
        assert feedback.to_carry_out(session, KEY, 2) == []
    with disputed.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(state="confirmed", confirmed_at=NOON))
    assert cards(disputed, date(2026, 11, 27)) == set()


def test_the_term_of_an_answer_has_its_cards_until_it_is_given(disputed: "Office") -> None:
    before = cards(disputed, date(2026, 12, 4))
    late = cards(disputed, date(2026, 12, 8))

    settle(disputed, "FB1")

    assert before == {(f"penalty:{CANONICAL}", "V02", "warning")}
    assert (f"penalty:{CANONICAL}", "V02", "yellow") in late
    assert cards(disputed, date(2026, 12, 8)) == set()


def test_the_history_of_a_record_shows_what_was_proposed_and_answered(disputed: "Office") -> None:
    propose(disputed, "correction")
    disputed.perform(credit_disputes.reject, "FB1", note="依据不足", by=APPROVER)
    settle(disputed, "FB1")

    with disputed.reading() as session:
        steps = record_proposals.history(session, "credit", KEY)
    assert [step.deed for step in steps] == [
        "dispute.answered", "dispute.answer_proposed", "dispute.answer_rejected", "dispute.answer_proposed",
        "feedback.received", "penalty.recorded",
    ]  # fmt: skip
    assert steps[0].note == f"异议不成立（{ORDER.number}）：经核查，见所附文书。"


def test_a_disputed_licence_shows_its_dispute_and_is_corrected_by_the_outcome(known: "Office") -> None:
    told(known, replace(DISPUTE, record_key=licences.RECORD_KEY))
    settle(known, "FB1", "correction")

    with known.reading() as session:
        reckoner = clocks.reckoner(session, known.now() + timedelta(days=1))
        line = credit_clocks.of_subject(session, KEY_OF_RECORD, known=reckoner)[0]
        shown = credit_desk.detail(session, line, at=known.now())
    licences.correct(known)

    assert [(one.feedback_id, one.corrects) for one in shown.asked] == [("FB1", True)]
    with known.reading() as session:
        assert feedback.to_carry_out(session, licences.RECORD_KEY, 2) == []


def test_an_upheld_dispute_of_a_licence_starts_its_withdrawal(known: "Office") -> None:
    told(known, replace(DISPUTE, record_key=licences.RECORD_KEY))

    settle(known, "FB1", "withdrawal")

    with known.reading() as session:
        assert proposals.open_one(session, KEY_OF_RECORD, "licence.withdrawn") is not None


def test_everything_that_waits_is_listed_and_turned_down_by_its_number(disputed: "Office") -> None:
    with disputed.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.kind == "cf").values(state="rejected"))
    disputed.perform(outbox_desk.give_up, f"{KEY}|v1", note="不应报送", by=APPROVER)
    disputed.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", ORDER, by=INSPECTOR)
    propose(disputed)
    with disputed.reading() as session:
        waiting = record_proposals.waiting(session)
        found = [record_proposals.refusal(session, one) for one in waiting]

    for one in found:
        disputed.perform(one.deed, one.about, note="不同意", by=APPROVER2, **one.more)

    assert [one.deed for one in waiting] == ["record.given_up", "penalty.withdrawn", "dispute.answered"]
    with disputed.reading() as session:
        assert record_proposals.waiting(session) == []
        deeds = {step.deed for step in record_proposals.history(session, "credit", KEY)}
    assert {"record.give_up_rejected", "withdrawal_rejected", "dispute.answer_rejected"} <= deeds
    assert [message["state"] for message in sent(disputed)][:1] == ["rejected"]


def test_a_proposed_correction_of_a_licence_is_turned_down_by_its_number(known: "Office") -> None:
    licences.propose(known)
    with known.reading() as session:
        (one,) = record_proposals.waiting(session)
        found = record_proposals.refusal(session, record_proposals.one(session, one.id))

    known.perform(found.deed, found.about, note="名称无误", by=APPROVER, **found.more)

    with known.reading() as session:
        assert licence_corrections.waiting(session, licences.NUMBER) is None
