"""Clerk and inspectors of a process of their own: they work until the input ends, and then say what was done."""

import json
import select
import sys
from dataclasses import asdict
from pathlib import Path

from cli.demo_clerk import HeadlessClerk
from models.errors import BureauError
from tests.support.casebook import Casebook
from wiring.config import load
from wiring.office import open_office

PAUSE = 0.2
PENALTIES, MOST_CASES = 3, 9
ON_PAPER = 900  # numbers of decisions from here on are on paper: those of the cases of the run begin with 1


def main(config: str) -> None:
    """Work through the queue again and again; a database that is busy is tried again."""
    office = open_office(load(Path(config)))
    clerk = HeadlessClerk(office, office.officer("clerk"), office.officer("approver"))
    casebook = Casebook(office, MOST_CASES)
    recorded = refused = 0
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        try:
            clerk.work()
            recorded += recorded < PENALTIES and clerk.record_penalty(clerk.sole_trader(), ON_PAPER + recorded)
            casebook.work()
        except BureauError as error:
            refused += 1
            sys.stderr.write(f"{error}\n")
    done = asdict(clerk.done) | {"left": len(clerk.done.left), "penalties": recorded, "errors": refused}
    done |= {"cases": len(casebook.numbers), "cases_ended": casebook.ended}
    sys.stdout.write(json.dumps(done) + "\n")
    office.close()


if __name__ == "__main__":
    main(sys.argv[1])
