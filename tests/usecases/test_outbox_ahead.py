"""Written ahead: bytes made within the grace time leave as they stand, and are made again by other rules."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Verdict
from ports.platforms import Outgoing, Piece, Prepared, RowAnswer, SendAnswer, Unsendable
from tests.support.receiver import LEASE, answer
from tests.support.rows import OFFICERS, staffed
from tests.usecases.test_outbox import WITH_BYTES
from usecases import audit, outbox, outbox_ahead, outbox_answers, outbox_claims, outbox_desk, outbox_rows
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed
from wiring.database import open_database, unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)
CLERK, GRACE = OFFICERS["clerk"], timedelta(seconds=30)


def write(message: Outgoing, rules: str = "one") -> Piece | Unsendable:
    """Write a message as its rules say; a payload with `bad` can not be written."""
    if message.payload.get("bad"):
        return Unsendable(message.key, "too_long", "NAME", "太长")
    name = message.payload["name"]
    return Piece(f"{rules}:{name}".encode(), f"{rules}|{message.key}", f"hash of {name}")


def rules(name: str) -> Any:
    """Return a receiver's `prepare` by the rules of that name."""

    def prepare(messages: Sequence[Outgoing]) -> Prepared:
        found = [(m.key, m.piece or write(m, name)) for m in messages]
        good = [(key, piece) for key, piece in found if isinstance(piece, Piece)]
        faults = tuple(piece for _, piece in found if isinstance(piece, Unsendable))
        body, keys = b",".join(p.body for _, p in good), tuple(key for key, _ in good)
        names, hashes = tuple(p.record_key for _, p in good), tuple(p.hash for _, p in good)
        return Prepared("send", body, "idem-1", "B1", keys, names, hashes, faults)

    return prepare


def enqueue(office: "Office", *payloads: dict[str, Any]) -> None:
    """Queue messages of subjects of their own, as a deed with grace does."""

    def record(session: Any, *, by: Any, at: Any) -> None:
        seq = audit.record(session, by=by, at=at, deed="penalty.recorded", subject="tests")
        new = [outbox.NewMessage("credit", f"k{n}", f"s{n}", "cf", "upsert", p) for n, p in enumerate(payloads)]
        outbox.enqueue(session, new, at=at, ledger_seq=seq)

    record.deed = "penalty.recorded"  # type: ignore[attr-defined]
    staffed(office).perform(record, by=CLERK, grace=GRACE)


def write_ahead(office: "Office") -> list[str]:
    """Write what waits; return the keys that were looked at."""
    with office.reading() as session:
        found = outbox_ahead.unwritten(session, "credit", at=office.now(), limit=10)
    written = [(one.id, write(one.message)) for one in found]
    office.keep(outbox_ahead.keep_written, written, form="one")
    return [one.message.key for one in found]


def claim(office: "Office", form: str, after: float = 31) -> list[Claimed]:
    later = office.now() + timedelta(seconds=after)
    return office.keep(outbox_claims.claim, "credit", rules(form), lease=LEASE, limit=10, at=later, form=form)


def claim_batch(office: "Office", form: str, after: float = 31) -> Claimed:
    later, number = office.now() + timedelta(seconds=after), f"B{after}"
    claimed = office.keep(
        outbox_claims.claim_batch, "credit", "cf", number, rules(form), lease=LEASE, limit=10, at=later, form=form
    )
    assert claimed is not None
    return claimed


def rows(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(WITH_BYTES))


