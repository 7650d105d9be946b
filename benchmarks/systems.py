"""Outside systems as their profiles declare them, but for the rate: politeness is not what is measured."""

import re

from adapters.engine.client import OutsideSystem, Setting
from adapters.engine.loading import load, profile_text
from models.values import utc_now
from wiring.training import SYSTEMS


def client(name: str, base_url: str) -> OutsideSystem:
    """Return the client of one system of the reference city."""
    text, source = profile_text(f"reference/{name}")
    profile = load(re.sub(r'rate = "[^"]*"', 'rate = "100000/s"', text), source)
    secrets = {key: value.format(name=name) for key, value in SYSTEMS[name][1].items()}
    return OutsideSystem(profile, Setting(name, base_url, secrets, utc_now), source)
