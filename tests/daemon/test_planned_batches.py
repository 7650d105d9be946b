"""Batches that were planned within the grace time: sent whole when it ends, anew where one message was taken back."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from typing_extensions import override

from daemon.jobs import drain_outbox
from daemon.shift import Shift
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from ports.exchanges import Verdict
from ports.platforms import Outgoing, Piece, Prepared, RowAnswer, SendAnswer
from tests.daemon.test_drain_outbox import message, states
from tests.support.outside import OK, InMemoryPlatform
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)
MANY = drain_outbox.PLAN_FROM + 20


@dataclass
class BatchPlatform(InMemoryPlatform):
    """A receiver of batches whose messages can be written ahead; `bodies` are the requests that came."""

    form: str = "one"
    batch_limit: int = MANY
    bodies: list[str] = field(default_factory=list)

    def write(self, one: Outgoing) -> Piece:
        """Write one message."""
        return Piece(f"{self.form}:{one.key}".encode(), one.key, "h")

    @override
    def prepare(self, messages: Any, *, batch_no: str, at: Any) -> Prepared:
        """Write many messages, but for those that are written."""
        pieces, keys = [one.piece or self.write(one) for one in messages], tuple(one.key for one in messages)
        body = b",".join(piece.body for piece in pieces)
        return Prepared("send", body, batch_no, batch_no, keys, keys, tuple("h" for _ in keys))

    @override
    async def send(self, prepared: Prepared) -> SendAnswer:
        """Take a whole batch."""
        self.bodies.append(prepared.request.decode())
        return SendAnswer(OK, "R1", alike=RowAnswer("", Verdict.OK, "accepted"))


def waiting(office: "Office", platform: BatchPlatform, count: int) -> Shift:
    """Let so many records wait out their grace time."""
    office.outside = Outside(platforms={platform.name: platform})
    later = office.now() + timedelta(seconds=30)
    rows = [message(office, platform.name, f"k{n:03}", kind="cf", next_try_at=later) for n in range(count)]
    with office.engine.begin() as connection:
        connection.execute(insert(OUTBOX), rows)
    return Shift.begin(office, "test")


def due(office: "Office") -> None:
    """Let the grace time be over."""
    with office.engine.begin() as connection:
        for table in (OUTBOX, BATCHES):
            connection.execute(update(table).values(next_try_at=office.now()))


def planned(office: "Office") -> int:
    with office.reading() as session:
        wanted = select(func.count()).select_from(BATCHES).where(BATCHES.c.state == "planned")
        return int(session.execute(wanted).scalar_one())


async def test_many_records_are_one_batch_before_they_are_due_and_leave_as_it(office: "Office") -> None:
    platform = BatchPlatform()
    shift = waiting(office, platform, MANY)
    await drain_outbox.run(shift, platform.name)
    ahead, early = planned(office), platform.bodies[:]
    due(office)

    report = await drain_outbox.run(shift, platform.name)

    assert (ahead, early, planned(office)) == (1, [], 0)
    assert platform.bodies == [",".join(f"one:k{n:03}" for n in range(MANY))]
    assert report.sent == MANY
    assert set(states(office).values()) == {"confirmed"}


async def test_every_full_batch_of_what_waits_is_planned_not_only_the_first(office: "Office") -> None:
    platform = BatchPlatform()
    shift = waiting(office, platform, 3 * MANY)

    await drain_outbox.run(shift, platform.name)

    assert planned(office) == 3


@dataclass
class OneByOne(BatchPlatform):
    """A receiver that numbers its batches and takes one record in each."""

    batch_limit: int = 1
    numbers_batches: bool = True


async def test_a_receiver_of_single_records_that_numbers_its_batches_gets_a_number_for_each(office: "Office") -> None:
    platform = OneByOne()
    shift = waiting(office, platform, 3)
    due(office)

    report = await drain_outbox.run(shift, platform.name)

    with office.reading() as session:
        numbers = session.execute(select(BATCHES.c.idempotency_key)).scalars().all()
    assert report.sent == len(set(numbers)) == 3
    assert "" not in numbers
    assert sorted(platform.bodies) == [f"one:k{n:03}" for n in range(3)]
    assert set(states(office).values()) == {"confirmed"}


async def test_what_was_taken_back_within_the_grace_time_is_in_no_batch_that_leaves(office: "Office") -> None:
    platform = BatchPlatform()
    shift = waiting(office, platform, MANY)
    await drain_outbox.run(shift, platform.name)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == "k007").values(state="cancelled"))
    due(office)

    await drain_outbox.run(shift, platform.name)

    left = [one for body in platform.bodies for one in body.split(",")]
    assert sorted(left) == [f"one:k{n:03}" for n in range(MANY) if n != 7]
    assert {key for key, state in states(office).items() if state != "confirmed"} == {"k007"}


async def test_few_records_are_no_batch_before_they_are_due(office: "Office") -> None:
    platform = BatchPlatform()
    shift = waiting(office, platform, drain_outbox.PLAN_FROM - 1)

    await drain_outbox.run(shift, platform.name)

    assert planned(office) == 0


async def test_records_that_leave_far_apart_are_no_batch(office: "Office") -> None:
    platform = BatchPlatform()
    shift = waiting(office, platform, MANY)
    far = office.now() + timedelta(minutes=5)
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key >= "k050").values(next_try_at=far))

    await drain_outbox.run(shift, platform.name)

    assert planned(office) == 0
