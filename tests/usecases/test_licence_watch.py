"""Licences end by the day, suspensions and disuse are noticed on the right day, and what is settled is closed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from content.lawbook import built_in_calendar, lawbook
from models.forms import Change
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.tables.outbox import OutboxRow
from models.tables.register import CONCERN_KINDS
from models.values import SYSTEM_OFFICER, Item
from tests.conftest import NOON, training_settings
from tests.support.licences import CLERK, CONNECTED, arrived
from tests.support.register import csv_of, holder, take_in
from tests.support.rows import form, staffed
from usecases import applications, licence_expiry, licence_watch
from wiring.database import open_database, unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

RENAMED = (Change("shop_name", "思明区鹭岛便利店", "思明区鹭江便利店"),)
LICENCES, EVENTS, OUTBOX = table_of(LicenceRow), table_of(LicenceEventRow), table_of(OutboxRow)
PLAIN: dict[str, Any] = {
    "licence_no": "350203100001", "status": "active", "suspended_from": None, "suspended_to": None,
    "ordered_on": None, "orders_known_on": None, "delivered_on": None, "decided_on": date(2024, 3, 1),
}  # fmt: skip


def concerns(today: date, **changes: Any) -> list[tuple[str, date]]:
    """Return (kind, since) of what a licence gives cause for on a day."""
    law = lawbook().in_force(today)
    return [(c.kind, c.since_on) for c in licence_watch.concerns(PLAIN | changes, law, built_in_calendar(), today)]


REST = {"status": "suspended", "suspended_from": date(2026, 6, 1), "suspended_to": date(2026, 9, 30)}
BOUNDARIES = [
    ("a year of rest", {"status": "suspended", "suspended_from": date(2025, 11, 21)}, date(2026, 11, 21), []),
    ("a day longer", {"status": "suspended", "suspended_from": date(2025, 11, 21)}, date(2026, 11, 22),
     [("suspended_too_long", date(2026, 11, 22))]),
    ("from 29 February", {"status": "suspended", "suspended_from": date(2024, 2, 29)}, date(2025, 2, 28), []),
    ("from 29 February, a day longer", {"status": "suspended", "suspended_from": date(2024, 2, 29)}, date(2025, 3, 1),
     [("suspended_too_long", date(2025, 3, 1))]),
    ("last granted day", REST, date(2026, 9, 30), []),
    ("granted rest over", REST, date(2026, 10, 1), [("suspension_ended", date(2026, 10, 1))]),
    ("six months without an order", {"ordered_on": date(2026, 5, 21), "orders_known_on": date(2026, 11, 21)},
     date(2026, 11, 21), []),
    ("a day more", {"ordered_on": date(2026, 5, 21), "orders_known_on": date(2026, 11, 21)}, date(2026, 11, 22),
     [("not_trading", date(2026, 11, 22))]),
    ("orders not known so far", {"ordered_on": date(2026, 5, 21), "orders_known_on": date(2026, 11, 20)},
     date(2026, 11, 22), []),
    ("end of August to end of February", {"ordered_on": date(2025, 8, 31), "orders_known_on": date(2026, 3, 1)},
     date(2026, 2, 28), []),
    ("1 March", {"ordered_on": date(2025, 8, 31), "orders_known_on": date(2026, 3, 1)}, date(2026, 3, 1),
     [("not_trading", date(2026, 3, 1))]),
    ("never used, last day", {"delivered_on": date(2026, 5, 21), "orders_known_on": date(2026, 12, 1)},
     date(2026, 11, 21), []),
    ("never used", {"delivered_on": date(2026, 5, 21), "orders_known_on": date(2026, 12, 1)}, date(2026, 11, 22),
     [("never_used", date(2026, 11, 22))]),
    ("nothing known of orders", {"delivered_on": date(2020, 5, 21)}, date(2026, 11, 22), []),
    ("the version of Order 51: a year", {"ordered_on": date(2015, 1, 1), "orders_known_on": date(2016, 7, 1)},
     date(2016, 1, 1), []),
    ("Order 51, a day more", {"ordered_on": date(2015, 1, 1), "orders_known_on": date(2016, 7, 1)}, date(2016, 1, 2),
     [("not_trading", date(2016, 1, 2))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "today", "wanted"), [row[1:] for row in BOUNDARIES], ids=[row[0] for row in BOUNDARIES]
)
def test_a_concern_begins_on_its_day(changes: dict[str, Any], today: date, wanted: list[tuple[str, date]]) -> None:
    assert concerns(today, **changes) == wanted


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return staffed(office)


@pytest.fixture
def on_sqlite(sqlite_url: str, tmp_path: Path) -> "Iterator[Office]":
    from usecases.desk import Desk
    from wiring.office import Office

    settings = training_settings(sqlite_url, tmp_path)
    desk = Desk(settings.bureau.name, settings.bureau.uscc, training=True)
    opened = Office(settings, open_database(sqlite_url), b"ledger key of the tests", desk, clock=lambda: NOON)
    yield staffed(opened)
    opened.close()


def on(office: "Office", day: date) -> None:
    """Let it be the morning of a day."""
    office.clock = lambda: datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)


def look(office: "Office") -> int:
    """Look through the register as the daemon does; return how much was noted or closed."""
    changed = office.perform(licence_watch.settle, by=SYSTEM_OFFICER).changed
    for kind in CONCERN_KINDS:
        after: Any = ""
        while after is not None:
            found = office.perform(licence_watch.watch, kind, after, by=SYSTEM_OFFICER, limit=2)
            changed, after = changed + found.changed, found.after
    return int(changed)


def test_concerns_are_noted_once_and_closed_when_they_are_settled(bureau: "Office") -> None:
    resting = {"状态": "停业", "停业自": "2025-11-01", "停业至": "2026-10-31"}
    take_in(bureau, csv_of(*(holder(n, **resting) for n in range(5)), holder(7)))
    on(bureau, date(2026, 11, 2))

    assert (look(bureau), look(bureau)) == (5, 0)
    with bureau.reading() as session:
        first, *rest = licence_watch.attention(session)
    assert (first.kind, len(rest)) == ("suspended_too_long", 4)
    assert "2026-11-01届满" in first.pieces
    with unit_of_work(bureau.engine) as session:
        mine = LICENCES.c.licence_no == "350203100000"
        session.execute(update(LICENCES).where(mine).values(status="active", suspended_from=None))
    assert look(bureau) == 1
    with bureau.reading() as session:
        assert licence_watch.of_licence(session, "350203100000") == []


@pytest.mark.parametrize(
    ("end", "day", "status"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "active"),
        (date(2026, 11, 20), date(2026, 11, 21), "expired"),
        (date(2028, 2, 29), date(2028, 2, 29), "active"),
        (date(2028, 2, 29), date(2028, 3, 1), "expired"),
    ],
    ids=["last day", "day after", "29 February", "1 March"],
)
def test_a_licence_ends_on_the_day_after_its_last(on_sqlite: "Office", end: date, day: date, status: str) -> None:
    on(on_sqlite, end - timedelta(days=30))
    take_in(on_sqlite, csv_of(holder(0, 有效期自="2024-03-01", 有效期至=str(end))))
    on(on_sqlite, day)

    ended = on_sqlite.perform(licence_expiry.expire, by=SYSTEM_OFFICER)

    with on_sqlite.reading() as session:
        row = session.execute(select(LICENCES.c.status, LICENCES.c.status_since)).one()
        acts = [act for (act,) in session.execute(select(EVENTS.c.act).order_by(EVENTS.c.id))]
    assert row.status == status
    assert ended.count == int(status == "expired")
    assert acts == ["imported", "licence.expired"][: 1 + ended.count]
    assert row.status_since == (end + timedelta(days=1) if ended.count else date(2024, 3, 1))


def test_every_licence_that_ends_is_told_to_the_national_register_once_and_whoever_applies_hears_of_it(
    bureau: "Office",
) -> None:
    bureau.desk = CONNECTED
    ended = [holder(0, 有效期至="2026-11-22"), holder(6, 有效期至="2026-11-22"), holder(12)]
    take_in(bureau, csv_of(*ended))
    number = arrived(bureau, "C1", replace(form(Item.CHANGE), licence_no="350203100006", changes=RENAMED))
    bureau.perform(applications.accept, number, by=CLERK)
    before = len(sent(bureau))
    on(bureau, date(2026, 11, 23))

    looks = [bureau.perform(licence_expiry.expire, by=SYSTEM_OFFICER).count for _ in range(2)]

    told = sent(bureau)[before:]
    register = {m.payload["licence_no"]: (m.payload["status"], m.version, m.payload["document_no"]) for m in told[:2]}
    assert looks == [2, 0]
    assert register == {no: ("expired", 2, no) for no in ("350203100000", "350203100006")}
    assert [(m.kind, m.payload["type"]) for m in told[2:]] == [("event", "progress")]
    assert len({m.key for m in told}) == 3


def sent(office: "Office") -> list[Any]:
    """Return the messages, in order."""
    with office.reading() as session:
        return list(session.execute(select(OUTBOX).order_by(OUTBOX.c.id)))


def test_one_that_is_being_renewed_is_left_to_the_decision(bureau: "Office") -> None:
    take_in(bureau, csv_of(holder(0, 有效期自="2021-11-23", 有效期至="2026-11-22"), holder(6, 有效期至="2026-11-22")))
    arrived(bureau, "R1", replace(form(Item.RENEW), licence_no="350203100000"))
    on(bureau, date(2026, 11, 23))

    ended = bureau.perform(licence_expiry.expire, by=SYSTEM_OFFICER)

    with bureau.reading() as session:
        rows = session.execute(select(LICENCES.c.licence_no, LICENCES.c.status).order_by(LICENCES.c.licence_no)).all()
    assert ended.count == 1
    assert rows == [("350203100000", "active"), ("350203100006", "expired")]
