"""What every job of one daemon process shares: the office, who we are, the health of the ways out, the stop sign."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from daemon.health import Health
from wiring.office import Office

RowKey = tuple[str, int, str]  # reference, revision, digest


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a job found when it had nothing to do: the number of the database's writes, and when something comes due."""

    written: int | None
    until: datetime | None


@dataclass
class Shift:
    """One daemon process at work."""

    office: Office
    owner: str
    health: Health
    stopping: bool = False
    locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))  # by channel
    trusted: Callable[[str], bool] = lambda _: True  # whether the lease of a job is surely still ours
    kept: dict[str, dict[RowKey, None]] = field(default_factory=dict)  # by channel: what the last walk brought
    quiet: dict[str, Quiet] = field(default_factory=dict)  # by job

    @classmethod
    def begin(cls, office: Office, owner: str) -> "Shift":
        """Return the shift of a process that just started."""
        return cls(office, owner, Health(office))

    def is_quiet(self, job: str, written: int | None) -> bool:
        """Whether a job that had nothing to do has nothing to do still, by the present number of writes."""
        before = self.quiet.get(job)
        if before is None or written is None or before.written != written:
            return False
        return before.until is None or self.office.now() < before.until
