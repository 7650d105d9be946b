"""The binder of dossiers: a process of its own with bounded memory, so that a hostile file costs only its own page."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters.documents import fonts
from adapters.documents.renderer import Setup
from adapters.documents.worker import Worker
from models.errors import InvalidInput, OutsideUnavailable
from ports.documents import Place, Renderer
from ports.dossiers import Attached, Bound, Pages, Piece

PDF = "application/pdf"
MEMORY = 3 << 30  # bytes of address space of the process: the interpreter and typst reserve more than they use
MOST_BYTES = 200 << 20  # of one file


class PdfBinder:
    """Makes pages and binds them in a child process; templates of documents go to the renderer."""

    def __init__(self, setup: Setup, renderer: Renderer, source: str, *, within: float = 120.0) -> None:
        self._setup, self._renderer, self._source = setup, renderer, source
        self._worker = Worker(within, memory=MEMORY)

    def pages(self, piece: Piece, out: Path) -> Pages:
        """Write a piece as A4 pages (ports.dossiers.Binder)."""
        content, kind, data = piece.content, piece.media_type, "{}"
        if len(content) > MOST_BYTES:
            return Pages(0, f"文件过大（{len(content):,} 字节）")
        if piece.data is not None:
            data, kind = json.dumps(dict(piece.data), ensure_ascii=False), "sheet"
        try:
            if piece.template:
                content, kind, data = self._form(piece)
            order = self._known() | {"kind": kind, "data": data, "out": str(out)}
            answer, _ = self._worker.call("pages", b"" if kind == "sheet" else content, **order)
        except OutsideUnavailable:
            return Pages(0, "转换时超出内存或时间限制")
        return Pages(answer["pages"], answer["fault"])

    def _form(self, piece: Piece) -> tuple[bytes, str, str]:
        """Return a filled form; where its template cannot be set (a rare character), its values as a plain record."""
        said = dict(piece.data or {})
        values, labels = said["values"], said["labels"]
        try:
            return self._renderer.render(piece.template, json.dumps(values, ensure_ascii=False)).content, PDF, "{}"
        except InvalidInput:
            pairs = [[label, _text(values.get(name))] for name, label in labels.items() if values.get(name)]
            plain = {"sheet": "record", "title": values["title"], "pairs": pairs, "head": [], "widths": [1], "rows": []}
            return b"", "sheet", json.dumps(plain, ensure_ascii=False)

    def bind(self, sheets: Sequence[Mapping[str, Any]], body: Sequence[Path], attached: Sequence[Attached]) -> Bound:
        """Return the whole file (ports.dossiers.Binder)."""
        with tempfile.TemporaryDirectory(prefix="luqiao-bind-") as folder:
            embedded = []
            for n, each in enumerate(attached):
                file = Path(folder) / str(n)
                file.write_bytes(each.content)
                embedded.append([each.name, str(file)])
            order = {"sheets": [dict(s) for s in sheets], "body": [str(f) for f in body], "attached": embedded}
            answer, content = self._worker.call("bind", b"", **(self._known() | order))
        page, x, y = answer["place"]
        return Bound(content, answer["pages"], Place(int(page), x, y))

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _known(self) -> dict[str, Any]:
        folders = [str(folder) for folder in (*self._setup.fonts, fonts.built_in(self._setup.cache))]
        return {"source": self._source, "folders": folders, "families": [*self._setup.families, fonts.FAMILY]}


def _text(value: Any) -> str:
    return "；".join(_text(part) for part in value) if isinstance(value, list) else str(value)
