"""What the console needs of the office; the real one is `wiring.office.Office`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from models.errors import BureauError
from models.values import Officer

T = TypeVar("T")


class Office(Protocol):
    """Reads through short sessions, writes through one gate."""

    @property
    def settings(self) -> Any:
        """Return the configuration: `bureau.training`, `console.undo_grace`, `console.theme`, and more."""
        ...

    @property
    def papers(self) -> Any:
        """Return what sets documents: `renderer.characters(kind, data)`."""
        ...

    @property
    def desk(self) -> Any:
        """Return what use cases may know of the configuration."""
        ...

    def require_key(self) -> bytes:
        """Return the key of the ledger's references; raises BureauError where it cannot be read."""
        ...

    def binding(self) -> AbstractContextManager[Any]:
        """Open the bindery of dossiers (wiring.dossiers.Bindery); raises BureauError."""
        ...

    @property
    def store(self) -> Any:
        """Return the store of files: `get(sha256)`."""
        ...

    def now(self) -> datetime:
        """Return the present moment."""
        ...

    def reading(self) -> AbstractContextManager[Any]:
        """Open a short reading session."""
        ...

    def perform(self, deed: Callable[..., T], *args: object, by: Officer, grace: timedelta = ..., **more: object) -> T:
        """Do one deed; raises BureauError, and then nothing was kept."""
        ...

    def perform_each(
        self,
        deed: Callable[..., object],
        subjects: Sequence[str],
        *,
        by: Officer,
        grace: timedelta = ...,
        **more: object,
    ) -> dict[str, BureauError]:
        """Do one deed on each subject; return what stood against those that were not done."""
        ...

    def keep(self, function: Callable[..., T], *args: object, **more: object) -> T:
        """Run one piece of bookkeeping (a draft): no deed, no ledger entry."""
        ...

    def columns_sent(self, system: str, kind: str, record: Mapping[str, object]) -> Mapping[str, str]:
        """Return the columns in which a published record leaves, masked; raises BureauError."""
        ...

    def undo(self, subject: str, *, by: Officer) -> str:
        """Take back the newest deed on a subject while nothing has left the house."""
        ...

    def changed(self) -> int:
        """Return a number that rises with every deed."""
        ...
