"""Dossiers from the decision to the archive: closed, locked, bound, sealed, verified, supplemented, opened again."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from adapters.documents.binder import PdfBinder
from daemon.jobs import close_dossiers
from models.errors import BureauError, Conflict, InvalidInput, NotFound, Refused
from models.tables.applications import AttachmentRow
from models.tables.columns import table_of
from models.values import Item, Role
from tests.support.databases import SqliteDatabases
from tests.support.dossiers import arrive_files, binder, bindery, decided, make_all, pdf, png, serve
from tests.support.licences import APPROVER, CLERK, act, arrived, connected, new_licence
from tests.support.papers import Workshop, furnished, workshop
from tests.support.rows import OFFICERS, form
from usecases import (
    applications,
    assignments,
    cases,
    document_corrections,
    dossier_files,
    dossier_ready,
    dossier_sheets,
    dossier_views,
    dossiers,
    issuing,
    offices,
    pauses,
    systems,
)
from wiring.dossiers import Bindery

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["binder", "workshop"]
WHY = "补件已无法取得，情况属实。"


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: both kinds are asked in test_dossiers_both."""
    return sqlite_databases


@pytest.fixture
def bound(office: "Office", workshop: Workshop, binder: PdfBinder, tmp_path: Path) -> Bindery:
    """Return the bindery of a bureau with officers and its papers."""
    return bindery(furnished(connected(office), workshop, tmp_path), binder)


def seen(bound: Bindery, subject: str) -> dossier_views.View:
    with bound.office.reading() as session:
        return dossier_views.view(session, bound.office.desk, subject, at=bound.office.now())


def state(bound: Bindery, number: str) -> str:
    with bound.office.reading() as session:
        return cases.read(session, number).state


def test_a_granted_licence_is_closed_bound_sealed_and_verified(bound: Bindery, tmp_path: Path) -> None:
    number = decided(bound.office, Item.NEW)
    assert seen(bound, number).state == "unfiled"

    closed = bound.close(number, by=CLERK)

    view = seen(bound, number)
    assert (closed.number, view.state, view.gaps) == ("厦烟许卷〔2026〕第1号", "locked", ())
    assert [line.section for line in view.lines] == [
        "application", "paper", "paper", "paper", "receipt", "finding", "decision", "licence", "licence", "delivery",
        "course", "proof",
    ]  # fmt: skip
    assert (str(view.retention_until), state(bound, number)) == ("2056-11-21", "closed")
    file, sha256 = bound.export_file(closed.number, tmp_path, by=CLERK)
    reader = PdfReader(file)
    told = json.loads(reader.attachments["manifest.json"][0])
    assert told == json.loads(file.with_suffix(".manifest.json").read_bytes())
    assert len(reader.pages) == view.pages + 3  # cover, catalogue, back sheet
    assert bound.verify(file) == dossier_files.Found(True, closed.number, sha256, bound.verify(file).ledger_seq)
    with bound.office.reading() as session:
        crossed = dossier_sheets.messages(session, number)[-1].data or {}
    assert [cell for row in crossed["rows"] for cell in row[:3] if cell.isascii()] == []
    with bound.office.reading() as session:  # over its retention it is listed, and stays
        last = date(2056, 11, 21)
        assert dossier_ready.due_for_destruction(session, last) == []
        over = dossier_ready.due_for_destruction(session, last + timedelta(days=1))
    assert [row["number"] for row in over] == [closed.number]


def test_one_flipped_byte_is_found_in_the_file_and_in_the_folder(bound: Bindery, tmp_path: Path) -> None:
    number = decided(bound.office, Item.NEW)
    closed = bound.close(number, by=CLERK)
    file, _ = bound.export_file(closed.number, tmp_path, by=CLERK)
    folder, _ = bound.export_folder(closed.number, tmp_path, by=CLERK)
    assert bound.verify(folder).ok

    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    (folder / "002-paper.png").write_bytes(png(shade=1))

    assert not bound.verify(file).ok
    assert bound.verify(folder).faults == ("身份证件（第2件）缺少或已被改动",)
    (folder / "013-proof.json").write_bytes(b"{}")
    assert bound.verify(folder).faults[1:] == ("多出文件 013-proof.json",)
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace("林海生".encode(), "林海省".encode()))
    assert "manifest.json" in bound.verify(folder).faults[0]


