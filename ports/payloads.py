"""Our own plain records, as messages carry them: what is published, registered, fed back and told."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict


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
    replaces: NotRequired[str]  # the number under which it was published before it was corrected
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


def standing_of(record: Mapping[str, object], kind: str) -> str | None:
    """Return how a published record stands: its own word, else by `valid`; only a penalty is valid without either."""
    said = record.get("standing")
    if isinstance(said, str) and said:
        return said
    valid = record.get("valid", True if kind == "cf" else None)
    return ("valid" if valid else "invalid") if isinstance(valid, bool) else None


class Withdrawal(TypedDict):
    """Take back a published record; number and agency name it as they did when it was sent."""

    document_no: str
    agency_code: str
    reason: str  # 4–500 characters
    authority_no: str  # the document that orders it
    record: NotRequired[dict[str, object]]  # as it was published: for receivers that know no withdrawal but a state
    columns: NotRequired[dict[str, str]]  # as such a receiver returned what we never sent
    updated_on: NotRequired[str]  # the day of the deed, beside `columns`


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
