"""In whose name documents go out: the bureau that decides, with numbers of its own, gap-free beside the city's."""

import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select, update
from sqlmodel import Session

from daemon.jobs import make_documents
from models.errors import InvalidInput
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import SYSTEM_OFFICER, Item, Role
from tests.support.licences import APPROVER, CLERK, arrived, connected
from tests.support.one_kind import database_url
from tests.support.papers import Workshop, furnished, workshop
from tests.support.rows import OFFICERS, form, receive, row
from usecases import (
    applications,
    deemed,
    document_corrections,
    document_numbers,
    dossier_parts,
    offices,
    transfers,
    undo,
)

if TYPE_CHECKING:
    from models.values import Officer
    from wiring.office import Office

__all__ = ["database_url", "workshop"]
DOCUMENTS = table_of(DocumentRow)
SIMING, HULI = "厦门市思明区烟草专卖局", "厦门市湖里区烟草专卖局"


@pytest.fixture
def desk(office: "Office") -> "Office":
    return connected(office)


def put(office: "Office", login: str, code: str, role: Role = Role.LICENCE_CLERK) -> "Officer":
    office.perform(offices.put_officer, login, name="周敏", roles=[role], office=code, by=OFFICERS["secadmin"])
    return office.officer(login)


def papers(office: "Office") -> list[tuple[str, str, str]]:
    """Return (number, kind, bureau) of every document."""
    with office.reading() as session:
        rows = session.execute(select(DOCUMENTS.c.number, DOCUMENTS.c.kind, DOCUMENTS.c.data).order_by(DOCUMENTS.c.id))
        return [(number, kind, data["bureau"]) for number, kind, data in rows]


def test_a_district_issues_in_its_own_name_with_its_own_numbers(desk: "Office") -> None:
    clerk, hall = put(desk, "siming", "350203"), put(desk, "hall", "350203-1")
    for n, by in ((1, CLERK), (2, clerk), (3, hall)):
        receive(desk, row(f"WX{n}"))
        desk.perform(applications.accept, f"A-2026-00000{n}", by=by)

    assert papers(desk) == [
        ("厦烟许受〔2026〕第1号", "acceptance", "厦门市烟草专卖局"),
        ("厦思烟许受〔2026〕第1号", "acceptance", SIMING),
        ("厦思烟许受〔2026〕第2号", "acceptance", SIMING),
    ]


def test_the_licence_of_a_district_names_the_district_to_the_reader_and_in_its_code(desk: "Office") -> None:
    approver = put(desk, "siming", "350203", Role.APPROVER)
    number = arrived(desk, "N1", form(Item.NEW))

    desk.perform(applications.grant, number, by=approver)

    with desk.reading() as session:
        wanted = select(DOCUMENTS.c.data).where(DOCUMENTS.c.kind == "licence_original")
        data: dict[str, Any] = session.execute(wanted).scalar_one()
    assert {bureau for _number, _kind, bureau in papers(desk)} == {SIMING}
    assert data["number"] == "厦思烟许正〔2026〕第1号"
    assert data["qr_text"].split("|")[2:] == [SIMING, "2031-11-20", "厦思烟许准〔2026〕第1号"]


def test_what_the_machine_does_is_done_by_the_bureau_that_has_the_case(desk: "Office") -> None:
    for n in (1, 2, 3):
        receive(desk, row(f"WX{n}"))
    start = desk.now()
    desk.clock = lambda: start + timedelta(days=14)
    desk.perform(deemed.accept, "A-2026-000001", by=SYSTEM_OFFICER)
    clerk, huli = put(desk, "siming", "350203-1"), put(desk, "huli", "350206")
    desk.perform(deemed.accept, "A-2026-000002", by=SYSTEM_OFFICER)
    desk.perform(transfers.transfer, "A-2026-000003", "350206", note="店铺在湖里区", by=clerk)
    desk.perform(transfers.accept, "A-2026-000003", by=huli)
    desk.perform(deemed.accept, "A-2026-000003", by=SYSTEM_OFFICER)

    assert [bureau for _number, _kind, bureau in papers(desk)] == ["厦门市烟草专卖局", SIMING, HULI]


