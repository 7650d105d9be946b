"""The secrets that a profile uses, against those that the configuration names."""

import difflib
from collections.abc import Collection
from pathlib import Path

from models.errors import InvalidInput
from models.said import said
from wiring.config import OutsideSystem, Settings
from wiring.secrets import FORMS


def require(settings: Settings, system: OutsideSystem, used: Collection[str]) -> None:
    """Raise InvalidInput for the first secret that a system's profile uses and its configuration lacks."""
    for name in used:
        if name not in system.secrets:
            raise missing(settings, system, name, used)


def missing(settings: Settings, system: OutsideSystem, name: str, used: Collection[str]) -> InvalidInput:
    """Return the error for a secret that is used and not configured: which, where to put it, what looks like it."""
    spare = difflib.get_close_matches(name, [each for each in system.secrets if each not in used], 1)
    said_so = said("系统 {system} 的对接规范用到密钥“{name}”，配置里没有它。", system=system.name, name=name)
    file = settings.file or Path("config.toml")
    place = {"file": file, "system": system.name, "name": name, "forms": FORMS}
    do_next = said('在 {file} 的 [outside.{system}.secrets] 写 {name} = "引用"（{forms}）。', **place)
    if spare:
        do_next = said("{file} 的 [outside.{system}.secrets] 里“{spare}”要写作“{name}”。", spare=spare[0], **place)
    return InvalidInput(said_so, kept="没有向它发出任何请求；其他系统不受影响。", do_next=do_next)
