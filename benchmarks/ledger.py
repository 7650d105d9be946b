"""The ledger: entries a second that `audit verify` recomputes."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from benchmarks.measuring import Figure, spending
from benchmarks.offices import sqlite_office
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from usecases import audit
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 100_000
ENTRIES_A_SECOND = 1_000_000 / 3  # a million in three seconds
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SOME = 10_000


def fill(office: Office, count: int) -> None:
    """Append so many entries as the office itself would write them, but in bulk."""
    previous, ledger = audit.START, table_of(LedgerRow)
    for first in range(1, count + 1, SOME):
        values = []
        for seq in range(first, min(first + SOME, count + 1)):
            body = audit.canonical(_entry(seq))
            previous = audit.link(previous, body)
            values.append({"seq": seq, "body": body, "hash": previous})
        with unit_of_work(office.engine) as session:
            session.execute(insert(ledger), values)


def _entry(seq: int) -> dict[str, object]:
    note = hashlib.sha256(str(seq).encode()).hexdigest()[:32]
    return {
        "format": audit.FORMAT,
        "seq": seq,
        "at": audit.rfc3339_precise(BEGIN + timedelta(seconds=seq)),
        "by": ("zhouya", "system", "zhangwei")[seq % 3],
        "deed": ("application.accepted", "application.screened", "outbox.answered")[seq % 3],
        "subject": f"A-2026-{seq:06d}",
        "facts": {"revision": 1, "outcome": "pass", "note_ref": note},
    }


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the rate; the limit is the goal, the bare hash of the same bytes stands beside it."""
    count = rows or ROWS
    with sqlite_office() as office:
        fill(office, count)
        with spending() as spent, office.reading() as session:
            answer = audit.verify(session)
        with spending() as bare, office.reading() as session:
            previous = audit.START
            for _seq, body, _digest in audit._entries(session):  # noqa: SLF001
                previous = hashlib.sha256(previous + body).digest()
    if not answer.ok or answer.entries != count:
        raise AssertionError(f"the ledger does not hold: {answer}")
    more: dict[str, object] = {
        "bare_hash": round(count / bare.cpu),
        "cpu_us_an_entry": round(spent.cpu / count * 1e6, 2),
    }
    yield Figure("ledger", count / spent.cpu, "entries/s", ENTRIES_A_SECOND, count, 1.0, more=more)
