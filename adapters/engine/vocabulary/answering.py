"""What an answer means, and how we hold back: [outcome], [limits], [retry]."""

from typing import Any, Literal

import msgspec

from adapters.engine.vocabulary.words import Duration, Hours, Path, Quota, Rate, Stretch, Wait, Words


class When(Words, frozen=True, kw_only=True):
    """The conditions of an outcome rule; all that are stated must hold."""

    operation: list[str] | None = None
    status: list[int] | None = None
    header: str | None = None
    path: Path | None = None
    one_of: list[Any] | None = msgspec.field(default=None, name="in")
    not_in: list[Any] | None = None
    absent: bool = False
    body: Literal["json", "bytes"] | None = None
    not_media: list[str] | None = None


Then = Literal[
    "ok",
    "duplicate",
    "retry",
    "throttled",
    "unknown",
    "rejected",
    "stale",
    "not_acknowledged",
    "not_found",
    "stopped",
    "reauth",
    "skew",
    "renonce",
    "throttle",
    "reject",
    "fatal",
    "maintenance",
]


class Rule(Words, frozen=True, kw_only=True):
    """One outcome rule: when all holds, then this is what the answer means."""

    when: When
    then: Then
    wait: Wait | None = None
    scope: Literal["system", "call"] = "system"


class Outcome(Words, frozen=True, kw_only=True):
    """[outcome]: where the answer's own words stand, and the ordered rules; no match is unknown."""

    code: Path | None = None
    code_header: str | None = None
    message: Path | None = None
    field: Path | None = None
    server_time: Path | None = None
    rule: list[Rule]


class Breaker(Words, frozen=True, kw_only=True):
    """[limits.breaker]: after so many failures in a row nobody calls for so long."""

    fails: int = 5
    hold: Duration = "10m"


class Limits(Words, frozen=True, kw_only=True):
    """[limits]: our own brake, below the other side's limit; hours and stretches are those of Xiamen."""

    rate: Rate | None = None
    concurrency: int = 10
    quota: Quota | None = None
    quiet: list[Hours] = []
    maintenance: list[Stretch] = []
    breaker: Breaker | None = None


class Retry(Words, frozen=True, kw_only=True):
    """[retry]: how long we stay away after failures; `burst` failures in a row hold at least `hold`.

    Operations of `safe` change nothing there: they are repeated at once, up to `attempts` times in all. What may
    have been executed and is not safe is ambiguous: it is asked about first, whatever a profile says.
    """

    base: Duration = "1s"
    cap: Duration = "5m"
    jitter: float = 0.5
    burst: int = 4
    hold: Duration = "60s"
    wait: Duration = "60s"
    attempts: int = 1
    safe: list[str] = []
    ambiguous: Literal["confirm-first"] = "confirm-first"
