"""Home: counts that never read a whole table, and what to do next for whom."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, update

from models.tables.applications import ApplicationRow, AttachmentRow, ProposalRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer, Role
from tests.conftest import NOON
from tests.support.rows import OFFICERS, malformed, receive, row, staffed
from usecases import arrivals, home, offices, systems

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS, OUTBOX = table_of(ApplicationRow), table_of(OutboxRow)
CLERK, APPROVER, AUDITOR = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["auditor"]


def summary(office: "Office", by: Officer = CLERK) -> home.Summary:
    with office.reading() as session:
        return home.summary(session, by)


def write(office: "Office", statement: Any) -> None:
    with office.engine.begin() as connection:
        connection.execute(statement)


def message(number: int, state: str) -> dict[str, object]:
    empty = dict.fromkeys(
        ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
    )
    return empty | {
        "system": "credit",
        "key": f"k{number}",
        "subject": f"s{number}",
        "kind": "cf",
        "op": "upsert",
        "version": 1,
        "payload": {},
        "state": state,
        "created_at": NOON,
        "next_try_at": NOON,
        "tries": 0,
        "checks": 0,
    }


def test_a_channel_says_how_many_rows_are_kept_and_not_entered_yet(office: "Office") -> None:
    office.keep(arrivals.keep, "wechat", [row(), row("WX2")], "b1", at=NOON)

    assert {c.name: c.waiting for c in summary(office).channels} == {
        "wechat": 2, "website": 0, "ixiamen": 0, "kiosk": 0,
    }  # fmt: skip


def test_an_empty_bureau_has_nothing_to_do(office: "Office") -> None:
    found = summary(office)

    assert found.todo == ()
    assert set(found.states.values()) == {0}
    assert [(c.name, c.state, c.received) for c in found.channels] == [
        (name, "unknown", 0) for name in ("wechat", "website", "ixiamen", "kiosk")
    ]


def test_what_came_is_counted_by_state_card_and_officer(office: "Office") -> None:
    receive(office, *(row(f"WX{n}") for n in range(4)))
    write(office, update(APPLICATIONS).where(APPLICATIONS.c.channel_ref == "WX0").values(card="red"))
    write(office, update(APPLICATIONS).where(APPLICATIONS.c.channel_ref == "WX1").values(assigned_to="clerk"))
    ended = {"state": "granted", "card": "yellow", "assigned_to": "clerk"}
    write(office, update(APPLICATIONS).where(APPLICATIONS.c.channel_ref == "WX2").values(ended))

    found = summary(office)

    assert (found.states["received"], found.states["granted"]) == (3, 1)
    assert found.cards == {"warning": 0, "yellow": 0, "red": 1}
    assert (found.mine, found.unassigned) == (1, 2)
    assert found.channels[0].received == 4
    assert [(todo.code, todo.count) for todo in found.todo] == [("red", 1), ("received", 3)]


def test_what_went_wrong_is_counted_and_named(office: "Office") -> None:
    receive(office, row(), malformed())
    states = ["ready", "blocked", "sending", "ambiguous", "rejected", "rejected", "dead", "delivered", "confirmed"]
    write(office, insert(OUTBOX).values([message(n, state) for n, state in enumerate(states)]))
    write(office, update(table_of(AttachmentRow)).values(state="missing"))
    office.keep(systems.note_stopped, "credit", "密钥无效", at=NOON)
    proposal = {"subject": "A-1", "deed": "application.refused", "note": "", "at": NOON, "result": ""}
    write(office, insert(table_of(ProposalRow)).values(proposal | {"by": "clerk", "reason": ""}))

    found = summary(office, APPROVER)

    assert found.outbox == {"waiting": 4, "delivered": 1, "rejected": 2, "dead": 1}
    assert (found.quarantined, found.missing_attachments, found.proposals) == (1, 1, 1)
    assert [(alarm.system, alarm.code) for alarm in found.alarms] == [("credit", "stopped")]
    assert [state.state for state in found.systems] == ["stopped"]
    assert summary(office, CLERK).proposals == 0
    assert {todo.code for todo in found.todo} >= {"proposals", "rejected", "alarms", "quarantined", "dead"}


def test_a_district_counts_what_its_own_office_has_or_is_offered(office: "Office") -> None:
    staffed(office)
    receive(office, *(row(f"WX{n}") for n in range(4)))
    for ref, values in (
        ("WX1", {"district": "350206", "card": "red"}),
        ("WX2", {"district": "350206", "taken_over": "350203", "card": "red"}),
        ("WX3", {"district": "350206", "offered_to": "350203", "state": "granted"}),
    ):
        write(office, update(APPLICATIONS).where(APPLICATIONS.c.channel_ref == ref).values(values))
    roles, by = [Role.LICENCE_CLERK], OFFICERS["secadmin"]
    office.perform(offices.put_officer, "siming", name="周敏", roles=roles, office="350203-1", by=by)
    proposal = {"deed": "application.refused", "note": "", "at": NOON, "result": "", "by": "clerk", "reason": ""}
    for subject in ("A-2026-000001", "A-2026-000002", "350203100001"):
        write(office, insert(table_of(ProposalRow)).values(proposal | {"subject": subject}))

    found = summary(office, office.officer("siming"))

    assert (found.states["received"], found.states["granted"]) == (2, 1)
    assert (found.cards["red"], found.unassigned) == (1, 2)
    assert found.proposals == 2
    assert summary(office, APPROVER).proposals == 3


def test_an_administrator_is_told_nothing_that_he_may_not_do(office: "Office") -> None:
    receive(office, row())

    assert summary(office, AUDITOR).todo == ()


def test_counts_are_capped_and_say_so(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "CAP", 3)
    receive(office, *(row(f"WX{n}") for n in range(5)))

    found = summary(office)

    assert found.states["received"] == 3
    assert [todo.text for todo in found.todo] == ["3+ 件待受理"]


def test_no_count_reads_a_whole_table(office: "Office") -> None:
    if office.engine.dialect.name != "sqlite":
        pytest.skip("plans are compared on SQLite")
    statements: list[tuple[str, Any]] = []
    event.listen(office.engine, "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
    summary(office)
    counts = [(sql, values) for sql, values in statements if "FROM applications" in sql or "FROM outbox" in sql]

    assert len(counts) > 20
    with office.engine.connect() as connection:
        for statement, values in counts:
            plan = connection.exec_driver_sql(f"explain query plan {statement}", values)
            steps = [step[3] for step in plan]
            assert any("COVERING INDEX" in step for step in steps), (statement, steps)
