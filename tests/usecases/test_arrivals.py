"""The book of arrivals: what came is safe first; entered behind that it is what it would have been at once."""

import base64
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from adapters.engine.loading import load
from adapters.intake.rows import RowReader
from models.tables.applications import (
    ApplicationRow,
    ChannelRow,
    QuarantineRow,
    RevisionConflictRow,
    RevisionRow,
)
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER
from ports.intake import Row
from tests.adapters.rows import kiosk
from tests.conftest import NOON
from tests.support.rows import form, malformed, receive, row
from usecases import arrivals, audit, channels, intake
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

ROOT = Path(__file__).parents[2]
ARRIVALS, APPLICATIONS, REVISIONS = table_of(ArrivalRow), table_of(ApplicationRow), table_of(RevisionRow)
QUARANTINE, CHANNELS, CONFLICTS = table_of(QuarantineRow), table_of(ChannelRow), table_of(RevisionConflictRow)


class Brought:
    """What a channel brought: rows by their bytes, as its reader would read them again."""

    def __init__(self) -> None:
        self.rows: dict[bytes, Row] = {}

    def keep(self, office: "Office", *rows: Row, bookmark: str | None = "b1") -> None:
        named = [msg if msg.raw not in self.rows else _other(msg) for msg in rows]
        self.rows |= {one.raw: one for one in named}
        office.keep(arrivals.keep, "wechat", named, bookmark, at=office.now())

    def read(self, raws: Sequence[bytes]) -> list[Row]:
        return [self.rows[raw] for raw in raws]

    def enter(self, office: "Office") -> arrivals.Entered:
        return office.perform(arrivals.enter, "wechat", self.read, acknowledges=False, by=SYSTEM_OFFICER)

    def enter_all(self, office: "Office") -> list[arrivals.Entered]:
        done = [self.enter(office)]
        while done[-1].rows:
            done.append(self.enter(office))
        return done[:-1]


def _other(one: Row) -> Row:
    """Return a row with bytes of its own where it says something else, the very same row where it does not."""
    return replace(one, raw=one.raw[:-1] + f',"says":"{one.digest}"}}'.encode())


def counted(office: "Office", *tables: Any) -> list[int]:
    with office.reading() as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def rows_of(office: "Office", *columns: Any) -> list[tuple[Any, ...]]:
    with office.reading() as session:
        return [tuple(one) for one in session.execute(select(*columns).order_by(columns[0].table.c.id))]


def test_what_came_is_kept_with_the_bookmark_before_it_is_an_application(office: "Office") -> None:
    brought = Brought()
    brought.keep(office, row(), row("WX2"), bookmark="b7")

    before = counted(office, ARRIVALS, APPLICATIONS)
    with office.reading() as session:
        assert channels.bookmark(session, "wechat") == "b7"
        assert arrivals.waiting(session) == [("wechat", 2, NOON)]
        assert arrivals.wait(session, "wechat")
        assert not arrivals.wait(session, "kiosk")
    entered = brought.enter(office)

    assert before == [2, 0]
    assert (entered.rows, entered.received, brought.enter(office).rows) == (2, 2, 0)
    assert counted(office, ARRIVALS, APPLICATIONS) == [0, 2]
    assert rows_of(office, REVISIONS.c.channel_ref, REVISIONS.c.raw) == [(r.ref, r.raw) for r in brought.rows.values()]
    with office.reading() as session:
        assert channels.bookmark(session, "wechat") == "b7"
        assert audit.verify(session).ok


def test_what_waited_counts_as_received_when_it_came_and_is_in_the_ledger_when_it_was_entered(office: "Office") -> None:
    brought = Brought()
    office.clock = lambda: NOON - timedelta(days=325)  # 31 December
    brought.keep(office, row())
    office.clock = lambda: NOON
    brought.enter(office)

    a, r = APPLICATIONS.c, REVISIONS.c
    assert rows_of(office, a.number, a.received_at) == [("A-2025-000001", NOON - timedelta(days=325))]
    assert rows_of(office, r.received_at) == [(NOON - timedelta(days=325),)]
    with office.reading() as session:
        body = session.execute(select(audit.LEDGER.c.body).order_by(audit.LEDGER.c.seq.desc()).limit(1)).scalar_one()
    assert json.loads(body)["at"] == audit.rfc3339_precise(NOON)


