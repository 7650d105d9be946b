"""Explaining: a judgement comes out again from what was kept, and whatever was altered since is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import NotFound
from models.tables.applications import ScreeningRow
from models.tables.columns import table_of
from models.tables.law import LawBookRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import AS_OF, clean
from tests.support.rows import OFFICERS, OPERATOR_ID, form, receive, row, staffed
from usecases import applications, law_explain, screening
from usecases.law_explain import Explained

if TYPE_CHECKING:
    from wiring.office import Office

ONE = "A-2026-000001"
APPROVER = OFFICERS["approver"]
SCREENINGS, BOOKS = table_of(ScreeningRow), table_of(LawBookRow)
BARRED = {
    "kind": "disqualification", "on": "2024-03-01", "cause": "", "in_force": True, "act": "", "by": "tobacco",
    "party": {"name": "林海生", "id_no": OPERATOR_ID, "uscc": None},
}  # fmt: skip
RECORDS = {"status": "ok", "as_of": AS_OF, "items": [BARRED]}


@pytest.fixture
def desk(office: "Office") -> "Office":
    staffed(office)
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(records=RECORDS), by=SYSTEM_OFFICER)
    return office


def explained(office: "Office", decision: str = ONE) -> Explained:
    with office.reading() as session:
        return law_explain.explain(session, decision, key=office.require_key(), at=office.now())


def altered(office: "Office", change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change the newest screening behind the program's back."""
    with office.engine.begin() as connection:
        found = dict(connection.execute(select(SCREENINGS)).mappings().one())
        connection.execute(update(SCREENINGS).values(change(found)))


def test_a_screening_comes_out_the_same_again_with_its_rows_sources_and_terms(desk: "Office") -> None:
    found = explained(desk)

    assert (found.same, found.differences) == (True, ())
    assert (found.outcome, found.again, found.today) == ("deny", "deny", ())
    (bar,) = [each for each in found.rows if each.id == "R1"]
    assert (bar.key, bar.mark, bar.valid_to) == ("LIC 25(三)", "inference", None)
    assert {each.name: each.as_of for each in found.sources}["records"] == AS_OF
    (finding,) = [each for each in found.findings if each.rule == "R1"]
    assert finding.then is not None
    assert finding.then["barred_through"] == "2027-03-01"
    assert [each.term for each in found.terms] == ["L04"]
    assert ("期限", "20个工作日") in found.terms[0].arithmetic


def test_the_law_book_is_kept_once_for_each_edition(desk: "Office") -> None:
    desk.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)

    with desk.reading() as session:
        (kept,) = session.execute(select(BOOKS.c.digest)).scalars()
    assert kept == explained(desk).rulebook


def test_an_altered_fact_is_named_with_the_finding_that_it_changes(desk: "Office") -> None:
    def pardoned(kept: dict[str, Any]) -> dict[str, Any]:
        kept["case"]["case"]["records"][0]["in_force"] = False
        return {"case": kept["case"]}

    altered(desk, pardoned)

    found = explained(desk)
    assert found.again != "deny"
    assert any("快照中的事实与台账第" in each for each in found.differences)
    assert any(each.startswith("R1：结论当时为“否决”") for each in found.differences)


def test_an_altered_finding_is_named(desk: "Office") -> None:
    altered(desk, lambda kept: {"findings": [each | {"outcome": "pass"} for each in kept["findings"]]})

    found = explained(desk)
    assert any("快照中的审查结果与台账第" in each for each in found.differences)
    assert any(each.startswith("R1：") for each in found.differences)


def test_an_altered_outcome_or_day_is_named(desk: "Office") -> None:
    altered(desk, lambda kept: {"outcome": "pass", "judged_on": kept["judged_on"].replace(day=1)})

    found = explained(desk)
    assert any("判断日期与台账第" in each for each in found.differences)
    assert any(each.startswith("结论与台账第") for each in found.differences)


def test_a_screening_without_facts_says_so(desk: "Office") -> None:
    altered(desk, lambda _: {"case": {}})

    assert "没有保存当时的事实，不能重新计算" in explained(desk).differences


def test_an_application_that_was_not_screened_has_only_its_terms(office: "Office") -> None:
    staffed(office)
    receive(office, row())

    found = explained(office)
    assert (found.judged_on, found.same) == (None, True)
    assert found.terms


def test_a_decision_is_found_by_its_document_and_its_licence(desk: "Office") -> None:
    shop = replace(form(Item.NEW).premises, address="厦门市思明区湖滨南路9号")
    receive(desk, row("WX2", of=form(Item.NEW, premises=shop)))
    two = "A-2026-000002"
    desk.perform(screening.conclude, two, 1, clean(), by=SYSTEM_OFFICER)
    licence_no = desk.perform(applications.grant, two, by=APPROVER)
    with desk.reading() as session:
        documents = session.execute(select(law_explain.DOCUMENTS.c.number, law_explain.DOCUMENTS.c.subject)).all()

    assert explained(desk, licence_no).number == two
    assert {explained(desk, number).number for number, subject in documents if subject == two} == {two}
    assert explained(desk, two).same


def test_an_unknown_number_is_said_to_be_unknown(desk: "Office") -> None:
    with pytest.raises(NotFound, match="没有“X-1”的审查记录"):
        explained(desk, "X-1")
