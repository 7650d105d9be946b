"""Run the practice platform of the administrators' guide alone, on 127.0.0.1, until it is told to stop."""

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from city.systems.example_platform import ExamplePlatform


@asynccontextmanager
async def running_example(platform: ExamplePlatform, port: int = 0) -> AsyncIterator[str]:
    """The platform in the running loop; yields its base URL, port 0 takes any free one."""
    server = web.Server(platform.handle)
    runner = web.ServerRunner(server, access_log=None, handle_signals=False, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def serve(port: int) -> None:
    """Run until SIGTERM or SIGINT; tell the base URL on stdout. Raises OSError where it cannot listen."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.suppress(RuntimeError):
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, stop.set)
    async with running_example(ExamplePlatform(time.time), port) as base_url:
        sys.stdout.write(json.dumps({"listening": base_url}) + "\n")
        sys.stdout.flush()
        await stop.wait()
