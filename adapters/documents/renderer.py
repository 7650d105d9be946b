"""The renderer: templates of the bureau laid over the built-in ones, set by typst in its own process."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from adapters.documents import fonts
from adapters.documents.worker import Worker
from models.errors import InvalidInput
from ports.documents import Place, Rendered, TemplateFault

FRAME = "frame.typ"


@dataclass(frozen=True, slots=True)
class Setup:
    """Where everything lies: the cache, the bureau's own templates (None: none), its font folders and families."""

    cache: Path
    templates: Path | None = None
    fonts: Sequence[Path] = ()
    families: Sequence[str] = ()


class TypstRenderer:
    """Sets documents; one process serves all calls."""

    def __init__(self, worker: Worker, setup: Setup) -> None:
        self._worker, self._setup = worker, setup
        self._folders: list[str] = []

    def render(self, kind: str, data: str) -> Rendered:
        """Return a document as PDF (ports.documents.Renderer)."""
        root = self._root()
        answer, content = self._worker.call("render", **self._order(root, kind, data))
        place = answer["place"]
        where = Place(int(place[0]), place[1], place[2]) if place else None
        return Rendered(content, answer["pages"], where, digest(root, kind))

    def pictures(self, kind: str, data: str) -> list[bytes]:
        """Return the pages as PNG."""
        answer, content = self._worker.call("pictures", **self._order(self._root(), kind, data))
        pages, start = [], 0
        for size in answer["sizes"]:
            pages.append(content[start : start + size])
            start += size
        return pages

    def characters(self, kind: str, data: str) -> list[str]:
        """Return the pages as lines for a terminal."""
        answer, _ = self._worker.call("characters", **self._order(self._root(), kind, data))
        return list(answer["pages"])

    def faults(self, samples: Mapping[str, str]) -> list[TemplateFault]:
        """Set each kind with its sample data; return what is wrong."""
        found, root = [], self._root()
        for kind, data in samples.items():
            answer, _ = self._worker.call("fault", **self._order(root, kind, data))
            if answer["message"]:
                found.append(TemplateFault(kind, answer["line"], answer["message"]))
        return found

    @property
    def process_id(self) -> int:
        """Return the number of the process, 0 where none runs."""
        return self._worker.process_id

    def close(self) -> None:
        """End the process; a later call starts another."""
        self._worker.close()

    def _order(self, root: Path, kind: str, data: str) -> dict[str, Any]:
        if not self._folders:
            built_in = fonts.built_in(self._setup.cache)
            fonts.font_files(self._setup.fonts)
            self._folders = [str(folder) for folder in (*self._setup.fonts, built_in)]
        families = [*self._setup.families, fonts.FAMILY]
        return {"root": str(root), "folders": self._folders, "families": families, "kind": kind, "data": data}

    def _root(self) -> Path:
        """Return the folder with the templates as they are now; another state is another folder."""
        sources = template_files(self._setup.templates)
        told = json.dumps({name: hashlib.sha256(text).hexdigest() for name, text in sources.items()}, sort_keys=True)
        root = self._setup.cache / ("templates-" + hashlib.sha256(told.encode()).hexdigest()[:16])
        if not root.is_dir():
            root.parent.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(dir=root.parent, prefix=".new-"))
            for name, text in sources.items():
                (fresh / name).write_bytes(text)
            try:
                fresh.rename(root)
            except OSError:  # another process was faster
                shutil.rmtree(fresh)
        return root


def template_files(folder: Path | None) -> dict[str, bytes]:
    """Return every template by its file name: the bureau's own files instead of the built-in ones."""
    built_in = files("content.templates")
    found = {each.name: each.read_bytes() for each in built_in.iterdir() if each.name.endswith(".typ")}
    if folder is not None:
        if not folder.is_dir():
            raise InvalidInput(f"模板目录 {folder} 不存在。", do_next="请检查配置 [documents] templates。")
        found |= {each.name: each.read_bytes() for each in sorted(folder.glob("*.typ"))}
    return found


def digest(root: Path, kind: str) -> str:
    """Return the SHA-256 of a template and its frame."""
    return hashlib.sha256((root / f"{kind}.typ").read_bytes() + (root / FRAME).read_bytes()).hexdigest()
