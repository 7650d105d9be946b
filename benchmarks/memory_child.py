"""Receives a long list in a process of its own, started as the daemon is, and prints the most memory that it held."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from cli.daemon import load
from cli.starting import without_docstrings


def main(database: str, name: str, base_url: str, updated: datetime) -> None:
    """Print one line of JSON: how many rows were kept, and MB at most."""
    load(f"sqlite:///{database}")  # before anything else loads the tables in another form
    from benchmarks.intake import declared, walk
    from benchmarks.measuring import peak
    from benchmarks.offices import office_over

    office = office_over(f"sqlite:///{database}", Path(database).parent, fresh=False)
    received = asyncio.run(walk(office, declared(name, base_url), updated))
    print(json.dumps({"kept": received.written, "peak": peak()}))
    office.close()


if __name__ == "__main__":
    without_docstrings()
    file, channel, url, moment = sys.argv[1:]
    main(file, channel, url, datetime.fromisoformat(moment))
