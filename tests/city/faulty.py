"""Faults of the city on demand, as its tests order them."""

import time
from typing import Any

import httpx
from typing_extensions import override

from tests.city.clients import Ref
from tests.city.conftest import visiting

WINDOW = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}


def faulty(name: str, rate: float = 1.0, **more: Any) -> Any:
    return visiting(faults=name, fault_rate=rate, **more)


async def attempt(call: Any) -> httpx.Response | None:
    try:
        return await call  # type: ignore[no-any-return]
    except httpx.TransportError:
        return None


class Ahead(Ref):
    """A REF client that has learnt how far the server's clock is off."""

    def __init__(self, http: httpx.AsyncClient, system: str, offset: float) -> None:
        super().__init__(http, system)
        self.offset = offset

    @override
    async def get(self, path: str, **query: Any) -> httpx.Response:
        from tests.city.clients import encoded, ref_headers

        raw = encoded(query)
        headers = ref_headers(self.system, "GET", path, raw, b"", at=time.time() + self.offset)
        return await self.http.get(f"/{self.system}{path}" + (f"?{raw}" if raw else ""), headers=headers)
