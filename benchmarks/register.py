"""The register at full size on both databases: what clerks type, pages under filters; and the import of a file."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from sqlmodel import Session

from benchmarks import holders
from benchmarks.measuring import Absent, Figure, bounded, percentile, spending
from benchmarks.offices import office_over, sqlite_office
from models.values import SYSTEM_OFFICER, shanghai_date
from usecases import licence_import, register
from usecases.licence_files import read_licences
from usecases.officers import TRAINING, register_training
from usecases.register import LicenceFilter
from wiring.office import Office

SEARCH_MS, IMPORT_SECONDS = 10.0, 60.0
IMPORTED = 200_000
TODAY = date(2026, 11, 22)
TYPED = (
    "陈", "陈伟", "陈伟芳", "鹭岛", "便利店", "鹭岛便利店", "湖滨南路", "湖滨南路12号", "仙岳路88号", "烟草专卖店",
    "龙", "金", "丰裕", "无此人", "龢龢", "贸易有限公司", "陈龢", "李秋", "王安康", "海天云烟酒商行",
    "c", "cw", "cwf", "ld", "ldbld", "xyzq", "wak", "hty", "hhh", "zjg",
    "3502", "350203", "35020311", "350203112345", "350250", "350250100001", "3999", "350203199999",
)  # fmt: skip
FILTERED = (
    LicenceFilter(status="suspended", text="陈"),
    LicenceFilter(status="recalled", text="便利店"),
    LicenceFilter(district="350211", text="湖滨南路"),
    LicenceFilter(status="expired", text="鹭岛"),
)
PAGES = (
    LicenceFilter(), LicenceFilter(status="active"), LicenceFilter(status="recalled"), LicenceFilter(within="30"),
    LicenceFilter(district="350205"), LicenceFilter(status="suspended", district="350213"), LicenceFilter(within="90"),
    LicenceFilter(concern="never_used"), LicenceFilter(warned="yes"),
)  # fmt: skip


def searches(session: Session) -> list[LicenceFilter]:
    """Return what is typed: names, addresses, initials, starts of numbers, and whole numbers of holders."""
    lines = register.page(session, LicenceFilter(), TODAY, limit=20)
    numbers = [number for line in lines for number in (line.licence_no, line.holder_no, line.uscc)]
    return [*(LicenceFilter(text=typed) for typed in (*TYPED, *numbers)), *FILTERED]


def measured(session: Session, name: str, count: int) -> Iterator[Figure]:
    """Yield the search and the pages of one database, in milliseconds by the clock."""
    wanted = searches(session)
    for what, filters, read in (("search", wanted, register.search), ("page", PAGES, register.page)):
        read(session, filters[0], TODAY)  # the first one compiles
        spent = {_named(one): by_clock(partial(read, session, one, TODAY)) for one in filters}
        dearest = max(spent, key=lambda one: spent[one])
        more = {"median": round(median(spent.values()), 2), "worst": round(spent[dearest], 2), "dearest": dearest}
        value = percentile(list(spent.values()), 0.95)
        yield bounded(f"register-{what}-{name}", value, "ms", SEARCH_MS, count, filters=len(filters), **more)


def by_clock(work: Any) -> float:
    """Return the least time of a few runs by the clock: the database may work in another process."""
    spent = []
    for _ in range(5):
        with spending() as one:
            work()
        spent.append(one.wall * 1000)
    return min(spent)


def _named(wanted: LicenceFilter) -> str:
    values = (wanted.status, wanted.district, wanted.within, wanted.concern, wanted.warned, wanted.text)
    return " ".join(value for value in values if value) or "everything"


def run(count: int | None) -> Iterator[Figure | Absent]:
    """Yield search and pages on SQLite and PostgreSQL, then the import of a CSV file."""
    size = count or holders.ROWS
    file = holders.cached(size)
    office = office_over(f"sqlite:///{file}", file.parent, fresh=False)
    with office.reading() as session:
        yield from measured(session, "sqlite", size)
    office.close()
    yield from on_postgresql(size)
    yield imported(min(size, IMPORTED))


def on_postgresql(count: int) -> Iterator[Figure | Absent]:
    """Yield search and pages of a private server that keeps its data for the next run."""
    try:
        from tests.support import postgres
    except ImportError:  # an installed copy has no tests
        yield Absent("register-search-postgresql", "no PostgreSQL server here")
        return
    if reason := postgres.reason_for_none():
        yield Absent("register-search-postgresql", reason)
        return
    with holders.server(count) as (url, place):
        office = office_over(url, place, fresh=False)
        with office.reading() as session:
            yield from measured(session, "postgresql", count)
        office.close()


def imported(count: int) -> Figure:
    """Return the seconds of an import of so many licences from a CSV file, each checked, indexed and recorded."""
    content = as_csv(count)
    with sqlite_office() as office, spending() as spent:
        done = take(office, content)
    assert (done.state, done.added, done.faulty) == ("done", count, 0), done
    more = {"cpu": round(spent.cpu, 1), "megabytes": round(len(content) / 1e6), "warned": done.warned}
    return bounded("register-import", spent.wall, "s", IMPORT_SECONDS * count / IMPORTED, count, **more)


def take(office: Office, content: bytes) -> licence_import.Progress:
    """Import a file as the command does."""
    office.perform(register_training, by=SYSTEM_OFFICER)
    perform: Any = partial(office.perform, by=TRAINING[4])
    file = read_licences(content)
    begun = perform(licence_import.begin, hashlib.sha256(content).hexdigest(), "bench.csv", file.remarks)
    return licence_import.run_import(perform, begun, file, shanghai_date(office.now()), lambda _now: None)


def as_csv(count: int) -> bytes:
    """Return licences of the city's districts as a file."""
    names = ("licence_no", "shop_name", "holder_name", "holder_no", "uscc", "address", "valid_from", "valid_to",
             "scope", "supplier", "mobile", "district", "status")  # fmt: skip
    places = [holders.COLUMNS.index(name) for name in names]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([{"holder_name": "负责人", "holder_no": "身份证号"}.get(name, name) for name in names])
    for number, (row, _pieces) in enumerate(holders.rows(count)):
        cells = [row[place] for place in places]
        writer.writerow([f"{cells[11]}{1 + number // 100_000}{number % 100_000:05d}", *cells[1:]])
    return text.getvalue().encode()
