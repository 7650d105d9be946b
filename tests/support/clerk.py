"""A clerk of its own process, who decides what waits until the input ends, and then says what was done."""

import json
import select
import sys
from dataclasses import asdict
from pathlib import Path

from cli.demo_clerk import HeadlessClerk
from models.errors import BureauError
from wiring.config import load
from wiring.office import open_office

PAUSE = 0.2
PENALTIES = 3


def main(config: str) -> None:
    """Work through the queue again and again; a database that is busy is tried again."""
    office = open_office(load(Path(config)))
    clerk = HeadlessClerk(office, office.officer("clerk"), office.officer("approver"))
    recorded = refused = 0
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        try:
            clerk.work()
            recorded += recorded < PENALTIES and clerk.record_penalty(clerk.sole_trader(), recorded + 1)
        except BureauError:
            refused += 1
    done = asdict(clerk.done) | {"left": len(clerk.done.left), "penalties": recorded, "errors": refused}
    sys.stdout.write(json.dumps(done) + "\n")
    office.close()


if __name__ == "__main__":
    main(sys.argv[1])
