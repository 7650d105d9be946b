"""Keep one token for all callers: fetched once, renewed early, replaced once when it was refused."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass

from adapters.engine.paths import getter
from adapters.engine.signing import Held
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Refresh
from models.errors import OutsideUnavailable
from models.said import said

HOUR = 3600.0
LONGEST = 120.0  # seconds; a flight whose event loop died lands no more


@dataclass(frozen=True, slots=True)
class Fetched:
    """A token with the seconds it lives; `refresh` renews it for `refresh_lives` seconds."""

    token: str
    lives: float
    refresh: str = ""
    refresh_lives: float = 0.0


class TokenKeeper:
    """Single flight, also between threads: whoever comes while a token is being fetched waits for that one.

    `fetch` is given what renews the last token, or an empty text.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Fetched]],
        early: str,
        *,
        most: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch, self._early, self._most, self._now = fetch, seconds(early), most, monotonic
        self._held = Held()
        self._renew_at = self._refresh_until = 0.0
        self._fetched_at: deque[float] = deque()
        self._guard = threading.Lock()
        self._flight: Future[None] | None = None

    async def get(self, *, refused: Held | None = None) -> Held:
        """Return a usable token; with `refused`, one that is not that token.

        Raises what the fetching raises; then no token is kept. Raises OutsideUnavailable above the hourly limit.
        """
        while True:
            with self._guard:
                if self._usable(refused):
                    return self._held
                others, mine = self._flight, Future[None]()
                self._flight = others or mine
            if others is None:
                return await self._fly(mine, refused)
            await self._landed(others)

    async def _fly(self, flight: Future[None], refused: Held | None) -> Held:
        """Fetch one token for all; whatever happens, the next one may try."""
        try:
            self._count()
            now = self._now()
            alive = refused is None and now < self._refresh_until
            fetched = await self._fetch(self._held.refresh if alive else "")
            self._keep(fetched, now)
            return self._held
        finally:
            with self._guard:
                self._flight = None if self._flight is flight else self._flight
            flight.set_result(None)

    async def _landed(self, flight: Future[None]) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.shield(asyncio.wrap_future(flight))
        except TimeoutError:
            with self._guard:
                self._flight = None if self._flight is flight else self._flight

    def _keep(self, fetched: Fetched, now: float) -> None:
        early = min(self._early, fetched.lives / 2)  # a short-lived token is still used for half its life
        if fetched.refresh:
            self._refresh_until = now + fetched.refresh_lives - min(self._early, fetched.refresh_lives / 2)
        self._held = Held(fetched.token, fetched.refresh or self._held.refresh)
        self._renew_at = self._now() + fetched.lives - early

    def _count(self) -> None:
        """Count one token; raises OutsideUnavailable where the hour had enough of them."""
        now = self._now()
        while self._fetched_at and self._fetched_at[0] <= now - HOUR:
            self._fetched_at.popleft()
        if self._most and len(self._fetched_at) >= self._most:
            raise OutsideUnavailable(
                said("一小时内已取令牌 {most} 次，暂不再取。", most=self._most),
                kept="本次没有发出任何请求。",
                do_next="请检查是否有别的程序也在用同一个账号取令牌。",
                retry_after=self._fetched_at[0] + HOUR - now,
            )
        self._fetched_at.append(now)

    def _usable(self, refused: Held | None) -> bool:
        fresh = bool(self._held.token) and self._now() < self._renew_at
        return fresh and (refused is None or self._held.token != refused.token)


def fetched(document: object, token: str, ttl: str, renew: Refresh | None) -> Fetched | None:
    """Return what an answer gives at its paths, None where it does not give it."""
    found, lives = getter(token)(document), _lives(document, ttl)
    if not isinstance(found, str) or not found or lives is None:
        return None
    refresh, refresh_lives = (getter(renew.token)(document), _lives(document, renew.ttl)) if renew else ("", 0.0)
    if not isinstance(refresh, str) or refresh_lives is None:
        return Fetched(found, lives)
    return Fetched(found, lives, refresh, refresh_lives)


def _lives(document: object, ttl: str) -> float | None:
    """Return the seconds that something lives; a whole number may be written as text."""
    if not ttl.startswith("$"):
        return seconds(ttl)
    value = getter(ttl)(document)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return float(value[:9])
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
