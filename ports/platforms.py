"""What we need from a platform that receives our records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol, runtime_checkable

from ports.exchanges import Answer, Verdict

OTHER_GENERATION = "generation_mismatch"  # a code: profile, receiver and records are not of one generation


class Adjusted(NamedTuple):
    """What was done to a value that is right and that the receiver refuses all the same."""

    column: str
    action: str  # suppressed, replaced
    sent: str  # what went instead, "" where nothing did
    line: int  # of the profile that says so
    why: str


class Piece(NamedTuple):
    """What a message is in a request, written once: the bytes of its row, or of the whole request where it is alone."""

    body: bytes
    record_key: str  # the receiver's key
    hash: str  # of its content; "" where the receiver wants none
    adjusted: tuple[Adjusted, ...] = ()


class Outgoing(NamedTuple):
    """One message of the outbox: `key` never changes, `payload` is our own plain record (JSON; ports.payloads).

    | kind     | op       | payload           | goes to     |
    | -------- | -------- | ----------------- | ----------- |
    | xk       | upsert   | LicenceRecord     | credit      |
    | cf       | upsert   | PenaltyRecord     | credit      |
    | xk, cf   | withdraw | Withdrawal        | credit      |
    | xk, cf   | dispute  | the record        | credit, where its generation has a state for it |
    | feedback | create   | DefaulterFeedback | joint       |
    | licence  | upsert   | LicenceUpsert     | case_system |
    | case     | upsert   | CaseUpsert        | case_system |
    | sms      | create   | ShortMessage      | sms         |
    | letter   | create   | LetterOrder       | post        |
    | reply    | create   | RatingReply       | rating      |
    | progress, supplement | create | ChannelNotice | its channel |
    """

    key: str
    kind: str  # as in the table
    op: str  # upsert, withdraw, create
    version: int
    payload: dict[str, object]
    piece: Piece | None = None  # as it was written ahead; then the payload may be empty


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
    adjusted: tuple[tuple[str, Adjusted], ...] = ()  # by message key


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
    """The answer to a whole request with its rows (empty when the whole failed).

    Where every message was told the same, `alike` says it once, its key is "", and `rows` is empty.
    """

    answer: Answer
    receipt_no: str = ""
    rows: tuple[RowAnswer, ...] = ()
    alike: RowAnswer | None = None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Where the receiver stands with one of our records (key = the receiver's record key).

    `record_key` is "" and `version` 0 where a receipt speaks of one record only (case_system).
    """

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
class Misread:
    """An item of a list that breaks its contract: its bytes, what they hash to, what is wrong and where."""

    ref: str
    raw: bytes
    digest: str
    fault: str
    place: str


@dataclass(frozen=True, slots=True)
class Held:
    """One record as the receiver holds it."""

    record_key: str
    version: int
    hash: str
    state: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record with its columns, as the receiver returned it."""

    record_key: str
    version: int
    columns: dict[str, str]


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


@runtime_checkable
class WritesAhead(Platform, Protocol):
    """A receiver whose messages can be written before they are due."""

    @property
    def form(self) -> str:
        """A sign of the rules by which messages are written; what was written by other rules is written again."""
        ...

    def write(self, message: Outgoing) -> Piece | Unsendable:
        """Write one message (pure: same input, same bytes)."""
        ...


@runtime_checkable
class Numbering(Platform, Protocol):
    """A receiver whose requests are batches with numbers of their own, even where one carries a single message."""

    @property
    def numbers_batches(self) -> bool:
        """True."""
        ...


@runtime_checkable
class OneGeneration(Platform, Protocol):
    """A receiver of published records whose columns are of one generation; the codes of another say the opposite."""

    @property
    def generation(self) -> str:
        """Which one its profile writes."""
        ...

    async def confirm_generation(self) -> None:
        """Ask the receiver, where it can be asked; raises OutsideRejected (another one) and OutsideUnavailable."""
        ...


@runtime_checkable
class TakesWholeRecords(Platform, Protocol):
    """A receiver of published records that may know no withdrawal but the record once more, with another state."""

    @property
    def whole_withdrawals(self) -> bool:
        """Whether a withdrawal needs the whole record."""
        ...

    async def whole(self, record_key: str) -> HeldRecord | None:
        """Return a record as it is held there; None where it is unknown or cannot be asked for."""
        ...


class CreditPlatform(Platform, Protocol):
    """The social credit platform: a receiver that also asks back and can be compared with."""

    async def feedback(self) -> Sequence[Feedback | Misread]:
        """Return what is not yet acknowledged; an item that cannot be read costs none of its neighbours."""
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
