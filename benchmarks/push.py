"""Push: the outbox drained over HTTP against bare httpx that sends the same bytes over as many connections."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from datetime import timedelta

import httpx

from adapters.platforms.credit import DeclaredCreditPlatform
from adapters.platforms.single import DeclaredPlatform
from benchmarks.measuring import Figure, Spent, paired, spending
from benchmarks.offices import sqlite_office
from benchmarks.papers import TODAY
from benchmarks.server import serving
from benchmarks.systems import client
from daemon.jobs.drain_outbox import Drain, write_ahead
from daemon.shift import Shift
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import utc_now
from ports.platforms import Outgoing, Platform, Prepared
from usecases import bulk
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 2_000
GOAL = 0.8
GRACE = timedelta(hours=1)
CONNECTIONS = 10
PATHS = {"case_system": "/v1/licences", "credit": "/v1/batches"}
AGENCY = {"agency_name": "厦门市烟草专卖局", "agency_code": "11350200MB1A2B3CXA"}
NEW = bulk.Insert(
    table_of(OutboxRow), ("key", "subject", "kind", "payload"), ("system", "op", "state", "created_at", "next_try_at")
)


def licence(number: int) -> dict[str, object]:
    """Return one licence as the national register wants it."""
    return {
        "licence_no": f"350203{100000 + number}",
        "status": "active",
        "holder": {
            "kind": "sole_trader",
            "name": "林海生",
            "uscc": "92350203MA2YFAKE0X",
            "id_no": "350203199003070014",
        },
        "shop_name": f"鹭岛便利店{number}",
        "address": f"厦门市思明区湖滨南路{number}号",
        "district": "350203",
        "valid_from": "2026-11-22",
        "valid_to": "2031-11-21",
        "decided_on": TODAY.isoformat(),
        "document_no": f"厦烟许〔2026〕第{number}号",
    }


def record(number: int) -> dict[str, object]:
    """Return one licence as the credit platform publishes it."""
    return {
        "party": {"kind": "person", "name": "林海生", "id_type": "111", "id_no": "350203199003070014"},
        "document_name": "准予烟草专卖行政许可决定书",
        "document_no": f"厦烟许〔2026〕第{number}号",
        "certificate_name": "烟草专卖零售许可证",
        "licence_no": f"350203{100000 + number}",
        "content": "准予从事烟草制品零售业务",
        "decided_on": TODAY.isoformat(),
        "valid_from": "2026-11-22",
        "valid_to": "2031-11-21",
        "valid": True,
        **AGENCY,
    }


def messages(system: str, count: int) -> list[Outgoing]:
    """Return so many messages for one system, each on a subject of its own."""
    kind, write = ("licence", licence) if system == "case_system" else ("xk", record)
    return [Outgoing(f"{kind}-{n}", kind, "upsert", 1, write(n)) for n in range(count)]


def platform(system: str, base_url: str) -> Platform:
    """Return the receiver as its profile declares it."""
    declared = client(system, base_url)
    return DeclaredPlatform(declared) if system == "case_system" else DeclaredCreditPlatform(declared)


def fill(office: Office, system: str, count: int) -> None:
    """Let the messages wait in the outbox."""
    now = utc_now() - timedelta(minutes=1)
    rows = [(m.key, m.key, m.kind, m.payload) for m in messages(system, count)]
    with unit_of_work(office.engine) as session:
        NEW.run(session, rows, (system, "upsert", "ready", now, now))


def our_run(system: str, base_url: str, count: int, ahead: list[Spent]) -> Spent:
    """Drain the outbox: claims, stored bytes, sends, answers with their ledger entries.

    The messages were written during their grace time, as the bare client's bytes were; `ahead` is told what that cost.
    """
    with sqlite_office() as office:
        fill(office, system, count)
        receiver = platform(system, base_url)

        async def drained() -> int:
            report = await Drain(Shift.begin(office, "bench"), receiver).run()
            await receiver.system.aclose()  # type: ignore[attr-defined]
            return report.sent

        with spending() as before:
            written = asyncio.run(write_ahead(office, receiver, utc_now() - GRACE))
        ahead.append(before)
        with spending() as spent:
            sent = asyncio.run(drained())
        if written != count:
            raise AssertionError(f"{written} of {count} messages were written ahead")
        if sent != count:
            raise AssertionError(f"{sent} of {count} messages were sent")
    return spent


def prepared(system: str, count: int) -> list[bytes]:
    """Return the same requests as bytes."""
    receiver, waiting = platform(system, "http://127.0.0.1:1"), messages(system, count)
    size = receiver.batch_limit
    groups: list[Sequence[Outgoing]] = [waiting[start : start + size] for start in range(0, count, size)]
    made: list[Prepared] = [receiver.prepare(g, batch_no=f"LQ{n:020d}", at=utc_now()) for n, g in enumerate(groups)]
    return [one.request for one in made]


def bare_run(url: str, requests: Sequence[bytes]) -> Spent:
    """Send the requests with nothing around them."""

    async def worker(http: httpx.AsyncClient, waiting: Iterator[bytes]) -> None:
        headers = {"Content-Type": "application/json"}
        for body in waiting:
            answer = await http.post(url, content=body, headers=headers)
            if answer.status_code != 202:
                raise AssertionError(f"the server answered {answer.status_code}")

    async def everything() -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS)
        async with httpx.AsyncClient(limits=limits) as http:
            waiting = iter(requests)
            await asyncio.gather(*(worker(http, waiting) for _ in range(CONNECTIONS)))

    with spending() as spent:
        asyncio.run(everything())
    return spent


def run(rows: int | None) -> Iterator[Figure]:
    """Yield requests a second: one POST a record, and batches as large as the receiver takes."""
    gc.collect()
    gc.freeze()  # as the daemon does when it starts; for both contenders
    for system, name, count in (("case_system", "push", rows or ROWS), ("credit", "push-batches", (rows or ROWS) * 5)):
        requests = prepared(system, count)
        ahead: list[Spent] = []
        with serving(system, 0, utc_now()) as base_url:
            runs = paired(
                lambda: our_run(system, base_url, count, ahead),  # noqa: B023
                lambda: bare_run(base_url + PATHS[system], requests),  # noqa: B023
            )
        ours, limit = runs.wall()
        cpu, bare_cpu = runs.cpu()
        each: dict[str, object] = {"cpu_us_a_request": round(cpu / len(requests) * 1e6, 1)}
        each["limit_cpu_us_a_request"] = round(bare_cpu / len(requests) * 1e6, 1)
        each["cpu_ratio"] = round(bare_cpu / cpu, 3)
        each["records_s"] = round(count / ours)
        each["ahead_cpu_us_a_record"] = round(min(one.cpu for one in ahead) / count * 1e6, 1)
        number = len(requests)
        yield Figure(name, number / ours, "requests/s", number / limit, count, GOAL, more=each)
