"""In whose name the papers of a case go out: the bureau of the case, whoever writes them, to the last page."""

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.reader import PdfFileReader

from adapters.documents.binder import PdfBinder
from models.values import Role
from tests.support.casework import FACTS, INSPECTOR, Clock, confirmed, did, noticed
from tests.support.dossiers import binder, bindery, make_all
from tests.support.licences import CLERK
from tests.support.one_kind import database_url
from tests.support.papers import Workshop, furnished, workshop
from tests.support.rows import OFFICERS
from usecases import casework, documents, offices

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["binder", "database_url", "workshop"]
CITY, SIMING = "厦门市烟草专卖局", "厦门市思明区烟草专卖局"
TEAM = ["inspector", "inspector2"]


def staff(office: "Office", code: str = "350203") -> None:
    """Give a district an officer of its own."""
    roles = [Role.INSPECTOR]
    office.perform(offices.put_officer, "siming", name="周敏", roles=roles, office=code, by=OFFICERS["secadmin"])


def filed(office: "Office") -> str:
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def papers(office: "Office", number: str) -> list[tuple[str, str]]:
    """Return (number, bureau) of every paper."""
    with office.reading() as session:
        return [(each["number"], each["data"]["bureau"]) for each in documents.of_subject(session, number)]


def test_the_papers_of_a_case_carry_the_bureau_of_the_case_whoever_writes_them(bureau: "Office") -> None:
    staff(bureau)
    number = filed(bureau)  # by officers of the city

    did(bureau, number, "case.order_to_correct", demands=["停止从外地进货"])
    did(bureau, number, "case.order_to_correct", demands=["张贴标识"], by=bureau.officer("siming"))

    assert papers(bureau, number) == [
        ("厦思烟举〔2026〕第1号", SIMING),
        ("厦思烟立〔2026〕第1号", SIMING),
        ("厦思烟责改〔2026〕第1号", SIMING),
        ("厦思烟责改〔2026〕第2号", SIMING),
    ]


def test_a_district_without_officers_here_is_served_by_the_city(bureau: "Office") -> None:
    staff(bureau, "350206")

    assert papers(bureau, filed(bureau)) == [("厦烟举〔2026〕第1号", CITY), ("厦烟立〔2026〕第1号", CITY)]


def test_a_case_keeps_the_bureau_of_its_first_paper(bureau: "Office") -> None:
    number = filed(bureau)
    staff(bureau)

    did(bureau, number, "case.order_to_correct", demands=["停止从外地进货"])

    assert [name for _number, name in papers(bureau, number)] == [CITY] * 3
    assert papers(bureau, filed(bureau))[-1] == ("厦思烟立〔2026〕第1号", SIMING)


def test_decision_and_whole_file_are_numbered_and_sealed_by_the_bureau_of_the_case(
    bureau: "Office", clock: Clock, workshop: Workshop, binder: PdfBinder, tmp_path: Path
) -> None:
    bound = bindery(furnished(bureau, workshop, tmp_path), binder)
    staff(bureau)
    number = noticed(bureau)
    clock.to(date(2026, 11, 6))
    confirmed(bureau, number, "case.not_punished", facts="从外地进货", reason="违法行为轻微并及时改正")
    clock.to(date(2026, 11, 9))
    did(bureau, number, "case.served", way="直接送达", receiver="林海生")
    did(bureau, number, "case.executed", how="无须执行")
    confirmed(bureau, number, "case.closed", result="不予行政处罚")
    did(bureau, number, "case.archived")
    make_all(bureau)

    closed = bound.close(number, by=CLERK)

    assert closed.number == "厦思烟案卷〔2026〕第1号"
    with bureau.reading() as session:
        sheet = documents.find(session, "厦思烟不处〔2026〕第1号")["sha256"]
    for content in (bureau.store.get(sheet), bound.file(closed.number, by=CLERK)[1]):
        seal = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
        assert str(seal.sig_object["/Name"]) == SIMING
