"""A database of a million enforcement cases, and one case on top whose file has five hundred pages."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import filled
from models.casework import CaseSource
from models.values import DISTRICTS, Officer
from usecases import bulk, casework, casework_steps
from usecases.casework_rows import CASES
from usecases.officers import TRAINING
from wiring.database import unit_of_work
from wiring.office import Office

NEWEST = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
OPEN = 12_000  # the newest ones are under way: a year of a big city
SOME = 50_000
STAGES = ("lead", "investigating", "investigating", "reported", "reviewed", "noticed", "decided", "executing", "closed")
TERMS = {"lead": "E02", "reported": "E14", "executing": "E34m"}
CAUSES = ("C01", "C02", "C03", "C05", "C11", "C15")
SURNAMES, GIVEN = "陈林黄张李王吴刘蔡杨许郑", "海志美文佩明晓丽国建"
INTERVIEWS, LINES = 125, 100  # a page of paper takes 25 questions with their answers
PAGES = INTERVIEWS * LINES // 25
BY_LOGIN = {officer.login: officer for officer in TRAINING}
TEAM = ["inspector", "inspector2"]
WRITE = bulk.Insert(
    CASES,
    ("id", "number", "stage", "found_on", "place", "district", "office", "cause", "party_name", "initials", "handler",
     "filed_on", "filing_no", "due_on", "due_term"),
    ("source", "summary", "registered_at", "registered_by", "changed_at"),
)  # fmt: skip


def cached(count: int) -> Path:
    """Return the file of a database with so many cases; it is made when the schema or the size is new."""
    return filled.kept(f"cases-{count}", Path(__file__), lambda office: fill(office, count))


def fill(office: Office, count: int, interviews: int = INTERVIEWS) -> None:
    """Write the cases from the oldest to the newest, then the thick one by its real deeds."""
    for start in range(0, count, SOME):
        with unit_of_work(office.engine) as session:
            rows = [_row(number, count) for number in range(start, min(start + SOME, count))]
            WRITE.run(session, rows, (CaseSource.PATROL.value, "巡查发现", NEWEST, "inspector", NEWEST))
        sys.stderr.write(f"filled {start + len(rows):,} of {count:,} cases\n")
    thick(office, interviews)


def _row(number: int, count: int) -> Sequence[Any]:
    found = TODAY - timedelta(days=(count - number) * 5 * 365 // count)
    chance, is_open = filled.draw(number, 1), number >= count - OPEN
    stage = STAGES[chance % len(STAGES)] if is_open else "archived"
    name = SURNAMES[chance % 12] + GIVEN[chance // 12 % 10] + GIVEN[chance // 120 % 10]
    district = tuple(DISTRICTS)[filled.draw(number, 2) % len(DISTRICTS)]
    until = TODAY + timedelta(days=filled.draw(number, 3) % 120 - 10)
    filed = None if stage == "lead" else found
    return (
        number + 1, f"C-{found.year}-{number + 1_000_000}", stage, found, f"厦门市湖滨南路{chance % 900}号", district,
        district, CAUSES[chance % len(CAUSES)], name, "lhs", TEAM[chance % 2], filed,
        f"厦烟立〔{found.year}〕第{number}号" if filed else "", until if is_open else None,
        TERMS.get(stage, "E05") if is_open else "",
    )  # fmt: skip


def thick(office: Office, interviews: int) -> str:
    """Lead a case through so many interviews that its file has five hundred pages; return its number."""
    by, party = BY_LOGIN["inspector"], {"kind": "person", "name": "林海生", "number": "350203199003070014"}
    found = TODAY - timedelta(days=3)
    facts = casework.Facts(CaseSource.PATROL, found, "从外地购进卷烟", "店内", "350203", "C01", found, party=party)
    number = office.perform(casework.register, facts, by=by)
    filed = {"officers": TEAM, "reason": "有证据证明违法"}
    office.perform(casework_steps.propose, number, "case.filed", filed, by=by)
    office.perform(casework_steps.confirm, number, by=BY_LOGIN["approver"])
    for n in range(interviews):
        _interview(office, number, n, by)
    return number


def _interview(office: Office, number: str, n: int, by: Officer) -> None:
    now = office.now()
    times = {
        "started_at": (now - timedelta(minutes=9)).isoformat(),
        "ended_at": (now - timedelta(minutes=1)).isoformat(),
    }
    lines = [
        [f"第{n + 1}次第{m + 1}问：这些卷烟从哪里购进，付了多少钱", "从外地一个朋友处，付了现金"] for m in range(LINES)
    ]
    said = {"officers": TEAM, "certificates_shown": True, "person": "林海生", "place": "店内", "lines": lines, **times}
    office.perform(casework_steps.TAKE["case.interviewed"], number, said, by=by)
