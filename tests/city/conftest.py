"""A small running city for each test, with short waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from city.server import City, running_city
from tests.city.clients import Ixiamen, Joint, Ref, Website, Wechat


@dataclass
class Visit:
    """A running city and a client for each of its systems."""

    city: City
    http: httpx.AsyncClient

    def __post_init__(self) -> None:
        self.wechat = Wechat(self.http)
        self.website = Website(self.http)
        self.ixiamen = Ixiamen(self.http)
        self.joint = Joint(self.http)

    def ref(self, system: str) -> Ref:
        return Ref(self.http, system)

    async def advance(self, seconds: float) -> None:
        """Move the city's clock forward; up to 300 s no client notices."""
        response = await self.http.post("/_city/advance", json={"seconds": seconds})
        assert response.status_code == 200

    async def inspect(self, what: str) -> Any:
        return (await self.http.get(f"/_city/{what}")).json()


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with visiting() as visit:
        yield visit


@asynccontextmanager
async def visiting(**settings: Any) -> AsyncIterator[Visit]:
    """A visit to a city with other settings."""
    async with running_city(**{"applications": 120, "pace": 0, **settings}) as city, _client(city) as http:
        yield Visit(city, http)


def _client(city: City) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=city.base_url, timeout=10)
