"""Explaining acts on a licence: the article of the ground, and whether it could stand in the status of its day."""

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceEventRow, LicenceRow
from tests.support.held import desk, held
from tests.support.licences import act
from tests.support.one_kind import database_url
from usecases import law_explain
from usecases.law_explain import Explained

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk", "held"]
DOCUMENTS, EVENTS, LICENCES = table_of(DocumentRow), table_of(LicenceEventRow), table_of(LicenceRow)


def explained(office: "Office", decision: str) -> Explained:
    with office.reading() as session:
        return law_explain.explain(session, decision, key=office.require_key(), at=office.now())


def test_an_act_is_explained_by_its_document_with_ground_and_article(desk: "Office", held: str) -> None:
    act(desk, held, "rectification_ordered", "minors")
    with desk.reading() as session:
        number = session.execute(select(DOCUMENTS.c.number).where(DOCUMENTS.c.subject == held)).scalars().all()[-1]

    found = explained(desk, number)

    (done,) = found.acts
    assert (done.act, done.document_no, done.status_from) == ("licence.rectification_ordered", number, "有效")
    assert done.basis.startswith("《")
    assert found.same
    assert found.judged_on is not None


def test_an_act_that_could_not_stand_in_its_status_is_named(desk: "Office", held: str) -> None:
    act(desk, held, "rectification_ordered", "minors")
    with desk.engine.begin() as connection:
        mine = EVENTS.c.act == "licence.rectification_ordered"
        connection.execute(update(EVENTS).where(mine).values(status_from="revoked"))

    (told,) = explained(desk, held).differences
    assert "许可证现为“吊销”" in told


def test_a_licence_without_an_application_of_ours_is_explained_by_its_acts(desk: "Office", held: str) -> None:
    act(desk, held, "rectification_ordered", "minors")
    with desk.engine.begin() as connection:
        connection.execute(update(LICENCES).values(application_id=None))

    found = explained(desk, held)
    assert (found.number, found.judged_on, len(found.acts)) == (held, None, 1)
