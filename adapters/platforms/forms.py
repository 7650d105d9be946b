"""A sign of the rules by which messages are written: what was written ahead by others is written again."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import msgspec

from adapters.engine.client import OutsideSystem


def form_of(system: OutsideSystem) -> str:
    """Return 16 hex digits that change with the profile's [push] and [tables], and with the release of this program."""
    profile = system.profile
    rules = (_release(), profile.transport.charset_out, profile.push, profile.tables)
    return hashlib.sha256(msgspec.json.encode(rules)).hexdigest()[:16]


@cache
def _release() -> str:
    try:
        return version("luqiao")
    except PackageNotFoundError:  # run from a folder of sources
        return ""
