"""Documents from the deed to the file: numbers, faults, crashes, undo, corrections, gaps."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from daemon.jobs import make_documents
from models.errors import InvalidInput, NotFound, OutsideUnavailable, Refused
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.ledger import LedgerRow
from models.values import SYSTEM_OFFICER, Item
from ports.documents import SealCheck
from tests.support.databases import SqliteDatabases
from tests.support.evidence import clean
from tests.support.papers import Workshop, furnished, workshop
from tests.support.rows import OFFICERS, form, receive, row, staffed
from tests.usecases.test_audit import tamper
from usecases import (
    applications,
    audit,
    document_checks,
    document_corrections,
    document_making,
    document_numbers,
    documents,
    screening,
    systems,
)

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["workshop"]
CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]
ONE, TWO = "A-2026-000001", "A-2026-000002"
GRACE = timedelta(seconds=30)
DOCUMENTS, LEDGER = table_of(DocumentRow), table_of(LedgerRow)


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: what differs on PostgreSQL is asked in test_documents_both."""
    return sqlite_databases


@pytest.fixture
def desk(office: "Office", workshop: Workshop, tmp_path: Path) -> "Office":
    """Return a bureau with two received applications and its papers."""
    staffed(office)
    receive(office, row(), row("WX2"))
    return furnished(office, workshop, tmp_path)


def passed(office: "Office", number: str = ONE) -> None:
    office.perform(screening.conclude, number, 1, clean(), by=SYSTEM_OFFICER)


def rows(office: "Office", subject: str = ONE) -> list[dict[str, Any]]:
    with office.reading() as session:
        return documents.of_subject(session, subject)


def make(office: "Office") -> int:
    orders = make_documents.due(office)
    return make_documents.make(office, orders) if orders else 0


def accept(office: "Office", number: str = ONE, **more: Any) -> None:
    office.perform(applications.accept, number, by=CLERK, **more)


def test_a_grant_on_the_spot_gives_four_papers_sealed_and_in_the_ledger(desk: "Office") -> None:
    passed(desk)
    desk.perform(applications.grant, ONE, by=CLERK)

    assert make(desk) == 4

    made = rows(desk)
    assert [d["kind"] for d in made] == ["acceptance", "renewal_grant", "licence_original", "licence_duplicate"]
    assert {d["state"] for d in made} == {"sealed"}
    with desk.reading() as session:
        bodies = session.execute(select(table_of(LedgerRow).c.body)).scalars()
        told = [bytes(body).decode() for body in bodies]
    assert all(any(d["sha256"] in body and d["number"] in body for body in told) for d in made)
    assert all(len(desk.store.get(d["sha256"])) == d["size"] for d in made)
    assert make(desk) == 0


def test_a_refusal_carries_reason_article_evidence_and_remedies(desk: "Office") -> None:
    accept(desk)
    desk.perform(applications.refuse, ONE, reason="A2", note="距某小学校门三十二米", by=CLERK)
    desk.perform(applications.refuse, ONE, reason="A2", by=APPROVER)

    data = rows(desk)[-1]["data"]

    assert rows(desk)[-1]["kind"] == "renewal_refusal"
    assert data["facts_found"] == "距某小学校门三十二米。"
    assert "学校" in data["reason_text"]
    assert data["article"].startswith("《")
    assert (data["reconsideration_days"], data["litigation_months"]) == (60, 6)


def test_nothing_is_made_before_the_grace_time_is_over(desk: "Office") -> None:
    accept(desk, grace=GRACE)

    assert make(desk) == 0

    later = desk.now() + GRACE
    desk.clock = lambda: later
    assert make(desk) == 1


def test_an_undone_deed_gives_its_number_back_before_anything_is_made(desk: "Office") -> None:
    accept(desk, grace=GRACE)
    desk.undo(ONE, by=CLERK)

    assert (rows(desk), make(desk)) == ([], 0)

    accept(desk, TWO)
    assert [d["number"] for d in rows(desk, TWO)] == ["厦烟许受〔2026〕第1号"]


