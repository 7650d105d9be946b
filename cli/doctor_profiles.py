"""`luqiao doctor`: whether the profile of each system can be used, and the configuration has every secret it names."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wiring.config import OutsideSystem, Settings


def require(settings: "Settings", system: "OutsideSystem") -> None:
    """Raise InvalidInput where the profile is wrong, a secret that it names is missing, or its host is not allowed."""
    from adapters import offline
    from adapters.engine.loading import profile_text
    from models.values import utc_now
    from wiring.connect import USED, client

    if system.kind in USED:
        offline.checked(*profile_text(system.profile, near=settings.folder), utc_now)
        client(settings, system, utc_now)
