"""What we need from a platform that receives our records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, NotRequired, Protocol, TypedDict, runtime_checkable

from ports.exchanges import Answer, Verdict


class CreditParty(TypedDict):
    """行政相对人 of a published record; a key that is absent, None or "" means no value."""

    kind: str  # person, sole_trader, enterprise, other
    name: str  # sole_trader: the registered name of the shop
    uscc: NotRequired[str | None]  # never for a person
    reg_no: NotRequired[str | None]  # 工商注册号, 15 digits
    org_code: NotRequired[str | None]  # 组织机构代码 and the next three: organisations only
    tax_no: NotRequired[str | None]
    institution_no: NotRequired[str | None]
    society_no: NotRequired[str | None]
    legal_rep_name: NotRequired[str | None]  # sole_trader: the operator
    legal_rep_id_type: NotRequired[str | None]  # 111, 554, 414, 516, 511; 111 where absent
    legal_rep_id_no: NotRequired[str | None]
    id_type: NotRequired[str | None]  # person only; as above
    id_no: NotRequired[str | None]


class LicenceRecord(TypedDict):
    """One licence for publication (`xk`, reference city 8.3); dates are YYYY-MM-DD."""

    party: CreditParty
    document_name: str  # 行政许可决定文书名称
    document_no: NotRequired[str | None]  # as written on the document; the licence number where there is none
    permit_class: NotRequired[str | None]  # general (普通, also where absent), special, recognition, approval, …
    certificate_name: NotRequired[str | None]  # 烟草专卖零售许可证
    licence_no: NotRequired[str | None]
    content: str
    decided_on: str
    valid_from: str
    valid_to: str  # 2099-12-31 = long term
    valid: bool  # False after cancellation, recall, annulment, expiry
    standing: NotRequired[str]  # disputed, other: where `valid` alone does not say how it stands
    updated_on: NotRequired[str]  # the day of the deed that this version comes from
    agency_name: str
    agency_code: str
    source_name: NotRequired[str | None]  # the agency where absent
    source_code: NotRequired[str | None]
    remark: NotRequired[str | None]


class PenaltyRecord(TypedDict):
    """One penalty decision for publication (`cf`, reference city 8.3); money in fen."""

    party: CreditParty
    document_no: str
    violation: str  # 违法行为类型
    facts: str
    basis: str
    classes: list[str]  # warning, fine, confiscation, closure, revocation, detention, or other:<label>
    content: str
    fine: NotRequired[int | None]  # with class fine, and only then
    confiscated: NotRequired[int | None]  # with class confiscation, and only then
    revoked: NotRequired[str | None]  # 证照名称及编号; with class revocation, and only then
    decided_on: str
    valid_to: str  # 处罚有效期
    published_to: NotRequired[str | None]  # 公示截止期
    standing: NotRequired[str]  # as of a licence
    updated_on: NotRequired[str]
    agency_name: str
    agency_code: str
    source_name: NotRequired[str | None]  # the agency where absent
    source_code: NotRequired[str | None]
    remark: NotRequired[str | None]


class Withdrawal(TypedDict):
    """Take back a published record; number and agency name it as they did when it was sent."""

    document_no: str
    agency_code: str
    reason: str  # 4–500 characters
    authority_no: str  # the document that orders it
    record: NotRequired[dict[str, object]]  # as it was published: for receivers that know no withdrawal but a state


class DefaulterFeedback(TypedDict):
    """What we did about a judgment defaulter (reference city 9)."""

    feedback_id: str  # ours, 8–64 of A–Z a–z 0–9 -, never reused
    log_no: str  # of the query that answered hit or possible
    number: str
    name: str
    case_nos: list[str]  # 1–20, among those that the query showed
    measure: str  # not_granted, none, other
    basis: str  # 4–500 characters
    decided_on: str
    document_no: NotRequired[str | None]
    by: str


class RegisterParty(TypedDict):
    """A holder or a party in the national register."""

    kind: str  # person, sole_trader, enterprise, other
    name: str
    id_no: NotRequired[str | None]
    uscc: NotRequired[str | None]


class LicenceUpsert(TypedDict):
    """One licence as it stands now, for the national register (reference city 10, case_system)."""

    licence_no: str
    status: str  # active, suspended, expired, cancelled, recalled, annulled
    holder: RegisterParty
    shop_name: str
    address: str
    district: str
    valid_from: str
    valid_to: str
    decided_on: str
    document_no: str


class CaseUpsert(TypedDict):
    """One case as it stands now, for the national register; money in fen."""

    case_no: str
    stage: str  # filed, investigated, decided, executed, closed
    cause: str  # C01–C99
    party: RegisterParty
    filed_on: str
    decided_on: NotRequired[str | None]  # stage decided or later
    fine: NotRequired[int | None]
    confiscated: NotRequired[int | None]
    decision_no: NotRequired[str | None]  # stage decided or later


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


class ShortMessage(TypedDict):
    """One short message (reference city 10, sms)."""

    client_id: str  # ours, 8–32 of A–Z a–z 0–9 -, the same for the same occasion
    mobile: str  # 11 digits
    text: str  # 1–300 characters
    project_no: str  # our application, licence or case


class ChannelNotice(TypedDict):
    """One notice to who applied by a channel, through that channel (reference city 4)."""

    client_id: str  # ours, 8–32 of A–Z a–z 0–9 -, the same for the same occasion
    to: str  # the channel's own name of the person
    item: str
    number: str  # ours: of the application, or of the licence
    state: str  # 1–5 characters
    missing: str  # what the applicant must hand in; supplement only
    at: str  # RFC 3339
    on: str  # the same day in Xiamen
    mobile: str  # for the short message instead, "" where there is none
    text: str  # of that short message


class Outgoing(NamedTuple):
    """One message of the outbox: `key` never changes, `payload` is our own plain record (JSON).

    | kind     | op       | payload           | goes to     |
    | -------- | -------- | ----------------- | ----------- |
    | xk       | upsert   | LicenceRecord     | credit      |
    | cf       | upsert   | PenaltyRecord     | credit      |
    | xk, cf   | withdraw | Withdrawal        | credit      |
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
