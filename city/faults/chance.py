"""When a fault strikes: decided by seed and counter, never more than three times in a row on the same spot."""

from collections import Counter

from city.common.call import Call
from city.common.dice import Dice, mark
from city.common.journal import Journal
from city.faults.catalogue import REFUSED, REQUEST_FAULTS, SPOILED, WRITES

IN_A_ROW = 3
_RIGHT_CLOCKS = {"wechat", "website", "joint"}  # no signature of theirs holds the time


class Chance:
    """The switches of all faults and the draw for each request and row."""

    def __init__(self, seed: int, enabled: frozenset[str], rate: float, journal: Journal) -> None:
        self._seed = seed
        self.enabled = enabled
        self.skewed = "clock_skew" in enabled
        self.rate = rate
        self._journal = journal
        self._in_a_row: Counter[tuple[str, str]] = Counter()
        self._draws: Counter[str] = Counter()

    def switch(self, enabled: frozenset[str], rate: float) -> None:
        """Change faults and rate while the city runs."""
        self.enabled, self.rate = enabled, rate
        self.skewed = self.skewed or "clock_skew" in enabled

    def on(self, name: str) -> bool:
        """Whether a fault is switched on."""
        return name in self.enabled

    def request_fault(self, call: Call, *, write: bool, token: bool, json: bool) -> str | None:
        """The one fault that hits this request as a whole, or None."""
        names = [name for name in REQUEST_FAULTS if name in self.enabled and _fits(name, call, write, token, json)]
        spot = (call.system, f"{call.method} {call.path}")
        dice = Dice(self._seed, mark(call.system), call.number)
        if not names or not dice.chance(self.rate) or self._in_a_row[spot] >= IN_A_ROW:
            self._in_a_row[spot] = 0
            return None
        name = dice.pick(names)
        if name == "slow_drip" and dice.below(10):
            self._in_a_row[spot] = 0
            return None
        self._in_a_row[spot] += 1
        self._journal.faults[call.system, name] += 1
        return name

    def strikes(self, name: str, system: str, spot: str) -> bool:
        """Whether a fault hits one spot of an answer now; the next draw on that spot may differ."""
        if name not in self.enabled:
            return False
        place = (f"{system} {name}", spot)
        self._draws[place[0]] += 1
        dice = Dice(self._seed, mark(place[0]), self._draws[place[0]])
        if not dice.chance(self.rate) or self._in_a_row[place] >= IN_A_ROW:
            self._in_a_row[place] = 0
            return False
        self._in_a_row[place] += 1
        self._journal.faults[system, name] += 1
        return True

    def marks(self, name: str, system: str, *place: int) -> bool:
        """Whether a fault belongs to a thing (a row, a file) for good; the same answer every time."""
        if name not in self.enabled or not Dice(self._seed, mark(name), *place).chance(self.rate):
            return False
        self._journal.faults[system, name] += 1
        return True

    def half(self, call: Call) -> bool:
        """A fair coin for a request."""
        return Dice(self._seed, mark(call.system), call.number, 7).below(2) == 0

    def skew(self, system: str) -> float:
        """How many seconds the clock of a system is off: 6 to 14 minutes, either way."""
        if "clock_skew" not in self.enabled or system in _RIGHT_CLOCKS:
            return 0.0
        dice = Dice(self._seed, mark("clock_skew"), mark(system))
        return (360.0 + dice.below(480)) * (1 if dice.below(2) else -1)


def _fits(name: str, call: Call, write: bool, token: bool, json: bool) -> bool:
    if name in WRITES:
        return write
    if name == "token_dies":
        return token
    if name == "bom":
        return json and call.system != "website"
    if name in {"wrong_content_type", "truncated"}:
        return json
    return name in SPOILED or name in REFUSED
