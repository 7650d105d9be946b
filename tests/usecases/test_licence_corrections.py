"""A published licence record is put right by two officers: under its key, or withdrawn first and sent anew."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from models.errors import Conflict, InvalidInput, Refused
from models.tables.applications import HistoryRow, ProposalRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.publications import RecordHoldRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback, Receipt, ReceiptRow
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from tests.usecases.test_withdrawing_licences import KEY_OF_RECORD, published, records
from usecases import (
    clocks,
    credit_clocks,
    credit_holds,
    feedback,
    licence_act_messages,
    licence_corrections,
    licence_withdrawals,
    outbox,
    receipts,
    reconcile,
)
from usecases.deeds import housekeeping
from usecases.faults import Faulty
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from wiring.office import Office

__all__ = ["published"]
CLERK, APPROVER, APPROVER2 = (OFFICERS[name] for name in ("clerk", "approver", "approver2"))
OUTBOX, HISTORY, PROPOSALS = table_of(OutboxRow), table_of(HistoryRow), table_of(ProposalRow)
HOLDS = table_of(RecordHoldRow)
PAPER = Authority("厦烟更〔2026〕3号", date(2026, 11, 20), "厦门市烟草专卖局")
NUMBER = KEY_OF_RECORD.partition(":")[2]
RECORD_KEY = f"xk|{NUMBER}|11350200MB1A2B3CXA"
OTHER = "厦烟许准延〔2026〕第99号"
NAME = {"party.name": "思明区新名便利店"}


@pytest.fixture
def known(published: "Office") -> "Office":
    """Return an office whose one licence record the receiver has validated."""
    change(published, state="confirmed", confirmed_at=NOON, record_key=RECORD_KEY)
    return published


def change(office: "Office", **values: object) -> None:
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(values))


def propose(office: "Office", changes: dict[str, str] = NAME, by: Any = CLERK) -> str:
    return office.perform(licence_corrections.propose, NUMBER, changes, "名称登记有误", PAPER, by=by)


def correct(office: "Office", changes: dict[str, str] = NAME) -> list[str]:
    propose(office, changes)
    return office.perform(licence_corrections.confirm, NUMBER, by=APPROVER)


def test_two_officers_correct_a_record_and_its_next_version_says_so(known: "Office") -> None:
    (key,) = correct(known)

    first, second = records(known)
    assert (second.key, second.op, second.version, second.subject) == (key, "upsert", 2, first.subject)
    assert second.payload["party"] == first.payload["party"] | {"name": NAME["party.name"]}
    assert (second.state, second.deadline_on, second.decided_on) == ("ready", date(2026, 11, 25), first.decided_on)
    with known.reading() as session:
        (line, _) = credit_clocks.of_subject(session, first.subject, known=clocks.reckoner(session, known.now()))
        told = session.execute(select(HISTORY.c.subject).where(HISTORY.c.deed == "licence_record.corrected"))
        assert (line.term, line.due_on) == ("E38", date(2026, 11, 25))
        assert sorted(told.scalars()) == [first.payload["licence_no"], first.subject]


def test_the_proposal_keeps_the_document_and_the_ledger_no_value(known: "Office") -> None:
    propose(known)

    with known.reading() as session:
        kept = json.loads(session.execute(select(PROPOSALS.c.note)).scalar_one())
    assert kept == {
        "reason": "名称登记有误", "document_no": PAPER.number, "dated_on": "2026-11-20", "issued_by": PAPER.issued_by,
        "changes": NAME, "version": 1,
    }  # fmt: skip
    assert len(records(known)) == 1


def test_nobody_corrects_a_record_alone_or_without_a_proposal(known: "Office") -> None:
    with pytest.raises(Refused, match="没有待确认"):
        known.perform(licence_corrections.confirm, NUMBER, by=APPROVER)
    propose(known, by=APPROVER)
    with pytest.raises(Refused, match="另一名"):
        known.perform(licence_corrections.confirm, NUMBER, by=APPROVER)
    with pytest.raises(Conflict, match="已有待确认"):
        propose(known)

    assert len(records(known)) == 1


def test_a_correction_is_turned_down_or_taken_back_and_may_be_proposed_again(known: "Office") -> None:
    propose(known)
    with pytest.raises(Refused, match="无权办理"):
        known.perform(licence_corrections.reject, NUMBER, note="名称无误", by=OFFICERS["auditor"])

    known.perform(licence_corrections.reject, NUMBER, note="名称无误", by=APPROVER)
    propose(known)
    known.perform(licence_corrections.reject, NUMBER, note="写错了", by=CLERK)

    with known.reading() as session:
        results = session.execute(select(PROPOSALS.c.result).order_by(PROPOSALS.c.id)).scalars().all()
    assert results == ["rejected", "taken_back"]
    with pytest.raises(Refused, match="没有待确认"):
        known.perform(licence_corrections.confirm, NUMBER, by=APPROVER)


def test_what_cannot_stand_in_a_record_is_not_proposed(known: "Office") -> None:
    with pytest.raises(Faulty, match=r"不能为空.*没有这个栏目.*早于"):
        propose(known, {"content": "", "valid": "no", "valid_to": "2020-01-01"})


def test_what_is_the_same_already_is_no_correction(known: "Office") -> None:
    same = records(known)[0].payload["content"]

    with pytest.raises(InvalidInput, match="没有要更正"):
        propose(known, {"content": f" {same} "})


def test_a_record_that_was_changed_since_is_not_corrected_by_an_old_proposal(known: "Office") -> None:
    propose(known)
    first = records(known)[0]
    later = {name: getattr(first, name) for name in OUTBOX.c.keys() if name != "id"}  # noqa: SIM118
    with known.engine.begin() as connection:
        connection.execute(insert(OUTBOX).values(later | {"key": "k2", "version": 2}))

    with pytest.raises(Refused, match="又有了新的一版"):
        known.perform(licence_corrections.confirm, NUMBER, by=APPROVER)


def test_a_rejected_record_gives_way_to_its_correction_with_the_day_of_its_decision(published: "Office") -> None:
    change(published, state="rejected", confirmed_at=None, code="too_long")

    correct(published)

    first, second = records(published)
    assert (first.state, first.hint, second.state) == ("cancelled", "已由后一版本取代。", "ready")
    assert second.deadline_on == first.deadline_on


def test_a_new_number_withdraws_the_record_and_sends_it_anew_once_that_is_confirmed(known: "Office") -> None:
    back, anew = correct(known, {"document_no": OTHER})
    first, second, third = records(known)

    assert (second.key, second.op, second.subject, second.version) == (back, "withdraw", KEY_OF_RECORD, 2)
    assert (third.key, third.subject, third.version, third.state) == (anew, f"xk:{OTHER}", 1, "blocked")
    assert (second.payload["authority_no"], second.payload["record"]["document_no"]) == (PAPER.number, NUMBER)
    assert (third.payload["document_no"], third.payload["replaces"]) == (OTHER, NUMBER)
    assert first.state == "confirmed"
    answered(known, second.id, "delivered")
    assert records(known)[2].state == "blocked"

    confirmed(known, second)

    assert (records(known)[1].state, records(known)[2].state) == ("confirmed", "ready")
    with known.reading() as session:
        (line,) = credit_clocks.of_subject(session, f"xk:{OTHER}", known=clocks.reckoner(session, known.now()))
        assert (line.term, line.due_on) == ("E38", date(2026, 11, 25))
        with pytest.raises(Refused, match="已经撤回"):
            licence_corrections.waiting(session, NUMBER)


@housekeeping
def let_go(session: "Session", message_id: int, *, at: "datetime") -> None:
    """Let go what waits for a message, as the daemon does when it is answered."""
    del at
    outbox.let_followers_go(session, [message_id])


def answered(office: "Office", message_id: int, state: str) -> None:
    """Note that the receiver has a message."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.id == message_id).values(state=state, receipt_no="R1"))
    office.keep(let_go, message_id, at=NOON)


