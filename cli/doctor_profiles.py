"""`luqiao doctor`: whether the profile of each system can be used, and the configuration has every secret it names."""

from typing import TYPE_CHECKING

from wiring import wanted

if TYPE_CHECKING:
    from wiring.config import OutsideSystem, Settings


def require(settings: "Settings", system: "OutsideSystem") -> None:
    """Raise InvalidInput where the profile is wrong, or names a secret that the configuration lacks."""
    from adapters import offline
    from adapters.engine.loading import profile_text
    from models.values import utc_now
    from wiring.connect import USED

    if system.kind in USED:
        _profile, names = offline.checked(*profile_text(system.profile, near=settings.folder), utc_now)
        wanted.require(settings, system, names)
