"""The words of the 12313 hotline: what came, by which way, and where it stands."""

from dataclasses import dataclass
from enum import StrEnum


class HotlineKind(StrEnum):
    """What somebody turns to the bureau with (domain 7.3)."""

    REPORT = "report"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    SUGGESTION = "suggestion"


class HotlineWay(StrEnum):
    """How it came."""

    WINDOW = "window"
    PHONE = "phone"
    LETTER = "letter"
    PASSED_ON = "passed_on"  # by the provincial centre or 12345


class HotlineState(StrEnum):
    """Where it stands; referred, not_accepted, answered and withdrawn are ends."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ANSWERED = "answered"
    REFERRED = "referred"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who turned to the bureau, confidential; `words` are other words that would give them away (a job, a car …)."""

    name: str = ""
    phone: str = ""
    id_no: str = ""
    address: str = ""
    words: tuple[str, ...] = ()
    told: str = ""  # as it was told, word for word
