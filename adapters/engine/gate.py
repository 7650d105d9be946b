"""Keep our calls to one system below its limits, and stay away for a while after failures."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable

from adapters.engine.units import per_second, seconds
from adapters.engine.vocabulary import Limits, Retry
from models.errors import OutsideUnavailable
from ports.exchanges import RESTING


class Gate:
    """The one door to a system: a brake (calls a second) and a bar that falls after failures."""

    def __init__(
        self, system: str, limits: Limits, retry: Retry, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._system = system
        self._rate = per_second(limits.rate) if limits.rate else 0
        self._recent: deque[float] = deque()
        self._base, self._cap = seconds(retry.base), seconds(retry.cap)
        self._burst, self._hold = retry.burst, seconds(retry.hold)
        self._now = monotonic
        self._closed_until = 0.0
        self.failures = 0

    def closed_for(self) -> float:
        """Return how many seconds the bar stays down; 0 when the door is open."""
        return max(0.0, self._closed_until - self._now())

    def check(self) -> None:
        """Raise OutsideUnavailable (with `retry_after`) while the bar is down."""
        rest = self.closed_for()
        if rest > 0:
            raise OutsideUnavailable(
                f"{self._system} 暂时不再呼叫，还需等待 {rest:.0f} 秒（连续失败 {self.failures} 次）。",
                kept="本次没有发出任何请求。",
                do_next="系统会自动重试。",
                retry_after=rest,
                code=RESTING,
            )

    async def enter(self) -> None:
        """Wait until one more call keeps the rate; a call is counted when it begins."""
        while self._rate and len(self._recent) >= self._rate:
            rest = self._recent[0] + 1.0 - self._now()
            if rest <= 0:
                self._recent.popleft()
            else:
                await asyncio.sleep(rest)
        if self._rate:
            self._recent.append(self._now())

    def succeeded(self) -> None:
        """Forget earlier failures."""
        self.failures = 0

    def failed(self) -> float:
        """Note a failure and lower the bar; return the seconds until it rises (with jitter)."""
        self.failures += 1
        rest = min(self._cap, self._base * 2 ** min(self.failures - 1, 20)) * random.uniform(0.5, 1.0)
        if self.failures >= self._burst:
            rest = max(rest, min(self._hold, self._cap))
        return self.close(rest)

    def close(self, rest: float) -> float:
        """Lower the bar for some seconds; a longer one that is already down stays."""
        self._closed_until = max(self._closed_until, self._now() + rest)
        return rest
