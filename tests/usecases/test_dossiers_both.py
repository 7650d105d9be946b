"""Dossiers on both databases: closed, bound, supplemented, opened again, exported, and named when they are ready."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from adapters.documents.binder import PdfBinder
from daemon.jobs import close_dossiers
from models.errors import Refused
from models.values import Item
from tests.support.dossiers import ATTACHMENTS, binder, bindery, decided, png
from tests.support.licences import APPROVER, CLERK, connected
from tests.support.papers import Workshop, furnished, workshop
from usecases import audit, dossier_files, dossier_ready, dossier_views, dossiers
from wiring.dossiers import Bindery

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["binder", "workshop"]


@pytest.fixture
def bound(office: "Office", workshop: Workshop, binder: PdfBinder, tmp_path: Path) -> Bindery:
    """Return the bindery of a bureau with officers and its papers."""
    return bindery(furnished(connected(office), workshop, tmp_path), binder)


def test_a_dossier_lives_on_both_databases(bound: Bindery, tmp_path: Path) -> None:
    office, scan = bound.office, tmp_path / "补充.png"
    number = decided(office, Item.NEW)
    assert close_dossiers.propose(office) == 1

    closed = bound.close(number, by=CLERK).number
    scan.write_bytes(png())
    nth = bound.supplement(closed, [scan], title="补充", reason="补交照片", by=CLERK)
    _row, content = bound.file(closed, by=CLERK)
    folder, sha256 = bound.export_folder(closed, tmp_path, by=CLERK)
    office.perform(dossiers.unlock, closed, reason="更正材料", by=APPROVER)
    again = bound.close(number, by=CLERK).number

    assert (nth, again, close_dossiers.propose(office)) == (1, closed, 0)
    assert content.startswith(b"%PDF")
    assert (folder / "manifest.json").is_file()
    with office.reading() as session:
        view = dossier_views.view(session, office.desk, number, at=office.now())
        assert (view.state, view.gaps, view.lines[-1].supplement) == ("locked", (), 1)
        assert dossier_files.unbound(session) == []
        assert dossier_ready.due_for_destruction(session, office.now().date()) == []
        assert audit.verify(session).ok
    assert len(sha256) == 64


def test_a_gap_needs_two_officers_on_both_databases(bound: Bindery) -> None:
    number = decided(bound.office, Item.NEW)
    with bound.office.reading() as session:
        lost = update(ATTACHMENTS).where(ATTACHMENTS.c.kind == "premises_proof")
        session.execute(lost.values(state="missing", sha256=""))
        session.connection().commit()
    with pytest.raises(Refused, match="缺"):
        bound.close(number, by=CLERK)

    proposed = bound.close(number, reason="补件已无法取得", by=CLERK)
    closed = bound.close(number, reason="情况属实，同意", by=APPROVER)

    assert (proposed.result, closed.result) == ("proposed", "locked")
    with bound.office.reading() as session:
        row = dossiers.find(session, closed.number)
    assert (row["locked_by"], row["second_by"]) == (CLERK.login, APPROVER.login)
