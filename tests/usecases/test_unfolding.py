"""What follows from a receipt: entered a moment later, once, and in time for whatever is done meanwhile."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.applications import AttachmentRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER
from ports.intake import Row
from tests.support.rows import OFFICERS, form, row, staffed
from usecases import applications, intake, unfolding
from usecases.application_list import ApplicationFilter, page
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

ATTACHMENTS = table_of(AttachmentRow)
NUMBER = "A-2026-000001"


def receive(office: "Office", *rows: Row) -> None:
    office.perform(intake.receive, "wechat", list(rows), "b1", acknowledges=False, later=True, by=SYSTEM_OFFICER)


def found(office: "Office", **wanted: Any) -> list[str]:
    with office.reading() as session:
        return [line.number for line in page(session, ApplicationFilter(**wanted))]


def die_while_entering(office: "Office") -> None:
    with unit_of_work(office.engine) as session:
        unfolding.unfold(session)
        raise ZeroDivisionError


def attached(office: "Office") -> list[tuple[int, str]]:
    with office.reading() as session:
        rows = session.execute(select(ATTACHMENTS).order_by(ATTACHMENTS.c.revision, ATTACHMENTS.c.channel_id))
        return [(each.revision, each.channel_id) for each in rows]


def test_a_receipt_is_listed_at_once_and_found_by_its_names_when_they_are_entered(office: "Office") -> None:
    receive(office, row(), row("WX2"))

    before = found(office), found(office, text="鹭岛便利")
    entered = office.keep(unfolding.enter_names), office.keep(unfolding.enter_names)

    assert before == ([NUMBER, "A-2026-000002"], [])
    assert entered == (2, 0)
    assert found(office, text="鹭岛便利") == found(office, state="received") == [NUMBER, "A-2026-000002"]


def test_a_death_while_names_are_entered_leaves_them_all_to_the_next(office: "Office") -> None:
    receive(office, row())

    with pytest.raises(ZeroDivisionError):
        die_while_entering(office)

    assert (found(office, text="鹭岛"), attached(office)) == ([], [])
    assert office.keep(unfolding.enter_names) == office.keep(unfolding.enter_attachments) == 1
    assert (found(office, text="鹭岛"), attached(office)) == ([NUMBER], [(1, "m0")])


def test_attachments_are_entered_once_and_wait_since_the_receipt(office: "Office") -> None:
    receive(office, row())
    office.keep(unfolding.enter_attachments)
    office.keep(unfolding.enter_attachments)

    with office.reading() as session:
        (one,) = session.execute(select(ATTACHMENTS))
    assert (one.state, one.channel, one.channel_ref, one.next_try_at) == ("waiting", "wechat", "WX1", office.now())


def test_a_newer_revision_finds_the_first_one_entered(office: "Office") -> None:
    receive(office, row())
    renamed = replace(form(), premises=replace(form().premises, name="集美区白鹭商店"))
    receive(office, row(revision=2, of=renamed))

    assert attached(office) == [(1, "m0"), (2, "m0")]
    assert (found(office, text="白鹭"), found(office, text="鹭岛")) == ([NUMBER], [])
    assert office.keep(unfolding.enter_names) == 0


def test_a_deed_before_the_names_are_entered_is_found_as_it_left_the_application(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, NUMBER, by=OFFICERS["clerk"])
    office.keep(unfolding.enter_names)

    assert (found(office, state="accepted"), found(office, state="received")) == ([NUMBER], [])
    assert found(office, state="accepted", text="鹭岛") == [NUMBER]


def test_what_is_received_without_delay_is_found_at_once(office: "Office") -> None:
    office.perform(intake.receive, "wechat", [row()], "b1", acknowledges=False, by=SYSTEM_OFFICER)

    assert (found(office, text="鹭岛"), attached(office)) == ([NUMBER], [(1, "m0")])
