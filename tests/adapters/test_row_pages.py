"""A page is read as its rows are read one by one, whatever stands in it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest

from adapters.intake.glances import Glance, Glancer
from adapters.intake.rows import RowReader
from ports.intake import Row
from tests.adapters.conftest import Reach
from tests.adapters.rows import ROWS, Gone, raw

Open = Callable[[str], RowReader]
LISTS = {"wechat": "media", "website": "cl", "ixiamen": "materials", "kiosk": "attachments"}
VALUES: list[Any] = [
    None, "", " ", 0, -1, 1, 2**63, 1.5, True, "1", "01", "x" * 300, "2026-11-21T09:30:00", "2026-11-21T09:30:00.25Z",
    "2026-11-21 09:30:00", "2026-02-30T09:30:00+08:00", "2026-11-21t09:30:00z", "20261121", 10**17, [], {}, [1], [None],
    "a\0b", 'a" :"b', "\ue816\u9fb4", "350203", "withdrawn", "９", {"x": None}, [{}],
]  # fmt: skip


@pytest.fixture
def reader(reach: Reach) -> Open:
    return lambda name: RowReader((system := reach(name)).profile, name, system.source)


def varied(name: str) -> Iterator[bytes]:
    """Yield a row with each member replaced by each of many values, left out, doubled, and in a list too."""
    plain = ROWS[name]()
    for key in [*plain, "strange"]:
        yield raw(ROWS[name](**{key: Gone}))
        yield raw(plain)[:-1] + json.dumps({key: 1})[1:].encode()
        yield from (raw(ROWS[name](**{key: value})) for value in VALUES)
    yield from _varied_inside(name, plain)
    yield from (
        b"",
        b"[]",
        b"null",
        b"{",
        raw(plain) + b" ",
        b" " + raw(plain),
        raw(plain).replace(b":", b" : "),
        b"\xff",
    )


def _varied_inside(name: str, plain: dict[str, Any]) -> Iterator[bytes]:
    inner = [key for key, value in plain.items() if isinstance(value, dict)]
    for value in VALUES:
        for key in inner:
            for one in plain[key]:
                yield raw(ROWS[name](**{key: plain[key] | {one: value}}))
        files = plain[LISTS[name]]
        yield from (raw(ROWS[name](**{LISTS[name]: [*files, files[0] | {key: value}]})) for key in files[0])


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("size", [1, 7, 200])
async def test_a_page_reads_as_its_rows_do_one_by_one(reader: Open, name: str, size: int) -> None:
    read, rows = reader(name), list(varied(name))
    Random(size).shuffle(rows)

    for start in range(0, len(rows), size):
        page = rows[start : start + size]
        assert read.read_page(page) == tuple(map(read.read, page))


@pytest.mark.parametrize("name", ROWS)
async def test_a_strange_row_does_not_hinder_its_neighbours(reader: Open, name: str) -> None:
    read, good = reader(name), raw(ROWS[name]())
    strange = [
        b"{",
        good.replace(b'"350203"', b'"999999"'),
        good.replace(b'"id_card"', b'"id\\u0000"'),
        good[:-1] + b',"a":1,"a":2}',
    ]
    page = [good, *strange, good]

    places, _ = read.pages.read(page)

    assert places == [0, 5]
    assert [row.form is not None for row in read.read_page(page)] == [True, False, False, False, False, True]


@pytest.mark.parametrize("name", ROWS)
async def test_what_a_glance_tells_of_a_row_is_what_reading_it_says(reach: Reach, reader: Open, name: str) -> None:
    read, rows = reader(name), list(varied(name))
    looked = Glancer(reach(name).profile, read).glance(rows)

    unread = [(row, moment) for row, moment in looked.dated() if not row.digest]
    whole = {row.raw: row for row in read.read_page(rows)}
    understood = [(row, moment) for row, moment in unread if whole[row.raw].form is not None]
    assert [row.raw for row in looked.rows] == rows
    assert all(row == whole[row.raw] for row in looked.rows if row.digest)
    assert len(unread) > len(rows) / 2
    for row, moment in understood:
        told = whole[row.raw]
        assert (row.channel, row.ref, row.revision, moment) == (told.channel, told.ref, told.revision, moment_of(told))


def moment_of(row: Row) -> datetime | None:
    return row.form.updated_at if row.form is not None else None


async def test_an_empty_page_has_no_rows(reach: Reach, reader: Open) -> None:
    assert reader("kiosk").read_page([]) == ()
    assert Glancer(reach("kiosk").profile, reader("kiosk")).glance([]) == Glance()
