"""Kill the daemon again and again while it pulls and pushes, let it finish in peace, and compare with the city.

python -m tests.faults.kills --kills 1000
"""

# ruff: noqa: T201
import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from tests.support.agreement import differences
from tests.support.journeys import bureau, quiet
from tests.support.processes import Child, CityProcess, Nursery

if TYPE_CHECKING:
    from wiring.office import Office

SHORTEST, LONGEST = 0.05, 0.7  # seconds from the start of a daemon to its death; the longest after its first call
PATIENCE = 20.0
FAULTS, RATE = "lost_answer,duplicate_answer,cut", 0.15
EVERY = "200ms"


@dataclass
class Report:
    """What became of a run: `wrong` is empty when every promise was kept."""

    kills: int = 0
    seconds: float = 0.0
    applications: int = 0
    decided: int = 0
    events: int = 0
    records: int = 0
    lost_answers: int = 0
    wrong: list[str] = field(default_factory=list)


def run(
    kills: int, folder: Path, *, applications: int = 120, seed: int = 1, tell: Callable[[str], None] = print
) -> Report:
    """Start city, clerk and daemons in a folder; kill so many daemons; return what was found."""
    began, dice = time.monotonic(), random.Random(seed)
    report = Report(kills)
    with ExitStack() as stack:
        pace = applications / 5 / max(0.2, kills * (SHORTEST + LONGEST) / 2 / 60 * 0.8)
        options = ("--seed", str(seed), "--applications", str(applications), "--pace", f"{pace:.1f}")
        # a daemon that begins anew every second cannot know what its predecessor asked for: no limit of the rate
        city = CityProcess(folder, *options, "--faults", FAULTS, "--fault-rate", str(RATE), "--rate-limit", "0")
        stack.callback(city.stop)
        office = bureau(folder, city.url, every=EVERY)
        stack.callback(office.close)
        nursery = Nursery(folder, folder / "config.toml")
        stack.callback(nursery.stop)
        clerk = Child(folder, "clerk", "-m", "tests.support.clerk", str(folder / "config.toml"))
        stack.callback(clerk.stop)
        longest = LONGEST + first_call(city, nursery)
        for number in range(kills):
            daemon = nursery.daemon()
            time.sleep(dice.uniform(SHORTEST, longest))
            if not daemon.alive:
                report.wrong.append(f"daemon {number} ended by itself: {nursery.tail()}")
                break
            daemon.kill()
            daemon.wait()
            if number % 50 == 49:
                tell(f"{number + 1} kills, {time.monotonic() - began:.0f} s")
        done = peace(office, city, nursery, clerk, report)
        tell(f"clerk: {done.strip()}")
        judge(office, city, done, report)
    report.seconds = round(time.monotonic() - began, 1)
    return report


def first_call(city: CityProcess, nursery: Nursery) -> float:
    """Return how long a daemon needs on this machine until its first call arrives; it is the first one killed."""
    daemon, began = nursery.daemon(), time.monotonic()
    while not city.ask("journal")["requests"] and time.monotonic() - began < PATIENCE:
        time.sleep(0.05)
    daemon.kill()
    daemon.wait()
    return time.monotonic() - began


def peace(office: "Office", city: CityProcess, nursery: Nursery, clerk: Child, report: Report) -> str:
    """Let one daemon work undisturbed until nothing waits any more; return what the clerk says was done."""
    city.ask("faults", faults=[])
    daemon = nursery.daemon()
    said, left = quiet(office, city, clerk)
    report.wrong += [f"unfinished: {what}" for what in left]
    daemon.kill(signal.SIGTERM)
    if not daemon.wait():
        report.wrong.append("the last daemon did not stop")
        daemon.kill()
    return said


def judge(office: "Office", city: CityProcess, done: str, report: Report) -> None:
    """Compare everything, and count what was done."""
    state, journal = city.ask("state"), city.ask("journal")
    report.wrong += differences(office, state, journal)
    said: dict[str, Any] = json.loads(done or "{}")
    history = table_of(HistoryRow).c
    with office.reading() as session:
        granted = session.execute(select(func.count()).where(history.deed == "application.granted")).scalar_one()
    if granted != said.get("granted_at_once"):
        report.wrong.append(f"the clerk granted {said.get('granted_at_once')}, kept are {granted}")
    books = state["applications"].values()
    report.applications = sum(book["visible"] for book in books)
    report.events = sum(len(row["events"]) for book in books for row in book["rows"].values())
    report.decided = granted + said.get("refused", 0)
    report.records = len(state["credit"]["records"])
    report.lost_answers = sum(
        faults.get("lost_answer", 0) + faults.get("cut", 0) for faults in journal["faults"].values()
    )


def main() -> int:
    """Run it from the command line; exit status 1 when anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser("tests.faults.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--applications", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count = options.applications or max(60, options.kills // 60 * 60)
    folder = Path(tempfile.mkdtemp(prefix="luqiao-kills-"))
    report = run(options.kills, folder, applications=count, seed=options.seed)
    if report.wrong:
        print(f"kept for a closer look: {folder}")
    else:
        shutil.rmtree(folder)
    print(report)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
