"""What we need from a platform that receives our records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ports.exchanges import Answer, Verdict


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message of the outbox: `key` never changes, `payload` is our own plain record (JSON)."""

    key: str
    kind: str  # xk, cf (credit); feedback (joint); licence, case (case_system)
    op: str  # upsert, withdraw, create
    version: int
    payload: dict[str, object]


@dataclass(frozen=True, slots=True)
class Unsendable:
    """A message that cannot be written for this receiver: a person looks."""

    key: str
    code: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The exact bytes to send for one or more messages; stored before anything is sent."""

    operation: str
    request: bytes
    idempotency_key: str
    batch_no: str
    keys: tuple[str, ...]
    record_keys: tuple[str, ...] = ()  # the receiver's key of each message, in order
    hashes: tuple[str, ...] = ()  # the content hash of each message, in order
    faults: tuple[Unsendable, ...] = ()  # messages left out


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What the receiver said of one message (key = our message key)."""

    key: str
    verdict: Verdict
    state: str = ""  # the receiver's own word
    code: str = ""
    field: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """The answer to a whole request with its rows (empty when the whole failed)."""

    answer: Answer
    receipt_no: str = ""
    rows: tuple[RowAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Where the receiver stands with one of our records (key = the receiver's record key)."""

    record_key: str
    version: int
    state: str  # received, validated, held, rejected, published, withdrawn, repaired, superseded, stored
    code: str = ""
    field: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it stands now."""

    receipt_no: str
    done: bool
    rows: tuple[ReceiptRow, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """repair, dispute or correction asked for by the receiver."""

    id: str
    type: str
    record_key: str
    version: int
    at: datetime
    due_on: str
    text: str
    fields: tuple[tuple[str, str, str], ...] = ()  # name, old, new


@dataclass(frozen=True, slots=True)
class Held:
    """One record as the receiver holds it."""

    record_key: str
    version: int
    hash: str
    state: str


@dataclass(frozen=True, slots=True)
class HeldDigest:
    """Count and digest of all that the receiver holds of one kind and day."""

    kind: str
    on: date
    count: int
    digest: str


class Platform(Protocol):
    """A receiver of records; batches where `batch_limit` is above 1."""

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        ...

    @property
    def batch_limit(self) -> int:
        """How many messages one request may carry."""
        ...

    @property
    def confirms(self) -> bool:
        """Whether success needs a later receipt (202 alone does not confirm)."""
        ...

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:
        """Write the request for messages of one kind (pure: same input, same bytes)."""
        ...

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Send the stored bytes; a repeat is safe because key and bytes never change."""
        ...

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Ask what became of a request whose answer was lost; None = it never arrived, send it again."""
        ...

    async def receipt(self, receipt_no: str) -> Receipt | None:
        """Return the receipt as it stands; None when unknown there."""
        ...


class CreditPlatform(Platform, Protocol):
    """The social credit platform: a receiver that also asks back and can be compared with."""

    async def feedback(self) -> Sequence[Feedback]:
        """Return what is not yet acknowledged."""
        ...

    async def acknowledge_feedback(
        self, feedback_id: str, *, decision: str, note: str, by: str, at: datetime
    ) -> Answer:
        """Say taken or refused."""
        ...

    async def held_digest(self, kind: str, on: date) -> HeldDigest:
        """Return count and digest of a day's records."""
        ...

    async def held(self, kind: str, on: date) -> Sequence[Held]:
        """Return every record of a day."""
        ...

    def digest_of(self, records: Sequence[Held]) -> str:
        """Return the digest that the receiver would compute over these records."""
        ...
