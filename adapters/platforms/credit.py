"""The social credit platform: batches, receipts, what it asks back, and the daily comparison."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from adapters.engine.client import OutsideSystem
from adapters.engine.questions import Question
from adapters.platforms.batches import BatchWriter, RowReader
from adapters.platforms.feedback import FeedbackList
from adapters.platforms.forms import form_of
from adapters.platforms.generation import GenerationProbe
from adapters.platforms.receipts import Receipts
from adapters.platforms.whole import WholeRecords
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import SUCCESS, Answer
from ports.platforms import (
    Feedback,
    Held,
    HeldDigest,
    HeldRecord,
    Misread,
    Outgoing,
    Piece,
    Prepared,
    Receipt,
    SendAnswer,
    Unsendable,
)


class DeclaredCreditPlatform:
    """A credit platform that a profile describes (ports.platforms.CreditPlatform)."""

    confirms = True
    numbers_batches = True

    def __init__(self, system: OutsideSystem) -> None:
        push = system.profile.push
        if push is None or push.batch is None or push.receipt is None:
            raise InvalidInput(
                said("{source}：缺少 [push] 的 batch 或 receipt。", source=system.source), do_next="请补上。"
            )
        self.system = system
        self.form = form_of(system)
        self.batch_limit = push.batch.rows
        self._writer = BatchWriter(system, push.batch, push)
        self._rows = RowReader(push.rows)
        self.whole_withdrawals = "withdraw" not in push.batch.row
        self._whole = WholeRecords(system)
        self._receipts = Receipts(system, push.receipt)
        self._generation = GenerationProbe(system)
        self._feedback = FeedbackList(system) if "feedback" in system.profile.query else None
        self._held = Question(system, "held")
        self._digest = Question(system, "digest") if "digest" in system.profile.query else None
        acknowledge = push.calls.get("acknowledge")
        self._acknowledge = system.template(acknowledge, "acknowledge") if acknowledge else None

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        return self.system.name

    @property
    def generation(self) -> str:
        """The generation of columns that the profile writes."""
        return self._generation.name

    async def confirm_generation(self) -> None:
        """Ask the receiver which generation it takes; raises OutsideRejected and OutsideUnavailable."""
        await self._generation.confirm()

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:
        """Write the request for messages of one kind; pure. `request` is empty when no row could be written."""
        del at
        return self._writer.prepare(messages, batch_no)

    def write(self, message: Outgoing) -> Piece | Unsendable:
        """Write the row of one message; pure."""
        return self._writer.write(message)

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Send the stored bytes; a repeat is safe because key and bytes never change.

        A row with verdict RETRY (date_future) goes again after 10 minutes, unchanged, in the next batch.
        """
        await self._generation.confirm()
        values = {"idempotency_key": prepared.idempotency_key}
        answer = await self.system.call(self._writer.template, values, body=prepared.request)
        if answer.verdict not in SUCCESS:
            return SendAnswer(answer)
        return self._rows.read(prepared, answer, self._receipts.number(answer.data))

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Ask what became of a batch whose answer was lost; None = it never arrived, send it again."""
        found = await self._receipts.by_ours({"batch_no": prepared.batch_no})
        if found is None:
            return None
        answer, receipt = found
        return SendAnswer(answer, receipt.receipt_no, self._rows.of_receipt(prepared, receipt.rows))

    async def receipt(self, receipt_no: str) -> Receipt | None:
        """Return the receipt as it stands; None when unknown there."""
        return await self._receipts.by_number(receipt_no)

    async def feedback(self) -> Sequence[Feedback | Misread]:
        """Return what is not yet acknowledged; an item that cannot be read costs none of its neighbours."""
        return await self._feedback.read() if self._feedback else ()

    async def acknowledge_feedback(
        self, feedback_id: str, *, decision: str, note: str, by: str, at: datetime
    ) -> Answer:
        """Say taken or refused; a repeat with the same decision is safe."""
        if self._acknowledge is None:
            raise InvalidInput(said("{name}：缺少 [push.calls.acknowledge]。", name=self.name), do_next="请补上。")
        values = {"feedback_id": feedback_id, "decision": decision, "note": note, "by": by, "at": at}
        return await self.system.call(self._acknowledge, values)

    async def held_digest(self, kind: str, on: date) -> HeldDigest:
        """Return count and digest of a day's records; of a receiver that gives none, those of its list."""
        if self._digest is None:
            rows = await self.held(kind, on)
            return HeldDigest(kind, on, len(rows), self.digest_of(rows))
        record = await self._digest.must({"kind": kind, "on": on})
        return HeldDigest(record["kind"], record["on"], record["count"], record["digest"])

    async def held(self, kind: str, on: date) -> Sequence[Held]:
        """Return every record of a day."""
        pages = await self._held.all({"kind": kind, "on": on})
        rows = [Held(*item) for page in pages for item in page["items"] or ()]
        return tuple({row.record_key: row for row in rows}.values())

    async def whole(self, record_key: str) -> HeldRecord | None:
        """Return a record with its columns as it is held there; None where it is unknown or cannot be asked for."""
        return await self._whole.ask(record_key)

    def digest_of(self, records: Sequence[Held]) -> str:
        """Return the digest over key, version and hash of each record (reference city 8.2)."""
        lines = [f"{row.record_key}\t{row.version}\t{row.hash}\n".encode() for row in records]
        return hashlib.sha256(b"".join(sorted(lines))).hexdigest()

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()
