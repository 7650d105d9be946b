"""Matters that are ready for the archive: decided, on paper, served; and a bindery for them."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfWriter
from sqlalchemy import insert, select, update

from adapters.documents.binder import PdfBinder
from adapters.documents.renderer import Setup
from content.dossierbook import sheets
from daemon.jobs import make_documents, serve_documents
from models.tables.applications import ApplicationRow, AttachmentRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Item
from tests.support.licences import APPROVER, CLERK, arrived
from tests.support.papers import Workshop
from tests.support.rows import OPERATOR_ID, form
from usecases import applications, deliveries, delivery_rows
from wiring.dossiers import Bindery

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS, ATTACHMENTS = table_of(ApplicationRow), table_of(AttachmentRow)
OUTBOX = table_of(OutboxRow)


@pytest.fixture(scope="session")
def binder(workshop: Workshop) -> Iterator[PdfBinder]:
    """Return a binder, started once."""
    made = PdfBinder(Setup(workshop.folder / "cache"), workshop.renderer, sheets())
    yield made
    made.close()


def make_all(office: "Office") -> None:
    """Put every document that is due on paper."""
    while orders := make_documents.due(office):
        make_documents.make(office, orders)


def png(wide: int = 60, tall: int = 40, shade: int = 128) -> bytes:
    """Return a small picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + bytes([shade]) * wide for _ in range(tall))
    head = struct.pack(">IIBBBBB", wide, tall, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, password: str = "", wide: float = 595, tall: float = 842) -> bytes:
    """Return a file with blank pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(wide, tall)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def arrive_files(office: "Office", number: str, *contents: tuple[str, bytes]) -> None:
    """Let the declared attachments of an application be there, and more of them: (media type, bytes)."""
    with office.reading() as session:
        row = session.execute(select(APPLICATIONS).where(APPLICATIONS.c.number == number)).one()
        plain = office.store.put(png())
        session.execute(
            update(ATTACHMENTS)
            .where(ATTACHMENTS.c.application_id == row.id)
            .values(state="stored", sha256=plain, media_type="image/png", next_try_at=None)
        )
        for n, (kind, content) in enumerate(contents):
            digest = office.store.put(content)
            session.execute(insert(ATTACHMENTS).values(
                application_id=row.id, revision=1, channel=row.channel, channel_ref=row.channel_ref,
                channel_id=f"x{n}", kind="other", name=f"附件{n}", size=len(content), digest=digest,
                algorithm="sha256", state="stored", sha256=digest, media_type=kind, tries=0, mismatches=0, note="",
            ))  # fmt: skip
        session.connection().commit()


def serve(office: "Office") -> None:
    """Plan every delivery, hand it over at the window and put its receipt on paper."""
    with office.reading() as session:  # the channel knows of it
        session.execute(update(OUTBOX).where(OUTBOX.c.kind == "event").values(state="confirmed"))
        session.connection().commit()
    serve_documents.plan(office)
    with office.reading() as session:
        rows = session.execute(delivery_rows.DELIVERIES.select()).all()
    for row in rows:
        if row.state == "planned":
            office.perform(deliveries.hand_over, row.number, receiver="林海生", id_no=OPERATOR_ID, by=CLERK)
    make_all(office)


def decided(office: "Office", item: Item = Item.NEW, ref: str = "D1", **changes: Any) -> str:
    """Receive, grant, print and serve; return the application's number."""
    number = arrived(office, ref, replace(form(item), **changes))
    arrive_files(office, number)
    office.perform(applications.grant, number, by=APPROVER)
    make_all(office)
    serve(office)
    return number


def bindery(office: "Office", binder: PdfBinder) -> Bindery:
    """Return a bindery with the binder of the tests."""
    return Bindery(office, binder)
