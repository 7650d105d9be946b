"""Deciding: every step only where the law allows it, by whom it allows, with everything it sends."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from ports.exchanges import Verdict
from tests.support.evidence import HIT, clean
from tests.support.receiver import answer, claim
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import application_list, applications, audit, revealing, screening, undo
from usecases.application_detail import detail
from usecases.desk import Desk

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, APPROVER, INSPECTOR = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["inspector"]
ONE = "A-2026-000001"
CONNECTED = Desk(
    "厦门市烟草专卖局",
    "11350200MB1A2B3CXA",
    systems=(("credit", "credit"), ("joint", "joint"), ("case_system", "case_system"), ("wechat", "intake")),
)


@pytest.fixture
def desk(office: "Office") -> "Office":
    office.desk = CONNECTED
    return staffed(office)


def screened(office: "Office", number: str = ONE, **changes: Any) -> None:
    office.perform(
        screening.conclude, number, shown(office, number).row["revision"], clean(**changes), by=SYSTEM_OFFICER
    )


def shown(office: "Office", number: str = ONE) -> Any:
    with office.reading() as session:
        return detail(session, number, at=office.now())


def sent(office: "Office") -> list[Any]:
    with office.reading() as session:
        return list(session.execute(select(table_of(OutboxRow)).order_by(table_of(OutboxRow).c.id)).all())


def test_a_renewal_without_findings_passes_and_a_clerk_may_grant_it_on_the_spot(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)

    licence_no = desk.perform(applications.grant, ONE, by=CLERK)

    assert shown(desk).row["state"] == "granted"
    assert licence_no == "350203100001"
    told = [(m.system, m.kind, m.payload.get("type")) for m in sent(desk)]
    assert told == [
        ("wechat", "event", "accept"),
        ("wechat", "event", "result"),
        ("credit", "xk", None),
        ("case_system", "licence", None),
    ]


def test_messages_of_one_application_leave_in_order(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    desk.perform(applications.grant, ONE, by=CLERK)

    assert [m.state for m in sent(desk)] == ["ready", "blocked", "blocked", "blocked"]


def test_records_leave_only_when_the_applicant_knows_the_decision(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    desk.perform(applications.grant, ONE, by=CLERK)

    for _ in ("accept", "result"):
        (one,) = claim(desk)
        answer(desk, one, Verdict.OK)

    assert [m.state for m in sent(desk)] == ["confirmed", "confirmed", "ready", "ready"]


def test_a_grant_that_a_newer_revision_overtook_is_taken_back_with_its_number(desk: "Office") -> None:
    receive(desk, row(of=form(Item.NEW)))
    screened(desk)
    licence_no = desk.perform(applications.grant, ONE, by=APPROVER)
    receive(desk, row(revision=2, of=form(Item.NEW, reason="改")))
    (one,) = claim(desk)

    answer(desk, one, Verdict.STALE, code="61512")

    found = shown(desk)
    assert (found.row["state"], found.row["attention"], found.row["licence_no"]) == ("received", "stale", "")
    assert {m.state for m in sent(desk)} == {"cancelled"}
    screened(desk)
    assert desk.perform(applications.grant, ONE, by=APPROVER) == licence_no


def test_a_result_that_a_newer_revision_overtook_was_never_published(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    desk.perform(applications.grant, ONE, by=CLERK)
    (one,) = claim(desk)
    answer(desk, one, Verdict.OK)
    (two,) = claim(desk)

    answer(desk, two, Verdict.STALE, code="61512")

    assert (shown(desk).row["state"], shown(desk).row["attention"]) == ("received", "stale")
    assert [m.state for m in sent(desk)] == ["confirmed", "cancelled", "cancelled", "cancelled"]
    with desk.reading() as session:
        assert session.execute(select(table_of(LicenceRow))).all() == []


def test_a_renewed_licence_keeps_its_number_and_adds_a_term_behind_the_old_one(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    desk.perform(applications.grant, ONE, by=CLERK)

    with desk.reading() as session:
        licence = session.execute(select(table_of(LicenceRow))).one()
    assert (str(licence.valid_from), str(licence.valid_to), licence.version) == ("2027-01-01", "2031-12-31", 4)


def test_new_licences_get_numbers_without_gaps(desk: "Office") -> None:
    numbers = []
    for n in (1, 2):
        shop = replace(form().premises, address=f"厦门市思明区湖滨南路{n}号")
        receive(desk, row(f"WX{n}", of=form(Item.NEW, premises=shop)))
        screened(desk, f"A-2026-00000{n}")
        numbers.append(desk.perform(applications.grant, f"A-2026-00000{n}", by=APPROVER))

    assert numbers == ["350203100001", "350203100002"]


def test_a_clerk_may_not_grant_what_a_person_must_look_at(desk: "Office") -> None:
    receive(desk, row(of=form(Item.NEW)))
    screened(desk)

    with pytest.raises(Refused, match="只能准予审查全部通过"):
        desk.perform(applications.grant, ONE, by=CLERK)

    assert shown(desk).row["state"] == "received"
    assert sent(desk) == []


def test_nobody_grants_what_was_not_screened_or_whose_source_was_down(desk: "Office") -> None:
    receive(desk, row())
    with pytest.raises(Refused, match="筛查"):
        desk.perform(applications.grant, ONE, by=APPROVER)
    screened(desk, defaulter={"status": "unavailable", "message": "503"})

    with pytest.raises(Refused, match="来源"):
        desk.perform(applications.grant, ONE, by=APPROVER)

    assert shown(desk).screening["outcome"] == "unavailable"


def test_nobody_grants_a_barred_application(desk: "Office") -> None:
    receive(desk, row(of=form(Item.NEW)))
    screened(desk, defaulter=HIT)

    with pytest.raises(Refused, match="R6"):
        desk.perform(applications.grant, ONE, by=APPROVER)


def test_a_refusal_needs_a_reason_of_the_catalogue(desk: "Office") -> None:
    receive(desk, row())

    with pytest.raises(InvalidInput, match="理由代码"):
        desk.perform(applications.refuse, ONE, by=CLERK)
    with pytest.raises(InvalidInput):
        desk.perform(applications.refuse, ONE, reason="NONSENSE", by=CLERK)


def test_a_refusal_needs_a_second_officer_and_one_of_the_two_is_an_approver(desk: "Office") -> None:
    receive(desk, row(of=form(Item.NEW)))
    screened(desk, defaulter=HIT)
    desk.perform(applications.accept, ONE, by=CLERK)
    proposed = desk.perform(applications.refuse, ONE, reason="R6", note="失信被执行人", by=CLERK)

    with pytest.raises(Refused, match="另一名"):
        desk.perform(applications.refuse, ONE, by=CLERK)
    with pytest.raises(Refused, match="审批人"):
        desk.perform(applications.refuse, ONE, by=OFFICERS["clerk2"])
    assert shown(desk).row["state"] == "accepted"
    final = desk.perform(applications.refuse, ONE, by=APPROVER)

    assert (proposed.result, final.result) == ("proposed", "refused")
    told = [(m.system, m.payload.get("type") or m.payload.get("measure")) for m in sent(desk)]
    assert told == [("wechat", "accept"), ("wechat", "result"), ("joint", "not_granted")]


def test_before_acceptance_a_refusal_is_a_non_acceptance(desk: "Office") -> None:
    receive(desk, row(of=form(attachments=())))
    reason = applications.refusal_reasons(Item.RENEW, "non_acceptance", desk.now().date())[0]
    desk.perform(applications.refuse, ONE, reason=reason.id, by=CLERK)

    final = desk.perform(applications.refuse, ONE, by=APPROVER)

    assert (final.result, shown(desk).row["state"]) == ("not_accepted", "not_accepted")
    assert [m.payload["type"] for m in sent(desk)] == ["refuse"]


def test_correction_is_asked_once_with_the_complete_list(desk: "Office") -> None:
    receive(desk, row(of=form(attachments=())))

    desk.perform(applications.ask_correction, ONE, by=CLERK)

    message = sent(desk)[0].payload
    assert message["materials"] == ["身份证件（附件）"]
    assert message["document_no"] == "厦烟许补〔2026〕第1号"
    assert (shown(desk).row["state"], shown(desk).row["due_on"]) == ("correcting", None)
    receive(desk, row(revision=2, of=form(attachments=(), channel_state="supplemented")))
    with pytest.raises(Refused, match="一次"):
        desk.perform(applications.ask_correction, ONE, by=CLERK)


def test_what_the_clerk_asks_for_alone_is_said_once(desk: "Office") -> None:
    receive(desk, row())

    desk.perform(applications.ask_correction, ONE, note="请补经营场所照片", by=CLERK)

    told = shown(desk).history[-1].note
    assert told == "厦烟许补〔2026〕第1号：请补经营场所照片"


def test_what_the_check_found_is_told_once_although_the_clerk_names_it_too(desk: "Office") -> None:
    receive(desk, row(of=form(attachments=())))

    desk.perform(applications.ask_correction, ONE, materials=["身份证件（附件）", "经营场所照片"], by=CLERK)

    assert sent(desk)[0].payload["materials"] == ["身份证件（附件）", "经营场所照片"]


def test_an_incomplete_application_can_not_be_accepted(desk: "Office") -> None:
    receive(desk, row(of=form(attachments=())))

    with pytest.raises(Refused, match="身份证件"):
        desk.perform(applications.accept, ONE, by=CLERK)

    assert shown(desk).row["state"] == "received"


def test_acceptance_starts_twenty_working_days(desk: "Office") -> None:
    receive(desk, row())

    desk.perform(applications.accept, ONE, by=CLERK)

    assert str(shown(desk).row["due_on"]) == "2026-12-18"


def test_before_acceptance_the_first_answer_and_the_decision_are_shown_with_their_arithmetic(desk: "Office") -> None:
    receive(desk, row())

    due = shown(desk).due

    assert str(due.on) == str(shown(desk).row["due_on"]) == "2026-12-18"
    assert due.pieces[0][0] == "首次答复"
    assert "2026-11-27" in due.pieces[0][1]


def test_the_term_is_extended_once_by_ten_working_days_with_a_reason(desk: "Office") -> None:
    receive(desk, row())
    desk.perform(applications.accept, ONE, by=CLERK)
    with pytest.raises(InvalidInput):
        desk.perform(applications.extend, ONE, by=APPROVER)

    desk.perform(applications.extend, ONE, note="需要专家评审", by=APPROVER)

    found = shown(desk).row
    assert (str(found["due_on"]), found["due_provisional"]) == ("2027-01-04", True)
    with pytest.raises(Refused):
        desk.perform(applications.extend, ONE, note="再延", by=APPROVER)


def test_an_inspector_may_not_decide(desk: "Office") -> None:
    receive(desk, row())
    before = desk.changed()

    with pytest.raises(Refused, match="陈志远"):
        desk.perform(applications.accept, ONE, by=INSPECTOR)

    assert desk.changed() == before


def test_a_decision_on_an_overtaken_revision_is_screened_anew(desk: "Office") -> None:
    receive(desk, row())
    receive(desk, row(revision=2, of=form(reason="改")))

    assert desk.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER) is None
    assert shown(desk).row["screened_at"] is None


def test_every_deed_is_in_the_ledger_and_the_chain_holds(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    desk.perform(applications.grant, ONE, by=CLERK)

    with desk.reading() as session:
        assert audit.verify(session).ok
    assert [e.deed for e in shown(desk).history] == [
        "application.received",
        "application.screened",
        "application.accepted",
        "application.granted",
    ]


def test_only_an_approver_renews_a_licence_that_the_national_register_does_not_know(desk: "Office") -> None:
    receive(desk, row())
    screened(desk, licence={"status": "not_found"})

    with pytest.raises(Refused, match="只能准予审查全部通过"):
        desk.perform(applications.grant, ONE, by=CLERK)
    desk.perform(applications.grant, ONE, by=APPROVER)

    with desk.reading() as session:
        licence = session.execute(select(table_of(LicenceRow))).one()
    assert (str(licence.valid_from), str(licence.valid_to), licence.version) == ("2026-11-21", "2031-11-20", 1)


def test_what_needs_a_look_is_a_filter_and_checking_it_off_is_a_deed(desk: "Office") -> None:
    receive(desk, row("WX1"), row("WX2"))
    receive(desk, row("WX1", of=form(reason="另一个理由")))
    with desk.reading() as session:
        marked = application_list.page(session, application_list.ApplicationFilter(attention=True))
        assert application_list.count(session, application_list.ApplicationFilter(attention=True)) == 1
    assert [line.number for line in marked] == [ONE]

    desk.perform(applications.check_off, ONE, note="与申请人核实, 以第一次内容为准", by=CLERK)

    assert shown(desk).row["attention"] == ""
    with pytest.raises(Refused):
        desk.perform(applications.check_off, ONE, by=CLERK)


def test_a_whole_number_is_shown_only_with_a_reason_that_stays(desk: "Office") -> None:
    receive(desk, row())
    with pytest.raises(InvalidInput):
        desk.perform(revealing.reveal, ONE, " ", by=CLERK)

    desk.perform(revealing.reveal, ONE, "核对身份证原件", by=CLERK)

    assert (shown(desk).history[-1].deed, shown(desk).history[-1].note) == ("number.revealed", "核对身份证原件")


def test_a_proposal_to_refuse_ends_when_the_application_is_granted_and_returns_with_the_undo(desk: "Office") -> None:
    receive(desk, row())
    screened(desk)
    reason = applications.refusal_reasons(Item.RENEW, "non_acceptance", desk.now().date())[0]
    desk.perform(applications.refuse, ONE, reason=reason.id, by=OFFICERS["clerk2"])

    desk.perform(applications.grant, ONE, by=CLERK, grace=timedelta(seconds=30))
    assert shown(desk).proposal is None
    desk.perform(undo.undo_last, by=CLERK)

    assert shown(desk).proposal.by == "clerk2"