def confirmed(office: "Office", message: Any) -> None:
    """Take the receipt that confirms one message."""
    receipt = Receipt("R1", True, (ReceiptRow("", 0, "withdrawn"),))
    pending = receipts.Pending("R1", 0, message_id=message.id)
    office.perform(receipts.take, "credit", pending, receipt, by=SYSTEM_OFFICER)


def test_under_its_new_number_a_record_still_belongs_to_its_licence(known: "Office") -> None:
    correct(known, {"document_no": OTHER})
    licence_no = records(known)[0].payload["licence_no"]

    with known.reading() as session:
        ended = licence_act_messages.ended_records(session, licence_no, 999, at=NOON)
        shown = credit_clocks.of_licence(session, licence_no, known=clocks.reckoner(session, known.now()))

    assert [(one.subject, one.version, one.payload["valid"]) for one in ended] == [(f"xk:{OTHER}", 2, False)]
    assert {line.subject for line in shown} == {KEY_OF_RECORD, f"xk:{OTHER}"}


def test_another_agency_is_another_key_of_the_same_record(known: "Office") -> None:
    correct(known, {"agency_code": "11350203MB1A2B3D8M"})

    _, second, third = records(known)
    assert (second.op, second.version, third.op, third.version) == ("withdraw", 2, "upsert", 3)
    assert (third.subject, third.state, third.waits_for) == (KEY_OF_RECORD, "blocked", second.id)


