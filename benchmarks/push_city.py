"""Push to the reference city's credit platform: our drain against bare httpx that sends the same signed batches."""

import asyncio
import gc
import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

from adapters.platforms.credit import DeclaredCreditPlatform
from benchmarks.measuring import Figure, Spent, paired, spending
from benchmarks.offices import sqlite_office
from benchmarks.push import CONNECTIONS, GOAL, GRACE, fill, messages
from benchmarks.systems import client
from daemon.jobs.drain_outbox import Drain, write_ahead
from daemon.shift import Shift
from models.values import utc_now

ROWS = {500: 20_000, 100: 6_000, 1: 1_000}  # records of one run, by the size of a batch
TIMES = 5
PATH = "/v1/batches"
KEY, SECRET = "luqiao-credit", "luqiao-credit-test-secret"  # published test values (reference city 1)


@contextmanager
def city(*, rate_limit: int = 0) -> Iterator[str]:
    """Yield the base URL of a reference city without applications, in a process of its own."""
    command = [sys.executable, "-m", "city", "--port", "0", "--applications", "0", "--pace", "0"]
    command += ["--rate-limit", str(rate_limit)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["listening"])
        finally:
            process.terminate()


def receiver(base_url: str, size: int) -> DeclaredCreditPlatform:
    """Return the credit platform as its profile declares it, with batches of another size."""
    platform = DeclaredCreditPlatform(client("credit", f"{base_url}/credit"))
    platform.batch_limit = size
    return platform


def our_run(size: int, count: int, ahead: list[Spent]) -> Spent:
    """Drain the outbox into a fresh city; what was written ahead is told apart, as in `benchmarks.push`."""
    with city() as base_url, sqlite_office() as office:
        fill(office, "credit", count)
        platform = receiver(base_url, size)

        async def drained() -> int:
            report = await Drain(Shift.begin(office, "bench"), platform).run()
            await platform.aclose()
            return report.sent

        with spending() as before:
            asyncio.run(write_ahead(office, platform, utc_now() - GRACE))
        ahead.append(before)
        with spending() as spent:
            sent = asyncio.run(drained())
        check(base_url, count)
    if sent != count:
        raise AssertionError(f"{sent} of {count} messages were sent")
    return spent


def check(base_url: str, count: int) -> None:
    """Raise AssertionError unless the city holds so many records and saw no violation."""
    journal = httpx.get(f"{base_url}/_city/journal", timeout=60).json()
    held = len(httpx.get(f"{base_url}/_city/state", timeout=60).json()["credit"]["records"])
    if journal["violations"] or held != count:
        raise AssertionError(f"{held} of {count} records, {journal['violations'][:3]}")


def prepared(size: int, count: int) -> list[bytes]:
    """Return the same batches as bytes."""
    platform, waiting = receiver("http://127.0.0.1:1", size), messages("credit", count)
    starts = enumerate(range(0, count, size))
    made = [platform.prepare(waiting[at : at + size], batch_no=f"LQ{n:020d}", at=utc_now()) for n, at in starts]
    return [one.request for one in made]


def signed(body: bytes, batch: int) -> dict[str, str]:
    """Return the headers of one batch, signed now (reference city 2)."""
    stamp, nonce = str(int(time.time() * 1000)), secrets.token_hex(16)
    lines = ("POST", PATH, "", hashlib.sha256(body).hexdigest(), KEY, stamp, nonce)
    shown = {"X-Ref-Key": KEY, "X-Ref-Alg": "hmac-sha256", "X-Ref-Timestamp": stamp, "X-Ref-Nonce": nonce}
    signature = hmac.new(SECRET.encode(), "\n".join(lines).encode(), "sha256").hexdigest()
    own = {"Content-Type": "application/json", "Idempotency-Key": f"bare-{batch:012d}"}
    return {**shown, **own, "X-Ref-Signature": signature}


def bare_run(size: int, count: int, requests: Sequence[bytes]) -> Spent:
    """Sign and send the batches into a fresh city with nothing kept."""

    async def everything(url: str) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS)
        async with httpx.AsyncClient(limits=limits, timeout=60) as http:
            waiting = iter(enumerate(requests))

            async def worker() -> None:
                for number, body in waiting:
                    answer = await http.post(url, content=body, headers=signed(body, number))
                    if answer.status_code != 202:
                        raise AssertionError(f"the city answered {answer.status_code}: {answer.text[:200]}")

            await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))

    del size
    with city() as base_url:
        with spending() as spent:
            asyncio.run(everything(f"{base_url}/credit{PATH}"))
        check(base_url, count)
    return spent


def run(rows: int | None) -> Iterator[Figure]:
    """Yield requests a second of each size of batch: signature, validation and answer are the city's own."""
    gc.collect()
    gc.freeze()  # as the daemon does when it starts; for both contenders
    for size, usual in ROWS.items():
        count = rows or usual
        requests = prepared(size, count)
        ahead: list[Spent] = []
        runs = paired(
            lambda: our_run(size, count, ahead),  # noqa: B023
            lambda: bare_run(size, count, requests),  # noqa: B023
            TIMES,
        )
        ours, limit = (min(one.wall for one in some) for some in (runs.ours, runs.limit))  # the least disturbed of each
        cpu, bare_cpu = runs.cpu()
        number = len(requests)
        each: dict[str, object] = {"batch": size, "records_s": round(count / ours)}
        each["cpu_us_a_request"] = round(cpu / number * 1e6, 1)
        each["limit_cpu_us_a_request"] = round(bare_cpu / number * 1e6, 1)
        each["ahead_cpu_us_a_record"] = round(min(one.cpu for one in ahead) / count * 1e6, 1)
        yield Figure(f"push-city-{size}", number / ours, "requests/s", number / limit, count, GOAL, more=each)