def test_a_paper_that_was_made_keeps_its_number_when_its_deed_is_taken_back(desk: "Office") -> None:
    accept(desk)
    make(desk)
    at = rows(desk)[0]["issued_at"]

    with desk._unit(_order()) as session:
        kept = documents.take_back(session, ONE, at)

    assert kept == {("document-acceptance-2026", 1)}
    assert [(d["state"], bool(d["sha256"])) for d in rows(desk)] == [("void", True)]


def _order() -> Any:
    from usecases.deeds import Order

    return Order("test", SYSTEM_OFFICER)


def test_a_missing_blank_refuses_the_deed_and_takes_no_number(desk: "Office") -> None:
    with pytest.raises(InvalidInput, match="缺少“停业起”"), desk._unit(_order()) as session:
        documents.issue(session, ONE, "suspension_grant", {}, by=CLERK, at=desk.now())

    with desk._unit(_order()) as session:
        number, _ = documents.issue(session, ONE, "closing", {"closed_on": "2026-12-01"}, by=CLERK, at=desk.now())
    assert number == "厦烟许歇〔2026〕第1号"


def rare(office: "Office") -> str:
    """Issue a document whose party no font can set."""
    with office._unit(_order()) as session:
        said = {"party": "龚䶮", "closed_on": "2026-12-01", "received_on": "2026-11-20"}
        return documents.issue(session, ONE, "closing", said, by=CLERK, at=office.now())[0]


def test_a_missing_glyph_waits_for_a_person_and_holds_back_no_other(desk: "Office") -> None:
    rare(desk)
    accept(desk, TWO)

    make(desk)

    closing = rows(desk)[-1]
    assert closing["state"] == "fault"
    assert "“䶮”（U+4DAE）" in closing["fault"]
    assert rows(desk, TWO)[0]["state"] == "sealed"
    assert make(desk) == 0
    with desk.reading() as session:
        assert [d["number"] for d in document_corrections.faulty(session)] == [closing["number"]]
        (alarm,) = systems.open_alarms(session)
    assert (alarm.code, alarm.subject, alarm.text) == ("document_faulty", closing["number"], closing["fault"])


def test_a_respelled_document_is_made_and_says_so(desk: "Office") -> None:
    rare(desk)
    make(desk)
    number = rows(desk)[-1]["number"]

    desk.perform(document_corrections.retry, number, respell={"䶮": "（上龙下天）"}, by=CLERK)
    make(desk)

    found = rows(desk)[-1]
    assert (found["state"], found["number"], found["data"]["party"]) == ("sealed", number, "龚（上龙下天）")
    with desk.reading() as session:
        assert systems.open_alarms(session) == []
    assert found["data"]["respelled"] == "“（上龙下天）”代U+4DAE字"
    with pytest.raises(Refused, match="没有待处理的问题"):
        desk.perform(document_corrections.retry, number, by=CLERK)


def test_a_crash_between_making_and_recording_makes_no_second_file(desk: "Office") -> None:
    accept(desk)
    (order,) = make_documents.due(desk)
    first = desk.papers.make(order, at=desk.now())  # and here the process dies

    assert make(desk) == 1

    assert rows(desk)[0]["sha256"] == first.sha256
    assert list(desk.papers.drafts.glob("*.pdf")) == []


def test_a_draft_of_a_document_that_was_taken_back_is_not_used_for_another(desk: "Office") -> None:
    accept(desk)
    (order,) = make_documents.due(desk)
    first = desk.papers.make(order, at=desk.now())
    other = document_making.Order(order.id, "厦烟许受〔2026〕第9号", order.kind, order.data, True, 0)

    assert desk.papers.make(other, at=desk.now()).sha256 != first.sha256


