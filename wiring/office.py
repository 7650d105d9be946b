"""The Office: what the console, the daemon and the commands get; its `perform` is the only way anything is written."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from models.errors import BureauError, NotFound, OutsideUnavailable
from models.said import said
from models.values import SYSTEM_OFFICER, Officer, utc_now
from rules import authority
from usecases import audit, officers, offices
from usecases.deeds import NO_GRACE, Order
from usecases.desk import Desk
from wiring.config import Settings
from wiring.database import Writes, open_database, reading, translated, unit_of_work
from wiring.each import each_alone
from wiring.migrate import require_current
from wiring.outside import Outside
from wiring.secrets import ledger_key
from wiring.store import Store
from wiring.vault import Vault, rehearsing, vault_of

if TYPE_CHECKING:
    from wiring.dossiers import Bindery
    from wiring.papers import Papers

TOGETHER, EACH = 50, timedelta(milliseconds=10)  # deeds in one transaction; how long one takes
P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]


@dataclass
class Office:
    """The bureau as a program sees it: settings, database, clock, and what lies outside."""

    settings: Settings
    engine: Engine
    key: bytes | None  # of the ledger; None: read when the first deed needs it
    desk: Desk
    clock: Clock = utc_now
    outside: Outside = field(default_factory=Outside)
    vault: Vault = field(init=False)  # of the configuration; of the ledger key where that was handed over
    _papers: "Papers | None" = None
    writes: Writes = field(init=False)

    def __post_init__(self) -> None:
        self.writes = Writes(self.engine)
        self.vault = vault_of(self.settings) if self.key is None else rehearsing(self.key)
        self.engine.dialect.vault = self.vault  # type: ignore[attr-defined]  # sealed columns find it there

    def now(self) -> datetime:
        """Return the present moment (UTC) by the injected clock."""
        return self.clock()

    def reading(self) -> AbstractContextManager[Session]:
        """Open a short reading session."""
        return reading(self.engine)

    def perform(
        self, deed: Callable[..., T], *args: object, by: Officer, grace: timedelta = NO_GRACE, **more: object
    ) -> T:
        """Do one deed in one transaction: right, use case, ledger entry, outbox rows, commit.

        Messages to other offices wait for `grace`, so that the deed can be undone meanwhile.
        Raises Refused (no right), whatever the deed raises, OutsideUnavailable (database); then nothing was kept.
        """
        name: str = deed.deed  # type: ignore[attr-defined]
        authority.check(name, by)
        with self._unit(Order(name, by, grace)) as session:
            audit.take_turn(session)
            officers.require_serving(session, by)
            offices.require(session, name, by, args, more)
            answer = deed(session, *args, by=by, at=self.now(), **more)
            if getattr(deed, "always_recorded", True):
                audit.require_entry(session)
        return answer

    def perform_each(
        self,
        deed: Callable[..., object],
        subjects: Sequence[str],
        *,
        by: Officer,
        grace: timedelta = NO_GRACE,
        **more: object,
    ) -> dict[str, BureauError]:
        """Do one deed on each subject, some in one transaction; return what stood against those that were not done.

        Each is kept or lost alone, with its own ledger entry; the grace time is at least `grace` after the last one.
        Raises Refused (no right) before the first. When the database fails, what was not committed is not done.
        """
        authority.check(deed.deed, by)  # type: ignore[attr-defined]
        against: dict[str, BureauError] = {}
        for start in range(0, len(subjects), TOGETHER):
            some = subjects[start : start + TOGETHER]
            order = Order(deed.deed, by, grace + EACH * len(subjects))  # type: ignore[attr-defined]
            try:
                with self._unit(order) as session:
                    audit.take_turn(session)  # outside the savepoints: one that is rolled back lets go what it took
                    officers.require_serving(session, by)
                    recorded = getattr(deed, "always_recorded", True)
                    against |= each_alone(session, partial(deed, **more), some, self.now, recorded=recorded)
            except OutsideUnavailable as error:
                return against | dict.fromkeys(subjects[start:], error)
        return against

    def keep(self, function: Callable[..., T], *args: object, **more: object) -> T:
        """Run one piece of the machine's own bookkeeping in a transaction (no deed, no ledger entry)."""
        if not getattr(function, "housekeeping", False):
            raise TypeError(f"{function.__name__} is a deed; it goes through perform")
        with self._unit(Order("housekeeping", SYSTEM_OFFICER)) as session:
            return function(session, *args, **more)

    async def in_thread(self, function: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Run `perform`, `keep` or a read in a thread, so that the loop never waits for the disk."""
        return await asyncio.to_thread(function, *args, **more)

    def require_key(self) -> bytes:
        """Return the key of the references to personal data; raises InvalidInput where it cannot be read.

        Only deeds need it: a restored copy can be read and verified without it.
        """
        if self.key is None:
            self.key = ledger_key(self.settings)
        return self.key

    def require_vault(self) -> Vault:
        """Return what seals the bodies of what crossed; raises InvalidInput where its key cannot be read.

        Only what crosses needs it: decisions and lists go on without.
        """
        self.vault.newest  # noqa: B018
        return self.vault

    @property
    def store(self) -> Store:
        """Return the store of attachments."""
        return Store(self.settings.store.path)

    @property
    def papers(self) -> "Papers":
        """Return renderer and seal, made when somebody first needs them."""
        if self._papers is None:
            from wiring.papers import open_papers

            self._papers = open_papers(self.settings)
        return self._papers

    @contextmanager
    def binding(self) -> "Iterator[Bindery]":
        """Open the bindery of dossiers; its process ends with the block."""
        from wiring.dossiers import open_bindery

        bindery = open_bindery(self)
        try:
            yield bindery
        finally:
            bindery.end()

    def changed(self) -> int:
        """Return a number that rises with every deed, cheap enough to ask twice a second."""
        with self.reading() as session:
            return audit.head_seq(session)

    def officer(self, login: str) -> Officer:
        """Return an active officer; raises NotFound."""
        with self.reading() as session:
            found = officers.find(session, login)
        if found is None:
            raise NotFound(said("没有名为 {login} 的在岗人员。", login=login), do_next="请检查 --as 后的登录名。")
        return found

    def undo(self, subject: str, *, by: Officer) -> str:
        """Take back the newest deed of an officer on a subject while nothing has left the house."""
        from usecases import undo

        return self.perform(undo.undo_last, subject, by=by)

    @contextmanager
    def _unit(self, order: Order) -> Iterator[Session]:
        with unit_of_work(self.engine) as session:
            session.info.update(order=order, ledger_key=self.require_key(), desk=self.desk)
            yield session

    def columns_sent(self, system: str, kind: str, record: Mapping[str, object]) -> dict[str, str]:
        """Return the columns in which a published record leaves, masked; raises InvalidInput (wiring.columns_sent)."""
        from wiring.columns_sent import columns_sent

        return columns_sent(self.settings, system, kind, record)

    def close(self) -> None:
        """Close the database; nothing may be used afterwards."""
        if self._papers is not None:
            self._papers.close()
        self.writes.close()
        self.engine.dispose()


def open_office(settings: Settings, *, clock: Clock = utc_now) -> Office:
    """Open the bureau's database and return its office, without touching the network.

    Raises InvalidInput (newer database, a law book with faults), OutsideUnavailable (no or unreadable database).
    """
    _use_law(settings)
    engine = open_database(settings.database.url)
    with translated():
        require_current(engine)
    return Office(settings, engine, None, desk_from(settings), clock)


def _use_law(settings: Settings) -> None:
    """Let the bureau's own law count; the law itself is only loaded by who asks for it."""
    if settings.law.folder or "content.lawbook" in sys.modules:
        from content.lawbook import use_folder

        use_folder(Path(settings.law.folder) if settings.law.folder else None)


def desk_from(settings: Settings) -> Desk:
    """Return what use cases may know of the configuration."""
    bureau = settings.bureau
    return Desk(
        bureau_name=bureau.name,
        bureau_code=bureau.uscc,
        division=bureau.division,
        short_name=bureau.short_name,
        training=bureau.training,
        first_licence_serial=bureau.first_licence_serial,
        validity_years=bureau.validity_years,
        supplier=bureau.supplier,
        templates=settings.documents.templates,
        reminder_distances=settings.reminders.distances,
        reminder_ways=settings.reminders.ways,
        assign_by_load=bureau.assign_by_load,
        instant=settings.instant.enabled,
        telling=tuple(name for name, system in settings.outside.items() if system.enabled and system.notices),
        systems=tuple((name, system.kind) for name, system in settings.outside.items() if system.enabled),
    )
