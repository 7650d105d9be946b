"""The documents of an application on the screen: list, preview, export, print, make again."""

from dataclasses import replace
from pathlib import Path

import pytest

from daemon.jobs import make_documents
from models.values import SYSTEM_OFFICER
from tests.support.papers import Workshop, furnished, workshop
from tests.tui import bureau
from tests.tui.conftest import seated
from tui.screens.documents import DocumentsView
from usecases import documents
from usecases.deeds import Order
from wiring.office import Office

__all__ = ["workshop"]
ONE = "A-2026-000002"


@pytest.fixture
def desk(office: Office, workshop: Workshop, tmp_path: Path) -> Office:
    """A bureau with an accepted application whose receipt is sealed, and a document that no font can set."""
    printer = replace(office.settings.documents, print_command=("cp", "{file}", str(tmp_path / "printed.pdf")))
    office.settings = replace(office.settings, documents=printer)
    said = {"closed_on": "2026-12-01", "party": "龚䶮", "received_on": "2026-11-20"}
    accepted = {"accepted_on": "2026-11-21", "due_on": "2026-12-18"}
    with office._unit(Order("test", SYSTEM_OFFICER)) as session:
        documents.issue(session, ONE, "acceptance", accepted, by=bureau.clerk(), at=office.now())
        documents.issue(session, ONE, "closing", said, by=bureau.clerk(), at=office.now())
    furnished(office, workshop, tmp_path)
    make_documents.make(office, make_documents.due(office))
    return office


async def test_the_documents_of_an_application_are_listed_with_their_state_and_read(desk: Office) -> None:
    async with seated(desk, bureau.clerk()) as clerk:
        clerk.app.push_screen(DocumentsView(ONE))
        assert await clerk.finds("厦烟许受〔2026〕第1号")
        assert "已盖章" in clerk.sees
        assert "有问题" in clerk.sees
        assert await clerk.finds("测试印章 ")
        assert "clerk" not in clerk.sees
        await clerk.types("enter")

        assert await clerk.finds("申请材料齐全"), clerk.sees
        assert "                受理通知书" in clerk.sees, clerk.sees


async def test_a_document_of_a_licence_or_its_applications_is_exported_and_printed_byte_for_byte(
    desk: Office, tmp_path: Path
) -> None:
    with desk.reading() as session:
        sha256 = documents.find(session, "厦烟许受〔2026〕第1号")["sha256"]
    content = desk.store.get(sha256)
    async with seated(desk, bureau.clerk()) as clerk:
        clerk.app.push_screen(DocumentsView("350203100001", ONE))
        assert await clerk.finds("厦烟许受")
        await clerk.types("x", "ctrl+u")
        await clerk.writes(str(tmp_path / "out"))
        await clerk.types("enter")
        assert await clerk.finds("已导出")
        await clerk.types("enter")
        assert await clerk.finds("申请材料齐全")
        assert "x 导出" in clerk.sees.splitlines()[-1]
        await clerk.types("P")
        assert await clerk.finds("已送打印")

    assert (tmp_path / "out" / "厦烟许受〔2026〕第1号.pdf").read_bytes() == content
    assert (tmp_path / "printed.pdf").read_bytes() == content


@pytest.mark.parametrize(
    ("command", "why"),
    [(("no-such-lp", "{file}"), "没有这个文件或文件夹"), (("sh", "-c", "echo no paper >&2; exit 3"), "no paper")],
    ids=["no program", "a printer that refuses"],
)
async def test_a_printer_that_does_not_work_is_said_in_words(desk: Office, command: tuple[str, ...], why: str) -> None:
    desk.settings = replace(desk.settings, documents=replace(desk.settings.documents, print_command=command))
    async with seated(desk, bureau.clerk()) as clerk:
        clerk.app.push_screen(DocumentsView(ONE))
        assert await clerk.finds("厦烟许受")
        await clerk.types("P")
        assert await clerk.finds("没有成功")
        assert why in clerk.sees
        assert "Errno" not in clerk.sees


async def test_a_faulty_document_says_why_and_is_made_again_with_the_character_described(desk: Office) -> None:
    async with seated(desk, bureau.clerk(), (120, 40)) as clerk:
        clerk.app.push_screen(DocumentsView(ONE))
        assert await clerk.finds("厦烟许歇")
        await clerk.types("down")
        assert await clerk.finds("U+4DAE")
        await clerk.types("w")
        await clerk.writes("䶮=(上龙下天)")
        await clerk.types("enter")
        assert await clerk.finds("将重新制作")

    make_documents.make(desk, make_documents.due(desk))
    with desk.reading() as session:
        assert documents.find(session, "厦烟许歇〔2026〕第1号")["state"] == "sealed"