def test_a_draft_serves_no_other_document_that_got_the_same_id_and_number(desk: "Office") -> None:
    accept(desk)
    (order,) = make_documents.due(desk)
    first = desk.papers.make(order, at=desk.now())
    other = document_making.Order(order.id, order.number, order.kind, order.data | {"party": "陈小花"}, True, 0)

    assert desk.papers.make(other, at=desk.now()).sha256 != first.sha256


def test_a_document_taken_back_while_it_was_made_is_not_recorded(desk: "Office") -> None:
    accept(desk)
    (order,) = make_documents.due(desk)
    paper = desk.papers.make(order, at=desk.now())
    with desk._unit(_order()) as session:
        documents.take_back(session, ONE, rows(desk)[0]["issued_at"])

    assert desk.perform(document_making.record, [paper], by=SYSTEM_OFFICER) == 0
    assert rows(desk) == []


def test_a_document_that_somebody_else_recorded_is_not_recorded_again(desk: "Office") -> None:
    accept(desk)
    (order,) = make_documents.due(desk)
    paper = desk.papers.make(order, at=desk.now())

    done = [desk.perform(document_making.record, [paper], by=SYSTEM_OFFICER) for _ in range(2)]

    with desk.reading() as session:
        assert (done, audit.head_seq(session)) == ([1, 0], rows(desk)[0]["ledger_seq"])


def test_a_seal_that_is_not_at_hand_leaves_everything_waiting(desk: "Office", tmp_path: Path) -> None:
    from dataclasses import replace

    accept(desk)
    desk.papers.seal = replace(desk.papers.seal, folder=tmp_path / "nothing")  # type: ignore[type-var]

    with pytest.raises(OutsideUnavailable, match="测试印章不可用"):
        make(desk)

    assert rows(desk)[0]["state"] == "waiting"


def test_a_correction_is_a_new_document_that_cites_the_old(desk: "Office") -> None:
    accept(desk)
    make(desk)
    old = rows(desk)[0]

    fresh = desk.perform(
        document_corrections.correct, old["number"], {"premises": "鹭岛便利店"}, note="字号有误", by=CLERK
    )
    make(desk)

    new = rows(desk)[-1]
    assert (new["number"], new["cites"], new["state"]) == (fresh, old["number"], "sealed")
    assert (new["data"]["premises"], new["data"]["cites"]) == ("鹭岛便利店", old["number"])
    assert rows(desk)[0]["sha256"] == old["sha256"]
    with pytest.raises(Refused, match=f"已由{fresh}更正"):
        desk.perform(document_corrections.correct, old["number"], {"premises": "别的"}, note="再改", by=CLERK)
    with pytest.raises(InvalidInput, match="没有要更正的内容"):
        desk.perform(document_corrections.correct, fresh, {"premises": "鹭岛便利店"}, note="再改", by=CLERK)


GOOD = SealCheck(True, True, True, True, True, "厦门市烟草专卖局(测试)", None, "")


def test_a_file_is_ours_only_with_every_byte_as_the_ledger_says(desk: "Office") -> None:
    accept(desk)
    make(desk)
    content = desk.store.get(rows(desk)[0]["sha256"])

    with desk.reading() as session:
        good = document_checks.judge(session, content, GOOD)
        flipped = document_checks.judge(session, content[:-1] + b"!", GOOD)

    assert (good.ok, good.number, good.kind) == (True, "厦烟许受〔2026〕第1号", "acceptance")
    assert (flipped.ok, flipped.ours, flipped.number) == (False, False, "")


def test_a_digest_that_the_ledger_does_not_prove_is_not_ours(desk: "Office") -> None:
    accept(desk)
    make(desk)
    content = b"another file"

    with desk._unit(_order()) as session:
        session.execute(update(DOCUMENTS).values(sha256=sha256(content).hexdigest()))

    with desk.reading() as session:
        assert not document_checks.judge(session, content, GOOD).ours