def test_the_application_form_in_a_dossier_names_the_bureau_that_has_the_case(desk: "Office") -> None:
    number = arrived(desk, "N1", form(Item.NEW))
    with desk.reading() as session:
        city = bureau_of_form(session, desk, number)
    put(desk, "siming", "350203")

    with desk.reading() as session:
        assert (city, bureau_of_form(session, desk, number)) == ("厦门市烟草专卖局", SIMING)


def bureau_of_form(session: Session, desk: "Office", number: str) -> str:
    parts = dossier_parts.collect(session, desk.desk, number, at=desk.now()).parts
    (sheet,) = [part for part in parts if part.section == "application" and part.data]
    return str((sheet.data or {})["values"]["bureau"])


def test_an_undone_document_gives_its_number_back_to_its_own_bureau(desk: "Office") -> None:
    clerk = put(desk, "siming", "350203")
    receive(desk, row("WX1"), row("WX2"))
    desk.perform(applications.accept, "A-2026-000001", by=clerk, grace=timedelta(seconds=30))
    desk.perform(undo.undo_last, by=clerk)

    desk.perform(applications.accept, "A-2026-000002", by=clerk)

    assert [number for number, _kind, _bureau in papers(desk)] == ["厦思烟许受〔2026〕第1号"]
    with desk.reading() as session:
        assert document_numbers.gaps(session) == []


def test_a_correction_goes_out_in_the_name_of_whoever_issued_the_document(desk: "Office") -> None:
    clerk = put(desk, "siming", "350203")
    receive(desk, row("WX1"))
    desk.perform(applications.accept, "A-2026-000001", by=clerk)
    with desk.reading() as session:
        session.execute(update(DOCUMENTS).values(state="sealed"))
        session.connection().commit()

    fresh = desk.perform(
        document_corrections.correct, "厦思烟许受〔2026〕第1号", {"party": "林海声"}, note="姓名有误", by=APPROVER
    )

    assert (fresh, papers(desk)[-1][2]) == ("厦思烟许受〔2026〕第2号", SIMING)


def test_numbers_used_elsewhere_are_named_in_the_sequence_of_their_bureau(desk: "Office") -> None:
    approver = put(desk, "siming", "350203", Role.APPROVER)
    declare, why = document_numbers.declare, "改用本系统前的手工文号"
    desk.perform(declare, "acceptance", 2026, 1, 7, reason=why, by=approver)
    desk.perform(declare, "acceptance", 2026, 1, 2, reason=why, office="350206", by=APPROVER)
    with pytest.raises(InvalidInput, match="没有机构"):
        desk.perform(declare, "acceptance", 2026, 1, 2, reason=why, office="350299", by=APPROVER)
    receive(desk, row("WX1"), row("WX2"))
    desk.perform(applications.accept, "A-2026-000001", by=approver)
    desk.perform(applications.accept, "A-2026-000002", by=CLERK)

    assert [number for number, _kind, _bureau in papers(desk)] == ["厦思烟许受〔2026〕第8号", "厦烟许受〔2026〕第1号"]
    with desk.reading() as session:
        found = [(gap.sequence, gap.first, gap.last) for gap in document_numbers.gaps(session)]
    assert found == [("document-acceptance-2026-350203", 1, 7), ("document-acceptance-2026-350206", 1, 2)]


def test_the_seal_is_drawn_with_the_name_of_the_bureau_that_issues(
    desk: "Office", workshop: Workshop, tmp_path: Path
) -> None:
    clerk = put(furnished(desk, workshop, tmp_path), "siming", "350203")
    receive(desk, row("WX1"), row("WX2"))
    desk.perform(applications.accept, "A-2026-000001", by=clerk)
    desk.perform(applications.accept, "A-2026-000002", by=CLERK)

    make_documents.make(desk, make_documents.due(desk))

    with desk.reading() as session:
        digests = session.execute(select(DOCUMENTS.c.sha256).order_by(DOCUMENTS.c.id)).scalars().all()
    files = [PdfFileReader(io.BytesIO(desk.store.get(digest))) for digest in digests]
    names = [str(file.embedded_signatures[0].sig_object["/Name"]) for file in files]
    assert names == [SIMING, "厦门市烟草专卖局"]
    assert all(desk.papers.seal.examine(desk.store.get(digest)).bottom_line for digest in digests)
