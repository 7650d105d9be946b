"""Receipts, feedback, reconciliation and screening: asked until confirmed, taken once, compared day by day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select
from typing_extensions import override

from daemon.jobs import follow_receipts, reconcile, screen_applications, take_feedback
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from models.tables.applications import ApplicationRow, QuarantineRow
from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow, OutboxRow, ReconciliationRow
from ports.exchanges import Answer
from ports.platforms import Feedback, Held, HeldDigest, Misread, Receipt, ReceiptRow
from ports.registries import DefaulterAnswer, Query
from tests.daemon.test_drain_outbox import message
from tests.support.outside import OK, InMemoryPlatform
from tests.support.rows import form, receive, row
from usecases.evidence import Registers
from wiring.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiring.office import Office

OUTBOX, KEY, DAY = table_of(OutboxRow), "xk|厦烟许准〔2026〕第1号|11350200MB1A2B3CXA", date(2026, 11, 21)


@dataclass
class InMemoryCredit(InMemoryPlatform):
    """A credit platform that holds what it is told to hold."""

    name: str = "credit"
    confirms: bool = True
    receipts: list[Receipt | Exception | None] = field(default_factory=list)
    items: list[Feedback | Misread] = field(default_factory=list)
    decisions: list[tuple[str, str]] = field(default_factory=list)
    holds: list[Held] = field(default_factory=list)
    looked_closer: int = 0

    @override
    async def receipt(self, receipt_no: str) -> Receipt | None:
        """Return the next receipt."""
        found = self.receipts[0]
        if isinstance(found, Exception):
            raise found
        return found

    async def feedback(self) -> "Sequence[Feedback | Misread]":
        """Return what was not acknowledged."""
        told = {told for told, _ in self.decisions}
        return [item for item in self.items if isinstance(item, Misread) or item.id not in told]

    async def acknowledge_feedback(
        self, feedback_id: str, *, decision: str, note: str, by: str, at: datetime
    ) -> Answer:
        """Take a decision."""
        self.decisions.append((feedback_id, decision))
        return OK

    async def held_digest(self, kind: str, on: date) -> HeldDigest:
        """Return count and digest."""
        held = self.holds if (kind, on) == ("xk", DAY) else []
        return HeldDigest(kind, on, len(held), self.digest_of(held))

    async def held(self, kind: str, on: date) -> "Sequence[Held]":
        """Return every record."""
        self.looked_closer += 1
        return self.holds

    def digest_of(self, records: "Sequence[Held]") -> str:
        """Return a digest."""
        return repr(sorted((each.record_key, each.version, each.hash) for each in records))


@pytest.fixture
def credit() -> InMemoryCredit:
    return InMemoryCredit()


@pytest.fixture
def shift(office: "Office", credit: InMemoryCredit) -> Shift:
    """A shift with one delivered record."""
    office.outside = Outside(platforms={"credit": credit}, credit={"credit": credit})
    delivered = {"state": "delivered", "receipt_no": "R1", "record_key": KEY, "hash": "h1", "kind": "xk"}
    payload = {"payload": {"decided_on": DAY.isoformat()}, "op": "upsert", "decided_on": DAY}
    with office.engine.begin() as connection:
        connection.execute(insert(OUTBOX).values(message(office, "credit", "k1", **delivered, **payload)))
    return Shift.begin(office, "test")


def one(shift: Shift) -> Any:
    with shift.office.reading() as session:
        return session.execute(select(OUTBOX)).one()


def receipt(state: str) -> Receipt:
    return Receipt("R1", state == "published", (ReceiptRow(KEY, 1, state),))


async def test_only_validated_or_published_confirms(shift: Shift, credit: InMemoryCredit) -> None:
    credit.receipts = [receipt("received")]
    first = await follow_receipts.run(shift, "credit")
    waiting = one(shift)
    with shift.office.engine.begin() as connection:
        connection.execute(OUTBOX.update().values(next_try_at=shift.office.now()))
    credit.receipts = [receipt("published")]
    await follow_receipts.run(shift, "credit")

    assert first.written == 1
    assert waiting.state == "delivered"
    assert one(shift).state == "confirmed"


@pytest.mark.parametrize("answer", [None, OutsideUnavailable("没有回答。")], ids=["unknown there", "no answer"])
async def test_without_an_answer_it_is_asked_again_later(
    shift: Shift, credit: InMemoryCredit, answer: Exception | None
) -> None:
    credit.receipts = [answer]
    if answer is None:
        await follow_receipts.run(shift, "credit")
    else:
        with pytest.raises(OutsideUnavailable):
            await follow_receipts.run(shift, "credit")

    kept = one(shift)
    assert kept.state == "delivered"
    assert kept.next_try_at > shift.office.now()


async def test_feedback_is_kept_once_and_a_repair_is_taken_and_told(shift: Shift, credit: InMemoryCredit) -> None:
    repair = Feedback("F-1", "repair", KEY, 1, shift.office.now(), "2026-12-01", "信用修复")
    credit.items = [repair, replace(repair, id="F-2", type="dispute")]

    first = await take_feedback.run(shift, "credit")
    again = await take_feedback.run(shift, "credit")

    assert (first.written, first.sent) == (2, 1)
    assert (again.written, again.sent) == (0, 0)
    assert credit.decisions == [("F-1", "taken")]
    with shift.office.reading() as session:
        decisions = session.execute(select(table_of(FeedbackRow).c.decision).order_by("feedback_id")).scalars()
        assert list(decisions) == ["taken", ""]


async def test_feedback_that_cannot_be_read_waits_in_quarantine_and_stops_no_other(
    shift: Shift, credit: InMemoryCredit
) -> None:
    repair = Feedback("F-1", "repair", KEY, 1, shift.office.now(), "2026-12-01", "信用修复")
    credit.items = [Misread("F-0", b'{"id":"F-0"}', "1" * 64, "缺少必填值", "$.type"), repair]

    first = await take_feedback.run(shift, "credit")
    await take_feedback.run(shift, "credit")

    assert (first.written, credit.decisions) == (1, [("F-1", "taken")])
    with shift.office.reading() as session:
        held = session.execute(select(table_of(QuarantineRow))).one()
    assert (held.channel, held.channel_ref, held.place, held.times) == ("credit", "F-0", "$.type", 2)


async def test_equal_days_are_compared_by_digest_alone(shift: Shift, credit: InMemoryCredit) -> None:
    credit.holds = [Held(KEY, 1, "h1", "published")]

    await reconcile.run(shift, "credit")

    assert credit.looked_closer == 0
    assert result(shift) == (1, [], [], [])


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        ([], (0, [KEY], [], [])),
        ([Held(KEY, 1, "h2", "published")], (0, [], [], [KEY])),
        ([Held(KEY, 1, "h1", "published"), Held("other", 1, "h", "published")], (1, [], ["other"], [])),
    ],
    ids=["missing there", "different there", "unknown here"],
)
async def test_a_difference_is_named_record_by_record(
    shift: Shift, credit: InMemoryCredit, holds: list[Held], expected: object
) -> None:
    credit.holds = holds

    report = await reconcile.run(shift, "credit")

    assert result(shift) == expected
    assert report.written == 1


def result(shift: Shift) -> tuple[int, list[str], list[str], list[str]]:
    with shift.office.reading() as session:
        table = table_of(ReconciliationRow)
        found = session.execute(select(table).where(table.c.kind == "xk", table.c.on == DAY)).one()
    return found.same, found.missing, found.extra, found.different


class SilentList:
    """A list of defaulters that is down."""

    async def query(self, query: Query) -> DefaulterAnswer:
        """Never answer."""
        raise OutsideUnavailable("联合惩戒平台没有回答。")


async def test_everything_that_waits_is_screened_in_one_run_and_a_dead_source_is_unavailable(
    office: "Office",
) -> None:
    receive(office, *(row(f"WX{n}", of=form()) for n in range(60)))
    office.outside = Outside(registers=Registers(defaulters=SilentList()))

    report = await screen_applications.run(Shift.begin(office, "test"), "")

    assert (report.read, report.written) == (60, 60)
    with office.reading() as session:
        table = table_of(ApplicationRow)
        assert set(session.execute(select(table.c.screening)).scalars()) == {"unavailable"}
