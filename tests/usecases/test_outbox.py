"""The outbox: exact bytes stored before sending, order within a subject, every answer leads somewhere."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow, RequestRow
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Verdict
from ports.platforms import Outgoing, Prepared, Receipt, ReceiptRow, RowAnswer, SendAnswer, Unsendable
from tests.support.receiver import LEASE, answer, claim, prepare
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, outbox_answers, outbox_claims, outbox_desk, receipts, systems
from usecases.application_detail import detail
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed, Lease

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiring.office import Office

HISTORY, OUTBOX, REQUESTS = table_of(HistoryRow), table_of(OutboxRow), table_of(RequestRow)
WITH_BYTES = (
    select(OUTBOX, REQUESTS.c.request)
    .select_from(OUTBOX.outerjoin(REQUESTS, REQUESTS.c.message_id == OUTBOX.c.id))
    .order_by(OUTBOX.c.id)
)
ONE, CLERK = "A-2026-000001", OFFICERS["clerk"]


def messages(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(WITH_BYTES).all())


def accepted(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=CLERK)


def test_a_claimed_message_has_its_bytes_stored_and_is_claimed_by_nobody_else(office: "Office") -> None:
    accepted(office)

    (one,) = claim(office)

    assert claim(office) == []
    assert bytes(messages(office)[0].request) == one.prepared.request
    assert not one.ask_first


def test_a_message_whose_sender_died_is_asked_about_first_and_keeps_its_bytes(office: "Office") -> None:
    accepted(office)
    (first,) = claim(office)

    (again,) = claim(office, office.now() + timedelta(seconds=61), Lease("daemon-2", 60))

    assert again.ask_first
    assert again.prepared.request == first.prepared.request


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.OK, "confirmed"),
        (Verdict.DUPLICATE, "confirmed"),
        (Verdict.RETRY, "ready"),
        (Verdict.THROTTLED, "ready"),
        (Verdict.STOPPED, "ready"),
        (Verdict.UNKNOWN, "ambiguous"),
        (Verdict.REJECTED, "rejected"),
    ],
)
def test_every_verdict_leads_to_its_state(office: "Office", verdict: Verdict, state: str) -> None:
    accepted(office)
    (one,) = claim(office)

    answer(office, one, verdict)

    assert messages(office)[0].state == state


def test_a_lost_answer_is_asked_about_before_it_is_repeated(office: "Office") -> None:
    accepted(office)
    (one,) = claim(office)
    answer(office, one, Verdict.UNKNOWN)

    (again,) = claim(office, office.now() + timedelta(seconds=10))

    assert again.ask_first


def test_the_other_side_says_how_long_to_wait(office: "Office") -> None:
    accepted(office)
    (one,) = claim(office)

    answer(office, one, Verdict.THROTTLED, retry_after=60.0)

    assert claim(office, office.now() + timedelta(seconds=59)) == []
    assert len(claim(office, office.now() + timedelta(seconds=61))) == 1


def test_a_rejected_message_keeps_the_receivers_words_and_holds_back_its_subject(office: "Office") -> None:
    accepted(office)
    office.perform(applications.examine, ONE, by=CLERK)
    (one,) = claim(office)

    answer(office, one, Verdict.REJECTED, code="order_invalid", message="已撤回")

    first, second = messages(office)
    assert (first.message, second.state) == ("已撤回", "blocked")
    assert "申请状态" in first.hint
    assert claim(office) == []


def test_a_released_message_goes_out_again_and_the_next_follows(office: "Office") -> None:
    accepted(office)
    office.perform(applications.examine, ONE, by=CLERK)
    (one,) = claim(office)
    answer(office, one, Verdict.REJECTED, code="order_invalid")
    office.perform(outbox_desk.release, one.prepared.keys[0], by=CLERK)

    (again,) = claim(office)
    answer(office, again, Verdict.OK)

    assert [m.state for m in messages(office)] == ["confirmed", "ready"]


def test_a_released_message_shows_no_old_words_and_the_history_keeps_them(office: "Office") -> None:
    accepted(office)
    (one,) = claim(office)
    answer(office, one, Verdict.REJECTED, code="order_invalid", message="已撤回")
    key = one.prepared.keys[0]

    office.perform(outbox_desk.release, key, note="对方已更正", by=CLERK)

    (now,) = messages(office)
    assert (now.code, now.field, now.message, now.hint) == ("", "", "", "")
    with office.reading() as session:
        steps = select(HISTORY.c.note).where(HISTORY.c.deed == "outbox.released")
        assert session.execute(steps).scalars().all() == ["对方已更正（此前答复：order_invalid 已撤回）"]


def test_nothing_leaves_before_the_grace_time_is_over(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=CLERK, grace=timedelta(seconds=30))

    assert claim(office) == []
    assert len(claim(office, office.now() + timedelta(seconds=30))) == 1


def test_a_stale_acceptance_opens_the_application_again(office: "Office") -> None:
    accepted(office)
    (one,) = claim(office)

    answer(office, one, Verdict.STALE, code="61512")

    with office.reading() as session:
        found = detail(session, ONE, at=office.now())
    assert (found.row["state"], found.row["attention"], messages(office)[0].state) == ("received", "stale", "cancelled")
    assert found.history[-1].deed == "application.reopened"


def test_a_message_that_can_not_be_written_waits_for_a_person(office: "Office") -> None:
    accepted(office)

    def refuse(several: "Sequence[Outgoing]") -> Prepared:
        return Prepared("", b"", "", "", (), faults=(Unsendable(several[0].key, "too_long", "opinion", "太长"),))

    claimed = office.keep(outbox_claims.claim, "wechat", refuse, lease=LEASE, limit=10, at=office.now())

    assert claimed == []
    assert (messages(office)[0].state, messages(office)[0].field) == ("rejected", "opinion")


def enqueue_records(office: "Office", *payloads: dict[str, Any]) -> None:
    """Write records for the credit platform as a deed would."""
    from usecases import audit, outbox

    def record(session: Any, *, by: Any, at: Any) -> None:
        seq = audit.record(session, by=by, at=at, deed="penalty.recorded", subject="tests")
        new = [
            outbox.NewMessage("credit", f"k{n}", f"s{n}", "cf", "upsert", payload) for n, payload in enumerate(payloads)
        ]
        outbox.enqueue(session, new, at=at, ledger_seq=seq)

    record.deed = "penalty.recorded"  # type: ignore[attr-defined]
    office.perform(record, by=CLERK)


def batch(office: "Office") -> Claimed:
    claimed = office.keep(
        outbox_claims.claim_batch, "credit", "cf", "B1", prepare, lease=LEASE, limit=500, at=office.now()
    )
    assert claimed is not None
    return claimed


def test_one_bad_row_never_stops_the_good_ones_of_its_batch(office: "Office") -> None:
    enqueue_records(staffed(office), {}, {"bad": True}, {})

    one = batch(office)

    assert one.prepared.keys == ("k0", "k2")
    assert [m.state for m in messages(office)] == ["sending", "rejected", "sending"]


def test_rows_of_a_batch_are_judged_one_by_one_and_confirmed_by_the_receipt(office: "Office") -> None:
    enqueue_records(staffed(office), {}, {})
    one = batch(office)
    rows = (RowAnswer("k0", Verdict.OK, "accepted"), RowAnswer("k1", Verdict.REJECTED, "rejected", "too_long", "CF_SY"))
    said = Answered(one, SendAnswer(Answer(Verdict.OK, None), "R1", rows), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)
    with office.reading() as session:
        (pending,) = receipts.due(session, "credit", at=office.now())

    published = Receipt("R1", done=True, rows=(ReceiptRow("k0", 1, "published"),))
    office.perform(receipts.take, "credit", pending, published, by=SYSTEM_OFFICER)

    first, second = messages(office)
    assert (first.state, first.receiver_state, second.state, second.field) == (
        "confirmed",
        "published",
        "rejected",
        "CF_SY",
    )


def test_what_a_question_after_a_lost_answer_showed_as_published_is_confirmed_by_the_receipt(office: "Office") -> None:
    enqueue_records(staffed(office), {})
    found = SendAnswer(Answer(Verdict.OK, None), "R1", (RowAnswer("k0", Verdict.OK, "published"),))
    office.perform(outbox_answers.note, "credit", [Answered(batch(office), found, confirms=True)], by=SYSTEM_OFFICER)
    with office.reading() as session:
        (pending,) = receipts.due(session, "credit", at=office.now())

    published = Receipt("R1", done=True, rows=(ReceiptRow("k0", 1, "published"),))
    changed = office.perform(receipts.take, "credit", pending, published, by=SYSTEM_OFFICER)

    assert (changed, messages(office)[0].state) == (1, "confirmed")


@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.REJECTED])
def test_an_answer_in_words_that_no_column_holds_is_noted_all_the_same(office: "Office", verdict: Verdict) -> None:
    enqueue_records(staffed(office), {})
    odd = ("C" * 61, "F" * 61, "不\0行")
    rows = (RowAnswer("k0", Verdict.REJECTED, "rejected" * 3, *odd),) if verdict is Verdict.OK else ()
    answer = SendAnswer(Answer(verdict, None, *odd), "R1", rows)

    said = Answered(batch(office), answer, confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    (kept,) = messages(office)
    assert (kept.state, len(kept.code), len(kept.field), kept.message) == ("rejected", 60, 60, "不␀行")


def test_each_row_of_a_receipt_is_noted_for_itself_and_an_overdue_alarm_ends_with_its_record_alone(
    office: "Office",
) -> None:
    enqueue_records(staffed(office), {}, {}, {}, {})
    rows = tuple(RowAnswer(f"k{n}", Verdict.OK, "accepted") for n in range(4))
    said = Answered(batch(office), SendAnswer(Answer(Verdict.OK, None), "R1", rows), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)
    for key in ("k0", "k2"):
        office.keep(systems.raise_alarm, "credit", receipts.OVERDUE, key, "至今未得到确认。", at=office.now())
    with office.reading() as session:
        (pending,) = receipts.due(session, "credit", at=office.now())

    rows_now = [ReceiptRow("k0", 1, "validated"), ReceiptRow("k1", 1, "rejected", "source_disputed", "", "有异议")]
    rows_now += [ReceiptRow("k2", 1, "received"), ReceiptRow("k3", 1, "validated"), ReceiptRow("k9", 1, "validated")]
    changed = office.perform(
        receipts.take, "credit", pending, Receipt("R1", done=False, rows=tuple(rows_now)), by=SYSTEM_OFFICER
    )
    again = office.perform(
        receipts.take, "credit", pending, Receipt("R1", done=False, rows=tuple(rows_now)), by=SYSTEM_OFFICER
    )

    kept = [(m.state, m.receiver_state, m.code) for m in messages(office)]
    with office.reading() as session:
        overdue = {one.subject for one in systems.open_alarms(session) if one.code == receipts.OVERDUE}
    assert (changed, again) == (4, 0)
    assert kept == [
        ("confirmed", "validated", ""),
        ("rejected", "rejected", "source_disputed"),
        ("delivered", "received", ""),
        ("confirmed", "validated", ""),
    ]
    assert overdue == {"k2"}


def test_a_202_alone_confirms_nothing(office: "Office") -> None:
    enqueue_records(staffed(office), {})
    said = Answered(
        batch(office), SendAnswer(Answer(Verdict.OK, None), "R1", (RowAnswer("k0", Verdict.OK),)), confirms=True
    )

    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    assert (messages(office)[0].state, messages(office)[0].confirmed_at) == ("delivered", None)


def test_a_batch_with_a_lost_answer_is_claimed_again_with_the_same_bytes_and_key(office: "Office") -> None:
    enqueue_records(staffed(office), {})
    one = batch(office)
    said = Answered(one, SendAnswer(Answer(Verdict.UNKNOWN, None)), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    later = office.now() + timedelta(seconds=5)
    again = office.keep(outbox_claims.claim_open_batch, "credit", lease=LEASE, at=later)

    assert again is not None
    assert again.ask_first
    assert (again.prepared.request, again.prepared.idempotency_key) == (one.prepared.request, "idem-1")
    assert again.prepared.record_keys == one.prepared.record_keys


def test_a_future_date_is_repeated_after_ten_minutes_in_another_batch(office: "Office") -> None:
    enqueue_records(staffed(office), {})
    rows = (RowAnswer("k0", Verdict.REJECTED, "rejected", "date_future", "CF_JDRQ"),)
    said = Answered(batch(office), SendAnswer(Answer(Verdict.OK, None), "R1", rows), confirms=True)

    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    (one,) = messages(office)
    assert (one.state, one.batch_id) == ("ready", None)
    assert one.next_try_at - office.now() == timedelta(minutes=10)
    with office.reading() as session:
        assert len(session.execute(select(table_of(BatchRow).c.id)).all()) == 1
