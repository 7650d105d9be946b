"""The HTTP server of the city, on 127.0.0.1; tests run it in their own loop, the command in a process."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from city.city import Town
from city.common.call import Answer, Call, Route, System
from city.common.journal import Journal
from city.common.timing import Timing
from city.faults import deliver
from city.faults.catalogue import SPOILED, parse
from city.inspection import Inspection
from city.world import Settings, World

_UPLOAD_LIMIT = 16 * 1024 * 1024


class City:
    """A running (or not yet running) city: `base_url`, `journal`, `world`, `town`."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.town = Town(self.settings)
        self.inspection = Inspection(self.town)
        self.base_url = ""
        self._runner: web.ServerRunner | None = None

    @property
    def world(self) -> World:
        """Clock, population, faults and timing."""
        return self.town.world

    @property
    def journal(self) -> Journal:
        """What the city noticed about its clients."""
        return self.town.world.journal

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and return the base URL; port 0 takes any free one."""
        server = web.Server(self._handle)
        self._runner = web.ServerRunner(server, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self.base_url

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        system, slash, rest = path.lstrip("/").partition("/")
        body = await self._read(request)
        if system == "_city":
            return self.inspection.answer(request.method, rest, query, body)
        call = Call(system, request.method, slash + rest, query, request.headers, body, self.world.now())
        if system not in self.town.systems:
            payload = {"code": "not_found", "message": "no such system", "trace": "city"}
            return deliver.plain(self.world, system, Answer(payload, 404))
        return await self._serve(request, call)

    async def _read(self, request: web.BaseRequest) -> bytes:
        """The body, or the part of an endless one that shows it to be too long."""
        if not request.can_read_body:
            return b""
        content = bytearray()
        async for chunk in request.content.iter_any():
            content += chunk
            if len(content) > _UPLOAD_LIMIT:
                break
        return bytes(content)

    async def _serve(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        system, found, segments = self.town.enter(call)
        fault = self._fault(call, found)
        if fault is None:
            return deliver.plain(self.world, call.system, self.town.serve(call, system, found, segments))
        if fault in {"rate_limit", "unavailable", "redirect"}:
            return self._turn_away(call, system, fault)
        if fault == "token_dies":
            system.end_token(call)
        executed = fault not in {"cut", "html_page", "empty_body"} or self.world.chance.half(call)
        answer = self.town.serve(call, system, found, segments) if executed else Answer({})
        if fault in SPOILED:
            return await deliver.spoiled(request, self.world, call, answer, fault)
        if fault == "duplicate_answer":
            answer = deliver.pretend_duplicate(answer)
        if fault == "lost_answer" and (self.world.chance.half(call) or system.name in {"wechat", "joint"}):
            return deliver.lose(request)
        if fault == "lost_answer":
            answer = system.refuse(system.busy("internal", 0))
        return deliver.plain(self.world, call.system, answer)

    def _fault(self, call: Call, found: Route | None) -> str | None:
        if found is None or not self.world.chance.enabled:
            return None
        return self.world.chance.request_fault(call, write=found.write, token=found.token, json=found.json)

    def _turn_away(self, call: Call, system: System, fault: str) -> web.Response:
        if fault == "redirect":
            return deliver.redirect(self.world, call)
        wait = 1 + call.number % 3
        if fault == "rate_limit":
            self.town.block(call.system, wait)
        return deliver.plain(self.world, call.system, system.refuse(system.busy(fault, wait)))


@asynccontextmanager
async def running_city(
    *,
    seed: int = 1,
    applications: int = 60,
    faults: str = "",
    fault_rate: float = 0.05,
    pace: float = 6.0,
    timing: Timing | None = None,
    port: int = 0,
) -> AsyncIterator[City]:
    """A city in the running loop; `faults` is `a,b` or `all`."""
    settings = Settings(seed, applications, parse(faults), fault_rate, pace, timing or Timing())
    city = City(settings)
    await city.start(port)
    try:
        yield city
    finally:
        await city.stop()


@contextmanager
def city_in_thread(settings: Settings, port: int = 0) -> Iterator[City]:
    """A city with a loop of its own in a thread, for callers that are not asynchronous."""
    city, loop = City(settings), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="city", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(city.start(port), loop).result(10)
        yield city
    finally:
        asyncio.run_coroutine_threadsafe(city.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def serve_until(city: City, stop: asyncio.Event, port: int, tell: Callable[[str], None]) -> None:
    """Run a city until `stop` is set; `tell` gets the base URL once it listens."""
    tell(await city.start(port))
    await stop.wait()
    await city.stop()