def rename(office: "Office") -> None:
    """Change the payloads, so that bytes show whether they were made before or after."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(payload={"name": "later"}))


def test_what_was_written_ahead_leaves_as_it_stands(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    write_ahead(office)
    rename(office)

    one = claim_batch(office, "one")

    assert one.prepared.request == b"one:a,one:b"
    assert one.prepared.hashes == ("hash of a", "hash of b")
    assert [(r.state, r.record_key, r.hash) for r in rows(office)] == [
        ("sending", "one|k0", "hash of a"),
        ("sending", "one|k1", "hash of b"),
    ]


def test_rules_that_changed_after_the_writing_write_again(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    write_ahead(office)

    one = claim_batch(office, "two")

    assert one.prepared.request == b"two:a,two:b"
    assert [r.record_key for r in rows(office)] == ["two|k0", "two|k1"]


def test_a_single_message_is_written_again_by_new_rules_until_it_was_sent(office: "Office") -> None:
    enqueue(office, {"name": "a"})
    write_ahead(office)
    (first,) = claim(office, "two")

    (again,) = claim(office, "three", after=200)  # its sender died

    assert first.prepared.request == b"two:a"
    assert again.ask_first
    assert again.prepared.request == b"two:a"
    assert again.prepared.record_keys == ("two|k0",)


def test_a_released_message_repeats_the_bytes_that_were_sent_by_whatever_rules(office: "Office") -> None:
    enqueue(office, {"name": "a"})
    write_ahead(office)
    (one,) = claim(office, "one")
    answer(office, one, Verdict.REJECTED, code="order_invalid")
    office.perform(outbox_desk.release, "k0", by=CLERK)

    (again,) = claim(office, "two")

    assert again.prepared.request == one.prepared.request == b"one:a"


def test_a_death_between_writing_and_sending_loses_and_doubles_nothing(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    write_ahead(office)

    looked_at = write_ahead(office)  # the next life of the daemon
    one = claim_batch(office, "one")
    lost = office.keep(outbox_claims.claim_open_batch, "credit", lease=LEASE, at=office.now() + timedelta(seconds=200))

    assert looked_at == []
    assert lost is not None
    assert (lost.ask_first, lost.prepared) == (True, Prepared(**(as_batch(one))))
    assert [r.tries for r in rows(office)] == [1, 1]


def as_batch(one: Claimed) -> dict[str, Any]:
    """Return a claimed batch as its next claim reads it."""
    prepared = one.prepared
    fixed = {"operation": "batch", "request": prepared.request, "idempotency_key": "idem-1", "batch_no": "B31"}
    return fixed | {"keys": prepared.keys, "record_keys": prepared.record_keys, "hashes": prepared.hashes}


def test_an_undone_message_is_not_written_and_never_leaves(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    with office.reading() as session:
        found = outbox_ahead.unwritten(session, "credit", at=office.now(), limit=10)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == "k0").values(state="cancelled"))

    kept = office.keep(outbox_ahead.keep_written, [(one.id, write(one.message)) for one in found], form="one")

    assert kept == 1
    assert claim_batch(office, "one").prepared.keys == ("k1",)
    assert [(r.state, r.request) for r in rows(office)] == [("cancelled", None), ("sending", b"one:b")]


def test_what_left_while_it_was_written_keeps_the_bytes_it_left_with(office: "Office") -> None:
    enqueue(office, {"name": "a"})
    with office.reading() as session:
        found = outbox_ahead.unwritten(session, "credit", at=office.now(), limit=10)
    claim(office, "two")

    kept = office.keep(outbox_ahead.keep_written, [(one.id, write(one.message)) for one in found], form="one")

    assert kept == 0
    assert bytes(rows(office)[0].request) == b"two:a"


def test_what_can_not_be_written_is_looked_at_once_and_told_when_it_is_due(office: "Office") -> None:
    enqueue(office, {"bad": True}, {"name": "b"})
    first, second = write_ahead(office), write_ahead(office)
    early = [r.state for r in rows(office)]

    one = claim_batch(office, "one")

    assert (first, second, early) == (["k0", "k1"], [], ["ready", "ready"])
    assert one.prepared.keys == ("k1",)
    assert [(r.state, r.field) for r in rows(office)] == [("rejected", "NAME"), ("sending", "")]


def test_what_is_due_already_is_not_written_ahead_and_pages_follow_one_another(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"}, {"name": "c"})
    with office.reading() as session:
        pages = [outbox_ahead.unwritten(session, "credit", at=office.now(), limit=2)]
        pages.append(outbox_ahead.unwritten(session, "credit", at=office.now(), limit=2, after=pages[0][-1]))
        due = outbox_ahead.unwritten(session, "credit", at=office.now() + GRACE, limit=2)

    assert [[one.message.key for one in page] for page in pages] == [["k0", "k1"], ["k2"]]
    assert due == []


def test_a_row_that_leaves_its_batch_is_written_anew_for_the_next_one(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    write_ahead(office)
    one = claim_batch(office, "one")
    rows_said = (RowAnswer("k0", Verdict.OK), RowAnswer("k1", Verdict.REJECTED, "rejected", "too_long", "NAME"))
    said = Answered(one, SendAnswer(Answer(Verdict.OK, None), "R1", rows_said), confirms=True)
    office.perform(outbox_answers.note, "credit", [said], by=SYSTEM_OFFICER)
    rename(office)
    office.perform(outbox_desk.release, "k1", by=CLERK)

    again = claim_batch(office, "one", after=32)

    assert again.prepared.request == b"one:later"
    assert again.prepared.hashes == ("hash of later",)
    assert [(r.state, r.request) for r in rows(office)] == [("delivered", b"one:a"), ("sending", None)]


def test_bytes_are_written_ahead_beside_a_deed_that_is_changing_one_of_the_messages(office: "Office") -> None:
    if office.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    enqueue(office, {"name": "a"}, {"name": "b"})
    clerk = open_database(office.settings.database.url)

    with unit_of_work(clerk) as session:
        session.execute(update(OUTBOX).where(OUTBOX.c.key == "k0").values(state="cancelled"))
        write_ahead(office)

    clerk.dispose()
    assert [(r.key, r.state, r.form) for r in rows(office)] == [("k0", "cancelled", None), ("k1", "ready", "one")]


def test_other_rules_that_wrote_a_row_into_a_batch_leave_no_sign_of_the_first(office: "Office") -> None:
    enqueue(office, {"name": "a"})
    write_ahead(office)

    claim_batch(office, "two")

    assert [(r.form, r.record_key) for r in rows(office)] == [(None, "two|k0")]


def test_bytes_that_a_confirmed_batch_holds_too_are_dropped_and_all_others_stay(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"}, {"name": "c"})
    write_ahead(office)
    one = claim_batch(office, "one")
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key != "k2").values(state="confirmed"))
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == "k1").values(batch_id=None))

    dropped = office.keep(outbox_rows.prune_requests), office.keep(outbox_rows.prune_requests)

    assert dropped == (1, 0)
    assert [r.request for r in rows(office)] == [None, b"one:b", b"one:c"]
    with office.reading() as session:
        assert outbox_desk.show(session, "k0").request == one.prepared.request
