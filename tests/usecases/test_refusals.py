"""What a refusal states: the facts that deny, in the words of a decision, and nothing that only asks for a look."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import HIT, clean
from tests.support.licences import APPROVER, CLERK, arrived, ask, connected, new_licence
from tests.support.one_kind import database_url
from tests.support.rows import form
from tests.support.site_checks import FOUND, TWO, VISIT
from usecases import applications, screening, site_checks

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
DOCUMENTS = table_of(DocumentRow)
FOR_THE_DESK = ("请核对", "请在", "（填报）", "号码一致", "数据截至", "没有该区域", "ALL ", "LIC ")


@pytest.fixture
def desk(office: "Office") -> "Office":
    return connected(office)


def refused(office: "Office", number: str, reason: str, note: str = "") -> dict[str, Any]:
    """Accept, refuse by two officers, and return what the decision says."""
    office.perform(applications.accept, number, by=CLERK)
    office.perform(applications.refuse, number, reason=reason, note=note, by=CLERK)
    office.perform(applications.refuse, number, by=APPROVER)
    with office.reading() as session:
        wanted = select(DOCUMENTS.c.data).where(DOCUMENTS.c.subject == number, DOCUMENTS.c.kind.contains("refusal"))
        return dict(session.execute(wanted).scalar_one())


def test_a_finding_that_only_asks_for_a_look_is_no_fact_of_a_refusal(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW))

    said = refused(desk, number, "A3", "经实地核查，与最近零售点相距十二米")

    assert said["facts_found"] == "经实地核查，与最近零售点相距十二米。"
    assert said["reason_text"] == "经营场所不符合当地烟草制品零售点合理布局。"


def test_without_facts_of_its_own_a_refusal_names_its_reason_and_no_screening_words(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW))

    assert refused(desk, number, "A3")["facts_found"] == "经营场所不符合当地烟草制品零售点合理布局。"


def test_the_facts_of_the_rule_that_denies_are_stated_as_a_decision_states_them(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW), defaulter=HIT)

    said = refused(desk, number, "R6")["facts_found"]

    assert said.startswith("申请人在失信被执行人名单上（名单截至")
    assert not [words for words in FOR_THE_DESK if words in said]


def test_what_two_officers_measured_is_stated_with_its_day_and_the_limit(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW))
    desk.perform(applications.accept, number, by=CLERK)
    near = {**FOUND, "school_distance_m": 30.0}
    desk.perform(site_checks.record, number, near, times=VISIT, inspectors=TWO, by=CLERK)
    desk.perform(screening.conclude, number, 1, clean(), by=SYSTEM_OFFICER)
    desk.perform(applications.refuse, number, reason="A2", by=CLERK)
    desk.perform(applications.refuse, number, by=APPROVER)

    with desk.reading() as session:
        data = session.execute(select(DOCUMENTS.c.data).where(DOCUMENTS.c.kind == "refusal")).scalar_one()

    assert data["facts_found"] == "经2026年11月21日实地核查，经营场所距最近的中小学校、幼儿园30米，未超过规定的50米。"


def test_other_conditions_are_borne_out_by_every_denying_finding_and_by_no_other(desk: "Office") -> None:
    revoked = clean().facts["business"] | {"entity_status": "revoked"}
    number = arrived(desk, "N1", form(Item.NEW), defaulter=HIT, business=revoked)

    said = refused(desk, number, "CONDITIONS")["facts_found"]

    assert said.count("。") == 2
    assert "失信被执行人名单" in said
    assert "营业执照已被吊销（商事登记截至" in said


def test_the_licences_own_obstacle_is_the_fact_of_its_reason(desk: "Office") -> None:
    held = new_licence(desk)
    number = ask(desk, Item.RESUME, held)

    said = refused(desk, number, "WRONG_STATUS")["facts_found"]

    assert said == f"许可证{held}现为“有效”，不能办理恢复营业。"
