"""Look at a profile without the network: is it right, what does it sign, what do recorded bytes mean."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters import build
from adapters.engine import charsets
from adapters.engine.client import OutsideSystem, Setting
from adapters.engine.loading import load
from adapters.engine.paths import getter, steps
from adapters.engine.signing import Call, Signer
from adapters.engine.splitting import Broken, split_page
from adapters.engine.vocabulary import Profile, Sign
from adapters.intake.rows import RowReader
from models.errors import InvalidInput
from ports.intake import Row

NOWHERE = "http://127.0.0.1:9"  # nothing is ever sent there
SECRET = re.compile(r"secret:(\w+)")
PORTS: dict[str, tuple[Callable[[OutsideSystem], Any], ...]] = {
    "intake": (build.intake,),
    "credit": (build.credit,),
    "joint": (build.platform, build.defaulters),
    "case_system": (build.platform, build.case_register),
    "business": (build.business,),
    "police": (build.police,),
    "elicence": (build.elicence,),
    "sms": (build.platform,),
    "post": (build.letters,),
    "rating": (build.ratings,),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """What a profile signs for one call: the algorithm, the exact string with its secrets hidden, where it goes."""

    algorithm: str
    string: str
    digest: str
    hidden: tuple[str, ...]
    headers: dict[str, str]
    query: dict[str, str]


def checked(text: str, source: str, clock: Callable[[], datetime]) -> tuple[Profile, list[str]]:
    """Return the profile and the names of the secrets it needs; everything that it declares was compiled.

    Raises InvalidInput naming file, line and key.
    """
    profile, names = load(text, source), secret_names(text)
    system = OutsideSystem(profile, Setting(profile.adapter.kind, NOWHERE, shown(names), clock), source)
    for port in PORTS[profile.adapter.kind]:
        port(system)
    return profile, names


def secret_names(text: str) -> list[str]:
    """Return the names of the secrets that a profile uses, also as the key of a signature."""
    keys = re.findall(r'^key = "(\w+)"', text, re.MULTILINE)
    return sorted({*SECRET.findall(text), *keys})


def shown(names: Sequence[str]) -> dict[str, str]:
    """Return what stands in the place of each secret."""
    return {name: f"‹{name}›" for name in names}


def explained(text: str, source: str, call: Call, timestamp: str, nonce: str) -> Explained:
    """Return what would be signed for a call, the secrets replaced by their names; raises InvalidInput."""
    profile, names = load(text, source), secret_names(text)
    declared = _signature(profile, source)
    secrets = shown(names)
    string = Signer(declared, secrets, f"{source} sign").canonical(call, timestamp, nonce)
    hidden = tuple(name for name in names if secrets[name] in string or name == declared.key)
    return Explained(declared.algorithm, string, declared.digest, hidden, dict(declared.headers), dict(declared.query))


def _signature(profile: Profile, source: str) -> Sign:
    token = profile.auth.token
    declared = profile.sign or (token.sign if token else None)
    if declared is None:
        raise InvalidInput(f"{source}：这个对接规范没有签名。", do_next="令牌或固定密钥的系统不需要这一步。")
    return declared


def rows(text: str, source: str, answer: bytes) -> list[Row]:
    """Return the rows of a recorded answer of a channel; a malformed one says where its fault is.

    Raises InvalidInput when the profile has no rows or the answer is no page of it.
    """
    profile = load(text, source)
    if profile.pull is None or not profile.map:
        raise InvalidInput(f"{source}：不是接收渠道，没有行可读。", do_next="请换用接收渠道的对接规范。")
    try:
        page = split_page(charsets.utf8_of(answer, profile.transport.charset_in), steps(profile.pull.records))
        raws = getter(profile.pull.records)(page)
    except Broken:
        raws = None
    if not isinstance(raws, list):
        raise InvalidInput(f"录下的字节不是一页完整的回答（{profile.pull.records}）。", do_next="请检查文件和字符集。")
    reader = RowReader(profile, profile.adapter.kind, source)
    return [reader.read(raw) for raw in raws]
