"""Pruning: what ended goes, what is still in use stays."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from content.retentionbook import retention
from daemon.jobs import prune
from daemon.once import run_once
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, CrossingRow
from models.values import shanghai_date
from ports.exchanges import Crossing, Verdict
from tests.support.rows import OFFICERS
from usecases import case_locks, crossing_retention, crossings

if TYPE_CHECKING:
    from datetime import datetime

    from wiring.office import Office


BATCHES, BODIES, CROSSINGS = table_of(BatchRow), table_of(BatchRequestRow), table_of(CrossingRow)


async def test_claims_that_ended_are_forgotten_and_others_stay(office: "Office") -> None:
    clerk, now = OFFICERS["clerk"], office.now()
    office.keep(case_locks.take, "A-2026-000001", clerk, at=now - 2 * case_locks.LASTS)
    office.keep(case_locks.take, "A-2026-000002", clerk, at=now)

    await run_once(office, ["prune"])

    with office.reading() as session:
        kept = case_locks.holders(session, at=now - 3 * case_locks.LASTS)
    assert list(kept) == ["A-2026-000002"]


def crossed(system: str, at: "datetime") -> Crossing:
    return Crossing(system, "send", at, "POST", "http://127.0.0.1/v1", (), b"{}", 202, (), b"{}", 0.1)


async def test_what_crossed_goes_the_day_after_its_term_and_not_before(office: "Office") -> None:
    office.desk = replace(office.desk, systems=(("police", "police"), ("credit", "credit")))
    now, days = office.now(), retention().term("police", shanghai_date(office.now())).days
    for system, age in (("police", days), ("police", days + 1), ("credit", days + 1), ("gone", days + 1)):
        office.keep(crossings.keep, crossed(system, now - timedelta(days=age)), f"{system}-{age}", Verdict.OK)
    with office.reading() as session:
        over = {one.system: one.over for one in crossing_retention.kept(session, retention(), office.desk, at=now)}

    await run_once(office, ["prune"])

    with office.reading() as session:
        left = {line.subject for line in crossings.newest(session)}
    assert over == {"police": 1, "credit": 0, "gone": 0}
    assert left == {f"police-{days}", f"credit-{days + 1}", f"gone-{days + 1}"}


async def test_however_much_is_over_goes_in_one_run_some_at_a_time(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "SOME", 2)
    monkeypatch.setattr(prune, "PAUSE", 0.0)
    office.desk = replace(office.desk, systems=(("credit", "credit"), ("police", "police")))
    long_ago = office.now() - timedelta(days=4000)
    for number in range(5):
        office.keep(crossings.keep, crossed("credit", long_ago), f"credit-{number}", Verdict.OK)
        office.keep(crossings.keep, crossed("police", long_ago), f"police-{number}", Verdict.OK)

    first = office.keep(crossing_retention.prune, retention(), office.desk, at=office.now(), most=2)
    await run_once(office, ["prune"])

    with office.reading() as session:
        assert (first, crossings.newest(session)) == (2, [])


async def test_the_bytes_of_a_batch_go_with_the_last_call_that_names_it_once_it_is_done(office: "Office") -> None:
    office.desk = replace(office.desk, systems=(("credit", "credit"),))
    long_ago = office.now() - timedelta(days=4000)
    with office.engine.begin() as connection:
        for number, done in ((1, True), (2, False), (3, True)):
            values = {"system": "credit", "batch_no": f"B{number}", "idempotency_key": "", "kind": "cf", "keys": []}
            more = {"created_at": long_ago, "next_try_at": long_ago, "done": done, "state": "answered"}
            connection.execute(insert(BATCHES).values(id=number, **values, **more))
            connection.execute(insert(BODIES).values(batch_id=number, request=b"{}", names=[]))
    recent = office.keep(crossings.keep, crossed("credit", office.now()), "B3", Verdict.OK)
    with office.engine.begin() as connection:
        connection.execute(update(CROSSINGS).where(CROSSINGS.c.id == recent).values(batch_id=3))

    await run_once(office, ["prune"])

    with office.reading() as session:
        assert set(session.execute(select(BODIES.c.batch_id)).scalars()) == {2, 3}
