"""What carries the calls of a system: HTTP, a front-end database or a drop folder, as its profile says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from adapters.engine.transport import Carrier, Outbound, Reply
from adapters.engine.vocabulary import Profile


class Carries(Protocol):
    """The way to one system; nothing is raised, everything is reported."""

    base_url: str
    origin: str
    max_answer: int
    max_attachment: int

    async def carry(self, outbound: Outbound) -> Reply:
        """Return what came back within the limits."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


def carrier_of(
    base_url: str, profile: Profile, secrets: Mapping[str, str], clock: Callable[[], datetime], source: str
) -> Carries:
    """Return the carrier that a profile asks for; raises InvalidInput where it is not declared as it should be."""
    if profile.transport.dialect == "sql-table":
        from adapters.engine.frontend.tables import TableCarrier

        return TableCarrier(base_url, profile, secrets, clock, source)
    if profile.transport.dialect == "file":
        from adapters.engine.frontend.folders import FolderCarrier

        return FolderCarrier(base_url, profile, secrets, clock, source)
    return Carrier(base_url, profile.transport, source)
