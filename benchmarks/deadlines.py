"""Deadlines: a million open applications recomputed after a calendar was imported, while a clerk goes on working."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pysqlite3 import dbapi2
from sqlalchemy import insert

from benchmarks.filled import LOGINS, SOME, draw, forms, in_order
from benchmarks.measuring import Figure, bounded, percentile, spending
from benchmarks.offices import folder, office_over
from content.lawbook import festivals
from daemon.jobs.recompute_deadlines import recompute
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.terms import PauseRow
from models.values import SYSTEM_OFFICER
from rules.calendar import provisional_days
from usecases import application_index, bulk, calendars, intake_rows
from usecases.intake_rows import APPLICATIONS, FORM_COLUMNS, NEW_REVISIONS
from usecases.officers import TRAINING, register_training
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 1_000_000
SECONDS, WAIT_MS = 60.0, 100.0
NOW = datetime(2026, 12, 15, 4, 0, tzinfo=UTC)
FIRST = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)  # most end in the year to come, so that most are changed
STATES = ("accepted", "examining", "accepted", "received")
CLERK = 2_000  # the last ones have their form, so that the clerk can take them on
OFFICERS = {officer.login: officer for officer in TRAINING}
WRITE = bulk.Insert(
    APPLICATIONS,
    ("id", "number", "channel", "channel_ref", "revision", "received_at", "assigned_to", "accepted_at", "extended",
     *FORM_COLUMNS),
)  # fmt: skip


def official() -> str:
    """Return a made-up official calendar of 2027 in which 4 January is off as well, and a Sunday is worked."""
    (year,) = (one for one in festivals() if one.year == 2027)
    rows = {day.day.isoformat(): day.kind for day in provisional_days(year)}
    rows |= {"2027-01-04": "off", "2027-01-10": "working"}
    return "date,kind\n" + "".join(f"{day},{kind}\n" for day, kind in sorted(rows.items()))


class Filling:
    """Writes open applications: a renewal in three has its licence in the register, one in a hundred a pause."""

    def __init__(self, office: Office, count: int) -> None:
        self.office, self.count = office, count
        self.columns: list[dict[str, Any]] = []

    def write(self) -> None:
        """Write everything, many in one transaction."""
        for start in range(0, self.count, SOME):
            with unit_of_work(self.office.engine) as session:
                numbers = range(start, min(start + SOME, self.count))
                self.columns = self.columns or [intake_rows.form_columns(session, form, at=NOW) for form in forms()]
                WRITE.run(session, [self._row(number) for number in numbers])
                application_index.add(session, [(number + 1, _named(number)) for number in numbers])
                session.execute(insert(table_of(LicenceRow)), [_licence(n) for n in numbers if n % 3 == 0])
                session.execute(insert(table_of(PauseRow)), [_pause(n) for n in numbers if n % 100 == 50])
                whole = [n for n in numbers if n >= self.count - CLERK]
                raw = [(n + 1, f"WX{n:010d}", 1, "0" * 64, b"{}", forms()[n % len(forms())]) for n in whole]
                NEW_REVISIONS.run(session, raw, ("wechat", NOW, NOW))

    def _row(self, number: int) -> tuple[Any, ...]:
        received = FIRST + timedelta(minutes=draw(number, 5) % (17 * 24 * 60))
        columns = dict(self.columns[number % len(self.columns)])
        columns["item"] = "renew" if number % 3 == 0 else columns["item"]
        columns["licence_no"] = _licence_no(number)
        columns["state"] = state = "received" if number >= self.count - CLERK else STATES[number % len(STATES)]
        columns["missing"], columns["submitted_at"], columns["updated_at"] = [], received, received
        accepted = None if state == "received" else received + timedelta(hours=3)
        who = LOGINS[number % len(LOGINS)]
        return (
            number + 1, f"A-2026-{number + 1:07d}", "wechat", f"WX{number:010d}", 1, received, who, accepted,
            number % 50 == 7, *in_order(columns),
        )  # fmt: skip


def _named(number: int) -> str:
    return intake_rows.searchable(forms()[number % len(forms())])


def _licence_no(number: int) -> str:
    return f"{350203 + number // 100_000:06d}1{number % 100_000:05d}"


def _licence(number: int) -> dict[str, object]:
    ends = date(2026, 12, 1) + timedelta(days=draw(number, 6) % 400)
    return {
        "licence_no": _licence_no(number), "version": 1, "status": "active", "holder_kind": "sole_trader",
        "holder_name": "林海生", "shop_name": "鹭岛便利店", "address": "湖滨南路1号", "district": "350203",
        "valid_from": date(2021, 12, 2), "valid_to": ends, "decided_on": date(2021, 12, 2),
        "document_no": f"厦烟许准〔2021〕第{number}号", "changed_at": NOW,
    }  # fmt: skip


def _pause(number: int) -> dict[str, object]:
    first = date(2026, 12, 7) + timedelta(days=draw(number, 7) % 5)
    return {
        "application_id": number + 1, "subject": f"A-2026-{number + 1:07d}", "kind": "expert_review", "from_on": first,
        "to_on": first + timedelta(days=2), "begun_by": "clerk", "begun_at": NOW, "ended_by": "clerk", "ended_at": NOW,
    }  # fmt: skip


def cached(count: int) -> Path:
    """Return the file of a bureau with so many open applications, computed by the calendar before the import."""
    root = Path(__file__).parent.parent
    sources = [*sorted((root / "migrations").rglob("*.py")), Path(__file__)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    place = Path(tempfile.gettempdir()) / "luqiao-bench"
    place.mkdir(mode=0o700, exist_ok=True)
    file = place / f"deadlines-{count}-{digest}.db"
    if not file.exists():
        for older in place.glob(f"deadlines-{count}-*"):
            older.unlink()
        _make(file.with_suffix(".new"), count).replace(file)
    return file


def _make(file: Path, count: int) -> Path:
    file.unlink(missing_ok=True)
    office = office_over(f"sqlite:///{file}", file.parent)
    office.clock = lambda: NOW
    office.perform(register_training, by=SYSTEM_OFFICER)
    Filling(office, count).write()
    recompute(office)
    office.close()
    with dbapi2.connect(str(file)) as store:
        store.execute("analyze")
        store.execute("pragma wal_checkpoint(truncate)")
        store.execute("pragma journal_mode=delete")
    return file


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the seconds of the recomputation, and how long the clerk's deeds took meanwhile."""
    count = rows or ROWS
    with folder() as place:
        file = Path(shutil.copy(cached(count), place / "luqiao.db"))
        office = office_over(f"sqlite:///{file}", place, fresh=False)
        office.clock = lambda: NOW
        office.perform(calendars.load_official, official(), "国办发明电〔2026〕7号", by=OFFICERS["sysadmin"])
        with _clerk(file) as clerk, spending() as spent:
            looked, changed = recompute(office)
        again = recompute(office)[1]
        office.close()
    if looked < count or again or not changed:
        # what the clerk takes on while we walk is seen twice
        raise AssertionError(f"looked at {looked} of {count}, changed {changed}, then {again} once more")
    more: dict[str, object] = {"changed": changed, "cpu_s": round(spent.cpu, 2)}
    yield bounded("deadlines", spent.wall, "s", SECONDS * max(count, 1) / ROWS, count, **more)
    yield bounded("deadlines-clerk", percentile(clerk.waits, 0.99), "ms", WAIT_MS, count, **clerk.more())


class _clerk:  # noqa: N801  # reads as what it is: with a clerk
    """A clerk in a process of its own, who takes on and hands over one application after another until told to stop."""

    def __init__(self, file: Path) -> None:
        self.file, self.waits = file, list[float]()
        self.child: subprocess.Popen[str]

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.deadlines_child", str(self.file)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.child.stdout is None or self.child.stdout.readline().strip() != "ready":
            raise AssertionError("the clerk did not come")
        time.sleep(0.5)  # the desk at rest first: its own time is told beside
        return self

    def __exit__(self, *_: object) -> None:
        answer, _nothing = self.child.communicate("stop\n", timeout=30)
        self.waits = json.loads(answer.splitlines()[-1])

    def more(self) -> dict[str, object]:
        """Return what is worth knowing besides."""
        return {"deeds": len(self.waits), "median_ms": round(percentile(self.waits, 0.5), 1),
                "worst_ms": round(max(self.waits), 1)}  # fmt: skip
