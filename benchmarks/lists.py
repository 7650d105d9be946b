"""Blacklists at full size: a re-screening of 200,000 licences against a changed list; an import of a million rows."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import func, select

from benchmarks import holders
from benchmarks.filled import draw
from benchmarks.measuring import Figure, Spent, bounded, resident, spending
from benchmarks.offices import office_over, sqlite_office
from daemon.jobs import rescreen
from models.values import SYSTEM_OFFICER
from rules.identifiers import id_check
from usecases import exports, rescreening
from usecases.blacklist_files import ListFile, read_list
from usecases.blacklist_import import ListToImport, import_list
from usecases.blacklist_rows import checked
from usecases.officers import TRAINING, register_training
from usecases.rescreening import LICENCE, LICENCES
from usecases.rescreening_match import Matcher
from wiring.office import Office

LICENCES_HELD, ENTRIES = 200_000, 20_000
SECONDS = 60.0
IMPORTED, READ_SECONDS, IMPORT_SECONDS = 1_000_000, 240.0, 180.0  # our own bounds: a list is imported at night
APPROVER = next(officer for officer in TRAINING if officer.login == "approver")


def entry(number: int, known: dict[int, tuple[str, str]]) -> dict[str, object]:
    """Return one entry: some are holders by number, some are only a name, most are strangers by number."""
    if number in known:
        name, id_no = known[number]
        return {"name": name, "number": id_no, "reason": "屡次无证经营"}
    name = holders.holder(10_000_000 + number)
    if number % 10 == 1:
        return {"name": name, "reason": "只知姓名"}
    body = f"350525{1950 + number % 50}{1 + number % 12:02d}{1 + number % 28:02d}{draw(number, 21) % 1000:03d}"
    return {"name": name, "number": body + id_check(body), "reason": "失信被执行人", "kind": "person"}


def listed(office: Office, count: int) -> ListFile:
    """Return a list of so many entries, as a file would give it; one in twenty is a holder."""
    found, seen = ListFile(), set[str]()
    c = LICENCES.c
    with office.reading() as session:
        rows = session.execute(select(c.holder_name, c.holder_no).order_by(c.id).limit(count // 20 + 1)).all()
    known = {number * 20: (row.holder_name, row.holder_no) for number, row in enumerate(rows)}
    for number in range(count):
        new, faults = checked(number + 2, entry(number, known))
        assert new is not None, faults
        if new.identity not in seen:
            seen.add(new.identity)
            found.entries.append(new)
    return found


def take_over(file: Path, licences: Path) -> None:
    """Fill the register of a new database with licences that were made before."""
    columns = ", ".join(holders.COLUMNS)
    with dbapi2.connect(str(file), isolation_level=None) as store:
        store.execute("attach ? as made", (str(licences),))
        store.execute(f"insert into licences ({columns}) select {columns} from made.licences")


def rescreened(office: Office) -> tuple[Spent, rescreening.Run]:
    """Let the job's own steps walk through everything that changed; return what it spent and how it ended."""
    with spending() as spent:
        run = rescreen.begin(office)
        assert run is not None
        of_block, matcher, behind = -1, Matcher(), None
        while run.finished_at is None:
            if of_block != run.block:
                matcher, behind = rescreen.entries(office, run)
                of_block = run.block
            run = rescreen.step(office, run, matcher, behind)
    return spent, run


def raw(office: Office) -> Spent:
    """Return what the bare reading of every licence costs, and one look-up of a number in a set."""
    wanted, numbers = select(*LICENCE), set[str]()
    with office.reading() as session, spending() as spent:
        for row in session.execute(wanted):
            numbers.isdisjoint((row.holder_no, row.uscc))
        session.execute(select(func.count()).select_from(LICENCES)).scalar_one()
    return spent


def as_csv(count: int) -> bytes:
    """Return a list of so many made-up parties as an office exports it; every number is another one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "number", "kind", "reason", "from_on"])
    for number in range(count):
        month, day, year = 1 + number % 9, 10 + number // 9 % 10, 1950 + number // 1000 % 50
        body = f"{350200 + number // 50_000 % 100}{year}{month:02d}{day}{number % 1000:03d}"
        writer.writerow([holders.holder(number), body + id_check(body), "person", "失信被执行人", "2026-01-31"])
    return out.getvalue().encode()


def as_xlsx(content: bytes) -> bytes:
    """Return a list as a spreadsheet."""
    rows = csv.reader(io.StringIO(content.decode()))
    columns = tuple(next(rows))
    out = io.BytesIO()
    exports.write(exports.Table(columns, rows), out, "xlsx")
    return out.getvalue()


def imported(count: int | None) -> Iterator[Figure]:
    """Yield the processor's seconds to read a list as XLSX and as CSV, and to make it the newest version, twice."""
    size = count or IMPORTED
    content = as_csv(size)
    found = ListFile()
    for name, made in (("xlsx", as_xlsx(content)), ("csv", content)):
        found = ListFile()
        before = resident()
        with spending() as spent:
            found = read_list(made, f"list.{name}")
        assert (len(found.entries), found.faults) == (size, []), found.faults[:3]
        more = {"wall": round(spent.wall, 1), "megabytes": round(len(made) / 1e6)}
        more |= {"held_mb": round(resident() - before)}
        yield bounded(f"blacklist-read-{name}", spent.cpu, "s", READ_SECONDS * size / IMPORTED, size, **more)
    with sqlite_office() as office:
        office.perform(register_training, by=SYSTEM_OFFICER)
        for what in ("blacklist-import", "blacklist-import-again"):
            with spending() as spent:
                office.perform(import_list, ListToImport("名单", found, "0" * 64), by=APPROVER)
            more = {"wall": round(spent.wall, 1), "mb": round(resident())}
            yield bounded(what, spent.cpu, "s", IMPORT_SECONDS * size / IMPORTED, size, **more)


def rescreen_all(count: int | None) -> Iterator[Figure]:
    """Yield the seconds of a re-screening against a list that is new as a whole, and against one entry more."""
    size = count or LICENCES_HELD
    entries = max(20, ENTRIES * size // LICENCES_HELD)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lists.db"
        office = office_over(f"sqlite:///{file}", file.parent)
        take_over(file, holders.cached(size))
        office.perform(register_training, by=SYSTEM_OFFICER)
        for name, number in (("rescreen", entries), ("rescreen-one", 1)):
            office.perform(import_list, ListToImport(name, listed(office, number), "0" * 64), by=APPROVER)
            bare = raw(office)
            spent, run = rescreened(office)
            more = {
                "cpu": round(spent.cpu, 2),
                "raw_s": round(bare.wall, 2),
                "entries": run.entries,
                "found": run.found,
            }
            yield bounded(name, spent.wall, "s", SECONDS * size / LICENCES_HELD, run.parties, **more)
        office.close()
