"""Planned batches: written within the grace time they leave whole, and dissolve where one message is taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from ports.platforms import Piece
from tests.support.receiver import LEASE
from tests.usecases.test_outbox_ahead import enqueue, rules, write
from usecases import credit_holds, outbox_ahead, outbox_batches, outbox_claims, outbox_desk, outbox_plans
from usecases.outbox_claims import Claimed, Lease
from usecases.outbox_plans import Plan

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)


def plan(office: "Office") -> Plan:
    """Write what waits into one batch."""
    with office.reading() as session:
        found = outbox_ahead.unwritten(session, "credit", at=office.now(), limit=10)
    pieces = [write(one.message) for one in found]
    messages = [
        one.message._replace(piece=piece, payload={})
        for one, piece in zip(found, pieces, strict=True)
        if isinstance(piece, Piece)
    ]
    prepared = replace(rules("one")(messages), batch_no="P1")
    return Plan("cf", prepared, [one.id for one in found], found[-1].due_at)


def keep(office: "Office", planned: Plan) -> int:
    return office.keep(outbox_plans.keep_plan, "credit", planned, form="one", at=office.now())


def claim(
    office: "Office",
    form: str = "one",
    after: float = 31,
    lease: Lease = LEASE,
    claims: Any = outbox_batches.claim_batches,
) -> list[Claimed]:
    """Claim what is due after so many seconds."""
    numbers = {"xk": [f"x{after}"], "cf": [f"c{after}"]}
    more: dict[str, Any] = {"lease": lease, "at": office.now() + timedelta(seconds=after), "form": form, "limit": 10}
    return office.keep(
        claims,
        "credit",
        numbers,
        lambda number, some: replace(rules(form)(some), batch_no=number),
        **more,
    )


def rows(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX).order_by(OUTBOX.c.id)))


def numbers(office: "Office") -> list[str]:
    with office.reading() as session:
        return list(session.execute(select(BATCHES.c.batch_no).order_by(BATCHES.c.id)).scalars())


def take_back(office: "Office", key: str) -> None:
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == key).values(state="cancelled"))


def test_a_planned_batch_leaves_as_it_was_written_when_its_time_has_come(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    kept = keep(office, plan(office))

    early, (one,), again = claim(office, after=29), claim(office), claim(office)

    assert (kept, early, again) == (2, [], [])
    assert (one.prepared.batch_no, one.prepared.request, one.ask_first) == ("P1", b"one:a,one:b", False)
    assert (one.prepared.record_keys, one.prepared.hashes) == (("one|k0", "one|k1"), ("hash of a", "hash of b"))
    assert [(r.state, r.tries, r.record_key, r.hash) for r in rows(office)] == [
        ("sending", 1, "one|k0", "hash of a"),
        ("sending", 1, "one|k1", "hash of b"),
    ]


def test_messages_of_a_planned_batch_wait_like_any_other(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})

    keep(office, plan(office))

    with office.reading() as session:
        shown = outbox_desk.show(session, "k0")
    assert [(r.state, r.tries, r.sent_at) for r in rows(office)] == [("ready", 0, None)] * 2
    assert (shown.batch_no, shown.request) == ("", b"one:a,one:b")


def test_one_message_that_is_taken_back_dissolves_the_batch_and_never_leaves(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"}, {"name": "c"})
    keep(office, plan(office))
    take_back(office, "k1")

    first, second = claim(office), claim(office, after=32)

    assert [one.prepared.keys for one in (*first, *second)] == [("k0", "k2")]
    assert [(r.state, r.tries) for r in rows(office)] == [("sending", 1), ("cancelled", 0), ("sending", 1)]
    assert "P1" not in numbers(office)


def test_a_batch_that_other_rules_wrote_dissolves_and_is_written_anew(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    keep(office, plan(office))

    (one,) = claim(office, "two")

    assert one.prepared.request == b"two:a,two:b"
    assert [r.record_key for r in rows(office)] == ["two|k0", "two|k1"]
    assert numbers(office) == [one.prepared.batch_no]


def test_a_receiver_that_takes_single_messages_now_gets_them_one_by_one(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    keep(office, plan(office))

    later = office.now() + timedelta(seconds=31)
    claimed = office.keep(
        outbox_claims.claim, "credit", rules("single"), lease=LEASE, limit=10, at=later, form="single"
    )

    assert [one.prepared.request for one in claimed] == [b"single:a", b"single:b"]
    assert numbers(office) == []


def test_nothing_is_planned_when_a_message_was_taken_back_while_it_was_written(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    planned = plan(office)
    take_back(office, "k1")

    kept = keep(office, planned)

    assert (kept, numbers(office)) == (0, [])
    assert [r.batch_id for r in rows(office)] == [None, None]


def test_what_is_planned_already_is_neither_planned_nor_written_again(office: "Office") -> None:
    enqueue(office, {"name": "a"})
    planned = plan(office)
    keep(office, planned)

    again = keep(office, planned)
    with office.reading() as session:
        unwritten = outbox_ahead.unwritten(session, "credit", at=office.now(), limit=10)

    assert (again, unwritten, numbers(office)) == (0, [], ["P1"])


def test_a_planned_batch_whose_sender_died_is_asked_about_with_the_same_bytes(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    keep(office, plan(office))
    (one,) = claim(office)

    (again,) = claim(office, after=31 + LEASE.seconds + 1, lease=Lease("daemon-2", 60))

    assert again.ask_first
    assert replace(again.prepared, operation="") == replace(one.prepared, operation="")
    assert again.batch_id == one.batch_id


def waits_for_a_lock(office: "Office") -> None:
    """Wait until somebody waits for a lock; a second writer of SQLite waits before it begins."""
    for _try in range(500 if office.engine.dialect.name == "postgresql" else 0):
        with office.engine.connect() as connection:
            if connection.execute(text("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).first():
                return
        Event().wait(0.01)


def test_a_repair_that_comes_while_its_batch_is_claimed_tears_no_batch_apart(office: "Office") -> None:
    enqueue(office, {"name": "a"}, {"name": "b"})
    keep(office, plan(office))
    claimed = Event()

    def slowly(session: Any, *args: Any, **more: Any) -> list[Claimed]:
        found = outbox_batches.claim_batches(session, *args, **more)
        claimed.set()
        waits_for_a_lock(office)
        return found

    def repaired(session: Any) -> bool:
        return credit_holds.hold(session, "credit", "one|k0", "repaired", "FB1", at=office.now())

    slowly.housekeeping = repaired.housekeeping = True  # type: ignore[attr-defined]
    with ThreadPoolExecutor(1) as other:
        held = other.submit(lambda: claimed.wait(10) and office.keep(repaired))
        (one,) = claim(office, claims=slowly)
        assert held.result(20)

    assert [(r.state, r.batch_id) for r in rows(office)] == [("sending", one.batch_id)] * 2
    assert numbers(office) == ["P1"]
