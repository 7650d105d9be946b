"""Hold the leases of the jobs: renewed together, trusted only on our own monotonic clock, less a margin."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from daemon.owner import surely_gone
from daemon.shift import Shift
from models.errors import BureauError
from usecases import jobs
from wiring.logs import logger

MARGIN = 0.2  # of the lease: so much earlier we stop trusting it
RENEWALS = 3  # in the time of one lease
log = logger("daemon.leases")


@dataclass
class Leases:
    """The leases of one daemon process by name."""

    shift: Shift
    names: Sequence[str]
    trusted_until: float = 0.0  # monotonic
    epochs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shift.trusted = self.held

    @property
    def seconds(self) -> float:
        """How long a lease lives without renewal."""
        return self.shift.office.settings.daemon.lease.total_seconds()

    @property
    def pause(self) -> float:
        """How long to wait between renewals."""
        return self.seconds / RENEWALS

    def held(self, name: str) -> bool:
        """Whether a job may run here now."""
        return name in self.epochs and time.monotonic() < self.trusted_until

    async def renew(self) -> bool:
        """Renew ours and take what is free, in one transaction; return whether the database answered."""
        office, begun = self.shift.office, time.monotonic()
        now = office.now()
        until = now + office.settings.daemon.lease
        try:
            held = await office.in_thread(
                office.keep, jobs.hold_leases, self.names, owner=self.shift.owner, until=until, dead=surely_gone, at=now
            )
        except BureauError as error:
            log.warning("无法续租任务", error=error.message)
            return False
        new = {name for name, epoch in held.items() if self.epochs.get(name) != epoch}
        await self._take_over(new)
        self.epochs, self.trusted_until = held, begun + self.seconds * (1 - MARGIN)
        return True

    async def _take_over(self, names: set[str]) -> None:
        """Let go what the former holder of a system had claimed: it does not work any more."""
        office = self.shift.office
        for name in names:
            kind, _, system = name.partition(":")
            if kind == "drain_outbox":
                await office.in_thread(office.keep, jobs.free_claims, system, owner=self.shift.owner, at=office.now())

    async def release(self) -> None:
        """Give every lease back, so that another instance may begin at once."""
        self.epochs = {}
        office = self.shift.office
        try:
            await office.in_thread(office.keep, jobs.release_leases, owner=self.shift.owner, at=office.now())
        except BureauError as error:
            log.warning("无法归还任务", error=error.message)
