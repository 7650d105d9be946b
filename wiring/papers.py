"""The bureau's papers: renderer and seal behind one door, and the folder where a paper lies until it is recorded."""

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from adapters.documents.renderer import Setup, TypstRenderer
from adapters.documents.worker import Worker
from adapters.seals.training import TrainingSeal
from models.errors import InvalidInput, OutsideRejected
from models.said import said
from ports.documents import Renderer, SealProvider
from usecases.document_making import Order, Paper
from wiring.config import Settings
from wiring.store import Store

SETTLED = 20.0  # seconds: a program that runs so long will make documents, and the first is wanted at once


@dataclass
class Papers:
    """Sets, seals and keeps documents; used outside every transaction."""

    renderer: Renderer
    seal: SealProvider
    store: Store
    drafts: Path
    born: float = field(default_factory=time.monotonic)

    def stay_ready(self) -> None:
        """Start the process ahead of the first document, once the program has settled."""
        if time.monotonic() - self.born > SETTLED and not self.process_id:
            self.seal.examine(b"")

    def make(self, order: Order, *, at: datetime) -> Paper:
        """Return what was made of an order; what cannot be made says why in `fault`.

        The finished file lies in `drafts` until `finish`: a crash before the record finds it there, so that no
        document is ever set and sealed twice. Raises OutsideUnavailable (no process, no seal, no disk).
        """
        try:
            kept = self._kept(order)
            return kept if kept is not None else self._fresh(order, at)
        except (InvalidInput, OutsideRejected) as error:
            return Paper(order, fault=f"{error.message}{error.do_next}")

    def _fresh(self, order: Order, at: datetime) -> Paper:
        rendered = self.renderer.render(order.kind, json.dumps(order.data, ensure_ascii=False))
        content, seal = rendered.content, ""
        if order.sealed:
            if rendered.place is None:
                raise InvalidInput(
                    said("模板 {kind}.typ 没有印章落点。", kind=order.kind), do_next="请在落款处使用 signature。"
                )
            name = str(order.data.get("bureau", ""))
            sealed = self.seal.seal(content, rendered.place, bureau=name, reason=order.number, at=at)
            content, seal = sealed.content, sealed.seal
        paper = Paper(order, "", len(content), rendered.pages, rendered.template_sha256, seal)
        self._keep(paper, content)
        return self._stored(paper, content)

    def _stored(self, paper: Paper, content: bytes) -> Paper:
        sha256 = self.store.put(content)
        return Paper(paper.order, sha256, paper.size, paper.pages, paper.template_sha256, paper.seal)

    def _draft(self, order: Order) -> Path:
        return self.drafts / f"{order.id}.pdf"

    def _keep(self, paper: Paper, content: bytes) -> None:
        """Write the file with what is known of it, whole or not at all."""
        self.drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = {"order": _sign(paper.order), "pages": paper.pages, "seal": paper.seal}
        head = json.dumps(told | {"template": paper.template_sha256}, ensure_ascii=False).encode()
        fresh = self.drafts / f"{paper.order.id}.new"
        with fresh.open("wb") as file:
            file.write(len(head).to_bytes(4, "big") + head + content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._draft(paper.order))

    def _kept(self, order: Order) -> Paper | None:
        """Return what an earlier run finished and could not record; None where there is nothing of this order."""
        draft = self._draft(order)
        if not draft.is_file():
            return None
        whole = draft.read_bytes()
        size = int.from_bytes(whole[:4], "big")
        told, content = json.loads(whole[4 : 4 + size]), whole[4 + size :]
        if told["order"] != _sign(order):  # of a document that was taken back; id and number may serve another now
            draft.unlink()
            return None
        return self._stored(Paper(order, "", len(content), told["pages"], told["template"], told["seal"]), content)

    def finish(self, order: Order) -> None:
        """Forget the draft: the document is recorded."""
        self._draft(order).unlink(missing_ok=True)

    @property
    def process_id(self) -> int:
        """Return the number of the process that sets and seals, 0 where none runs."""
        return self.renderer.process_id

    def close(self) -> None:
        """End the process behind; a later call starts another."""
        self.renderer.close()


def _sign(order: Order) -> str:
    """Return what no other order has: the digest of everything that it says."""
    said = json.dumps([order.number, order.kind, order.sealed, order.data], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def open_papers(settings: Settings) -> Papers:
    """Return the papers of a configuration; nothing is started before the first document."""
    said, worker = settings.documents, Worker()
    setup = Setup(said.cache, Path(said.templates) if said.templates else None, said.fonts, said.families)
    seal = TrainingSeal(worker, said.seal_folder, settings.bureau.name, said.cache)
    return Papers(TypstRenderer(worker, setup), seal, Store(settings.store.path), said.cache / "drafts")
