"""Connect what the configuration names: one adapter a system, by its kind."""

from collections.abc import Callable, Mapping
from datetime import datetime

from adapters import build
from ports.intake import IntakeChannel
from ports.letters import PostOffice
from ports.lists import ListSource
from ports.platforms import CreditPlatform, Platform
from ports.ratings import RatingPlatform
from usecases.evidence import Registers
from wiring.config import OutsideSystem, Settings
from wiring.office import Office
from wiring.outside import Outside
from wiring.secrets import secrets_of

USED = frozenset(
    {"intake", "credit", "joint", "business", "elicence", "police", "case_system", "post", "rating", "sms", "lists"}
)
Clients = Mapping[str, build.OutsideSystem]


def connect(office: Office) -> None:
    """Give an office its adapters. Raises InvalidInput when a profile is wrong or a secret is missing."""
    office.outside = adapters_of(office.settings, office.now)


def adapters_of(settings: Settings, clock: Callable[[], datetime], journal: build.Journal | None = None) -> Outside:
    """Return the adapters of every enabled system whose kind is in use; nothing is sent yet.

    Raises InvalidInput when a profile is wrong or a secret is missing, naming file, line and key.
    """
    enabled = {name: system for name, system in settings.outside.items() if system.enabled and system.kind in USED}
    clients = {name: _client(settings, system, clock, journal) for name, system in enabled.items()}
    kinds = {name: system.kind for name, system in enabled.items()}
    intake: dict[str, IntakeChannel] = {n: build.intake(clients[n]) for n, kind in kinds.items() if kind == "intake"}
    notices = {name: build.platform(clients[name]) for name in intake if enabled[name].notices}
    credit: dict[str, CreditPlatform] = {n: build.credit(clients[n]) for n, k in kinds.items() if k == "credit"}
    single: dict[str, Platform] = {
        n: build.platform(clients[n]) for n, kind in kinds.items() if kind in ("joint", "case_system", "sms")
    }
    letters: dict[str, PostOffice] = {n: build.letters(clients[n]) for n, kind in kinds.items() if kind == "post"}
    ratings: dict[str, RatingPlatform] = {n: build.ratings(clients[n]) for n, kind in kinds.items() if kind == "rating"}
    lists: dict[str, ListSource] = {n: build.lists(clients[n]) for n, kind in kinds.items() if kind == "lists"}
    platforms = {**single, **credit, **letters, **ratings}
    registers, adapters = _registers(clients, kinds), tuple(clients.values())
    return Outside(intake, notices, platforms, credit, letters, ratings, registers, adapters, lists=lists)


def _client(
    settings: Settings, system: OutsideSystem, clock: Callable[[], datetime], journal: build.Journal | None
) -> build.OutsideSystem:
    beside = settings.store.path.parent
    setting = build.Setting(
        system.name,
        system.base_url,
        secrets_of(settings, system),
        clock,
        journal=journal,
        counts=build.FileCounts(beside / "calls", system.name),
        rehearsal=beside / "dry-run" if system.dry_run else None,
    )
    return build.system(system.profile, setting, near=settings.folder)


def _registers(clients: Clients, kinds: Mapping[str, str]) -> Registers:
    """Return the registers among the systems; the first of each kind answers."""

    def first(kind: str) -> build.OutsideSystem | None:
        return next((clients[name] for name, its_kind in kinds.items() if its_kind == kind), None)

    business, police, elicence = first("business"), first("police"), first("elicence")
    cases, joint = first("case_system"), first("joint")
    return Registers(
        business=build.business(business) if business else None,
        police=build.police(police) if police else None,
        elicence=build.elicence(elicence) if elicence else None,
        cases=build.case_register(cases) if cases else None,
        defaulters=build.defaulters(joint) if joint else None,
    )
