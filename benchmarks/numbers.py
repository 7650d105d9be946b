"""Numbers: how soon an applicant's numbers are looked up in a million entries, however they were typed."""

import time
from collections.abc import Iterator
from datetime import date

from pysqlite3 import dbapi2
from sqlmodel import Session

from benchmarks import listed
from benchmarks.filled import draw
from benchmarks.measuring import Figure, bounded, percentile
from usecases import blacklist_search
from usecases.blacklist import Entry
from usecases.blacklist_numbers import forms
from wiring.database import open_database, reading

TODAY = date(2026, 11, 22)
QUERIES, TRIES, MS = 6_000, 3, 0.2
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789X"}


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the 99th percentile by the processor's own time; every listed number must be found, no other.

    A sole trader is asked by the operator's number and the shop's; a tenth of the applicants are listed. Each is asked
    three times with nothing remembered and the least counts: what other programs do to this one is not its own.
    """
    count = rows or listed.ROWS
    engine = open_database(f"sqlite:///{listed.cached(count)}")
    spent, wrong, found = [], 0, 0
    with reading(engine) as session:
        blacklist_search.numbered(session, [listed.person_number(1)], on=TODAY)
        for query in range(min(QUERIES, count)):
            number = 1 + draw(query, 41) % count
            listed_ = query % 10 == 0
            asked = [typed(listed.entry(number if listed_ else count + number)[1], query), unlisted(count, query)]
            tries = [_looked_up(session, asked) for _ in range(TRIES)]
            entries = tries[0][1]
            spent.append(min(took for took, _ in tries))
            found += bool(entries)
            wrong += [entry.id for entry in entries] != ([number] if listed_ else [])
    engine.dispose()
    if wrong:
        raise AssertionError(f"{wrong} of {QUERIES} numbers were answered wrongly")
    bare = percentile(_bare(count), 0.99)
    told = {
        "bare_driver_p99": round(bare, 4),
        "median": round(percentile(spent, 0.5), 4),
        "worst": round(max(spent), 3),
        "found": found,
    }
    yield bounded("numbers", percentile(spent, 0.99), "ms", MS, count, queries=QUERIES, **told)


def _looked_up(session: Session, asked: list[str]) -> tuple[float, list[Entry]]:
    """Return the milliseconds of one look and the entries that it found."""
    forms.cache_clear()
    began = time.thread_time()
    entries = blacklist_search.numbered(session, asked, on=TODAY)
    return 1000 * (time.thread_time() - began), entries


def _bare(count: int) -> list[float]:
    """Return the milliseconds of the driver alone, one number a look: what this machine does at this moment."""
    spent = []
    with dbapi2.connect(str(listed.cached(count))) as store:
        for query in range(min(QUERIES, count)):
            wanted = (listed.entry(1 + draw(query, 44) % count)[1],)
            tries = []
            for _ in range(TRIES):
                began = time.thread_time()
                store.execute("select id from blacklist_entries where number = ?", wanted).fetchall()
                tries.append(1000 * (time.thread_time() - began))
            spent.append(min(tries))
    return spent


def unlisted(count: int, query: int) -> str:
    """Return the code of a shop that is in no list."""
    return listed.shop_number(2 * count + draw(query, 42) % 1_000_000)


def typed(number: str, query: int) -> str:
    """Return a number as somebody typed it: in blanks, full width, lower case, with O and I, or with 15 digits."""
    old = number[:6] + number[8:17] if number.startswith("35") and number[6:8] == "19" else number
    ways = (
        number,
        f" {number[:6]} {number[6:14]} {number[14:]} ",
        number.translate(WIDE),
        number.lower(),
        number.replace("0", "O"),
        number.replace("1", "I", 1),
        old,
    )
    return ways[draw(query, 43) % len(ways)]
