"""Memory of a long intake: flat, whether twenty thousand rows are read or ten times as many."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.measuring import Figure, bounded
from benchmarks.offices import folder, office_over
from benchmarks.server import serving

ROWS = 200_000
MOST = 120.0  # MB
GROWTH = 12.0  # MB more for ten times the rows: a tenth of what is allowed


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the most memory that was ever held, and how much more that is than for a tenth of the rows."""
    count = rows or ROWS
    few, all_of_them = most_held(count // 10), most_held(count)
    yield bounded("intake-memory", all_of_them, "MB", MOST, count)
    yield bounded("intake-memory-growth", all_of_them - few, "MB", GROWTH, count)


def most_held(count: int) -> float:
    """Return the most MB that a process held which received so many rows and entered them."""
    updated = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    with serving("kiosk", count, updated) as base_url, folder() as place:
        database = place / "luqiao.db"
        office_over(f"sqlite:///{database}", place).close()
        command = [
            sys.executable,
            "-m",
            "benchmarks.memory_child",
            str(database),
            "kiosk",
            base_url,
            updated.isoformat(),
        ]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
    said = json.loads(answer.stdout)
    if said["kept"] != count:
        raise AssertionError(f"{said['kept']} of {count} rows were kept")
    return float(said["peak"])
