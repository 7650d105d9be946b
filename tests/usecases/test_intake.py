"""Intake: nothing lost, nothing doubled, every byte kept, on both databases."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from models.tables.applications import (
    ApplicationRow,
    AttachmentRow,
    ChannelRow,
    HistoryRow,
    QuarantineRow,
    RevisionConflictRow,
    RevisionRow,
)
from models.tables.columns import table_of
from models.values import Item
from tests.support.rows import form, malformed, receive, row
from usecases import audit
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office


def count(office: "Office", model: Any) -> int:
    with office.reading() as session:
        return int(session.execute(select(func.count()).select_from(table_of(model))).scalar_one())


def application(office: "Office", number: str = "A-2026-000001") -> Any:
    with office.reading() as session:
        return detail(session, number, at=office.now())


def test_a_new_row_becomes_one_application_with_its_bytes_and_its_history(office: "Office") -> None:
    arrived = row()

    kept = receive(office, arrived)

    found = application(office)
    assert (kept.received, kept.acknowledge) == (1, [("WX1", 1)])
    assert found.row["state"] == "received"
    assert found.form == arrived.form
    assert [event.deed for event in found.history] == ["application.received"]
    with office.reading() as session:
        assert bytes(session.execute(select(table_of(RevisionRow).c.raw)).scalar_one()) == arrived.raw
        assert audit.verify(session).ok


def test_the_same_row_again_is_counted_and_ignored(office: "Office") -> None:
    receive(office, row(), row())

    kept = receive(office, row(), bookmark="b2")

    assert (kept.received, kept.duplicates) == (0, 1)
    assert count(office, ApplicationRow) == count(office, RevisionRow) == 1
    with office.reading() as session:
        channel = session.execute(select(table_of(ChannelRow))).one()
    assert (channel.duplicates_ignored, channel.received, channel.bookmark) == (2, 1, "b2")


def test_the_same_identity_with_other_content_is_kept_beside_and_told(office: "Office") -> None:
    receive(office, row())

    kept = receive(office, row(of=form(reason="另一个理由")))
    again = receive(office, row(of=form(reason="另一个理由")))

    assert (kept.conflicts, again.conflicts, again.duplicates) == (1, 0, 1)
    assert count(office, RevisionConflictRow) == 1
    assert application(office).row["attention"] == "conflict"
    assert application(office).form.reason is None


def test_a_newer_revision_is_shown_with_its_difference_and_asks_for_screening_again(office: "Office") -> None:
    receive(office, row())

    kept = receive(office, row(revision=2, of=form(reason="补充说明", channel_state="supplemented")))

    found = application(office)
    assert (kept.revised, found.row["revision"], found.row["screened_at"]) == (1, 2, None)
    assert [(d.field, d.old, d.new) for d in found.revisions[1].differences] == [
        ("channel_state", "submitted", "supplemented"),
        ("reason", None, "补充说明"),
    ]


def test_an_older_revision_that_comes_late_changes_nothing_shown(office: "Office") -> None:
    receive(office, row(revision=2))

    receive(office, row(revision=1, of=form(reason="旧")))

    assert application(office).row["revision"] == 2
    assert count(office, RevisionRow) == 2


def test_a_malformed_row_is_quarantined_and_its_neighbours_go_on(office: "Office") -> None:
    kept = receive(office, row("WX1"), malformed(), row("WX2"))
    again = receive(office, malformed())

    assert (kept.received, kept.quarantined, again.quarantined) == (2, 1, 0)
    with office.reading() as session:
        held = session.execute(select(table_of(QuarantineRow))).one()
    assert (bytes(held.raw), held.times, held.place) == (malformed().raw, 2, "list[3].applicant_name")


def test_a_malformed_row_with_fresh_links_is_the_same_row(office: "Office") -> None:
    first, fresh = malformed(), replace(malformed(), raw=malformed().raw + b" ")

    receive(office, first)
    again = receive(office, fresh)

    assert again.quarantined == 0
    with office.reading() as session:
        held = session.execute(select(table_of(QuarantineRow))).one()
    assert (bytes(held.raw), held.times) == (first.raw, 2)


def test_a_later_understood_revision_closes_the_quarantine(office: "Office") -> None:
    receive(office, row("WX9", of=form()))
    receive(office, malformed("WX9"))

    receive(office, row("WX9", revision=2))

    with office.reading() as session:
        assert session.execute(select(table_of(QuarantineRow).c.resolution)).scalar_one() == "superseded"


def test_a_withdrawn_application_can_not_be_decided_any_more(office: "Office") -> None:
    receive(office, row())

    receive(office, row(revision=2, of=form(channel_state="withdrawn")))

    assert application(office).row["state"] == "withdrawn"


def test_an_incomplete_application_is_received_with_the_list_of_what_is_missing(office: "Office") -> None:
    who = replace(form().applicant, id_no="350203199002290015")

    receive(office, row(of=form(Item.NEW, applicant=who, attachments=())))

    codes = [code for code, _ in application(office).row["missing"]]
    assert codes == [
        "attachment.id_card",
        "attachment.business_licence",
        "attachment.premises_proof",
        "faulty.id_no",
    ]


def test_attachments_wait_once_for_each_id(office: "Office") -> None:
    receive(office, row(of=form(Item.NEW)))
    receive(office, row(of=form(Item.NEW)))

    assert count(office, AttachmentRow) == 3


def test_a_page_without_news_keeps_the_bookmark_and_writes_no_entry(office: "Office") -> None:
    receive(office, row())
    before = office.changed()

    receive(office, row(), bookmark="b9")

    assert office.changed() == before
    assert count(office, HistoryRow) == 1
