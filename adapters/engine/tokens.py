"""Keep one token for all callers: fetched once, renewed early, replaced once when it was refused."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.engine.units import seconds


@dataclass(frozen=True, slots=True)
class Fetched:
    """A token with the seconds it lives."""

    token: str
    lives: float


class TokenKeeper:
    """Single flight: whoever comes while a token is being fetched waits for that one."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Fetched]],
        early: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._early = seconds(early)
        self._now = monotonic
        self._token = ""
        self._renew_at = 0.0
        self._lock: asyncio.Lock | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def get(self, *, refused: str | None = None) -> str:
        """Return a usable token; with `refused`, one that is not that token.

        Raises what the fetching raises; then no token is kept.
        """
        if self._usable(refused):
            return self._token
        async with self._flight():
            if not self._usable(refused):
                fetched = await self._fetch()
                self._token = fetched.token
                early = min(self._early, fetched.lives / 2)  # a short-lived token is still used for half its life
                self._renew_at = self._now() + fetched.lives - early
            return self._token

    def _usable(self, refused: str | None) -> bool:
        return bool(self._token) and self._token != refused and self._now() < self._renew_at

    def _flight(self) -> asyncio.Lock:
        loop = asyncio.get_running_loop()
        if self._lock is None or self._loop is not loop:
            self._lock, self._loop = asyncio.Lock(), loop
        return self._lock
