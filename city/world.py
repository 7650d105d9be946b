"""The city as it lives: clock, population, applications of four channels, and what is due to happen."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from city.common.clock import CityClock
from city.common.cursors import Cursors
from city.common.dice import Dice, mark
from city.common.journal import Journal
from city.common.moments import SHANGHAI, day_of, local
from city.common.timing import Timing
from city.faults.chance import Chance
from city.population.applications import Writer
from city.population.parties import People
from city.population.plans import CHANNEL_PATTERN, CHANNELS, plan_of
from city.population.registers import Registers

PATTERN = len(CHANNEL_PATTERN)
MOST_EXCUSED = 20  # wrong timestamps in a row that the clock explains
SPARE = 100_000  # numbers above the population, for applications that an inspector adds


@dataclass(slots=True)
class Settings:
    """What a city is started with. `pace` is new applications a minute."""

    seed: int = 1
    applications: int = 60
    faults: frozenset[str] = frozenset()
    fault_rate: float = 0.05
    pace: float = 6.0
    timing: Timing = field(default_factory=Timing)
    begins_at: float | None = None


class World:
    """Everything the systems of one city share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.timing = settings.timing
        self.seed = settings.seed
        self.clock = CityClock(settings.begins_at)
        self.journal = Journal()
        self.chance = Chance(settings.seed, settings.faults, settings.fault_rate, self.journal)
        self.cursors = Cursors(settings.seed, self.timing.cursor_life)
        self.today = day_of(self.clock.started_at)
        self.people = People(settings.seed, self.today)
        self.registers = Registers(self.people, settings.applications + SPARE, self.today)
        self.writer = Writer(self.people, self.today)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._acting = 0.0  # the moment of the deed that happens right now
        self._excused: Counter[str] = Counter()

    def now(self) -> float:
        """Seconds since the epoch on the city's clock."""
        return self.clock.now()

    def shown_now(self, system: str) -> float:
        """What the clock of one system shows, which the fault clock_skew puts wrong."""
        return self.clock.now() + self.chance.skew(system)

    def clock_excuses(self, system: str, stamp: float) -> bool:
        """Whether a wrong timestamp is the city's own doing; a client that never learns is not excused."""
        disturbed = self.clock.moved or self.chance.skewed
        self._excused[system] += 1
        return disturbed and stamp > 0 and self._excused[system] <= MOST_EXCUSED

    def clock_agrees(self, system: str) -> None:
        """Note that a client has the right time."""
        self._excused[system] = 0

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        """Let something happen `seconds` from now."""
        self.at((self._acting or self.now()) + seconds, deed)

    def at(self, moment: float, deed: Callable[[], None]) -> None:
        """Let something happen at a moment."""
        heapq.heappush(self._due, (moment, next(self._order), deed))

    def tick(self) -> None:
        """Let everything happen that is due."""
        while self._due and self._due[0][0] <= self.now():
            self._acting, _, deed = heapq.heappop(self._due)
            deed()
        self._acting = 0.0

    def dice(self, name: str, *place: int) -> Dice:
        """Draws for one thing of this city."""
        return Dice(self.seed, mark(name), *place)


def live_count(settings: Settings) -> int:
    """How many of the applications come in after the start: a fifth, at most ten minutes' worth."""
    if settings.pace <= 0:
        return 0
    return min(settings.applications // 5, max(1, int(settings.pace * 10)))


def working_days_back(at: float, days: int) -> float:
    """Nine o'clock (+08:00) on the day that lies `days` Mondays-to-Fridays before the day of `at`."""
    day: datetime = local(at).replace(hour=9, minute=0, second=0, microsecond=0)
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < 5
    return day.astimezone(SHANGHAI).timestamp()


def place_of(index: int) -> tuple[str, int]:
    """The channel of an application and its place there, both from 0."""
    turn, rest = divmod(index, PATTERN)
    channel = CHANNEL_PATTERN[rest]
    return channel, turn * _SHARE[channel] + CHANNEL_PATTERN[:rest].count(channel)


def index_of(channel: str, place: int) -> int:
    """The application at a place of a channel: the inverse of `place_of`."""
    turn, rest = divmod(place, _SHARE[channel])
    return turn * PATTERN + _POSITIONS[channel][rest]


_POSITIONS = {name: [place for place, own in enumerate(CHANNEL_PATTERN) if own == name] for name in CHANNELS}
_SHARE = {name: len(places) for name, places in _POSITIONS.items()}
__all__ = ["CHANNELS", "Settings", "World", "index_of", "live_count", "place_of", "plan_of", "working_days_back"]
