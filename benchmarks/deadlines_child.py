"""The clerk of the deadlines benchmark: does one deed after another and prints how many milliseconds each took."""

import json
import select
import sys
import time
from pathlib import Path

from benchmarks.offices import office_over
from models.values import ApplicationState
from usecases import application_list, applications, assignments
from usecases.application_list import ApplicationFilter
from usecases.officers import TRAINING

PAUSE = 0.02  # seconds between two deeds: nobody decides faster
OFFICERS = {officer.login: officer for officer in TRAINING}


def main(file: Path) -> None:
    """Work until a line comes on standard input."""
    from benchmarks.deadlines import NOW

    office = office_over(f"sqlite:///{file}", file.parent, fresh=False)
    office.clock = lambda: NOW
    with office.reading() as session:
        wanted = ApplicationFilter(state=ApplicationState.RECEIVED.value, order="newest")
        numbers = [line.number for line in application_list.page(session, wanted, limit=1_000)]
    waits: list[float] = []
    office.perform(assignments.assign, numbers[-1], "clerk2", by=OFFICERS["clerk"])
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        number, began = numbers[len(waits) % len(numbers)], time.perf_counter()
        if len(waits) < len(numbers):
            office.perform(applications.accept, number, by=OFFICERS["clerk"])
        else:
            office.perform(assignments.assign, number, "clerk2", by=OFFICERS["clerk"])
        waits.append((time.perf_counter() - began) * 1000)
    print(json.dumps(waits), flush=True)
    office.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
