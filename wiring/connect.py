"""Connect what the configuration names: one adapter a system, by its kind; one that is wrong holds up no other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters import build
from adapters.engine.loading import load, profile_text
from adapters.offline import secret_names
from adapters.unconfigured import Unconfigured
from models.errors import InvalidInput
from ports.intake import IntakeChannel
from ports.letters import PostOffice
from ports.lists import ListSource
from ports.payments import CashDesk
from ports.platforms import CreditPlatform, Platform
from ports.ratings import RatingPlatform
from usecases.evidence import Registers
from wiring import wanted
from wiring.config import OutsideSystem, Settings
from wiring.office import Office
from wiring.outside import Outside
from wiring.secrets import secrets_of

USED = frozenset(
    {
        *("intake", "credit", "joint", "business", "elicence", "police", "case_system", "nontax"),
        *("post", "rating", "sms", "lists"),
    }
)
REGISTERS: dict[str, tuple[str, Callable[[build.OutsideSystem], Any]]] = {  # by kind: its place among the registers
    "business": ("business", build.business),
    "police": ("police", build.police),
    "elicence": ("elicence", build.elicence),
    "case_system": ("cases", build.case_register),
    "joint": ("defaulters", build.defaulters),
}


def connect(office: Office) -> None:
    """Give an office its adapters; a system whose profile or secret is wrong is among the faults instead."""
    office.outside = adapters_of(office.settings, office.now)


def adapters_of(settings: Settings, clock: Callable[[], datetime], journal: build.Journal | None = None) -> Outside:
    """Return the adapters of every enabled system whose kind is in use; nothing is sent yet."""
    found = Connecting()
    for system in settings.outside.values():
        if system.enabled and system.kind in USED:
            try:
                found.add(system, client(settings, system, clock, journal))
            except InvalidInput as error:
                found.leave_out(system, error)
    return found.outside()


@dataclass
class Connecting:
    """What is connected so far; of several registers of one kind the first answers."""

    intake: dict[str, IntakeChannel] = field(default_factory=dict)
    notices: dict[str, Platform] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    credit: dict[str, CreditPlatform] = field(default_factory=dict)
    letters: dict[str, PostOffice] = field(default_factory=dict)
    ratings: dict[str, RatingPlatform] = field(default_factory=dict)
    treasury: dict[str, CashDesk] = field(default_factory=dict)
    lists: dict[str, ListSource] = field(default_factory=dict)
    registers: dict[str, Any] = field(default_factory=dict)
    clients: list[build.OutsideSystem] = field(default_factory=list)
    faults: dict[str, InvalidInput] = field(default_factory=dict)

    def add(self, system: OutsideSystem, client: build.OutsideSystem) -> None:
        """Connect one system; raises InvalidInput, and then nothing of it is connected."""
        register = REGISTERS.get(system.kind)
        answers = register[1](client) if register else None
        if system.kind in {"joint", "case_system", "sms"}:
            self.platforms[system.name] = build.platform(client)
        elif system.kind == "intake":
            self._channel(system, client)
        else:
            self._own(system, client)
        if register:
            self.registers.setdefault(register[0], answers)
        self.clients.append(client)

    def leave_out(self, system: OutsideSystem, error: InvalidInput) -> None:
        """Note why a system is not connected; a register or a list says so itself to whoever asks it."""
        self.faults[system.name] = error
        if system.kind in REGISTERS:
            self.registers.setdefault(REGISTERS[system.kind][0], Unconfigured(error))
        elif system.kind == "lists":
            self.lists[system.name] = Unconfigured(error)

    def outside(self) -> Outside:
        """Return what an office gets."""
        return Outside(
            self.intake,
            self.notices,
            self.platforms,
            self.credit,
            self.letters,
            self.ratings,
            Registers(**self.registers),
            tuple(self.clients),
            self.lists,
            self.treasury,
            self.faults,
        )

    def _channel(self, system: OutsideSystem, client: build.OutsideSystem) -> None:
        channel = build.intake(client)
        if system.notices:
            self.notices[system.name] = build.platform(client)
        self.intake[system.name] = channel

    def _own(self, system: OutsideSystem, client: build.OutsideSystem) -> None:
        """Connect a system whose kind has a port of its own."""
        if system.kind == "credit":
            self.credit[system.name] = self.platforms[system.name] = build.credit(client)
        elif system.kind == "post":
            self.letters[system.name] = self.platforms[system.name] = build.letters(client)
        elif system.kind == "rating":
            self.ratings[system.name] = self.platforms[system.name] = build.ratings(client)
        elif system.kind == "nontax":
            self.treasury[system.name] = self.platforms[system.name] = build.payments(client)
        elif system.kind == "lists":
            self.lists[system.name] = build.lists(client)


def rehearsals(settings: Settings) -> Path:
    """Return the folder that holds one for each system of a dry run: what would have been sent."""
    return settings.store.path.parent / "dry-run"


def client(
    settings: Settings, system: OutsideSystem, clock: Callable[[], datetime], journal: build.Journal | None = None
) -> build.OutsideSystem:
    """Return the client of one system; raises InvalidInput: a wrong profile, a missing secret, a host not allowed."""
    beside = settings.store.path.parent
    text, source = profile_text(system.profile, near=settings.folder)
    wanted.require(settings, system, secret_names(text, load(text, source)))
    setting = build.Setting(
        system.name,
        system.base_url,
        secrets_of(settings, system),
        clock,
        journal=journal,
        counts=build.FileCounts(beside / "calls", system.name),
        rehearsal=rehearsals(settings) if system.dry_run else None,
        allow_hosts=settings.network.allow_hosts,
    )
    return build.system_of_text(text, source, setting)
