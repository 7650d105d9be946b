"""The bindery: measures what a dossier would hold, binds and seals it, writes it out; no transaction waits for it."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.documents.binder import PdfBinder
from adapters.documents.renderer import Setup
from content.dossierbook import sheets as sheet_source
from models.errors import BureauError, Conflict, InvalidInput
from models.reasons import reason
from models.said import said
from models.values import Officer
from ports.documents import SealCheck
from ports.dossiers import Attached, Binder, Piece
from rules.dossiers import Part
from usecases import dossier_files, dossier_sheets, dossiers, issuing
from usecases.dossier_files import CHECKSUMS, MANIFEST, BoundFile, Found, name_of
from usecases.dossiers import Closed

if TYPE_CHECKING:
    from wiring.office import Office


@dataclass
class Bindery:
    """Binds the dossiers of one office."""

    office: "Office"
    binder: Binder

    def measured(self, parts: Sequence[Part], folder: Path) -> list[Part]:
        """Return the parts with the pages that each takes; the pages lie in `folder` by number (1.pdf)."""
        return [self._page(part, folder / f"{n}.pdf") for n, part in enumerate(parts, 1)]

    def _page(self, part: Part, out: Path) -> Part:
        fault, piece = part.lacking, None
        if part.sha256 and not (fault and not part.media_type):
            piece, fault = self._piece(part)
        if piece is not None:
            made = self.binder.pages(piece, out)
            if made.pages:
                return replace(part, pages=made.pages)
            fault = made.fault
        told = [["材料", part.title], ["SHA-256", part.sha256], ["原因", fault], ["形成时间", part.made_at]]
        note = Piece(b"", "", {"sheet": "missing", "pairs": told})
        return replace(part, pages=self.binder.pages(note, out).pages, lacking=fault)

    def _piece(self, part: Part) -> tuple[Piece | None, str]:
        """Return a part's bytes as they are in the store, or why they are not to be had."""
        if part.data is not None:
            data = dict(part.data)
            return Piece(b"", part.media_type, data, str(data.get("template", ""))), ""
        try:
            return Piece(self.office.store.get(part.sha256), part.media_type), ""
        except BureauError as error:
            return None, error.message

    def close(self, subject: str, *, reason: str = "", by: Officer) -> Closed:
        """Close a dossier and bind it; with `reason` although something is lacking (then a second officer agrees).

        Raises what usecases.dossiers raises; the binding itself can be repeated by `file`.
        """
        with tempfile.TemporaryDirectory(prefix="luqiao-dossier-") as folder:
            with self.office.reading() as session:
                found = dossiers.gathered(session, self.office.desk, subject, at=self.office.now())
            self._keep_sheets(found.parts)
            order = dossiers.arranged(found, at=self.office.now())
            parts = self.measured([entry.part for entry in order.entries], Path(folder))
            if reason:
                closed = self.office.perform(dossiers.close_with_gaps, subject, parts, reason=reason, by=by)
            else:
                closed = Closed("locked", self.office.perform(dossiers.close, subject, parts, by=by))
            if closed.result == "locked":
                self._bind(closed.number, Path(folder), by)
        return closed

    def supplement(self, number: str, files: Sequence[Path], *, title: str = "", reason: str, by: Officer) -> int:
        """Add files, or (without any) what came after the lock, behind a locked dossier; return which supplement."""
        parts = [self._own(file, title) for file in files] or self.came_late(number)
        with tempfile.TemporaryDirectory(prefix="luqiao-dossier-") as folder:
            measured = self.measured(parts, Path(folder))
        nth: int = self.office.perform(dossiers.supplement, number, measured, reason=reason, by=by)
        return nth

    def _own(self, file: Path, title: str) -> Part:
        from usecases.attachments import media_type

        content = file.read_bytes()
        sha256 = self.office.store.put(content)
        name = title or file.stem[:100]
        made_at = dossier_sheets.moment(self.office.now())
        return Part("supplement", f"file:{sha256}", name, sha256, media_type(content), made_at, "", "file")

    def came_late(self, number: str) -> list[Part]:
        """Return the files that came after a dossier was locked."""
        with self.office.reading() as session:
            return dossiers.late(session, self.office.desk, dossiers.find(session, number), at=self.office.now())

    def _keep_sheets(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if part.data is not None:
                self.office.store.put(dossier_sheets.canonical(part.data))

    def file(self, number: str, *, by: Officer) -> tuple[dict[str, Any], bytes]:
        """Return a locked dossier's row and its sealed file, bound now where it was not yet."""
        row, lines = self._lines(number)
        if row["sha256"]:
            return row, self.office.store.get(row["sha256"])
        with tempfile.TemporaryDirectory(prefix="luqiao-dossier-") as folder:
            parts = self.measured([dossiers.as_part(line) for line in lines], Path(folder))
            for part, line in zip(parts, lines, strict=True):
                if part.pages != line["pages"]:
                    raise Conflict(
                        said(
                            "“{title}”现在是{pages}页，目录记为{listed}页。",
                            title=part.title,
                            pages=part.pages,
                            listed=line["pages"],
                        ),
                        kept="案卷未变更。",
                        do_next="请审批人启封后重新归档。",
                    )
            self._bind(row["number"], Path(folder), by)
        row, _ = self._lines(number)
        return row, self.office.store.get(row["sha256"])

    def _lines(self, number: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        with self.office.reading() as session:
            row = dossiers.find(session, number)
            return row, dossiers.entries(session, row["id"])

    def _bind(self, number: str, folder: Path, by: Officer) -> None:
        row, lines = self._lines(number)
        with self.office.reading() as session:
            own = issuing.filing(number, self.office.desk)
            sheets = dossier_files.sheets(session, row, lines, own)
        told = dossiers.canonical_manifest(row, lines)
        attached = [Attached(MANIFEST, told), *self._originals(lines)]
        body = [folder / f"{line['position']}.pdf" for line in lines]
        made = self.binder.bind(sheets, body, attached)
        sealed = self.office.papers.seal.seal(made.content, made.place, bureau=own, reason=number, at=self.office.now())
        sha256 = self.office.store.put(sealed.content)
        file = BoundFile(sha256, dossiers.digest_of(told), sealed.seal, made.pages, len(sealed.content))
        self.office.perform(dossier_files.bound, number, file, by=by)

    def _originals(self, lines: Sequence[dict[str, Any]]) -> list[Attached]:
        """Return the files that could not become pages, to be embedded as they are."""
        found = []
        for line in lines:
            if line["lacking"] and line["sha256"] and line["data"] is None:
                piece, _ = self._piece(dossiers.as_part(line))
                found += [Attached(name_of(line), piece.content)] if piece is not None else []
        return found

    def export_file(self, number: str, out: Path, *, by: Officer) -> tuple[Path, str]:
        """Write a dossier as one file with its manifest beside it; return the file and its SHA-256."""
        row, content = self.file(number, by=by)
        target = out / f"{row['number']}.pdf" if out.is_dir() else out
        _, lines = self._lines(row["number"])
        _write(target, content)
        _write(target.with_suffix(".manifest.json"), dossiers.canonical_manifest(row, lines))
        self.office.perform(dossier_files.exported, row["number"], "pdf", row["sha256"], by=by)
        return target, row["sha256"]

    def export_folder(self, number: str, out: Path, *, by: Officer) -> tuple[Path, str]:
        """Write the originals under numbered names with manifest and checksums; return the folder and its digest."""
        row, lines = self._lines(number)
        folder = out / row["number"]
        told, sums = dossiers.canonical_manifest(row, lines), []
        for line in lines:
            content = self._bytes(line)
            if content is not None:
                _write(folder / name_of(line), content)
                sums.append(f"{line['sha256']}  {name_of(line)}")
        _write(folder / MANIFEST, told)
        sums.append(f"{dossiers.digest_of(told)}  {MANIFEST}")
        _write(folder / CHECKSUMS, ("\n".join(sums) + "\n").encode())
        digest = dossiers.digest_of(told)
        self.office.perform(dossier_files.exported, row["number"], "folder", digest, by=by)
        return folder, digest

    def _bytes(self, line: dict[str, Any]) -> bytes | None:
        if line["data"] is not None:
            return dossier_sheets.canonical(line["data"])
        piece, _ = self._piece(dossiers.as_part(line)) if line["sha256"] else (None, "")
        return None if piece is None else piece.content

    def verify(self, path: Path) -> Found:
        """Return what a file, or a folder that was exported, is."""
        if path.is_dir():
            digests = {f.name: dossiers.digest_of(f.read_bytes()) for f in sorted(path.iterdir()) if f.is_file()}
            manifest = path / MANIFEST
            content = manifest.read_bytes() if manifest.is_file() else b""
            with self.office.reading() as session:
                return dossier_files.judge_manifest(session, content, digests)
        content = path.read_bytes()
        seal: SealCheck = self.office.papers.seal.examine(content)
        with self.office.reading() as session:
            return dossier_files.judge(session, dossiers.digest_of(content), seal)

    def end(self) -> None:
        """End the process behind."""
        self.binder.close()


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise InvalidInput(
            said("写不了 {file}：{error}。", file=file, error=reason(error)),
            kept="案卷未变更。",
            do_next="请换一个目录。",
        ) from error


def open_bindery(office: "Office") -> Bindery:
    """Return the bindery of an office; nothing is started before the first page."""
    said = office.settings.documents
    setup = Setup(said.cache, Path(said.templates) if said.templates else None, said.fonts, said.families)
    return Bindery(office, PdfBinder(setup, office.papers.renderer, sheet_source()))
