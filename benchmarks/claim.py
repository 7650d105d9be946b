"""Claims: a hundred messages taken while a million wait for a platform that is dead, on both databases."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from benchmarks.measuring import Figure, bounded, percentile
from benchmarks.offices import postgres_office, sqlite_office
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from ports.platforms import Outgoing, Prepared
from usecases import outbox_claims
from usecases.outbox_claims import Lease
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 1_000_000
CLAIM = 100
TIMES = 9
BOUNDS = {"sqlite": 5.0, "postgresql": 10.0}  # ms
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DEAD, ALIVE = "credit", "case_system"
SOME = 20_000


def message(number: int, system: str) -> dict[str, object]:
    """Return one message; of the dead platform every tenth is the head of its subject, the rest wait behind it."""
    head = system == ALIVE or number % 10 == 0
    subject = f"licence-{number if system == ALIVE else number // 10:09d}"
    return {
        "system": system,
        "key": f"{subject}-{number}",
        "subject": subject,
        "kind": "licence",
        "op": "upsert",
        "version": 1,
        "payload": {"licence_no": f"350203{number:06d}", "status": "active", "shop_name": "鹭岛便利店"},
        "state": "ready" if head else "blocked",
        "created_at": NOW,
        "next_try_at": NOW - timedelta(seconds=number % 86400) if system == ALIVE else NOW - timedelta(days=1),
        "ledger_seq": number,
    }


def fill(office: Office, count: int) -> None:
    """Let the dead platform's messages and a few thousand of another one wait."""
    rows = [(number, DEAD) for number in range(count)] + [(number, ALIVE) for number in range(CLAIM * (TIMES + 3))]
    for start in range(0, len(rows), SOME):
        with unit_of_work(office.engine) as session:
            session.execute(insert(table_of(OutboxRow)), [message(*row) for row in rows[start : start + SOME]])
    if office.engine.dialect.name == "postgresql":
        with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze outbox"))


def prepare(messages: Sequence[Outgoing]) -> Prepared:
    """Return a request as short as can be: what is measured is the claim."""
    return Prepared("upsert", b"{}", messages[0].key, "", tuple(m.key for m in messages), ("r",), ("h",))


def measured(office: Office) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each claim: the whole, and by the processor."""
    wall, cpu = [], []
    for turn in range(TIMES + 1):
        began, busy = time.perf_counter(), time.process_time()
        claimed = office.keep(
            outbox_claims.claim, ALIVE, prepare, lease=Lease(f"bench-{turn}", 90.0), limit=CLAIM, at=NOW
        )
        if turn:  # the first compiles the statements
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - busy) * 1000)
        if len(claimed) != CLAIM:
            raise AssertionError(f"{len(claimed)} messages were claimed")
    return wall, cpu


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the median of the claims for each database that can be had."""
    count = rows or ROWS
    kinds: dict[str, AbstractContextManager[Office]] = {"sqlite": sqlite_office()}
    if (postgres := postgres_office()) is not None:
        kinds["postgresql"] = postgres
    for kind, opened in kinds.items():
        with opened as office:
            fill(office, count)
            wall, cpu = measured(office)
        more: dict[str, object] = {"worst": round(max(wall), 2), "cpu_ms": round(percentile(cpu, 0.5), 2)}
        yield bounded(f"claim-{kind}", percentile(wall, 0.5), "ms", BOUNDS[kind], count, **more)
