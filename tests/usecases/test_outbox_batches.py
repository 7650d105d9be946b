"""Batches: several are claimed at once, their bytes are kept once, an open one goes before any new one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import CrossingRow
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Crossing, Verdict
from ports.platforms import RowAnswer, SendAnswer
from tests.support.receiver import LEASE, prepare
from tests.support.rows import staffed
from tests.usecases.test_outbox import batch, enqueue_records, messages
from usecases import crossings, outbox_answers, outbox_batches, outbox_desk
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed

if TYPE_CHECKING:
    from wiring.office import Office

CROSSINGS = table_of(CrossingRow)


def test_the_bytes_of_a_batch_are_kept_once_and_shown_with_every_call_that_carried_them(office: "Office") -> None:
    enqueue_records(staffed(office), {}, {})
    one = batch(office)
    lost, again = crossed(one.prepared.request, b""), crossed(one.prepared.request, b"{}")

    said = [Answered(one, SendAnswer(Answer(Verdict.OK, call), "R1"), confirms=True) for call in (lost, again)]
    office.perform(outbox_answers.note, "credit", said, by=SYSTEM_OFFICER)

    with office.reading() as session:
        kept = session.execute(select(CROSSINGS.c.request, CROSSINGS.c.batch_id)).all()
        shown = outbox_desk.show(session, "k1")
        calls = [crossings.crossing(session, line.id) for line in crossings.newest(session)]
    assert kept == [(b"", one.batch_id)] * 2
    assert [bytes(call["request"]) for call in shown.crossings] == [b"k0,k1"] * 2
    assert [call.request for call in calls] == [b"k0,k1"] * 2


def test_a_call_for_a_batch_with_other_bytes_keeps_its_own(office: "Office") -> None:
    enqueue_records(staffed(office), {})
    one = batch(office)

    said = Answered(one, SendAnswer(Answer(Verdict.UNKNOWN, crossed(b"who?", b""))), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    with office.reading() as session:
        (line,) = crossings.newest(session)
        assert crossings.crossing(session, line.id).request == b"who?"


def crossed(request: bytes, answered: bytes) -> Crossing:
    """Return a call that carried these bytes."""
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    return Crossing("credit", "send", at, "POST", "http://there/v1/batches", (), request, 202, (), answered, 0.1)


def claim_batches(office: "Office", name: str, limit: int, free: int) -> list[Claimed]:
    """Claim so many batches of penalties at most, each of so many messages."""
    numbers = {kind: [f"{kind}-{name}{n}" for n in range(free)] for kind in ("xk", "cf")}
    return office.keep(
        outbox_batches.claim_batches, "credit", numbers, lambda number, some: replace(prepare(some), batch_no=number),
        lease=LEASE, limit=limit, at=office.now(),
    )  # fmt: skip


def test_several_batches_are_claimed_at_once_each_under_its_own_number(office: "Office") -> None:
    enqueue_records(staffed(office), {}, {}, {}, {}, {})

    first, rest = claim_batches(office, "a", 2, 2), claim_batches(office, "b", 2, 2)

    assert [(one.prepared.batch_no, one.prepared.keys) for one in (*first, *rest)] == [
        ("cf-a0", ("k0", "k1")),
        ("cf-a1", ("k2", "k3")),
        ("cf-b0", ("k4",)),
    ]
    assert {m.state for m in messages(office)} == {"sending"}
    assert len({m.batch_id for m in messages(office)}) == 3


def test_a_batch_that_is_open_goes_before_any_new_one(office: "Office") -> None:
    enqueue_records(staffed(office), {}, {})
    one = claim_batches(office, "a", 1, 1)[0]
    said = Answered(one, SendAnswer(Answer(Verdict.RETRY, None, retry_after=0.0)), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)

    (again,) = claim_batches(office, "b", 1, 1)

    assert (again.batch_id, again.prepared.request) == (one.batch_id, one.prepared.request)
    assert [m.state for m in messages(office)] == ["sending", "ready"]


@pytest.mark.parametrize(
    ("length", "state", "code"), [(200, "delivered", ""), (201, "rejected", "receipt_too_long")], ids=["fits", "longer"]
)
def test_the_number_of_a_receipt_is_kept_whole_or_a_person_is_told(
    office: "Office", length: int, state: str, code: str
) -> None:
    enqueue_records(staffed(office), {})
    number = "R" * length

    said = SendAnswer(Answer(Verdict.OK, None), number, alike=RowAnswer("", Verdict.OK))
    office.perform(outbox_answers.note, "credit", [Answered(batch(office), said, confirms=True)], by=SYSTEM_OFFICER)

    (message,) = messages(office)
    assert (message.state, message.code, message.receipt_no) == (state, code, "" if code else number)
    assert ("201个字符" in message.message) == bool(code)
