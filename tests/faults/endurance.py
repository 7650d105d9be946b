"""All faults at once for some minutes: city, daemon and clerk as processes of their own, then the accounts.

python -m tests.faults.endurance --minutes 10
"""

# ruff: noqa: T201
import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models.tables.applications import ApplicationRow, AttachmentRow, QuarantineRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.agreement import differences
from tests.support.journeys import bureau, quiet, release_rejected
from tests.support.processes import Child, CityProcess
from usecases import systems

if TYPE_CHECKING:
    from sqlalchemy import Table

    from wiring.office import Office

A_MINUTE = 30  # new applications


def run(minutes: float, folder: Path, *, rate: float = 0.05, seed: int = 1) -> dict[str, Any]:
    """Run the whole for some minutes with every fault on, settle without faults, and return the accounts."""
    live = max(12, int(minutes * A_MINUTE))
    with ExitStack() as stack:
        options = ("--applications", str(live * 5 // 2), "--pace", str(A_MINUTE), "--seed", str(seed))
        city = CityProcess(folder, *options, "--faults", "all", "--fault-rate", str(rate))
        stack.callback(city.stop)
        office = bureau(folder, city.url)
        stack.callback(office.close)
        config = str(folder / "config.toml")
        daemon = Child(folder, "daemon", "-m", "cli", "--config", config, "daemon")
        stack.callback(daemon.stop)
        clerk = Child(folder, "clerk", "-m", "tests.support.clerk", config)
        stack.callback(clerk.stop)
        watch(office, city, daemon, minutes)
        city.ask("faults", faults=[])
        said, left = quiet(office, city, clerk)
        released = release_rejected(office)
        _, still = quiet(office, city, None) if released else ("", left)
        status = daemon.stop()
        found = accounts(office, city)
    found["wrong"] += [f"unfinished: {what}" for what in still]
    found["wrong"] += [f"the daemon ended with {status}"] if status else []
    return found | {"clerk": json.loads(said or "{}"), "released": dict(released)}


def watch(office: "Office", city: CityProcess, daemon: Child, minutes: float) -> None:
    """Say every half minute how it goes, until the time is over or the daemon has died."""
    began = time.monotonic()
    while time.monotonic() < began + minutes * 60 and daemon.process.poll() is None:
        time.sleep(min(30.0, max(0.0, began + minutes * 60 - time.monotonic())))
        violations = city.ask("journal")["violation_count"]
        passed = time.monotonic() - began
        print(f"{passed:4.0f} s  violations {violations}  {tally(office, table_of(ApplicationRow))}", flush=True)


def tally(office: "Office", table: "Table", column: str = "state") -> dict[str, int]:
    """Return how many rows of a table stand in which state."""
    state = table.c[column]
    with office.reading() as session:
        return {row[0]: row[1] for row in session.execute(select(state, func.count()).group_by(state))}


def accounts(office: "Office", city: CityProcess) -> dict[str, Any]:
    """Return the figures of both sides and everything in which they differ."""
    state, journal = city.ask("state"), city.ask("journal")
    books = state["applications"].values()
    with office.reading() as session:
        alarms = [f"{alarm.system} {alarm.code} {alarm.subject}" for alarm in systems.open_alarms(session)]
        aside = session.execute(select(func.count()).select_from(table_of(QuarantineRow))).scalar_one()
    return {
        "city": {
            "applications": sum(book["visible"] for book in books),
            "events": sum(len(row["events"]) for book in books for row in book["rows"].values()),
            "credit": len(state["credit"]["records"]),
            "licences": len(state["case_system"]["licences"]),
            "requests": sum(journal["requests"].values()),
            "faults": sum(sum(faults.values()) for faults in journal["faults"].values()),
            "violations": journal["violation_count"],
        },
        "applications": tally(office, table_of(ApplicationRow)),
        "messages": tally(office, table_of(OutboxRow)),
        "attachments": tally(office, table_of(AttachmentRow)),
        "quarantined": aside,
        "alarms": alarms,
        "wrong": differences(office, state, journal),
    }


def main() -> int:
    """Run it from the command line; exit status 1 when anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser("tests.faults.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--fault-rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="luqiao-endurance-"))
    found = run(options.minutes, folder, rate=options.fault_rate, seed=options.seed)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if found["wrong"]:
        print(f"kept for a closer look: {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
