"""The ledger: every change of a stored entry is found, and nobody changes one by mistake."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.values import SYSTEM_OFFICER
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, audit
from usecases.deeds import DEEDS, HOUSEKEEPING

if TYPE_CHECKING:
    from wiring.office import Office

LEDGER = table_of(LedgerRow)
CLERK = OFFICERS["clerk"]


@pytest.fixture
def kept(office: "Office") -> "Office":
    """Return an office with a handful of entries."""
    receive(staffed(office), row("WX1"), row("WX2"))
    for number in ("A-2026-000001", "A-2026-000002"):
        office.perform(applications.accept, number, by=CLERK)
    return office


def verified(office: "Office") -> audit.Verification:
    with office.reading() as session:
        return audit.verify(session)


def tamper(office: "Office", statement: str, **values: Any) -> None:
    """Change the ledger as somebody would who owns the database and takes the guards away."""
    with office.engine.begin() as connection:
        if office.engine.dialect.name == "postgresql":
            connection.execute(text("alter table ledger disable trigger all"))
        else:
            names = connection.execute(
                text("select name from sqlite_master where type='trigger' and tbl_name='ledger'")
            )
            for name in names.scalars().all():
                connection.execute(text(f'drop trigger "{name}"'))
        connection.execute(text(statement), values)


def test_an_untouched_chain_holds(kept: "Office") -> None:
    found = verified(kept)

    assert (found.ok, found.first_broken) == (True, None)
    assert found.entries == kept.changed()


def test_a_chain_whose_end_was_cut_off_is_broken_where_a_history_still_names_an_entry(kept: "Office") -> None:
    last = kept.changed()

    tamper(kept, "delete from ledger where seq = :last", last=last)

    found = verified(kept)
    assert (found.ok, found.first_broken, found.entries) == (False, last, last - 1)


def test_an_edited_entry_is_named(kept: "Office") -> None:
    with kept.reading() as session:
        body = bytes(session.execute(select(LEDGER.c.body).where(LEDGER.c.seq == 2)).scalar_one())

    tamper(kept, "update ledger set body = :body where seq = 2", body=body.replace(b"system", b"clerk2"))

    assert (verified(kept).ok, verified(kept).first_broken) == (False, 2)


def test_a_deleted_entry_is_named(kept: "Office") -> None:
    tamper(kept, "delete from ledger where seq = 2")

    assert verified(kept).first_broken == 2


def test_an_entry_that_was_slipped_in_is_named(kept: "Office") -> None:
    last = kept.changed()

    tamper(
        kept,
        "insert into ledger(seq, body, hash) values (:seq, :body, :hash)",
        seq=last + 1,
        body=b"{}",
        hash=b"0" * 32,
    )

    assert verified(kept).first_broken == last + 1


@pytest.mark.parametrize("statement", ["update ledger set body = body", "delete from ledger"])
def test_the_database_itself_refuses_to_change_entries(kept: "Office", statement: str) -> None:
    with pytest.raises(DBAPIError), kept.engine.begin() as connection:
        connection.execute(text(statement))

    assert verified(kept).ok


def test_a_deed_that_is_refused_leaves_no_entry_and_nothing_else(kept: "Office") -> None:
    before = kept.changed()

    with pytest.raises(Refused):
        kept.perform(applications.accept, "A-2026-000001", by=CLERK)

    assert kept.changed() == before


def test_a_deed_without_an_entry_is_rolled_back(kept: "Office") -> None:
    def silent(session: Any, *, by: Any, at: Any) -> None:
        session.execute(text("update applications set address = 'x'"))

    silent.deed = "application.accepted"  # type: ignore[attr-defined]

    with pytest.raises(audit.LedgerMissing):
        kept.perform(silent, by=CLERK)
    with kept.reading() as session:
        assert session.execute(text("select count(*) from applications where address = 'x'")).scalar_one() == 0


def test_the_ledger_holds_no_name_number_or_note_in_clear(kept: "Office") -> None:
    kept.perform(applications.extend, "A-2026-000001", note="林海生补充材料", by=OFFICERS["approver"])
    with kept.reading() as session:
        bodies = b"".join(bytes(body) for body in session.execute(select(LEDGER.c.body)).scalars()).decode()

    assert all(word not in bodies for word in ("林海生", "350203199003070014", "湖滨南路", "13900000001"))
    assert json.loads(bodies[bodies.rindex('{"at"') :])["facts"]["note_ref"]


def test_a_deed_goes_through_the_gate_and_bookkeeping_does_not_pretend_to_be_one(kept: "Office") -> None:
    with pytest.raises(TypeError):
        kept.keep(applications.accept, "A-2026-000001", by=CLERK, at=kept.now())

    assert not DEEDS.keys() & HOUSEKEEPING.keys()


def test_every_deed_has_a_row_in_the_table_of_rights() -> None:
    from rules.authority import RIGHTS

    assert {name for name in DEEDS if name not in RIGHTS} == set()


def test_an_unknown_officer_does_nothing(kept: "Office") -> None:
    with pytest.raises(Refused):
        kept.perform(applications.accept, "A-2026-000001", by=OFFICERS["auditor"])
    assert verified(kept).ok
    assert SYSTEM_OFFICER.login == "system"
