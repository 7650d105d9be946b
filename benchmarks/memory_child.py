"""Receives a long list in a process of its own, started as the daemon is, and prints its memory meanwhile."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.intake import declared, walk
from benchmarks.measuring import peak, resident
from benchmarks.offices import office_over
from cli.starting import without_docstrings


def main(database: str, name: str, base_url: str, first: int, updated: datetime) -> None:
    """Print one line of JSON: MB after `first` rows, at the end, and at most."""
    early: list[float] = []
    office = office_over(f"sqlite:///{database}", Path(database).parent, fresh=False)
    received = asyncio.run(walk(office, declared(name, base_url), updated, lambda n: note(n, first, early)))
    print(json.dumps({"kept": received.written, "first": early[0], "end": resident(), "peak": peak()}))
    office.close()


def note(received: int, first: int, early: list[float]) -> None:
    """Remember the memory once the first rows are kept."""
    if received >= first and not early:
        early.append(resident())


if __name__ == "__main__":
    without_docstrings()
    file, channel, url, early_rows, moment = sys.argv[1:]
    main(file, channel, url, int(early_rows), datetime.fromisoformat(moment))
