"""What crossed: one request with its answer, and what the answer means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer means; whatever is not a known success is `UNKNOWN`, never success."""

    OK = "ok"
    DUPLICATE = "duplicate"  # they have it already: success
    RETRY = "retry"  # not executed: repeat later
    THROTTLED = "throttled"  # not executed: wait `retry_after`
    UNKNOWN = "unknown"  # executed or not: ask first, or repeat with the same key
    REJECTED = "rejected"  # their no: a person looks
    STALE = "stale"  # a newer revision exists: pull it, decide anew
    NOT_ACKNOWLEDGED = "not_acknowledged"  # acknowledge the row first, then repeat
    NOT_FOUND = "not_found"  # never arrived
    STOPPED = "stopped"  # key, secret or profile is wrong: stop the system, alarm


SUCCESS = frozenset({Verdict.OK, Verdict.DUPLICATE})
REDIRECT = "redirect_refused"  # a code: the other side wanted to send us elsewhere (contract 11)
UNCONFIGURED = "unconfigured"  # a code: our secret or profile is wrong, so no request can be made at all
RESTING = "resting"  # a code: after failures we stay away for a while, so no request was made


@dataclass(frozen=True, slots=True)
class Crossing:
    """The bytes of one call as they crossed; secrets are already cut out of `url` and `headers`."""

    system: str
    operation: str
    at: datetime
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    request: bytes
    status: int | None
    answer_headers: tuple[tuple[str, str], ...]
    answer: bytes
    seconds: float
    rule: str = ""  # the outcome rule of the profile that matched


@dataclass(frozen=True, slots=True)
class Answer:
    """One judged answer; `data` is the parsed body where there was one.

    `alone` = it concerns this call alone (a file that is late), the system itself is well.
    """

    verdict: Verdict
    crossing: Crossing | None
    code: str = ""
    field: str = ""
    message: str = ""
    retry_after: float | None = None  # seconds
    data: object = None
    alone: bool = False