def test_a_number_that_another_record_has_is_refused(known: "Office") -> None:
    first = records(known)[0]
    other = {name: getattr(first, name) for name in OUTBOX.c.keys() if name != "id"}  # noqa: SIM118
    with known.engine.begin() as connection:
        connection.execute(insert(OUTBOX).values(other | {"key": "other", "subject": f"xk:{OTHER}"}))

    with pytest.raises(Conflict, match="已有公示记录"):
        propose(known, {"document_no": OTHER})


def test_a_number_is_not_changed_while_the_record_is_on_its_way(known: "Office") -> None:
    change(known, state="sending")

    with pytest.raises(Refused, match="还在报送途中"):
        propose(known, {"document_no": OTHER})


def test_nothing_of_a_repaired_record_is_corrected_and_a_disputed_one_waits(known: "Office") -> None:
    told = Feedback("FB1", "dispute", RECORD_KEY, 1, NOON, "2026-12-06", "名称有误")
    known.perform(feedback.receive, "credit", [told], by=SYSTEM_OFFICER)
    correct(known)
    assert records(known)[1].state == "blocked"

    repaired = Feedback("FB2", "repair", RECORD_KEY, 1, NOON, "", "")
    known.perform(feedback.receive, "credit", [repaired], by=SYSTEM_OFFICER)
    with pytest.raises(Refused, match="修复"):
        propose(known, {"remark": "补记"})

    assert records(known)[1].state == "dead"


def test_a_repair_stops_what_waited_to_take_the_place_of_the_record(known: "Office") -> None:
    correct(known, {"document_no": OTHER})

    repaired = Feedback("FB2", "repair", RECORD_KEY, 1, NOON, "", "")
    known.perform(feedback.receive, "credit", [repaired], by=SYSTEM_OFFICER)

    assert [message.state for message in records(known)] == ["confirmed", "dead", "dead"]


def test_a_withdrawn_record_is_not_corrected_and_a_taken_request_is_carried_out(known: "Office") -> None:
    asked = Feedback("FB7", "correction", RECORD_KEY, 1, NOON, "2026-12-06", "名称", (("XK_XDR_MC", "旧", "新"),))
    known.perform(feedback.receive, "credit", [asked], by=SYSTEM_OFFICER)
    known.perform(feedback.answer, "FB7", "taken", by=CLERK)
    with known.reading() as session:
        assert feedback.to_carry_out(session, RECORD_KEY, 1) == ["FB7"]
    correct(known)
    change(known, state="confirmed")
    with known.reading() as session:
        assert feedback.to_carry_out(session, RECORD_KEY, 2) == []

    key = records(known)[1].key
    known.perform(licence_withdrawals.propose, key, "许可决定被撤销", "文1号", by=CLERK)
    known.perform(licence_withdrawals.confirm, key, by=APPROVER)

    with pytest.raises(Refused, match="已经撤回"):
        propose(known, {"remark": "补记"})


