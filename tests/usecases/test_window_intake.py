"""Window intake: a clerk's entry is an application like any other, with its papers, receipt and numbers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models.errors import BureauError, Conflict, InvalidInput, Refused
from models.tables.applications import ApplicationRow, AttachmentRow, RevisionRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.tables.papers import PaperRow, PaperUseRow
from models.tables.window import WindowEntryRow
from models.values import Item
from tests.support.licences import CONNECTED, connected, granted, new_licence
from tests.support.rows import OFFICERS, receive, row
from tests.support.window import CLERK, PROXY_ID, entered, papers_for, scanned, written
from usecases import applications, audit, window_drafts, window_intake
from usecases.faults import Faulty
from usecases.window_intake import Handed

if TYPE_CHECKING:
    from wiring.office import Office

ENTER = window_intake.enter


@pytest.fixture
def desk(office: "Office") -> "Office":
    return connected(office)


def rows(office: "Office", model: Any) -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(table_of(model)).order_by(table_of(model).c[0])).all())


def seen(office: "Office", item: Item, values: dict[str, str], *papers: Any) -> window_intake.Review:
    with office.reading() as session:
        return window_intake.review(session, item, values, papers, at=office.now())


def test_an_entry_is_an_application_with_papers_receipt_form_and_ledger_entry(desk: "Office") -> None:
    done = entered(desk, Item.NEW)

    (application,) = rows(desk, ApplicationRow)
    assert (application.number, application.channel, application.channel_ref) == (
        done.number,
        "window",
        "W-2026-000001",
    )
    assert (application.state, application.missing, application.party_name) == ("received", [], "林海生")
    assert {a.kind: (a.state, a.media_type) for a in rows(desk, AttachmentRow)} == dict.fromkeys(
        ("id_card", "business_licence", "premises_proof"), ("stored", "image/jpeg")
    )
    assert len(rows(desk, PaperRow)) == 3
    assert {d.kind: d.number for d in rows(desk, DocumentRow)} == {
        "application_issue": done.form_no, "material_receipt": done.receipt_no,
    }  # fmt: skip
    receipt = next(d.data for d in rows(desk, DocumentRow) if d.kind == "material_receipt")
    assert receipt["materials"][0] == ["身份证件", "1", "扫描件", ""]
    assert (receipt["bearer"], receipt["receiver"]) == ("林海生", CLERK.name)
    assert rows(desk, RevisionRow)[0].acknowledged_at is not None
    with desk.reading() as session:
        assert audit.verify(session).ok


def test_nothing_is_written_back_to_the_window_and_what_follows_does_not_wait_for_it(desk: "Office") -> None:
    done = entered(desk, Item.NEW)
    desk.perform(applications.accept, done.number, by=OFFICERS["approver"])

    assert [m.system for m in rows(desk, OutboxRow) if m.system == "window"] == []


def test_the_applicant_is_told_by_short_message(desk: "Office") -> None:
    desk.desk = replace(CONNECTED, systems=(*CONNECTED.systems, ("sms", "sms")))
    done = entered(desk, Item.NEW)

    (message,) = rows(desk, OutboxRow)
    assert (message.system, message.payload["mobile"]) == ("sms", "13900000001")
    assert done.receipt_no in message.payload["text"]
    assert "林海生" not in message.payload["text"]


def test_an_incomplete_form_is_refused_with_everything_at_once_and_received_when_they_insist(desk: "Office") -> None:
    values, papers = written(Item.NEW, uscc="", fixed=""), scanned(desk, "id_card")
    with pytest.raises(Refused) as error:
        desk.perform(ENTER, Item.NEW, values, Handed(papers), by=CLERK)
    for words in ("统一社会信用代码", "是否为固定经营场所", "营业执照（附件）", "经营场所证明（附件）"):
        assert words in error.value.message
    assert rows(desk, ApplicationRow) == []

    desk.perform(ENTER, Item.NEW, values, Handed(papers, insisted=True), by=CLERK)
    (application,) = rows(desk, ApplicationRow)
    assert application.number == "A-2026-000001"
    assert [code for code, _ in application.missing] == [
        "uscc", "fixed", "attachment.business_licence", "attachment.premises_proof",
    ]  # fmt: skip
    assert "营业执照" in rows(desk, WindowEntryRow)[0].insisted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"suspend_from": "2026-02-30"}, "suspend_from"),
        ({"suspend_to": "明年"}, "suspend_to"),
        ({"district": "350999"}, "district"),
        ({"mobile": "12345"}, "mobile"),
        ({"name": ""}, "name"),
        ({"name": "林\x1b[2J海"}, "name"),
        ({"address": "湖滨\ud800路"}, "address"),
        ({"proxy_name": "陈小明"}, "proxy_id_no"),
        ({"proxy_name": "陈小明", "proxy_id_no": "350206198512310024"}, "proxy_id_no"),
    ],
)
def test_what_cannot_be_taken_down_is_named_by_its_field_even_when_they_insist(
    desk: "Office", changes: dict[str, str], field: str
) -> None:
    values = written(Item.SUSPEND, **changes)
    with pytest.raises(Faulty) as error:
        desk.perform(ENTER, Item.SUSPEND, values, Handed(insisted=True), by=CLERK)

    assert field in {fault.field for fault in error.value.faults}
    assert rows(desk, ApplicationRow) == []


def test_a_suspension_over_a_year_is_answered_in_the_words_of_the_rule(desk: "Office") -> None:
    licence_no = new_licence(desk)
    values = written(Item.SUSPEND, licence_no, suspend_to="2027-12-02")
    found = seen(desk, Item.SUSPEND, values, *papers_for(desk, Item.SUSPEND))

    assert [(lack.code, lack.text) for lack in found.lacks] == [
        ("faulty.suspend_to", "停业截止日期有误（停业最长一年），请更正")
    ]
    assert [each.code for each in found.against] == ["too_long"]
    assert "超过一年，最迟到2027-12-01" in found.against[0].text


def test_a_second_application_for_one_licence_a_stranger_and_a_lapsed_licence_are_answered(desk: "Office") -> None:
    licence_no = new_licence(desk)
    first = entered(desk, Item.RENEW, licence_no)
    papers = papers_for(desk, Item.RENEW)

    found = seen(desk, Item.RENEW, written(Item.RENEW, licence_no), *papers)
    assert [each.code for each in found.against] == ["second_open"]
    assert first.number in found.against[0].text

    stranger = written(Item.RENEW, licence_no, id_no=PROXY_ID, uscc="91350203MA31ABCD0Q")
    assert "申请人不是持证人" in seen(desk, Item.RENEW, stranger, *papers).against[0].text

    ends = rows(desk, LicenceRow)[0].valid_to
    desk.clock = lambda: first_moment_after(ends)
    assert "届满后不能办理延续" in seen(desk, Item.RENEW, written(Item.RENEW, licence_no), *papers).against[0].text


def first_moment_after(day: Any) -> Any:
    from datetime import UTC, datetime, timedelta

    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=1)


def test_two_clerks_with_the_same_licence_enter_it_once(desk: "Office") -> None:
    licence_no = new_licence(desk)
    papers = papers_for(desk, Item.RENEW)

    def try_it(login: str) -> str:
        try:
            done = desk.perform(ENTER, Item.RENEW, written(Item.RENEW, licence_no), Handed(papers), by=OFFICERS[login])
        except BureauError as error:
            return error.message
        return done.number

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(try_it, ("clerk", "clerk2")))

    assert [a.startswith("A-") for a in answers] == [True, False]
    assert "另有先收到的在办申请" in answers[1]
    refs = [a.channel_ref for a in rows(desk, ApplicationRow) if a.channel == "window"]
    assert refs == ["W-2026-000001"]


def test_a_representative_needs_power_of_attorney_and_identity_card(desk: "Office") -> None:
    licence_no = new_licence(desk)
    values = written(Item.RENEW, licence_no, proxy_name="陈小明", proxy_id_no=PROXY_ID)
    found = seen(desk, Item.RENEW, values, *papers_for(desk, Item.RENEW))
    assert [lack.code for lack in found.lacks] == ["attachment.proxy", "attachment.proxy_id"]

    handed = Handed(papers_for(desk, Item.RENEW, "proxy", "proxy_id"))
    done = desk.perform(ENTER, Item.RENEW, values, handed, by=CLERK)
    (entry,) = rows(desk, WindowEntryRow)
    assert (entry.proxy_name, entry.proxy_no, entry.receipt_no) == ("陈小明", PROXY_ID, done.receipt_no)
    receipt = next(d.data for d in rows(desk, DocumentRow) if d.number == done.receipt_no)
    assert receipt["bearer"] == "陈小明"


def test_what_a_representative_owes_is_missing_from_the_application(desk: "Office") -> None:
    values = written(Item.NEW, proxy_name="陈小明", proxy_id_no=PROXY_ID)
    desk.perform(ENTER, Item.NEW, values, Handed(papers_for(desk, Item.NEW), insisted=True), by=CLERK)

    assert [code for code, _ in rows(desk, ApplicationRow)[0].missing] == ["attachment.proxy", "attachment.proxy_id"]


def test_what_the_library_holds_is_used_and_nobody_is_asked_for_it_again(desk: "Office") -> None:
    entered(desk, Item.NEW)
    values, scans = written(Item.NEW), scanned(desk, "premises_proof")
    assert seen(desk, Item.NEW, values, *scans).lacks == ()

    done = desk.perform(ENTER, Item.NEW, values, Handed(scans), by=CLERK)
    assert rows(desk, ApplicationRow)[1].missing == []
    assert [(use.kind, use.code) for use in rows(desk, PaperUseRow)] == [
        ("id_card", "P-2026-000001"), ("business_licence", "P-2026-000002"),
    ]  # fmt: skip
    receipt = next(d.data for d in rows(desk, DocumentRow) if d.number == done.receipt_no)
    assert ["身份证件", "1", "调用已有材料", "P-2026-000001"] in receipt["materials"]
    stranger = written(Item.NEW, id_no=PROXY_ID)
    assert len(seen(desk, Item.NEW, stranger, *scans).lacks) == 2


def test_window_and_channel_share_the_numbers_without_gaps(desk: "Office") -> None:
    receive(desk, row("WX1"))
    entered(desk, Item.NEW)
    receive(desk, row("WX2"))

    assert [a.number for a in rows(desk, ApplicationRow)] == [f"A-2026-{n:06d}" for n in (1, 2, 3)]


def test_a_correction_at_the_window_is_the_next_revision(desk: "Office") -> None:
    values = written(Item.NEW)
    done = desk.perform(ENTER, Item.NEW, values, Handed(scanned(desk, "id_card"), insisted=True), by=CLERK)
    desk.perform(applications.ask_correction, done.number, by=CLERK)
    with pytest.raises(Conflict):
        desk.perform(window_intake.supplement, done.number, values, scanned(desk, "id_card"), by=CLERK)

    assert desk.perform(window_intake.supplement, done.number, values, papers_for(desk, Item.NEW), by=CLERK) == 2
    (application,) = rows(desk, ApplicationRow)
    assert (application.revision, application.state, application.missing) == (2, "received", [])
    assert {a.state for a in rows(desk, AttachmentRow)} == {"stored"}


def test_a_window_application_is_taken_back_and_one_of_a_channel_is_not(desk: "Office") -> None:
    done = entered(desk, Item.NEW)
    receive(desk, row("WX1"))
    desk.perform(window_intake.take_back, done.number, by=CLERK)
    with pytest.raises(Refused, match="不是在窗口提交"):
        desk.perform(window_intake.take_back, "A-2026-000002", by=CLERK)

    assert [a.state for a in rows(desk, ApplicationRow)] == ["withdrawn", "received"]


def test_who_may_not_receive_does_not_enter(desk: "Office") -> None:
    with pytest.raises(Refused, match="无权办理“窗口收件”"):
        desk.perform(ENTER, Item.NEW, written(Item.NEW), Handed(), by=OFFICERS["inspector"])


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh", b"%!PS"])
def test_a_file_that_is_no_paper_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="材料文件"):
        window_intake.paper("id_card", "x.jpg", content)


def test_a_paper_is_named_by_what_it_is_and_never_by_a_path() -> None:
    found = window_intake.paper("id_card", "..\\..\\身\x1b份证.exe", b"\x89PNG\r\n\x1a\n1")

    assert found.name == "身␀份证.exe.png"
    assert window_intake.media_type_of(found) == "image/png"


def test_a_draft_is_offered_again_and_gone_once_it_is_entered(desk: "Office") -> None:
    values, papers = written(Item.NEW), papers_for(desk, Item.NEW)
    draft = desk.keep(window_drafts.save, "clerk", Item.NEW, {"name": "林"}, (), at=desk.now())
    again = desk.keep(window_drafts.save, "clerk", Item.NEW, values, papers, draft=draft, at=desk.now())
    assert again == draft
    with desk.reading() as session:
        (kept,) = window_drafts.of_officer(session, "clerk")
        assert window_drafts.of_officer(session, "clerk2") == []
    assert (kept.entered, kept.papers) == (values, papers)

    desk.perform(ENTER, Item.NEW, kept.entered, Handed(kept.papers, draft=kept.id), by=CLERK)
    with desk.reading() as session:
        assert window_drafts.of_officer(session, "clerk") == []


def test_every_item_walks_from_the_window_to_its_decision(desk: "Office") -> None:
    licence_no = new_licence(desk)
    granted(desk, Item.SUSPEND, licence_no, suspend_from=desk.now().date(), suspend_to=desk.now().date())
    done = entered(desk, Item.RESUME, licence_no)

    with desk.reading() as session:
        kinds = (
            select(func.count())
            .select_from(table_of(DocumentRow))
            .where(
                table_of(DocumentRow).c.subject == done.number, table_of(DocumentRow).c.kind == "application_managed"
            )
        )
        assert session.execute(kinds).scalar_one() == 1