def test_a_gap_is_refused_by_name_and_closed_only_by_two_officers_with_reasons(bound: Bindery) -> None:
    number = arrived(bound.office, "G1", form(Item.NEW))
    arrive_files(bound.office, number)
    with bound.office.reading() as session:
        c = table_of(AttachmentRow).c
        lost = update(table_of(AttachmentRow)).where(c.kind == "premises_proof")
        session.execute(lost.values(state="missing", sha256=""))
        session.connection().commit()
    bound.office.perform(applications.grant, number, by=APPROVER)
    make_all(bound.office)
    serve(bound.office)

    with pytest.raises(Refused, match="经营场所证明（渠道未能提供该文件）"):
        bound.close(number, by=CLERK)
    assert state(bound, number) == "granted"
    with pytest.raises(InvalidInput):
        bound.close(number, reason="无", by=CLERK)
    assert bound.close(number, reason=WHY, by=CLERK).result == "proposed"
    assert bound.close(number, reason=WHY, by=CLERK).result == "proposed"  # the same officer twice is not two
    with pytest.raises(Refused):  # one of the two is an approver
        bound.close(number, reason="我也同意。", by=OFFICERS["clerk2"])
    closed = bound.close(number, reason="经核实，同意。", by=APPROVER)

    view = seen(bound, number)
    assert closed.result == "locked"
    assert (view.gaps, view.locked_by, view.second_by) == (
        (("经营场所证明", "渠道未能提供该文件"),), "周雅", "张炜",
    )  # fmt: skip
    assert view.reason == f"{WHY}；经核实，同意。"


def test_what_is_pending_comes_first(bound: Bindery) -> None:
    number = arrived(bound.office, "P1", form(Item.NEW))
    assert "申请尚在办理（待受理）" in seen(bound, number).pending
    arrive_files(bound.office, number)
    bound.office.perform(applications.grant, number, by=APPROVER, grace=timedelta(seconds=30))

    with pytest.raises(Refused, match="最近的操作仍可撤销") as refused:
        bound.close(number, reason=WHY, by=CLERK)
    assert "尚未制成" in refused.value.message
    with pytest.raises(NotFound):
        bound.close("A-2026-999999", by=CLERK)


def test_after_the_lock_every_deed_is_refused(bound: Bindery) -> None:
    number = decided(bound.office, Item.NEW)
    bound.close(number, by=CLERK)
    office, before = bound.office, seen(bound, number)
    document_no = next(line.title.split()[-1] for line in before.lines if line.section == "decision")

    deeds: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (applications.accept, (number,), {"by": CLERK}),
        (applications.ask_correction, (number,), {"by": CLERK, "note": "补身份证"}),
        (applications.examine, (number,), {"by": CLERK}),
        (applications.grant, (number,), {"by": APPROVER}),
        (applications.extend, (number,), {"by": APPROVER, "note": "案情复杂"}),
        (assignments.assign, (number, "clerk"), {"by": CLERK}),
        (applications.refuse, (number,), {"by": CLERK, "reason": "A1", "note": "无行为能力"}),
        (pauses.begin, (number, "hearing"), {"by": APPROVER, "reason": "听证"}),
        (document_corrections.correct, (document_no, {"address": "新址"}), {"by": APPROVER, "note": "更正"}),
    ]
    for deed, args, more in deeds:
        with pytest.raises(Refused, match="已归档锁定"):
            office.perform(deed, *args, **more)
    with pytest.raises(BureauError):
        office.undo(number, by=APPROVER)
    with pytest.raises(Refused, match="已归档锁定"):
        bound.close(number, by=CLERK)
    assert seen(bound, number) == before