def test_the_same_bytes_again_are_kept_once_and_counted(office: "Office") -> None:
    brought = Brought()
    office.keep(arrivals.keep, "wechat", [row(), row()], "b1", at=NOON)
    office.keep(arrivals.keep, "wechat", [row()], "b2", at=NOON)
    brought.rows[row().raw] = row()
    brought.enter(office)

    c = CHANNELS.c
    with office.reading() as session:
        assert session.execute(select(c.received, c.duplicates_ignored, c.bookmark)).one() == (1, 2, "b2")
    assert counted(office, APPLICATIONS, REVISIONS) == [1, 1]


def test_rows_that_are_known_already_are_counted_when_they_are_entered(office: "Office") -> None:
    receive(office, row())
    brought = Brought()
    brought.keep(office, row())

    entered = brought.enter(office)

    assert (entered.received, entered.duplicates) == (0, 1)
    assert counted(office, ARRIVALS, APPLICATIONS, REVISIONS) == [0, 1, 1]


def test_a_newer_revision_behind_the_older_that_waits_comes_after_it(office: "Office") -> None:
    brought = Brought()
    brought.keep(office, row())
    brought.keep(office, row(revision=2), row("WX2"), bookmark="b2")

    done = brought.enter_all(office)

    assert [(one.rows, one.received, one.revised) for one in done] == [(1, 1, 0), (2, 1, 1)]
    assert rows_of(office, APPLICATIONS.c.channel_ref, APPLICATIONS.c.revision) == [("WX1", 2), ("WX2", 1)]
    assert sorted(rows_of(office, REVISIONS.c.channel_ref, REVISIONS.c.revision)) == [
        ("WX1", 1), ("WX1", 2), ("WX2", 1),
    ]  # fmt: skip


def test_a_newer_revision_received_before_the_older_that_waits_stays_the_shown_one(office: "Office") -> None:
    brought = Brought()
    brought.keep(office, row())
    receive(office, row(revision=2))
    brought.enter_all(office)

    assert rows_of(office, APPLICATIONS.c.revision) == [(2,)]
    assert sorted(rows_of(office, REVISIONS.c.revision)) == [(1,), (2,)]


def test_other_content_under_the_same_identity_is_a_conflict_when_it_is_entered(office: "Office") -> None:
    brought = Brought()
    brought.keep(office, row())
    brought.keep(office, row(of=replace(form(), reason="另一内容")))

    done = brought.enter_all(office)

    assert [(one.received, one.conflicts) for one in done] == [(1, 0), (0, 1)]
    assert rows_of(office, APPLICATIONS.c.attention) == [("conflict",)]
    assert [one[0] for one in rows_of(office, CONFLICTS.c.raw)] == list(brought.rows)[1:]


def test_a_malformed_row_among_good_ones_goes_to_quarantine(office: "Office") -> None:
    brought = Brought()
    brought.keep(office, row(), replace(malformed(), ref=""), row("WX2"))

    (entered,) = brought.enter_all(office)

    assert (entered.received, entered.quarantined, entered.acknowledge) == (2, 1, [("WX1", 1), ("WX2", 1), ("", 1)])
    assert rows_of(office, QUARANTINE.c.raw) == [(malformed().raw,)]


def test_rows_that_could_not_be_kept_leave_the_bookmark_where_it_was(office: "Office") -> None:
    Brought().keep(office, row())

    with pytest.raises(TypeError):
        office.keep(arrivals.keep, "wechat", [replace(row("WX2"), raw=None)], "b2", at=NOON)  # type: ignore[arg-type]

    with office.reading() as session:
        assert channels.bookmark(session, "wechat") == "b1"
    assert counted(office, ARRIVALS) == [1]


def die_while_entering(office: "Office", brought: Brought) -> None:
    def deadly(raws: Sequence[bytes]) -> list[Row]:
        brought.read(raws)
        raise ZeroDivisionError

    office.perform(arrivals.enter, "wechat", deadly, acknowledges=False, by=SYSTEM_OFFICER)


