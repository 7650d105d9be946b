"""The whole file of a case: every paper behind the cover, with a catalogue and running pages, as one sealed PDF."""

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from adapters.documents.binder import PdfBinder
from models.errors import Refused
from tests.support.casework import FACTS, INSPECTOR, Clock, at_work, confirmed, did, noticed
from tests.support.databases import SqliteDatabases
from tests.support.dossiers import binder, bindery, make_all, png
from tests.support.licences import CLERK
from tests.support.papers import Workshop, furnished, workshop
from usecases import casework, casework_scene, documents, dossier_parts
from wiring.dossiers import Bindery
from wiring.scene_journal import Journal, carry_photos, read_scene

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["binder", "workshop"]


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: how a dossier is kept on both kinds is asked in test_dossiers_both."""
    return sqlite_databases


@pytest.fixture
def bound(office: "Office", clock: Clock, workshop: Workshop, binder: PdfBinder, tmp_path: Path) -> Bindery:
    return bindery(furnished(at_work(office, clock), workshop, tmp_path), binder)


def archived(office: "Office", clock: Clock) -> str:
    """Lead a case that ends without a penalty to the archive; return its number."""
    number = noticed(office)
    clock.to(date(2026, 11, 6))
    confirmed(office, number, "case.not_punished", facts="从外地进货", reason="违法行为轻微并及时改正")
    clock.to(date(2026, 11, 9))
    did(office, number, "case.served", way="直接送达", receiver="林海生")
    did(office, number, "case.executed", how="无须执行")
    confirmed(office, number, "case.closed", result="不予行政处罚")
    did(office, number, "case.archived")
    return number


def contents(office: "Office", number: str) -> dict[str, Any]:
    with office.reading() as session:
        return {each["kind"]: each["data"] for each in documents.of_subject(session, number)}


def test_the_file_of_a_case_is_bound_with_every_paper_in_its_order(bound: Bindery, clock: Clock) -> None:
    number = archived(bound.office, clock)
    said = contents(bound.office, number)
    listed = [title for title, _number, _on in said["case_contents"]["papers"]]
    assert (listed[0], listed[-1], said["case_back_sheet"]["pieces"]) == ("举报记录表", "结案报告表", len(listed))
    assert (said["case_cover"]["result"], said["case_cover"]["closed_on"]) == ("不予行政处罚", "2026-11-09")

    with pytest.raises(Refused, match="尚未制成"):
        bound.close(number, by=CLERK)
    make_all(bound.office)
    closed = bound.close(number, by=CLERK)
    assert closed.number == "厦烟案卷〔2026〕第1号"
    row, content = bound.file(closed.number, by=CLERK)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert (row["outcome"], row["retention_title"], row["gaps"]) == ("case_archived", "永久", [])
    assert all(words in pages[0].replace("\n", "") for words in ("行政处罚案卷", "案件办结"))
    every = "".join(pages).replace("\n", "")
    assert all(title in every for title in listed)
    assert every.index("案件卷宗封面") < every.index("不予行政处罚决定书") < every.index("卷内备考表")


def test_a_case_that_has_not_ended_is_not_bound(bound: Bindery, clock: Clock) -> None:
    number = noticed(bound.office)
    make_all(bound.office)
    with pytest.raises(Refused, match="案件处于“已事先告知”"):
        bound.close(number, by=CLERK)


def test_the_photos_of_the_scene_lie_in_the_file_behind_the_papers(
    bound: Bindery, clock: Clock, tmp_path: Path
) -> None:
    number = bound.office.perform(casework.register, FACTS, by=INSPECTOR)
    head = {"place": "湖滨南路1号", "officers": ["inspector", "inspector2"], "case": number}
    what = {"kind": "photo", "name": "仓库", "amount": "1张", "place": "店内", "holder": "", "note": ""}
    (tmp_path / "1.png").write_bytes(png())
    with Journal.open(tmp_path / "one.jsonl", head, clock) as laptop:
        laptop.find(what, tmp_path / "1.png")
        scene, digest = read_scene((tmp_path / "one.jsonl").read_bytes())
        carry_photos(scene, laptop.photos, bound.office.store)
    bound.office.perform(casework_scene.bring, number, scene, digest, by=INSPECTOR)
    confirmed(bound.office, number, "case.not_filed", reason="违法事实不能成立")
    make_all(bound.office)

    with bound.office.reading() as session:
        found = dossier_parts.collect(session, bound.office.desk, number, at=bound.office.now())

    kinds = [part.kind or part.section for part in found.parts]
    assert kinds == ["report_record", "case_not_filed", "photo", "course"]
    photo = found.parts[2]
    assert (photo.media_type, photo.section, photo.title.startswith("现场照片")) == ("image/png", "case", True)
    assert bound.office.store.get(photo.sha256) == png()