@pytest.mark.parametrize("written", ["厦烟许（2026） 第 12 号", "厦烟许〔2026〕第12号"])
@pytest.mark.parametrize("known_as", ["subject", "record_key"])
def test_the_sieve_and_the_guard_of_the_database_judge_a_number_alike(
    known: "Office", written: str, known_as: str
) -> None:
    key = "xk|厦烟许〔2026〕第12号|11350200MB1A2B3CXA"
    change(known, state="ready", subject=f"xk:{written}", record_key=key if known_as == "record_key" else "")
    repaired = Feedback("FB2", "repair", key, 1, NOON, "", "")
    with known.reading() as session:
        before = credit_holds.sift(session, "credit", records(known))
    known.perform(feedback.receive, "credit", [repaired], by=SYSTEM_OFFICER)
    change(known, state="ready")  # as if somebody had passed it by

    known.keep(sifted, at=NOON)

    assert (len(before), records(known)[0].state) == (1, "dead")
    with pytest.raises(DBAPIError, match="repaired"):
        change(known, state="sending", record_key=key)


@housekeeping
def sifted(session: "Session", *, at: "datetime") -> None:
    """Sift what is ready, as a claim does."""
    del at
    rows = session.execute(select(OUTBOX).where(OUTBOX.c.system == "credit")).all()
    assert credit_holds.sift(session, "credit", rows) == []


def test_a_withdrawal_overtakes_a_proposed_correction(known: "Office") -> None:
    key = records(known)[0].key
    propose(known)
    known.perform(licence_withdrawals.propose, key, "许可决定被撤销", "文1号", by=CLERK)

    known.perform(licence_withdrawals.confirm, key, by=APPROVER)

    with known.reading() as session:
        results = session.execute(select(PROPOSALS.c.result).order_by(PROPOSALS.c.id)).scalars().all()
    assert results == ["overtaken", "confirmed"]


def test_what_was_proposed_of_a_record_that_is_gone_can_still_be_turned_down(known: "Office") -> None:
    propose(known)
    first = records(known)[0]
    gone = {name: getattr(first, name) for name in OUTBOX.c.keys() if name != "id"}  # noqa: SIM118
    with known.engine.begin() as connection:
        connection.execute(insert(OUTBOX).values(gone | {"key": "k2", "version": 2, "op": "withdraw"}))

    known.perform(licence_corrections.reject, NUMBER, note="已经撤回", by=APPROVER)

    with known.reading() as session:
        assert session.execute(select(PROPOSALS.c.result)).scalars().all() == ["rejected"]


def test_a_number_that_the_normal_form_changes_is_held_as_its_receiver_knows_it(known: "Office") -> None:
    written = "xk:厦烟许（2026） 第 12 号"
    with known.engine.begin() as connection:
        hold = {"system": "credit", "record_key": "xk|厦烟许〔2026〕第12号|1", "subject": "xk:厦烟许〔2026〕第12号"}
        connection.execute(insert(HOLDS).values(**hold, why="repaired", source="FB1", since=NOON))

    with known.reading() as session:
        assert credit_holds.on(session, "credit", [written, KEY_OF_RECORD]) == {written: "repaired"}


def test_a_record_whose_day_is_corrected_is_compared_on_its_new_day(known: "Office") -> None:
    decided = records(known)[0].decided_on
    correct(known, {"decided_on": "2026-11-10"})
    change(known, state="confirmed", record_key=RECORD_KEY)

    with known.reading() as session:
        days = reconcile.days(session, "credit", today=date(2027, 3, 1))
        before, now = (reconcile.ours(session, "credit", "xk", on) for on in (decided, date(2026, 11, 10)))

    assert {("xk", decided), ("xk", date(2026, 11, 10))} <= set(days)
    assert (list(before), [one.version for one in now]) == ([], [2])
