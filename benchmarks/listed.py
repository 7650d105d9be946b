"""A blacklist as of a whole country: a million entries, half persons and half shops, made once and kept."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.filled import draw
from benchmarks.holders import filling, holder, kept, organisation, shop
from rules.identifiers import id_check, uscc_check
from rules.names import initials, pinyin
from rules.names.cores import core_name
from usecases.name_index import words

ROOT = Path(__file__).parent.parent
ROWS = 1_000_000
SOME = 20_000
DECIDED_BY = ("keys", "cores", "families", "forms", "grams", "pinyin", "table")  # what decides the words of the index
DIVISIONS = ("350203", "350206", "350211", "350212", "350205", "350213", "350102", "350502", "440305", "110105")
PLACES = ("", "", "", "厦门市思明区", "湖里区", "福建省厦门市", "集美区", "泉州市丰泽区", "漳州市", "同安区")
COLUMNS = (
    "id", "list_name", "name", "number", "kind", "reason", "source", "core", "initials", "syllables", "version_id",
    "added_at", "added_by", "lifted_reason",
)  # fmt: skip
MOMENT = "2026-11-22 04:00:00.000000"


def person_number(number: int) -> str:
    """Return an identity number that nobody else of a million has."""
    birth = f"19{50 + number % 50:02d}{1 + number // 50 % 12:02d}{1 + number // 600 % 28:02d}"
    body = f"{DIVISIONS[number % len(DIVISIONS)]}{birth}{number // 16800 % 1000:03d}"
    return body + id_check(body)


def shop_number(number: int) -> str:
    """Return the code of a sole trader."""
    base = f"92{DIVISIONS[number % len(DIVISIONS)]}{organisation(number)}"
    return base + uscc_check(base)


def entry(number: int) -> tuple[str, str, str]:
    """Return name, number and kind of one entry."""
    if number % 2:
        return holder(number), person_number(number), "person"
    return PLACES[draw(number, 21) % len(PLACES)] + shop(number), shop_number(number), "sole_trader"


def rows(count: int) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield (columns, words of the index) of every entry."""
    for number in range(1, count + 1):
        name, digits, kind = entry(number)
        core = core_name(name)
        found = (core[:210], initials(core)[:210], pinyin(core)[:500])
        yield (number, "全国名单", name, digits, kind, "", "", *found, 1, MOMENT, "approver", ""), words(name)


def cached(count: int) -> Path:
    """Return the file of a filled SQLite database; it is made when the schema or the size is new."""
    names = [ROOT / "rules" / "names" / f"{name}.py" for name in DECIDED_BY]
    file = kept(f"lists-{count}", ".db", ROOT / "models" / "tables" / "blacklist.py", Path(__file__), *names)
    if not file.exists():
        _make(file.with_suffix(".new"), count).replace(file)
    return file


def _make(file: Path, count: int) -> Path:
    with filling(file, "blacklist_entries", "blacklist_gram") as store:
        marks = ", ".join("?" * len(COLUMNS))
        every = rows(count)
        while some := list(islice(every, SOME)):
            store.execute("begin")
            store.executemany(
                f"insert into blacklist_entries ({', '.join(COLUMNS)}) values ({marks})",
                [row for row, _ in some],
            )
            pieces = [(row[0], text) for row, text in some]
            store.executemany("insert into blacklist_gram(rowid, g) values (?, ?)", pieces)
            store.execute("commit")
    return file
