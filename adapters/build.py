"""Build the adapter of an outside system from its profile; wiring calls this and nothing else here."""

from pathlib import Path

from adapters.engine.client import OutsideSystem, Setting
from adapters.engine.loading import load, profile_text
from adapters.engine.vocabulary import Profile
from adapters.intake.channel import DeclaredChannel

__all__ = ["Setting", "channel", "checked", "system"]


def checked(text: str, source: str) -> Profile:
    """Return the profile that a text declares; raises InvalidInput with file, line and key."""
    return load(text, source)


def channel(system: OutsideSystem) -> DeclaredChannel:
    """Return an intake channel."""
    return DeclaredChannel(system)


def system(profile: str, setting: Setting, *, near: Path | None = None) -> OutsideSystem:
    """Return the client of one system; `profile` is a name such as reference/wechat, or a path."""
    text, source = profile_text(profile, near=near)
    return OutsideSystem(load(text, source), setting, source)
