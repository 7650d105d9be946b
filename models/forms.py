"""An application as its applicant filled it in, in our words whatever the channel."""

from datetime import date, datetime

from models.records import Record, like_a_dataclass
from models.values import Item, PartyKind


@like_a_dataclass
class AttachmentRef(Record, frozen=True):
    """One declared attachment; `digest` is lower-case hex, `name` is untrusted text."""

    id: str
    kind: str  # id_card, business_licence, premises_proof, photo, old_licence, proxy, other
    name: str
    size: int
    digest: str
    algorithm: str = "sha256"  # or md5
    url: str | None = None


@like_a_dataclass
class Applicant(Record, frozen=True):
    """The party that applies; numbers as they came, None = no value."""

    kind: PartyKind
    name: str
    id_type: str | None = None  # 111, 554, 414, 516, 511
    id_no: str | None = None
    uscc: str | None = None
    legal_rep_name: str | None = None
    legal_rep_id_no: str | None = None
    mobile: str | None = None
    openid: str | None = None


@like_a_dataclass
class Premises(Record, frozen=True):
    """The shop; None = not stated."""

    name: str
    address: str
    district: str
    is_hotel: bool | None = None
    fixed: bool | None = None
    separate_from_home: bool | None = None
    vending_machine: bool | None = None


@like_a_dataclass
class Change(Record, frozen=True):
    """One changed item: field is shop_name, legal_rep, address or applicant_name."""

    field: str
    old: str
    new: str


@like_a_dataclass
class ApplicationForm(Record, frozen=True):
    """One revision of one application (reference city 3.1)."""

    item: Item
    applicant: Applicant
    premises: Premises
    submitted_at: datetime
    updated_at: datetime
    channel_state: str  # submitted, supplemented, withdrawn, closed
    licence_no: str | None = None
    changes: tuple[Change, ...] = ()
    suspend_from: date | None = None
    suspend_to: date | None = None
    reason: str | None = None
    attachments: tuple[AttachmentRef, ...] = ()
    notes: tuple[str, ...] = ()  # what the reading had to assume, e.g. "time_without_offset"
