"""Front-end tables are the same on both databases, whatever the types of their columns are."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, text

from adapters import build
from ports.exchanges import Verdict
from ports.platforms import RowAnswer
from tests.adapters.frontend.conftest import NOON, Reach
from tests.adapters.frontend.test_table_push import withdrawal
from tests.adapters.records import message, penalty
from wiring.database import open_database

PUSH = "legacy/front_push"
TABLES = """
create table cityinfo (unid varchar(80), version integer, action char(1), type varchar(4), batch varchar(64),
  digest varchar(64), decided date, createtime timestamp, fromareacode varchar(6), toareacode varchar(6),
  content text not null check (length(content) < 4000), primary key (unid, version, action));
create table cityresult (unid varchar(80), version integer, action char(1), state varchar(2), code varchar(8),
  message varchar(200), updatetime timestamp);
create table citypublished (unid varchar(80), type varchar(4), decided date, version integer, digest varchar(64),
  state varchar(2));
create table provinceinfosync (unid varchar(40) primary key, type text, etype text, updatetime timestamp);
create table provinceinfo (unid varchar(40), type varchar(4), revision integer, createtime timestamp, content text)
"""


@pytest.fixture
def front(blank_url: str) -> Iterator[Engine]:
    """Tables of another office, with its own types of columns."""
    engine = open_database(blank_url)
    with engine.begin() as connection:
        for table in TABLES.split(";"):
            connection.execute(text(table))
    yield engine
    engine.dispose()


async def test_a_batch_is_written_confirmed_and_a_bad_row_costs_no_other(
    front: Engine, blank_url: str, reach: Reach
) -> None:
    credit = build.credit(reach(PUSH, blank_url))
    rows = [message(penalty("1号"), "cf", key="a"), message(penalty("2号", facts="长" * 4000), "cf", key="b")]
    prepared = credit.prepare(rows, batch_no="B1", at=NOON)

    sent = await credit.send(prepared)
    again = await credit.send(prepared)
    with front.begin() as connection:
        told = "insert into cityresult select unid, version, action, '1', null, null, createtime from cityinfo"
        shown = "insert into citypublished select unid, type, decided, version, digest, '1' from cityinfo"
        connection.execute(text(told))
        connection.execute(text(shown))
    receipt = await credit.receipt("B1")
    held = await credit.held("cf", date(2026, 11, 20))
    taken = await credit.send(credit.prepare([withdrawal("1号")], batch_no="B2", at=NOON))

    assert [row.verdict for row in sent.rows] == [Verdict.OK, Verdict.REJECTED]
    assert "check" in sent.rows[1].message.lower()
    assert [row.verdict for row in again.rows] == [Verdict.DUPLICATE, Verdict.REJECTED]
    assert receipt is not None
    assert [row.state for row in receipt.rows] == ["published"]
    assert [(row.record_key, row.version) for row in held] == [(prepared.record_keys[0], 1)]
    assert taken.alike == RowAnswer("", Verdict.OK, "inserted")


async def test_moments_with_fractions_are_paged_without_loss_or_repeat(
    front: Engine, blank_url: str, reach: Reach
) -> None:
    put = text("insert into provinceinfo values (:unid, '10', 1, :at, '<x/>')")
    with front.begin() as connection:
        for n in range(250):
            at = f"2026-11-20 12:00:00.{n % 7:06d}"
            connection.execute(put, {"unid": f"U{n:03d}", "at": at})
    channel = build.intake(reach("legacy/front_tables", blank_url))

    pages = [page async for page in channel.walk(None)]

    raws = [row.raw for page in pages for row in page.rows]
    assert (len(raws), len(set(raws)), [page.warning for page in pages]) == (250, 250, ["", "", ""])
