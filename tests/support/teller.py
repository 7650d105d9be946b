"""A small server on this machine that answers with exactly the bytes that a test gives it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

JSON = {"Content-Type": "application/json"}


@dataclass
class Teller:
    """What is answered to each path, and what was asked."""

    base_url: str = ""
    answers: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: int = 0  # bytes of bodies that were written
    flood: int = 0  # headers more than anybody wants
    endless: bytes = b""  # said again and again until the client goes away

    def tell(self, path: str, body: bytes, *, status: int = 200, headers: Mapping[str, str] = JSON) -> None:
        """Answer a path with these bytes."""
        self.answers[path] = status, headers, body

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        self.asked.append(f"{request.method} {request.path}")
        status, headers, body = self.answers.get(request.path, (404, JSON, b"{}"))
        if self.endless:
            return await self._flow(request)
        more = {f"X-Flood-{n}": "x" for n in range(self.flood)}
        self.sent += len(body)
        return web.Response(status=status, headers={**headers, **more}, body=body)

    async def _flow(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers=JSON)
        await response.prepare(request)
        for _ in range(4000):
            await response.write(self.endless)
            self.sent += len(self.endless)
        return response


@asynccontextmanager
async def telling() -> AsyncIterator[Teller]:
    """Run a teller in the loop of the test."""
    teller = Teller()
    runner = web.ServerRunner(
        web.Server(teller.answer, max_line_size=16384), handle_signals=False, shutdown_timeout=0.2
    )
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teller.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield teller
    await runner.cleanup()
