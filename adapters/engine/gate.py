"""Keep our calls to one system below its limits, and stay away at its closed hours and for a while after failures."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from adapters.engine.hours import Closing
from adapters.engine.outcomes import until_midnight
from adapters.engine.quotas import Counts, InMemoryCounts
from adapters.engine.units import rate_of, seconds
from adapters.engine.vocabulary import Limits, Retry
from models.errors import OutsideUnavailable
from models.said import said
from models.values import shanghai_date
from ports.exchanges import RESTING


def utc() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


class Gate:
    """The one door to a system: a brake, a quota a day, closed hours, and a bar that falls after failures."""

    def __init__(
        self,
        system: str,
        limits: Limits,
        retry: Retry,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = utc,
        counts: Counts | None = None,
    ) -> None:
        self._system = system
        self._rate, self._span = rate_of(limits.rate) if limits.rate else (0, 1.0)
        self._recent: deque[float] = deque()
        self._quota = int(limits.quota.partition("/")[0]) if limits.quota else 0
        self._counts = InMemoryCounts() if counts is None else counts
        self._closing = Closing(limits.quiet, limits.maintenance, system)
        self._base, self._cap, self._jitter = seconds(retry.base), seconds(retry.cap), retry.jitter
        breaker = limits.breaker
        self._burst = breaker.fails if breaker else retry.burst
        self._hold = seconds(breaker.hold) if breaker else min(seconds(retry.hold), self._cap)
        self._now, self._clock = monotonic, clock
        self._closed_until = 0.0
        self.failures = 0

    def closed_for(self) -> float:
        """Return how many seconds the bar stays down; 0 when the door is open."""
        return max(0.0, self._closed_until - self._now())

    def check(self) -> None:
        """Raise OutsideUnavailable (with `retry_after`) while the bar is down or the other side is closed."""
        rest = self.closed_for()
        if rest > 0:
            why = said("还需等待 {rest} 秒（连续失败 {failures} 次）", rest=f"{rest:.0f}", failures=self.failures)
            raise self._resting(said("{system} 暂时不再呼叫，{why}。", system=self._system, why=why), rest)
        rest = self._closing.opens_in(self._clock())
        if rest > 0:
            raise self._resting(
                said("{system} 正在停用时段，还有 {minutes} 分钟。", system=self._system, minutes=f"{rest / 60:.0f}"),
                rest,
            )

    async def enter(self) -> None:
        """Wait until one more call keeps the rate; a call is counted when it begins.

        Raises OutsideUnavailable when the quota of the day is used up.
        """
        while self._rate and len(self._recent) >= self._rate:
            rest = self._recent[0] + self._span - self._now()
            if rest <= 0:
                self._recent.popleft()
            else:
                await asyncio.sleep(rest)
        if self._quota:
            self._count()
        if self._rate:
            self._recent.append(self._now())

    def succeeded(self) -> None:
        """Forget earlier failures."""
        self.failures = 0

    def failed(self) -> float:
        """Note a failure and lower the bar; return the seconds until it rises (with jitter)."""
        self.failures += 1
        rest = min(self._cap, self._base * 2 ** min(self.failures - 1, 20)) * random.uniform(1.0 - self._jitter, 1.0)
        if self.failures >= self._burst:
            rest = max(rest, self._hold)
        return self.close(rest)

    def close(self, rest: float) -> float:
        """Lower the bar for some seconds; a longer one that is already down stays."""
        self._closed_until = max(self._closed_until, self._now() + rest)
        return rest

    def _count(self) -> None:
        today = shanghai_date(self._clock())
        if self._counts.taken(today) >= self._quota:
            rest = until_midnight(self._clock())
            raise self._resting(
                said("{system} 今天的 {quota} 次配额已用完。", system=self._system, quota=self._quota), rest
            )
        self._counts.take(today)

    def _resting(self, words: str, rest: float) -> OutsideUnavailable:
        kept, do_next = "本次没有发出任何请求。", "系统会自动重试。"
        return OutsideUnavailable(words, kept=kept, do_next=do_next, retry_after=rest, code=RESTING)