def test_a_supplement_after_the_lock_is_visible_and_earlier_files_are_known_as_superseded(
    bound: Bindery, tmp_path: Path
) -> None:
    number = decided(bound.office, Item.NEW)
    closed = bound.close(number, by=CLERK)
    old, _ = bound.export_file(closed.number, tmp_path / "old.pdf", by=CLERK)
    before = seen(bound, number)
    late = tmp_path / "回执.pdf"
    late.write_bytes(pdf(2))

    with pytest.raises(InvalidInput, match="须有材料"):
        bound.supplement(number, [], reason="没有材料", by=CLERK)
    assert bound.supplement(number, [late], title="邮政回执", reason="送达后寄回", by=CLERK) == 1
    with pytest.raises(Refused, match="已在卷内"):
        bound.supplement(number, [late], reason="再补一次", by=CLERK)

    view = seen(bound, number)
    assert view.lines[:-1] == before.lines
    last = view.lines[-1]
    kept = bound.office.settings.store.path / last.sha256[:2] / last.sha256
    aside = kept.rename(tmp_path / "aside")  # now it would be one page that says what is lost
    with pytest.raises(Conflict, match="“邮政回执”现在是1页，目录记为2页"):
        bound.export_file(closed.number, tmp_path / "short.pdf", by=CLERK)
    aside.rename(kept)
    assert (last.title, last.supplement, last.page_from, last.page_to) == (
        "邮政回执", 1, before.pages + 1, before.pages + 2,
    )  # fmt: skip
    new, _ = bound.export_file(closed.number, tmp_path / "new.pdf", by=CLERK)
    assert (bound.verify(old).ok, bound.verify(old).superseded) == (True, True)
    assert (bound.verify(new).ok, bound.verify(new).superseded) == (True, False)
    assert "（补卷1）邮政回执" in "".join(PdfReader(new).pages[1].extract_text().split())


def test_opening_a_dossier_needs_an_approver_and_a_reason_and_it_keeps_its_number(bound: Bindery) -> None:
    number = decided(bound.office, Item.NEW)
    first = bound.close(number, by=CLERK).number
    with pytest.raises(Refused, match="无权办理“启封案卷”"):
        bound.office.perform(dossiers.unlock, number, reason="地址有误", by=CLERK)
    with pytest.raises(InvalidInput):
        bound.office.perform(dossiers.unlock, number, reason="", by=APPROVER)

    bound.office.perform(dossiers.unlock, number, reason="决定书地址有误", by=APPROVER)
    assert (seen(bound, number).state, seen(bound, number).number) == ("open", first)
    with pytest.raises(Refused, match="没有锁定"):
        bound.office.perform(dossiers.unlock, number, reason="再次启封", by=APPROVER)
    document_no = next(x.title.split()[-1] for x in seen(bound, number).lines if x.section == "decision")
    fresh = {"address": "厦门市思明区新址1号"}
    bound.office.perform(document_corrections.correct, document_no, fresh, note="更正", by=APPROVER)
    with pytest.raises(Refused, match="尚未制成"):
        bound.close(number, by=CLERK)
    make_all(bound.office)
    serve(bound.office)

    assert bound.close(number, by=CLERK).number == first
    assert [x.section for x in seen(bound, number).lines].count("decision") == 2


def test_hostile_attachments_cost_their_own_page_and_stay_as_they_were(bound: Bindery, tmp_path: Path) -> None:
    huge = png()[:16] + (100_000).to_bytes(4, "big") * 2 + png()[24:]
    number = arrived(bound.office, "H1", form(Item.NEW))
    hostile = (
        ("application/pdf", b"%PDF-1.7 broken"), ("application/pdf", pdf(password="secret")), ("image/png", huge),
        ("image/png", png()[:40]), ("image/tiff", b"II*\0" + b"x" * 50),
        ("application/pdf", pdf(3, wide=1200, tall=300)),
    )  # fmt: skip
    arrive_files(bound.office, number, *hostile)
    bound.office.perform(applications.grant, number, by=APPROVER)
    make_all(bound.office)
    serve(bound.office)

    closed = bound.close(number, by=CLERK)

    lines = [line for line in seen(bound, number).lines if line.title == "其他材料"]
    assert [line.pages for line in lines] == [1, 1, 1, 1, 1, 3]
    assert [bool(line.lacking) for line in lines] == [True] * 5 + [False]
    assert "加密" in lines[1].lacking
    assert "过大" in lines[2].lacking
    file, _ = bound.export_file(closed.number, tmp_path, by=CLERK)
    embedded = PdfReader(file).attachments
    assert sorted(c for name in embedded if name != "manifest.json" for c in embedded[name]) == sorted(
        content for _kind, content in hostile[:5]
    )
    assert bound.verify(file).ok
    wide = PdfReader(io.BytesIO(file.read_bytes())).pages[lines[-1].page_from + 1]
    assert (round(wide.mediabox.width), round(wide.mediabox.height)) == (595, 842)


