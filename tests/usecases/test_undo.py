"""Undo: everything as it was, numbers given back, and never after something has left the house."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import NotFound, Refused
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, screening, undo
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

GRACE = timedelta(seconds=30)
CLERK = OFFICERS["clerk"]


def shown(office: "Office") -> Any:
    with office.reading() as session:
        return detail(session, "A-2026-000001", at=office.now())


def test_an_undone_acceptance_leaves_the_application_as_it_was_and_nothing_to_send(office: "Office") -> None:
    receive(staffed(office), row())
    before = shown(office).row
    office.perform(applications.accept, "A-2026-000001", by=CLERK, grace=GRACE)

    office.perform(undo.undo_last, by=CLERK)

    after = shown(office)
    assert {k: v for k, v in after.row.items() if k != "version"} == {k: v for k, v in before.items() if k != "version"}
    assert after.documents == ()
    with office.reading() as session:
        assert session.execute(select(table_of(OutboxRow).c.state)).scalars().all() == ["cancelled"]


def test_the_number_of_an_undone_document_is_used_again(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, "A-2026-000001", by=CLERK, grace=GRACE)
    office.perform(undo.undo_last, by=CLERK)

    office.perform(applications.accept, "A-2026-000001", by=CLERK)

    assert [d["number"] for d in shown(office).documents] == ["厦烟许受〔2026〕第1号"]


def test_nothing_is_undone_after_the_grace_time(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, "A-2026-000001", by=CLERK, grace=GRACE)
    now = office.now()
    office.clock = lambda: now + GRACE

    with pytest.raises(Refused, match="已过撤销时限"):
        office.perform(undo.undo_last, by=CLERK)

    assert shown(office).row["state"] == "accepted"


def test_a_deed_without_grace_leaves_at_once_and_can_not_be_undone(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, "A-2026-000001", by=CLERK)

    with pytest.raises(Refused):
        office.perform(undo.undo_last, by=CLERK)


def test_another_officer_can_not_undo_my_deed(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, "A-2026-000001", by=CLERK, grace=GRACE)

    with pytest.raises(NotFound):
        office.perform(undo.undo_last, by=OFFICERS["clerk2"])


def test_a_grant_on_the_spot_is_undone_in_one_stroke_and_its_numbers_return(office: "Office") -> None:
    receive(staffed(office), row(of=form(Item.NEW)))
    office.perform(screening.conclude, "A-2026-000001", 1, clean(), by=SYSTEM_OFFICER)
    licence_no = office.perform(applications.grant, "A-2026-000001", by=OFFICERS["approver"], grace=GRACE)

    office.perform(undo.undo_last, by=OFFICERS["approver"])

    found = shown(office)
    assert (found.row["state"], found.row["licence_no"], found.documents) == ("received", "", ())
    with office.reading() as session:
        assert session.execute(select(table_of(LicenceRow))).all() == []
        assert set(session.execute(select(table_of(OutboxRow).c.state)).scalars()) == {"cancelled"}
    assert office.perform(applications.grant, "A-2026-000001", by=OFFICERS["approver"]) == licence_no
