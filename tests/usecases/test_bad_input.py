"""Bad input: each case gets the answer of the law in words that can be read to an applicant, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from adapters.documents.renderer import Setup, TypstRenderer
from daemon.jobs import make_documents
from models.errors import BureauError, InvalidInput, Refused
from models.forms import Change
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.held import desk, held
from tests.support.licences import APPROVER, CLERK, arrived, ask, licence
from tests.support.one_kind import database_url
from tests.support.papers import Workshop, workshop
from tests.support.rows import OFFICERS, form, receive, row
from tests.support.window import papers_for, written
from usecases import (
    applications,
    audit,
    cases,
    document_corrections,
    document_numbers,
    documents,
    licence_acts,
    screening,
    systems,
    window_intake,
)
from usecases.faults import Faulty
from usecases.window_intake import Handed
from wiring.papers import Papers

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk", "held", "workshop"]
FROM = date(2026, 12, 1)
STRANGER = replace(form().applicant, name="陈旺", id_no="350203198801017117", uscc="92350203MA31ABCD0M")
NEW_NAME = (Change("shop_name", "思明区鹭岛便利店", "思明区鹭江便利店"),)


def words(error: pytest.ExceptionInfo[Any]) -> str:
    """Return all that a clerk reads: what happened, what was kept, what to do next."""
    return f"{error.value.message}{error.value.kept}{error.value.do_next}"


def refused(office: "Office", number: str) -> str:
    """Return what a grant is answered; the application stays open and whole."""
    before = state(office, number)
    with pytest.raises(Refused) as error:
        office.perform(applications.grant, number, by=APPROVER)
    assert state(office, number) == before
    return words(error)


def state(office: "Office", number: str) -> str:
    with office.reading() as session:
        return cases.read(session, number).state


def count(office: "Office", model: Any) -> int:
    with office.reading() as session:
        return len(session.execute(select(table_of(model).c[0])).all())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"suspend_from": "2026-02-30"}, "没有这一天，写作 2026-01-31"),
        ({"suspend_from": "2027-05-31", "suspend_to": "2026-12-01"}, "停业截止日期有误（早于起始日期），请更正"),
    ],
    ids=["a day that is not in the calendar", "an end before the beginning"],
)
def test_impossible_dates_are_named_at_the_window_before_anything_is_kept(
    desk: "Office", held: str, said: dict[str, str], told: str
) -> None:
    handed, before = Handed(papers_for(desk, Item.SUSPEND)), count(desk, ApplicationRow)

    with pytest.raises(BureauError) as error:
        desk.perform(window_intake.enter, Item.SUSPEND, written(Item.SUSPEND, held, **said), handed, by=CLERK)

    faults = "；".join(f.message for f in error.value.faults) if isinstance(error.value, Faulty) else words(error)
    assert told in faults
    assert count(desk, ApplicationRow) == before


def test_an_impossible_date_from_a_channel_is_asked_to_be_corrected(desk: "Office", held: str) -> None:
    number = ask(desk, Item.SUSPEND, held, suspend_from=date(2027, 5, 31), suspend_to=FROM)

    with pytest.raises(Refused) as error:
        desk.perform(applications.accept, number, by=CLERK)

    assert words(error).startswith("申请材料不正确，不能受理")
    assert "：停业截止日期有误（早于起始日期），请更正。" in words(error)
    assert "请一次性告知申请人补正" in words(error)
    desk.perform(applications.ask_correction, number, by=CLERK)
    assert state(desk, number) == "correcting"


def test_an_impossible_date_of_an_act_names_the_field_and_how_to_write_it(desk: "Office", held: str) -> None:
    stated = {"since": "2026-02-30", "noticed_on": "2026-10-01"}
    with pytest.raises(InvalidInput) as error:
        desk.perform(licence_acts.propose, held, "recalled", ground="not_trading", reason="经查属实。",
                     stated=stated, by=CLERK)  # fmt: skip

    assert words(error).startswith("停止经营的起始日期“2026-02-30”不是真实的日期。")
    assert "请写成 2026-11-21 的样子" in words(error)


def test_a_suspension_of_more_than_a_year_says_the_last_day_that_is_possible(desk: "Office", held: str) -> None:
    number = ask(desk, Item.SUSPEND, held, suspend_from=FROM, suspend_to=date(2027, 12, 2))
    with pytest.raises(Refused) as error:
        desk.perform(applications.accept, number, by=CLERK)
    assert "停业截止日期有误（停业最长一年），请更正" in words(error)

    desk.perform(applications.refuse, number, reason="WRONG_STATUS", note="停业超过一年。", by=CLERK)
    desk.perform(applications.reject_proposal, number, note="先补正", by=APPROVER)
    shorter = replace(form(Item.SUSPEND), licence_no=held, suspend_from=FROM, suspend_to=date(2027, 12, 1))
    receive(desk, row(f"suspend-{held}", 2, of=shorter))
    desk.perform(screening.conclude, number, 2, clean(licence={"status": "not_found"}), by=SYSTEM_OFFICER)
    desk.perform(applications.grant, number, by=APPROVER)
    assert licence(desk, held).suspended_to == date(2027, 12, 1)


def test_a_second_open_application_is_told_which_one_comes_first(desk: "Office", held: str) -> None:
    first, second = ask(desk, Item.RENEW, held, "A"), ask(desk, Item.CHANGE, held, "B", changes=NEW_NAME)

    said = refused(desk, second)

    assert f"许可证{held}另有先收到的在办申请{first}" in said
    assert f"请先办结{first}，或者请申请人撤回其中一件" in said


def test_a_change_that_needs_a_new_licence_says_what_to_apply_for(desk: "Office", held: str) -> None:
    moved = (Change("address", "厦门市思明区湖滨南路1号", "厦门市思明区厦禾路9号"),)

    said = refused(desk, ask(desk, Item.CHANGE, held, changes=moved))

    assert "变更经营地址至“厦门市思明区厦禾路9号”需要重新申领许可证，不能按变更办理" in said
    assert "原许可证办理歇业，再按新办提出申请" in said
    assert licence(desk, held).address == "厦门市思明区湖滨南路1号"


def test_a_renewal_after_the_end_says_since_when_and_what_remains(desk: "Office", held: str) -> None:
    desk.clock = lambda: datetime(2031, 11, 21, 4, 0, tzinfo=UTC)

    said = refused(desk, ask(desk, Item.RENEW, held))

    assert f"许可证{held}的有效期已于2031-11-20届满，届满后不能办理延续" in said
    assert "有效期届满后须停止经营，需要继续经营的按新办提出申请" in said


def test_an_applicant_who_is_not_the_holder_is_told_that_a_licence_does_not_pass_on(desk: "Office", held: str) -> None:
    number = ask(desk, Item.RENEW, held, applicant=STRANGER)

    said = refused(desk, number)

    assert "申请人不是持证人" in said
    assert "许可证不得转让，由持证人本人申请" in said
    assert licence(desk, held).holder_name == "林海生"


def test_an_application_withdrawn_in_the_middle_of_a_decision_is_decided_by_nobody(desk: "Office", held: str) -> None:
    number = ask(desk, Item.RENEW, held, "W")
    desk.perform(applications.accept, number, by=CLERK)
    desk.perform(applications.refuse, number, reason="RENEW_CONDITIONS", note="场所已拆除。", by=CLERK)
    receive(desk, row("W", 2, of=replace(form(Item.RENEW), licence_no=held, channel_state="withdrawn")))

    for deed in (applications.refuse, applications.grant):
        with pytest.raises(Refused) as error:
            desk.perform(deed, number, by=APPROVER)
        assert words(error).startswith("申请现为“已撤回”，不能办理")
        assert "该申请已办结，不能再作决定" in words(error)
    assert licence(desk, held).status == "active"


def test_a_revoked_business_licence_is_said_in_words_and_stands_in_the_refusal(desk: "Office", held: str) -> None:
    revoked = clean().facts["business"] | {"entity_status": "revoked"}
    number = arrived(desk, "RV", replace(form(Item.RENEW), licence_no=held), business=revoked)

    said = refused(desk, number)
    desk.perform(applications.accept, number, by=CLERK)
    desk.perform(applications.refuse, number, reason="A8", by=CLERK)
    desk.perform(applications.refuse, number, by=APPROVER)

    assert "A8：申请人的营业执照已被吊销（商事登记截至2026-11-21）。" in said
    with desk.reading() as session:
        data = documents.of_subject(session, number)[-1]["data"]
    assert data["facts_found"] == "申请人的营业执照已被吊销（商事登记截至2026-11-21）。"


def test_a_template_with_an_unknown_blank_leaves_the_document_to_a_person_by_file_and_line(
    desk: "Office", workshop: Workshop, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "acceptance.typ").write_text('#import "frame.typ": *\n#show: official\n#d.nothing\n', encoding="utf-8")
    renderer = TypstRenderer(workshop.worker, Setup(workshop.folder / "cache", own))
    lent = workshop.papers(tmp_path)
    desk._papers = Papers(renderer, lent.seal, lent.store, lent.drafts)
    receive(desk, row("WX1"))
    desk.perform(applications.accept, "A-2026-000001", by=CLERK)

    make_documents.make(desk, make_documents.due(desk))

    with desk.reading() as session:
        (paper,) = documents.of_subject(session, "A-2026-000001")
        (alarm,) = systems.open_alarms(session)
    assert (paper["state"], state(desk, "A-2026-000001")) == ("fault", "accepted")
    assert "acceptance.typ:3" in paper["fault"]
    assert "nothing" in paper["fault"]
    assert alarm.text == paper["fault"]
    (own / "acceptance.typ").unlink()
    desk.perform(document_corrections.retry, paper["number"], by=CLERK)
    desk._papers = lent
    make_documents.make(desk, make_documents.due(desk))
    with desk.reading() as session:
        assert documents.find(session, paper["number"])["state"] == "sealed"
        assert systems.open_alarms(session) == []


def test_a_name_that_no_font_holds_is_named_by_its_code_and_kept_as_it_is(
    desk: "Office", workshop: Workshop, tmp_path: Path
) -> None:
    desk._papers = workshop.papers(tmp_path)
    receive(desk, row("WX1", of=form(applicant=replace(form().applicant, name="龚䶮"))))
    desk.perform(applications.accept, "A-2026-000001", by=CLERK)

    make_documents.make(desk, make_documents.due(desk))

    with desk.reading() as session:
        (paper,) = documents.of_subject(session, "A-2026-000001")
        assert cases.read(session, "A-2026-000001").form.applicant.name == "龚䶮"
    assert paper["state"] == "fault"
    assert "“䶮”（U+4DAE）" in paper["fault"]


def test_a_number_that_was_used_elsewhere_is_never_given_twice_and_the_gap_has_its_reason(desk: "Office") -> None:
    receive(desk, row("WX1"), row("WX2"))
    desk.perform(applications.accept, "A-2026-000001", by=CLERK)
    with pytest.raises(InvalidInput) as error:
        desk.perform(document_numbers.declare, "acceptance", 2026, 5, 9, reason="旧系统已用", by=APPROVER)
    assert "下一个号是第2号，不能跳过。" in words(error)
    desk.perform(document_numbers.declare, "acceptance", 2026, 2, 9, reason="旧系统已用", by=APPROVER)

    desk.perform(applications.accept, "A-2026-000002", by=CLERK)

    with desk.reading() as session:
        assert documents.of_subject(session, "A-2026-000002")[0]["number"] == "厦烟许受〔2026〕第10号"
        assert [(g.first, g.last, g.reason) for g in document_numbers.gaps(session)] == [(2, 9, "旧系统已用")]


def test_two_clerks_who_decide_at_once_decide_once_and_the_second_reads_what_became_of_it(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW))
    desk.perform(applications.accept, number, by=CLERK)
    told: list[str] = []

    def decide(login: str) -> str | None:
        try:
            return desk.perform(applications.grant, number, by=OFFICERS[login])
        except Refused as error:
            told.append(f"{error.message}{error.do_next}")
            return None

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(decide, ["approver", "approver2", "approver", "approver2"]))

    assert [one for one in done if one] == ["350203100001"]
    assert (
        told
        == [
            "申请现为“准予许可”，不能办理“准予许可”（《行政许可法》(2019)第三十八条第一款）。该申请已办结，不能再作决定。"
        ]
        * 3
    )
    assert count(desk, LicenceRow) == 1
    with desk.reading() as session:
        assert document_numbers.gaps(session) == []
        assert audit.verify(session).ok
