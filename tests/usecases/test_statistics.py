"""Statistics: equal to an independent recount, kept months included, and never behind a later deed."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from models.tables.applications import ApplicationRow, SequenceRow
from models.tables.columns import table_of
from models.tables.statistics import StatisticsMonthRow
from models.tables.terms import CardRow
from models.values import CHANNELS, DISTRICTS, SHANGHAI, ApplicationState, Item
from tests.support.rows import staffed
from usecases import statistics
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS, CARDS, MONTHS = table_of(ApplicationRow), table_of(CardRow), table_of(StatisticsMonthRow)
FIRST, LAST = date(2026, 8, 20), date(2026, 11, 20)
OPEN = {"received", "correcting", "accepted", "examining"}


def some(count: int) -> list[dict[str, Any]]:
    """Return applications of four months in the order of receipt, many of them around midnight in Shanghai."""
    chance = random.Random(7)
    begun = datetime(2026, 8, 1, 15, 30, tzinfo=UTC)
    moments = sorted(begun + timedelta(minutes=chance.randrange(110 * 24 * 60)) for _ in range(count))
    return [one(number, at, chance) for number, at in enumerate(moments, 1)]


def one(number: int, at: datetime, chance: random.Random) -> dict[str, Any]:
    state = chance.choice(list(ApplicationState)).value
    decided = at + timedelta(hours=chance.randrange(900)) if state not in OPEN else None
    return {
        "number": f"A-2026-{number:06}", "channel": chance.choice(CHANNELS), "channel_ref": f"R{number}", "revision": 1,
        "item": chance.choice(list(Item)).value, "state": state, "party_kind": "person", "party_name": "林海生",
        "shop_name": "鹭岛便利店", "address": "湖滨南路1号", "district": chance.choice(list(DISTRICTS)),
        "submitted_at": at, "updated_at": at, "received_at": at, "decided_at": decided,
        "accepted_at": at if chance.random() < 0.5 else None,
        "due_on": at.astimezone(SHANGHAI).date() + timedelta(days=28) if chance.random() < 0.8 else None,
    }  # fmt: skip


@pytest.fixture
def filled(office: "Office") -> "tuple[Office, list[dict[str, Any]]]":
    staffed(office)
    rows = some(400)
    with unit_of_work(office.engine) as session:
        session.execute(insert(APPLICATIONS), rows)
        session.execute(insert(table_of(SequenceRow)).values(name="applications-named", next=1, returned=[]))
    return office, rows


def day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def recount(rows: list[dict[str, Any]], by: str) -> dict[str, Counter[str]]:
    """Count the period again, application by application, from the same facts."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        received = day(row["received_at"])
        if not FIRST <= received <= LAST:
            continue
        key = str(received)[:7] if by == "month" else row[by]
        counts = found.setdefault(key, Counter())
        counts["received"] += 1
        counts["open" if row["state"] in OPEN else row["state"]] += 1
        counts["accepted"] += row["accepted_at"] is not None
        if row["state"] in ("granted", "refused"):
            took = day(row["decided_at"])
            counts["in_time"] += row["due_on"] is None or took <= row["due_on"]
            counts["days"] += (took - received).days
    return found


def shown(office: "Office", by: str) -> dict[str, Counter[str]]:
    with office.reading() as session:
        found = statistics.figures(session, FIRST, LAST, by)
    return {line.key: counted(line.tally) for line in found.lines}


def counted(tally: Any) -> Counter[str]:
    names = ("received", "open", "accepted", "granted", "refused", "not_accepted", "withdrawn", "closed", "in_time")
    return Counter({name: getattr(tally, name) for name in names}) + Counter(
        {"days": sum(length * count for length, count in tally.days.items())}
    )


def keep_all(office: "Office") -> list[str]:
    kept = []
    while month := office.keep(statistics.keep_next, at=office.now()):
        kept.append(month)
    return kept


def test_the_figures_equal_an_independent_recount_before_and_after_months_are_kept(filled: Any) -> None:
    office, rows = filled
    wanted = {by: {key: +counts for key, counts in recount(rows, by).items()} for by in statistics.BY}

    assert {by: shown(office, by) for by in statistics.BY} == wanted
    assert keep_all(office) == ["2026-10", "2026-09", "2026-08"]
    assert {by: shown(office, by) for by in statistics.BY} == wanted


def test_a_change_in_a_kept_month_is_in_the_figures_at_once(filled: Any) -> None:
    office, rows = filled
    keep_all(office)
    early = next(r for r in rows if day(r["received_at"]) == date(2026, 9, 9) and r["state"] != "granted")
    before = shown(office, "month")["2026-09"]["granted"]

    with unit_of_work(office.engine) as session:
        changed = {"state": "granted", "decided_at": early["received_at"]}
        session.execute(update(APPLICATIONS).where(APPLICATIONS.c.number == early["number"]).values(changed))

    assert shown(office, "month")["2026-09"]["granted"] == before + 1
    with office.reading() as session:
        assert sorted(session.execute(select(MONTHS.c.month)).scalars()) == ["2026-08", "2026-10"]


def test_cards_count_on_the_day_on_which_they_were_given(filled: Any) -> None:
    office, rows = filled
    card = {"subject": rows[0]["number"], "term": "L04", "due_on": LAST, "ledger_seq": 1, "messages": [], "told": []}
    given = {"yellow": datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "red": datetime(2026, 11, 20, 16, 1, tzinfo=UTC)}
    with unit_of_work(office.engine) as session:
        session.execute(insert(CARDS), [card | {"kind": kind, "given_at": at} for kind, at in given.items()])

    with office.reading() as session:
        total = statistics.figures(session, FIRST, LAST, "channel").total

    assert (total.yellow, total.red) == (1, 0)


def test_what_came_to_the_window_saved_nobody_a_visit(filled: Any) -> None:
    office, _rows = filled
    with unit_of_work(office.engine) as session:
        session.execute(update(APPLICATIONS).values(channel="window"))

    with office.reading() as session:
        total = statistics.figures(session, FIRST, LAST, "item").total

    assert (total.visits, total.fen_saved) == (0, 0)
    assert total.tally.concluded > 0
