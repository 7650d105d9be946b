"""Build the adapter of an outside system from its profile; wiring calls this and nothing else here.

    wechat = system("reference/wechat", Setting("wechat", base_url, secrets, clock))
    channel = intake(wechat)

Every adapter has `name`, `aclose()` and `system` (its gate, its clock offset). Each function raises
InvalidInput when the profile or a secret is wrong. One system may serve several ports: case_system is
asked (`case_register`) and fed (`platform`), joint as well; pass the same OutsideSystem to both, so that
they share its token, its brake and its bar.
"""

from pathlib import Path

from adapters.engine.client import Journal, OutsideSystem, Setting
from adapters.engine.loading import load, profile_text
from adapters.engine.quotas import FileCounts
from adapters.intake.channel import DeclaredChannel
from adapters.platforms.credit import DeclaredCreditPlatform
from adapters.platforms.letters import DeclaredPostOffice
from adapters.platforms.payments import DeclaredCashDesk
from adapters.platforms.ratings import DeclaredRatingPlatform
from adapters.platforms.single import DeclaredPlatform
from adapters.registries.cases import DeclaredCaseRegister
from adapters.registries.declared import (
    DeclaredBusinessRegister,
    DeclaredELicenceRegister,
    DeclaredPoliceRegister,
)
from adapters.registries.defaulters import DeclaredDefaulterList
from adapters.registries.lists import DeclaredListSource

__all__ = [
    "FileCounts",
    "Journal",
    "OutsideSystem",
    "Setting",
    "business",
    "case_register",
    "credit",
    "defaulters",
    "elicence",
    "intake",
    "letters",
    "lists",
    "payments",
    "platform",
    "police",
    "ratings",
    "system",
    "system_of_text",
]

intake = DeclaredChannel
business = DeclaredBusinessRegister
police = DeclaredPoliceRegister
elicence = DeclaredELicenceRegister
case_register = DeclaredCaseRegister
defaulters = DeclaredDefaulterList
credit = DeclaredCreditPlatform
platform = DeclaredPlatform
letters = DeclaredPostOffice
ratings = DeclaredRatingPlatform
payments = DeclaredCashDesk
lists = DeclaredListSource


def system(profile: str, setting: Setting, *, near: Path | None = None) -> OutsideSystem:
    """Return the client of one system; `profile` is a name such as reference/wechat, or a path.

    A relative path starts from `near` (the folder of the configuration).
    """
    text, source = profile_text(profile, near=near)
    return system_of_text(text, source, setting)


def system_of_text(text: str, source: str, setting: Setting) -> OutsideSystem:
    """Return the client that a profile text declares; `source` names the file in errors."""
    return OutsideSystem(load(text, source), setting, source)
