"""At most 50 requests in any one second for each system (contract section 2)."""

import time
from collections import deque


class RateLimit:
    """A sliding second: only admitted requests count."""

    def __init__(self, per_second: int) -> None:
        self._limit = per_second
        self._admitted: deque[float] = deque(maxlen=max(per_second, 1))

    def admits(self) -> bool:
        """Whether one more request may be served now; if so it is counted."""
        if self._limit == 0:
            return True
        now = time.monotonic()
        if len(self._admitted) == self._limit and now - self._admitted[0] < 1.0:
            return False
        self._admitted.append(now)
        return True
