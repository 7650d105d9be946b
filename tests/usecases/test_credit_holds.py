"""Holds: a repaired record never leaves again by any way, a disputed one waits for its answer."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from models.errors import NotFound, Refused
from models.tables.columns import table_of
from models.tables.outbox import BatchRow
from models.tables.publications import RecordHoldRow
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Verdict
from ports.platforms import Feedback, Outgoing, Prepared, RowAnswer, SendAnswer
from tests.conftest import NOON
from tests.support.penalties import (
    APPROVER,
    CLERK,
    INSPECTOR,
    KEY,
    NO,
    OUTBOX,
    PAPER,
    bureau,
    record,
    row,
    sent,
    settle,
)
from tests.support.receiver import LEASE
from usecases import credit_holds, feedback, outbox_answers, outbox_claims, outbox_desk, outbox_plans, penalties, undo
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiring.office import Office

__all__ = ["bureau"]
HOLDS, BATCHES = table_of(RecordHoldRow), table_of(BatchRow)
REPAIR = Feedback("FB1", "repair", KEY, 1, NOON, "2026-12-06", "信用修复已完成")
DISPUTE = replace(REPAIR, id="FB2", type="dispute", text="当事人有异议")


def prepare(messages: "Sequence[Outgoing]") -> Prepared:
    """Write a batch as the platform names its records."""
    keys = tuple(message.key for message in messages)
    hashes = tuple("h" for _ in keys)
    return Prepared("batch", ",".join(keys).encode(), "idem-1", "B1", keys, (KEY,) * len(keys), hashes)


def told(office: "Office", *items: Feedback) -> None:
    office.perform(feedback.receive, "credit", items, by=SYSTEM_OFFICER)


def credit(office: "Office") -> list[Any]:
    return [message for message in sent(office) if message["system"] == "credit"]


def states(office: "Office") -> list[str]:
    return [message["state"] for message in credit(office)]


def claim(office: "Office", number: str = "B1") -> Claimed | None:
    at = office.now() + timedelta(minutes=5)
    more: dict[str, Any] = {"lease": LEASE, "limit": 10, "at": at}
    return office.keep(outbox_claims.claim_batch, "credit", "cf", number, prepare, **more)


def reopen(office: "Office") -> Claimed | None:
    at = office.now() + timedelta(hours=1)
    return office.keep(outbox_claims.claim_open_batch, "credit", lease=LEASE, at=at)


def confirmed(office: "Office") -> None:
    """Let the first version be sent and confirmed."""
    values = {"state": "confirmed", "record_key": KEY, "sent_at": NOON, "confirmed_at": NOON}
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(values))


def test_a_repair_stops_what_waits_and_marks_the_penalty(bureau: "Office") -> None:
    record(bureau)

    told(bureau, REPAIR)

    assert states(bureau) == ["dead"]
    assert row(bureau)["state"] == "repaired"
    assert claim(bureau) is None


def test_a_repaired_record_is_not_repeated_released_corrected_withdrawn_or_recorded_anew(bureau: "Office") -> None:
    record(bureau)
    confirmed(bureau)
    told(bureau, REPAIR)

    with pytest.raises(Refused, match="修复"):
        bureau.perform(outbox_desk.replay, f"{KEY}|v1", by=CLERK)
    with pytest.raises(Refused, match="修复"):
        bureau.perform(penalties.correct, NO, read_form(PAPER), by=INSPECTOR)
    with pytest.raises(Refused, match="修复"):
        bureau.perform(penalties.propose_withdrawal, NO, "再撤一次", "文〔2026〕1号", by=CLERK)

    assert states(bureau) == ["confirmed"]


def test_a_repair_of_a_record_without_a_number_holds_up_no_other(bureau: "Office") -> None:
    record(bureau)

    told(bureau, replace(REPAIR, id="FB0", record_key="cf|x"), REPAIR)

    assert (states(bureau), row(bureau)["state"]) == (["dead"], "repaired")


def test_what_is_written_of_a_repaired_record_is_dead_from_the_start(bureau: "Office") -> None:
    with bureau.engine.begin() as connection:
        values = {"system": "credit", "record_key": KEY, "subject": KEY, "why": "repaired", "source": "FB1"}
        connection.execute(insert(HOLDS).values(**values, since=NOON))

    record(bureau)

    assert [message["state"] for message in sent(bureau)] == ["dead", "ready"]  # the register still learns the case
    assert "不再推送" in credit(bureau)[0]["hint"]


def test_a_deed_whose_message_was_dead_from_the_start_can_be_undone(bureau: "Office") -> None:
    with bureau.engine.begin() as connection:
        values = {"system": "credit", "record_key": KEY, "subject": KEY, "why": "repaired", "source": "FB1"}
        connection.execute(insert(HOLDS).values(**values, since=NOON))
    bureau.perform(penalties.record, [read_form(PAPER)], by=INSPECTOR, grace=timedelta(seconds=30))

    bureau.perform(undo.undo_last, by=INSPECTOR)

    assert {message["state"] for message in sent(bureau)} <= {"cancelled"}
    with pytest.raises(NotFound):
        row(bureau)


def test_the_database_itself_refuses_to_send_a_repaired_record(bureau: "Office") -> None:
    record(bureau)
    told(bureau, REPAIR)

    with pytest.raises(DBAPIError, match="repaired record is never sent"), bureau.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(state="sending"))

    assert states(bureau) == ["dead"]


def test_a_message_that_came_back_after_the_repair_is_stopped_by_the_claim(bureau: "Office") -> None:
    record(bureau)
    told(bureau, REPAIR)
    with bureau.engine.begin() as connection:  # as an answer that came late, or an undo, would leave it
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(state="ready"))

    assert claim(bureau) is None

    assert states(bureau) == ["dead"]


def test_a_batch_written_ahead_dissolves_and_its_other_records_go_on(bureau: "Office") -> None:
    record(bureau)
    record(bureau, document_no="厦烟处（2026）第13号")
    first, _case, second, _other = sent(bureau)
    written = Prepared(
        "batch", b"x", "idem-1", "B1", (first["key"], second["key"]), (KEY, second["subject"]), ("h",) * 2
    )
    plan = outbox_plans.Plan("cf", written, [first["id"], second["id"]], NOON)
    assert bureau.keep(outbox_plans.keep_plan, "credit", plan, form="f", at=NOON) == 2

    told(bureau, REPAIR)

    assert states(bureau) == ["dead", "ready"]
    with bureau.reading() as session:
        assert session.execute(select(BATCHES)).all() == []


def answered(office: "Office", claimed: Claimed, verdict: Verdict) -> None:
    said = Answered(claimed, SendAnswer(Answer(verdict, None)), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)


def test_a_batch_that_was_not_taken_is_not_repeated_with_a_repaired_record(bureau: "Office") -> None:
    record(bureau)
    claimed = claim(bureau)
    assert claimed is not None
    told(bureau, REPAIR)
    answered(bureau, claimed, Verdict.RETRY)

    assert reopen(bureau) is None
    assert claim(bureau, "B2") is None

    assert states(bureau) == ["dead"]


def test_a_batch_whose_answer_was_lost_is_only_asked_about(bureau: "Office") -> None:
    record(bureau)
    claimed = claim(bureau)
    assert claimed is not None
    answered(bureau, claimed, Verdict.UNKNOWN)
    told(bureau, REPAIR)

    again = reopen(bureau)

    assert again is not None
    assert (again.ask_first, again.only_ask) == (True, True)


@pytest.mark.parametrize("alike", [True, False], ids=["told of all at once", "told row by row"])
def test_a_record_that_the_receiver_rejects_as_repaired_is_held(bureau: "Office", alike: bool) -> None:
    record(bureau)
    claimed = claim(bureau)
    assert claimed is not None
    said = RowAnswer("" if alike else claimed.prepared.keys[0], Verdict.REJECTED, "rejected", "repaired", "key")
    answer = SendAnswer(Answer(Verdict.OK, None), "R1", () if alike else (said,), said if alike else None)

    bureau.perform(outbox_answers.note, "credit", [Answered(claimed, answer, confirms=True)], by=SYSTEM_OFFICER)

    assert (states(bureau), row(bureau)["state"]) == (["dead"], "repaired")


def test_a_dispute_stops_the_record_until_it_is_answered(bureau: "Office") -> None:
    record(bureau)

    told(bureau, DISPUTE)
    waiting = states(bureau)
    bureau.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1600.00"}), by=INSPECTOR)
    still = states(bureau)
    settle(bureau, "FB2")

    assert (waiting, still, states(bureau)) == (["blocked"], ["blocked", "blocked"], ["ready", "blocked"])
    assert credit(bureau)[0]["hint"] == ""


def test_two_platforms_may_give_the_same_number_to_what_they_ask(bureau: "Office") -> None:
    record(bureau)
    told(bureau, DISPUTE)
    bureau.perform(feedback.receive, "other", [DISPUTE], by=SYSTEM_OFFICER)

    settle(bureau, "FB2", system="credit")
    settle(bureau, "FB2", system="other")

    with pytest.raises(Refused, match="该异议已由"):
        bureau.perform(feedback.answer, "FB2", "taken", system="other", by=CLERK)


def test_of_two_disputes_the_last_answer_frees_the_record(bureau: "Office") -> None:
    record(bureau)
    told(bureau, DISPUTE, replace(DISPUTE, id="FB3"))

    settle(bureau, "FB2")
    waiting = states(bureau)
    settle(bureau, "FB3")

    assert (waiting, states(bureau)) == (["blocked"], ["ready"])


def test_a_disputed_record_is_neither_released_nor_repeated(bureau: "Office") -> None:
    record(bureau)
    confirmed(bureau)
    told(bureau, DISPUTE)

    with pytest.raises(Refused, match="异议"):
        bureau.perform(outbox_desk.replay, f"{KEY}|v1", by=APPROVER)


def test_a_licence_is_held_by_its_document_number(bureau: "Office") -> None:
    told(bureau, replace(DISPUTE, record_key="xk|厦烟许准〔2026〕第1号|11350200MB1A2B3CXA"))

    with bureau.reading() as session:
        assert credit_holds.on(session, "credit", ["xk:厦烟许准〔2026〕第1号"]) == {
            "xk:厦烟许准〔2026〕第1号": "disputed"
        }