def test_an_entry_that_was_written_anew_proves_no_file(desk: "Office") -> None:
    accept(desk)
    make(desk)
    made, content = rows(desk)[0], b"another file"
    fresh = sha256(content).hexdigest()
    with desk._unit(_order()) as session:
        session.execute(update(DOCUMENTS).values(sha256=fresh))
    with desk.reading() as session:
        body = session.execute(select(LEDGER.c.body).where(LEDGER.c.seq == made["ledger_seq"])).scalar_one()
    forged = bytes(body).replace(made["sha256"].encode(), fresh.encode())

    tamper(desk, "update ledger set body = :body where seq = :seq", body=forged, seq=made["ledger_seq"])

    assert forged != bytes(body)
    with desk.reading() as session:
        assert not document_checks.judge(session, content, GOOD).ours


def test_numbers_used_elsewhere_are_named_with_a_reason_and_the_sequence_goes_on(desk: "Office") -> None:
    declare = document_numbers.declare
    desk.perform(declare, "acceptance", 2026, 1, 40, reason="旧系统已用", by=APPROVER)
    accept(desk)

    assert rows(desk)[0]["number"] == "厦烟许受〔2026〕第41号"
    with desk.reading() as session:
        (gap,) = document_numbers.gaps(session)
    assert (gap.first, gap.last, gap.reason) == (1, 40, "旧系统已用")
    with pytest.raises(InvalidInput, match="下一个号是第42号"):
        desk.perform(declare, "acceptance", 2026, 50, 50, reason="印坏", by=APPROVER)
    with pytest.raises(Refused, match="已用于本局文书"):
        desk.perform(declare, "acceptance", 2026, 41, 41, reason="印坏", by=APPROVER)
    with pytest.raises(InvalidInput, match="理由"):
        desk.perform(declare, "acceptance", 2026, 42, 42, reason=" ", by=APPROVER)


def test_an_unexplained_gap_is_shown(desk: "Office") -> None:
    accept(desk)
    accept(desk, TWO)
    with desk._unit(_order()) as session:
        session.execute(DOCUMENTS.delete().where(DOCUMENTS.c.subject == ONE))

    with desk.reading() as session:
        assert [(g.first, g.last, g.reason) for g in document_numbers.gaps(session)] == [(1, 1, "")]


def test_every_item_gets_the_document_of_its_kind(desk: "Office") -> None:
    from usecases.document_grants import KINDS

    assert set(KINDS) == set(Item)
    assert form().item is Item.RENEW


def test_an_unknown_number_is_not_found(desk: "Office") -> None:
    with desk.reading() as session, pytest.raises(NotFound):
        documents.find(session, "厦烟许受〔2026〕第99号")


def test_the_chain_holds_after_making(desk: "Office") -> None:
    accept(desk)
    make(desk)

    with desk.reading() as session:
        assert audit.verify(session).ok


@pytest.mark.parametrize("item", [Item.NEW, Item.CHANGE, Item.SUSPEND, Item.REISSUE])
def test_the_papers_of_an_application_are_filled_from_its_form(
    office: "Office", workshop: Workshop, tmp_path: Path, item: Item
) -> None:
    from usecases import document_forms
    from usecases.cases import read

    furnished(staffed(office), workshop, tmp_path)
    receive(office, row(of=form(item)))
    measured = {"school_distance_m": 126.5, "fixed": True, "conclusion": "符合条件"}
    with office._unit(_order()) as session:
        case = read(session, ONE)
        kind, facts = document_forms.application(case)
        checked = document_forms.site_check(measured, [OFFICERS["inspector"], OFFICERS["inspector2"]], "2026-11-21")
        for name, said in (
            (kind, facts),
            ("material_receipt", document_forms.receipt(case, CLERK)),
            ("site_check", checked),
        ):
            documents.issue(session, ONE, name, said, by=CLERK, at=office.now())

    assert make(office) == 3

    assert [(d["kind"], d["state"]) for d in rows(office)] == [
        (kind, "made"), ("material_receipt", "sealed"), ("site_check", "made"),
    ]  # fmt: skip
    assert rows(office)[2]["data"]["findings"][2][1] == "126.5"
