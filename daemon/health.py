"""How each way out is: failures in a row, when to try again, and who must be told."""

import random
import time
from dataclasses import dataclass, field

from models.errors import OutsideError, OutsideRejected
from ports.exchanges import REDIRECT, RESTING, UNCONFIGURED, Crossing
from usecases import crossings, systems
from wiring.logs import logger
from wiring.office import Office

ALARM_AFTER = 10  # failures in a row (contract 11)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds, doubled with every failure in a row
TELL_AGAIN = 60.0  # seconds between two notes that a system is well
LOOK_AGAIN = 1.0  # seconds between looks at what a person switched off
log = logger("daemon.health")


def pause_after(failures: int) -> float:
    """Return how long to wait after so many failures in a row, with jitter so that nobody returns in step.

    One failure alone is no reason to wait: the schedule, or the message's own wait, is enough.
    """
    if failures < 2:
        return 0.0
    pause = min(FIRST_PAUSE * 2.0 ** min(failures - 2, 10), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)


def switched_off(office: Office) -> frozenset[str]:
    """Return the systems that nobody may call."""
    with office.reading() as session:
        return systems.switched_off(session)


async def note_faults(office: Office) -> None:
    """Note which systems cannot be called because a secret or a profile is wrong, and which of them can be again."""
    faults = {name: f"{fault.message}{fault.do_next}" for name, fault in office.outside.faults.items()}
    for name, why in faults.items():
        log.error("系统未配置", system=name, error=why)
    await office.in_thread(office.keep, systems.note_unconfigured, faults, at=office.now())


@dataclass
class Health:
    """What one daemon knows of the ways out; a way is one job on one system, so that one never delays another."""

    office: Office
    failures: dict[str, int] = field(default_factory=dict)
    paused_until: dict[str, float] = field(default_factory=dict)  # monotonic seconds
    told: dict[str, float] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    off_at: float = -LOOK_AGAIN

    def may(self, way: str) -> bool:
        """Whether a way may be tried now."""
        return time.monotonic() >= self.paused_until.get(way, 0.0)

    async def is_off(self, system: str) -> bool:
        """Whether a person switched a system off, as it was a second ago at most."""
        if time.monotonic() - self.off_at >= LOOK_AGAIN:
            self.off_at = time.monotonic()
            self.off = await self.office.in_thread(switched_off, self.office)
        return system in self.off

    def pause(self, way: str, seconds: float) -> None:
        """Let a way rest, e.g. as long as the other side asked for."""
        self.paused_until[way] = time.monotonic() + seconds

    async def went_well(self, way: str, system: str) -> None:
        """Note that a system answered."""
        recovered = self.failures.pop(way, 0) > 0
        self.paused_until.pop(way, None)
        if not recovered and time.monotonic() - self.told.get(way, -TELL_AGAIN) < TELL_AGAIN:
            return
        self.told[way] = time.monotonic()
        await self.office.in_thread(self.office.keep, systems.note_ok, system, at=self.office.now())
        if recovered:
            log.info("系统恢复", way=way)
            await self._settle(way, system)

    async def went_wrong(self, way: str, system: str, error: OutsideError, subject: str = "") -> None:
        """Note a failure with its bytes, pause the way, and raise the alarm when it lasts or cannot get well.

        `subject` is what the call was about, where it was about one thing. Where the adapter itself stayed away
        nothing failed: the way waits as long as it says, so that several ways to one system do not punish each other.
        """
        if error.code in {RESTING, UNCONFIGURED}:  # the latter was noted when we began
            self.pause(way, LONGEST_PAUSE if error.code == UNCONFIGURED else error.retry_after or 0.0)
            return
        failures = self.failures[way] = self.failures.get(way, 0) + 1  # what goes well beside us may forget it
        self.pause(way, max(pause_after(failures), error.retry_after or 0.0))
        log.warning("系统没有正常回答", way=way, failures=failures, error=error.message)
        await self.office.in_thread(self._keep, way, system, error, subject or way, failures)

    def _keep(self, way: str, system: str, error: OutsideError, subject: str, failures: int) -> None:
        office, now = self.office, self.office.now()
        if isinstance(error.crossing, Crossing):
            office.keep(crossings.keep, error.crossing, subject, error.kind)
        if error.code == REDIRECT:  # somebody may want to lead us astray: only a person closes this alarm
            office.keep(systems.raise_alarm, system, REDIRECT, way, error.message, at=now)
        elif isinstance(error, OutsideRejected):
            office.keep(systems.note_stopped, system, error.message, at=now)
            return
        office.keep(systems.note_failure, system, error.message, at=now)
        if failures >= ALARM_AFTER:
            office.keep(systems.raise_alarm, system, "failing", way, error.message, at=now)

    async def _settle(self, way: str, system: str) -> None:
        office = self.office
        await office.in_thread(office.keep, systems.settle_alarm, system, "failing", way, at=office.now())
