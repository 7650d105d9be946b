"""The words everything is built from: codes of the contracts, money, time, people at the desk."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NewType

SHANGHAI = timezone(timedelta(hours=8), "+08:00")  # one offset since 1992; older moments do not occur

Fen = NewType("Fen", int)


class Item(StrEnum):
    """What is applied for (许可证管理办法 art. 10; 实施细则 art. 11)."""

    NEW = "new"
    RENEW = "renew"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    REISSUE = "reissue"


class ApplicationState(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class LicenceStatus(StrEnum):
    """Where a licence stands (domain 2.8)."""

    PENDING_DELIVERY = "pending_delivery"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    RECTIFICATION = "rectification"
    EXPIRED = "expired"
    CLOSED = "closed"
    RECALLED = "recalled"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class PartyKind(StrEnum):
    """Who applies or is penalised."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class Card(StrEnum):
    """Red and yellow cards (domain: yellow is already overdue)."""

    NONE = "none"
    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


class Outcome(StrEnum):
    """What a screening rule answers; listed from best to worst."""

    PASS = "pass"  # noqa: S105
    REVIEW = "review"
    UNAVAILABLE = "unavailable"
    DENY = "deny"


class Role(StrEnum):
    """What an officer may be; the three administrators exclude one another and decide no case."""

    LICENCE_CLERK = "licence_clerk"
    INSPECTOR = "inspector"
    APPROVER = "approver"
    LEGAL_REVIEWER = "legal_reviewer"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


CHANNELS = ("wechat", "website", "ixiamen", "kiosk")
WINDOW = "window"  # the fifth way in: a clerk enters it; nothing is written back to it
DISTRICTS = {
    "350203": "思明区",
    "350205": "海沧区",
    "350206": "湖里区",
    "350211": "集美区",
    "350212": "同安区",
    "350213": "翔安区",
}


@dataclass(frozen=True, slots=True)
class Officer:
    """One person at the desk; `login` names them in commands and the ledger, `name` on screens."""

    login: str
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    certificate_no: str = ""


SYSTEM_OFFICER = Officer("system", "系统", frozenset({Role.SYSTEM}))


def shanghai_date(moment: datetime) -> date:
    """Return the civil date in Shanghai of an aware moment."""
    return moment.astimezone(SHANGHAI).date()


def first_moment(day: date) -> datetime:
    """Return when a civil day begins in Shanghai (UTC)."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Return a moment as RFC 3339 text with +08:00, to the second."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def utc_now() -> datetime:
    """Return the present moment; the only clock of the product (injected everywhere)."""
    return datetime.now(UTC)


def yuan(amount: int) -> str:
    """Return a sum of fen in yuan with two decimals, as documents and the contract write it: 1000.01."""
    return f"{amount // 100}.{amount % 100:02d}"
