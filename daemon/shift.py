"""What every job of one daemon process shares: the office, who we are, the health of the ways out, the stop sign."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from daemon.health import Health
from wiring.office import Office

RowKey = tuple[str, int, str]  # reference, revision, digest


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

    @classmethod
    def begin(cls, office: Office, owner: str) -> "Shift":
        """Return the shift of a process that just started."""
        return cls(office, owner, Health(office))
