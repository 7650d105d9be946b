"""The command: runs the reference city alone until it is told to stop."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from city.faults.catalogue import FAULTS, parse
from city.world import Settings

if TYPE_CHECKING:
    from city.server import City

INTERRUPTED = 130  # exit status after SIGINT (contracts/commands.md, General)


def main(argv: list[str] | None = None) -> int:
    """Run the city on 127.0.0.1; 0 after SIGTERM, 130 after SIGINT, 2 for a wrong call, 3 when the port is taken."""
    parser = argparse.ArgumentParser("city", description="The simulated reference city, on 127.0.0.1.")
    add_options(parser)
    options = parser.parse_args(argv)
    try:
        return work(options)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"the city cannot listen on port {options.port}: {error}\n")
        return 3


def work(options: argparse.Namespace) -> int:
    """Run the city until it is told to stop; return 130 where SIGINT interrupted it, else 0.

    Raises ValueError for unknown faults, OSError where it cannot listen.
    """
    faults = parse(options.faults)
    settings = Settings(options.seed, options.applications, faults, options.fault_rate, options.pace)
    settings.timing.rate_per_second = options.rate_limit
    return asyncio.run(_run(settings, options.port, options.front.absolute() if options.front else None))


async def _run(settings: Settings, port: int, folder: Path | None) -> int:
    from city.server import City, serve_until

    stop, interrupted = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        interrupted.set()
        stop.set()

    with contextlib.suppress(RuntimeError):
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        loop.add_signal_handler(signal.SIGINT, interrupt)
    city = City(settings)
    beside = asyncio.create_task(_beside(city, folder, stop))
    try:
        await serve_until(city, stop, port, _tell)
    finally:
        stop.set()
        await beside
    return INTERRUPTED if interrupted.is_set() else 0


async def _beside(city: "City", folder: Path | None, stop: asyncio.Event) -> None:
    """Keep the front-end database and the drop folder where they are wanted."""
    if folder is not None:
        from city.front import Front

        await Front(city.world, folder).work(stop)


def _tell(base_url: str) -> None:
    sys.stdout.write(json.dumps({"listening": base_url}) + "\n")
    sys.stdout.flush()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Teach a parser what the city may be told."""
    parser.add_argument("--port", type=int, default=8800, help="0 takes any free port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--applications", type=int, default=60, help="over all four channels")
    parser.add_argument("--faults", default="", metavar="a,b|all", help=", ".join(FAULTS))
    parser.add_argument("--fault-rate", type=float, default=0.05, metavar="X", help="for each request or row")
    parser.add_argument("--pace", type=float, default=6.0, help="new applications a minute")
    parser.add_argument("--front", type=Path, metavar="DIR", help="keep front-end tables and a drop folder there")
    parser.add_argument("--rate-limit", type=int, default=50, metavar="N", help="requests a second, 0 = none")


if __name__ == "__main__":
    sys.exit(main())