def test_rare_characters_and_long_names_never_stop_the_archive(bound: Bindery, tmp_path: Path) -> None:
    rare = form(Item.NEW)
    shop = replace(rare.premises, name="鹭岛䶮" + "便利" * 40)
    number = arrived(bound.office, "R1", replace(rare, applicant=replace(rare.applicant, name="龚䶮"), premises=shop))
    arrive_files(bound.office, number)
    bound.office.perform(applications.grant, number, by=APPROVER)
    make_all(bound.office)
    described(bound)
    serve(bound.office)
    described(bound)

    closed = bound.close(number, by=CLERK)

    file, _ = bound.export_file(closed.number, tmp_path, by=CLERK)
    reader = PdfReader(file)
    cover, application = ("".join(reader.pages[n].extract_text().split()) for n in (0, 2))
    assert "龚〔U+4DAE〕" in cover
    assert "龚〔U+4DAE〕" in application
    assert bound.verify(file).ok


def described(bound: Bindery) -> None:
    """Make every document again that a font could not set."""
    with bound.office.reading() as session:
        faulty = [row["number"] for row in document_corrections.faulty(session)]
    for number in faulty:
        bound.office.perform(document_corrections.retry, number, respell={"䶮": "(上龙下天)"}, by=CLERK)
    make_all(bound.office)


def test_a_refusal_by_two_officers_is_kept_ten_years(bound: Bindery) -> None:
    number = arrived(bound.office, "N1", form(Item.RENEW))
    arrive_files(bound.office, number)
    bound.office.perform(applications.accept, number, by=CLERK)
    bound.office.perform(applications.refuse, number, reason="A1", note="不具有行为能力", by=CLERK)
    bound.office.perform(applications.refuse, number, by=APPROVER)
    make_all(bound.office)
    serve(bound.office)

    bound.close(number, by=CLERK)

    view = seen(bound, number)
    assert (str(view.retention_until), view.retention, view.gaps) == ("2036-11-21", "10年", ())
    assert "decision" in [line.section for line in view.lines]


def test_the_acts_on_a_licence_have_dossiers_of_their_own_kept_for_ever(bound: Bindery) -> None:
    licence_no = new_licence(bound.office)
    assert seen(bound, licence_no).pending == ("该许可证没有尚未归档的处理文书",)
    act(bound.office, licence_no, "rectification_ordered", "conditions")
    make_all(bound.office)
    assert "尚未安排送达" in "".join(seen(bound, licence_no).pending)
    serve(bound.office)

    first = bound.close(licence_no, by=CLERK).number
    locked = seen(bound, licence_no)
    assert (locked.state, locked.retention, locked.retention_until) == ("locked", "永久", None)
    assert locked.gaps == ()
    act(bound.office, licence_no, "disqualified", "not_rectified")
    make_all(bound.office)
    serve(bound.office)

    assert seen(bound, licence_no).state == "unfiled"
    put, roles = offices.put_officer, [Role.LICENCE_CLERK]
    bound.office.perform(put, "siming", name="周敏", roles=roles, office="350203-1", by=OFFICERS["secadmin"])
    second = bound.close(licence_no, by=bound.office.officer("siming")).number
    assert (first, second) == ("厦烟许卷〔2026〕第1号", "厦思烟许卷〔2026〕第1号")
    desk = bound.office.desk
    assert [issuing.filing(n, desk) for n in (first, second)] == ["厦门市烟草专卖局", "厦门市思明区烟草专卖局"]
    assert seen(bound, first).number == first


def test_what_is_ready_is_named_once_and_nothing_closes_by_itself(bound: Bindery) -> None:
    number = decided(bound.office, Item.NEW)
    waiting = arrived(bound.office, "W1", form(Item.RENEW))

    assert [close_dossiers.propose(bound.office) for _ in range(2)] == [1, 1]
    with bound.office.reading() as session:  # the next page begins behind the last one of this
        (first,) = dossier_ready.candidates(session, bound.office.desk, at=bound.office.now(), limit=1)
        following = dossier_ready.candidates(session, bound.office.desk, at=bound.office.now(), after=first.id)
    assert (first.subject, following) == (number, [])

    with bound.office.reading() as session:
        found = dossier_ready.candidates(session, bound.office.desk, at=bound.office.now())
        alarms = [a.text for a in systems.open_alarms(session)]
    assert [(c.subject, c.ready) for c in found] == [(number, True)]
    assert waiting not in [c.subject for c in found]
    assert alarms == [f"1件申请可以归档：{number}。"]
    with bound.office.reading() as session:
        gathered = dossiers.gathered(session, bound.office.desk, number, at=bound.office.now())
    with pytest.raises(Conflict):  # something came in between
        bound.office.perform(dossiers.close, number, gathered.parts[1:], by=CLERK)
    assert state(bound, number) == "granted"