def die_before_the_commit(office: "Office", brought: Brought) -> None:
    with unit_of_work(office.engine) as session:
        session.info.update(ledger_key=office.require_key(), desk=office.desk)
        arrivals.enter(session, "wechat", brought.read, acknowledges=False, by=SYSTEM_OFFICER, at=NOON)
        raise ZeroDivisionError


@pytest.mark.parametrize("die", [die_while_entering, die_before_the_commit])
def test_a_death_while_entering_leaves_all_to_the_next(office: "Office", die: Any) -> None:
    brought = Brought()
    brought.keep(office, row(), row("WX2"))

    with pytest.raises(ZeroDivisionError):
        die(office, brought)

    assert counted(office, ARRIVALS, APPLICATIONS) == [2, 0]
    assert brought.enter(office).received == 2
    assert counted(office, ARRIVALS, APPLICATIONS, REVISIONS) == [0, 2, 2]


def test_of_two_that_enter_at_once_the_second_waits_and_finds_nothing(office: "Office") -> None:
    brought, second = Brought(), list[Any]()
    brought.keep(office, row(), row("WX2"))

    def first_read(raws: Sequence[bytes]) -> list[Row]:
        second.append(pool.submit(brought.enter, office))
        return brought.read(raws)

    with ThreadPoolExecutor(1) as pool:
        first = office.perform(arrivals.enter, "wechat", first_read, acknowledges=False, by=SYSTEM_OFFICER)
        later = second[0].result(timeout=20)

    assert (first.rows, later.rows) == (2, 0)
    assert counted(office, ARRIVALS, APPLICATIONS, REVISIONS) == [0, 2, 2]


def test_of_many_rows_some_are_entered_at_a_time_in_the_order_in_which_they_came(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_OLDEST", arrivals._OLDEST.limit(3))
    brought = Brought()
    brought.keep(office, *[row(f"WX{number}") for number in range(7)])
    brought.keep(office, *[row(f"WX{number}") for number in (9, 8)], bookmark="b2")

    done = brought.enter_all(office)

    assert [one.rows for one in done] == [3, 3, 3]
    assert [ref for (ref,) in rows_of(office, APPLICATIONS.c.channel_ref)] == [f"WX{n}" for n in (*range(7), 9, 8)]


def hostile() -> list[bytes]:
    """Return rows with every hostile text, and every hostile body as a row of its own."""
    cases = [json.loads(line) for line in (ROOT / "tests/data/hostile.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [case["text"] for case in cases if "text" in case]
    rows = [kiosk(id=f"H{number}", reason=text, licence_no=text[:30]) for number, text in enumerate(texts)]
    bodies = [base64.b64decode(case["b64"]) for case in cases if "b64" in case]
    return [*(json.dumps(row).encode() for row in rows), *bodies]


def test_hostile_rows_come_out_of_the_book_as_they_would_have_been_received_at_once(office: "Office") -> None:
    file = ROOT / "content/profiles/reference/kiosk.toml"
    profile, raws = load(file.read_text(encoding="utf-8"), "kiosk"), hostile()
    direct, through = (RowReader(profile, name, "kiosk") for name in ("kiosk", "wechat"))
    at_once = intake.receive, "kiosk", direct.read_page(raws), "b1"
    office.perform(*at_once, acknowledges=False, by=SYSTEM_OFFICER)
    office.keep(arrivals.keep, "wechat", through.read_page(raws), "b1", at=NOON)
    behind = arrivals.enter, "wechat", through.read_page
    while office.perform(*behind, acknowledges=False, by=SYSTEM_OFFICER).rows:
        pass

    a, r, q = APPLICATIONS.c, REVISIONS.c, QUARANTINE.c
    shown = (a.channel_ref, a.state, a.party_name, a.party_no, a.licence_no, a.missing, a.due_on, a.received_at)
    for columns in (shown, (r.channel_ref, r.digest, r.raw, r.form), (q.channel_ref, q.digest, q.raw, q.reason)):
        kept: dict[str, list[Any]] = {"kiosk": [], "wechat": []}
        for channel, *values in rows_of(office, columns[0].table.c.channel, *columns):
            kept[channel].append(values)
        assert kept["kiosk"]
        assert kept["kiosk"] == kept["wechat"]
