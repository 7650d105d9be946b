"""What lies outside: the adapters of the enabled systems, built from the configuration when somebody needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from models.errors import BureauError
    from ports.intake import IntakeChannel
    from ports.letters import PostOffice
    from ports.lists import ListSource
    from ports.payments import CashDesk
    from ports.platforms import CreditPlatform, Platform
    from ports.ratings import RatingPlatform
    from usecases.evidence import Registers


class Closable(Protocol):
    """An adapter that holds connections."""

    async def aclose(self) -> None:
        """Close them."""
        ...


@dataclass
class Outside:
    """Every connected system by its name in the configuration; nothing before `connect`.

    A system whose secret or profile is wrong is in `faults`; of registers and lists one stands here that refuses all.
    """

    intake: Mapping[str, "IntakeChannel"] = field(default_factory=dict)
    notices: Mapping[str, "Platform"] = field(default_factory=dict)  # channels that carry notices, as receivers
    platforms: Mapping[str, "Platform"] = field(default_factory=dict)
    credit: Mapping[str, "CreditPlatform"] = field(default_factory=dict)
    letters: Mapping[str, "PostOffice"] = field(default_factory=dict)
    ratings: Mapping[str, "RatingPlatform"] = field(default_factory=dict)
    registers: "Registers | None" = None
    adapters: tuple[Closable, ...] = ()
    lists: Mapping[str, "ListSource"] = field(default_factory=dict)
    treasury: Mapping[str, "CashDesk"] = field(default_factory=dict)
    faults: Mapping[str, "BureauError"] = field(default_factory=dict)  # by system: why it is not connected

    async def aclose(self) -> None:
        """Close every connection."""
        for adapter in self.adapters:
            await adapter.aclose()
