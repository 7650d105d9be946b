"""References of rows that have none: the digest of the members that tell one application from another."""

import hashlib
from collections.abc import Callable

import msgspec

from adapters.engine.splitting import Broken
from adapters.engine.values import Unreadable
from adapters.engine.vocabulary import Profile
from models.errors import InvalidInput
from models.said import said

LENGTH = 32  # hex digits of the digest
Identify = Callable[[bytes], str]

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


def identify(profile: Profile, source: str) -> Identify | None:
    """Return what gives the reference of a row from its bytes, None where rows have one.

    Raises InvalidInput where the profile declares both, or neither.
    """
    declared = profile.pull.identity if profile.pull else None
    if (declared is not None) is ("ref" in profile.map):
        words = said("{source}：pull.identity 与 map.ref 要有一个，也只能有一个。", source=source)
        raise InvalidInput(words, do_next="对方给编号的写 map.ref，没有编号的写 pull.identity。")
    if declared is None:
        return None
    if not declared.hash:
        raise InvalidInput(said("{source} pull.identity：hash 要列出字段。", source=source), do_next="请补上。")
    paths = [name.split(".") for name in declared.hash]
    return lambda raw: _digest(raw, paths)


def _digest(raw: bytes, paths: list[list[str]]) -> str:
    """Return the reference; raises Unreadable where a member is missing: then two could be taken for one."""
    try:
        document = _decode(raw)
    except Broken:
        raise Unreadable("不是正确的 JSON", "$") from None
    values = [_value(document, path) for path in paths]
    return hashlib.sha256(_encode(values)).hexdigest()[:LENGTH]


def _value(document: object, path: list[str]) -> object:
    value = document
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or value == "":
        raise Unreadable("缺少用来识别的值", f"$.{'.'.join(path)}")
    return value
