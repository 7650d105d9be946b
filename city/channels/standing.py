"""How one application stands: revision, state, acknowledgement, and the events that the bureau sent."""

from dataclasses import dataclass, field
from typing import Any

ORDER = {
    "open": frozenset({"accept", "refuse", "supplement"}),
    "supplement": frozenset({"refuse"}),
    "accepted": frozenset({"progress", "result"}),
    "revised": frozenset({"accept", "refuse", "supplement", "progress", "result"}),
    "final": frozenset(),
}
_NEXT = {"accept": "accepted", "refuse": "final", "supplement": "supplement", "result": "final"}


class EventRefused(Exception):
    """An event was refused; `case` names the line of the table in section 3.3."""

    def __init__(self, case: str, why: str, *, normal: bool = False) -> None:
        super().__init__(f"{case}: {why}")
        self.case = case
        self.why = why
        self.normal = normal


@dataclass(slots=True)
class Event:
    """A write-back in the words of the contract; `content` is everything that was sent."""

    id: str
    application: str
    revision: int
    type: str
    outcome: str | None
    content: dict[str, Any]


@dataclass(slots=True)
class Standing:
    """One application as its channel keeps it; moments are milliseconds since the epoch."""

    place: int
    submitted: int
    updated: int
    revision: int = 1
    state: str = "submitted"
    stage: str = "open"
    whole: bool = False
    acknowledged: int = 0
    bits: int = 0
    nudged: bool = False
    changed: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether nothing more may be decided."""
        return self.stage == "final" or self.state == "withdrawn"

    def check(self, event: Event, *, needs_acknowledgement: bool) -> None:
        """Raise EventRefused unless the event may be stored now."""
        if event.revision != self.revision:
            newer = event.revision < self.revision
            raise EventRefused("stale", f"revision {self.revision} is the newest", normal=newer)
        if needs_acknowledgement and self.acknowledged != self.revision:
            raise EventRefused("unacknowledged", f"revision {self.revision} was not acknowledged")
        if self.state == "withdrawn":
            raise EventRefused("order", "the application was withdrawn")
        if event.type not in ORDER[self.stage]:
            raise EventRefused("order", f"{event.type} does not follow {self.stage}")

    def store(self, event: Event) -> None:
        """Keep an event that was checked and take its step."""
        self.events.append(event)
        self.stage = _NEXT.get(event.type, self.stage)
        if self.stage == "final":
            self.state = "closed"

    def revise(self, updated: int, state: str) -> None:
        """Take the applicant's next revision."""
        self.revision += 1
        self.updated = max(updated, self.updated + 1)
        self.state = state
        self.bits = 0
        if self.stage == "supplement":
            self.stage = "open"
        elif self.stage == "accepted":
            self.stage = "revised"
