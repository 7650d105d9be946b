"""What-if: seconds until every stored screening was judged again under a changed law book, and the memory it takes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from benchmarks.filled import NEWEST, SOME, Years
from benchmarks.measuring import Figure, bounded, resident, spending
from benchmarks.offices import sqlite_office
from benchmarks.screening import case
from content.lawbook import lawbook
from models.tables.applications import ScreeningRow
from models.tables.columns import table_of
from models.values import shanghai_date
from rules.screening import Desk, SiteCheck
from rules.screening.reading import read_case
from usecases import law_receipts, law_whatif
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 100_000
SECONDS_A_HUNDRED_THOUSAND = 10.0
SCREENINGS = table_of(ScreeningRow)
LONGER = """
[[rule]]
id = "R4"
name = "无证经营且一年内被处罚两次以上，五年内申请"
years = 5
valid_from = 2016-07-20

[[setting]]
key = "r6"
value = false
valid_from = 2007-03-07
"""
AS_OF = "2026-11-22T09:00:00+08:00"


def snapshot(number: int) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """Return (outcome, findings, snapshot) of one screening, as full as the desk keeps it."""
    today = shanghai_date(NEWEST)
    judged = replace(read_case(case(number)), received_on=today, desk=Desk(SiteCheck(today, True, True, True, 200.0)))
    evidence: dict[str, Any] = {
        name: {"status": "ok", "as_of": AS_OF, "serial": f"S{number}"} for name in ("police", "elicence", "licences")
    }
    evidence["records"] = {"status": "ok", "as_of": AS_OF, "items": []}
    evidence["business"] = {"status": "ok", "scope": "食品销售;烟草制品零售", "entity_status": "open", "as_of": AS_OF}
    known = {"form.as_of": today.isoformat(), "register.ended_here": [], "register.as_of": today.isoformat()}
    kept = law_receipts.snapshot_of(judged, evidence, known)
    found = law_receipts.read(kept).judged(today, lawbook().in_force(today))
    return found.outcome.value, [each.as_json() | {"stated": each.stated} for each in found.findings], kept


def fill(office: Office, count: int) -> None:
    """Write applications, each with one screening."""
    Years(office, count).write()
    shapes = [snapshot(number) for number in range(min(count, SOME))]
    digest, day = lawbook().digest, shanghai_date(NEWEST)
    for start in range(0, count, SOME):
        with unit_of_work(office.engine) as session:
            law_receipts.keep_book(session, at=NEWEST)
            rows = []
            for number in range(start, min(start + SOME, count)):
                outcome, findings, kept = shapes[number % len(shapes)]
                rows.append({
                    "application_id": number + 1, "revision": 1, "at": NEWEST, "judged_on": day, "outcome": outcome,
                    "findings": findings, "case": kept, "rules_digest": digest,
                })  # fmt: skip
            session.execute(insert(SCREENINGS), rows)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the seconds for 100,000 screenings, and what the memory grew by while they streamed."""
    count = rows or ROWS
    with sqlite_office() as office:
        fill(office, count)
        change = law_whatif.change_of("change.toml", LONGER, today=shanghai_date(NEWEST))
        tally, before = law_whatif.Tally(), resident()
        with office.reading() as session, spending() as spent:
            differing = law_whatif.differing(session, change, date(2026, 1, 1) - timedelta(days=1), tally)
            found = sum(1 for _ in differing)
        grown = resident() - before
    size = len(orjson.dumps(snapshot(0)[2]))
    more: dict[str, object] = {"otherwise": found, "snapshot_bytes": size, "processor_s": spent.cpu * ROWS / count}
    each = spent.wall * ROWS / count
    yield bounded("what-if", each, "s for 100,000", SECONDS_A_HUNDRED_THOUSAND, tally.looked_at, **more)
    yield bounded("what-if-memory", grown, "MB more", 64.0, tally.looked_at)
