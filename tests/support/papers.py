"""One process for the documents of all tests of a worker, with a seal of its own."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from adapters.documents.renderer import Setup, TypstRenderer
from adapters.documents.worker import Worker
from adapters.seals import authority
from adapters.seals.training import TrainingSeal
from wiring.config import Settings
from wiring.papers import Papers
from wiring.store import Store
from wiring.template_check import sample

if TYPE_CHECKING:
    from wiring.office import Office

BUREAU, ON = "厦门市烟草专卖局", date(2026, 11, 21)


class LentRenderer(TypstRenderer):
    """Stays at work when an office that it was lent to closes: a process takes a second to begin."""

    @override
    def close(self) -> None:
        """Leave the process to the workshop."""


@dataclasses.dataclass(frozen=True)
class Workshop:
    """Renderer and seal of the tests."""

    worker: Worker
    renderer: TypstRenderer
    seal: TrainingSeal
    folder: Path

    def papers(self, folder: Path) -> Papers:
        """Return papers that keep their files in a folder."""
        return Papers(self.renderer, self.seal, Store(folder / "store"), folder / "drafts")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Return renderer and seal, started once."""
    folder, worker = tmp_path_factory.mktemp("workshop"), Worker()
    authority.prepare(folder / "seal", BUREAU)
    seal = TrainingSeal(worker, folder / "seal", BUREAU, folder / "cache")
    yield Workshop(worker, LentRenderer(worker, Setup(folder / "cache")), seal, folder)
    worker.close()


def furnished(office: "Office", workshop: Workshop, folder: Path) -> "Office":
    """Let an office make its documents in the workshop of the tests."""
    office._papers = workshop.papers(folder)
    return office


def data(kind: str, **more: Any) -> str:
    """Return sample data of a kind as JSON."""
    return sample(Settings(), kind, ON, more)


def loaded(kind: str, **more: Any) -> dict[str, Any]:
    """Return sample data of a kind."""
    found: dict[str, Any] = json.loads(data(kind, **more))
    return found
