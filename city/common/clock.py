"""The city's own clock, which an inspector can move forward."""

import time


class CityClock:
    """Seconds since the epoch; runs with the machine's clock unless `begins_at` fixes its first moment."""

    def __init__(self, begins_at: float | None = None) -> None:
        self._ahead = 0.0 if begins_at is None else begins_at - time.time()
        self.started_at = self.now()
        self.moved = begins_at is not None

    def now(self) -> float:
        """Seconds since the epoch, as this city sees them."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> float:
        """The new moment after the clock was moved forward by `seconds` (never back)."""
        self._ahead += max(0.0, seconds)
        self.moved = True
        return self.now()
