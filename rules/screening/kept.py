"""A case as a snapshot keeps it, read back years later: what a newer program added is unknown there."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.screening.case import Case

BASIS = LegalBasis(
    "行政处罚法", 2021, "第三十七条", "APL 37"
)  # judged by the law of the time, from what was known then
Reader = Callable[[Any], Any]


def case_from(kept: Mapping[str, Any]) -> Case:
    """Return the case that was judged, from its JSON; what the snapshot does not name has its default.

    Raises: InvalidInput where the snapshot is no case (a value is missing or of another kind).
    """
    try:
        found = _reader(Case)(kept)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f"快照中的事实无法读取（{error}）。", kept="未作任何更改。") from error
    return found if isinstance(found, Case) else _no_case()


def _no_case() -> Case:
    raise InvalidInput("快照中没有案件事实。", kept="未作任何更改。")


@cache
def _reader(kind: Any) -> Reader:
    """Return what reads a value of a kind; each kind is taken apart once."""
    if get_origin(kind) in (Union, UnionType):
        return _optional(next(part for part in get_args(kind) if part is not type(None)))
    if get_origin(kind) is tuple:
        each = _reader(get_args(kind)[0])
        return lambda value: tuple([each(one) for one in value])
    if is_dataclass(kind):
        return _record(kind)
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _same


def _same(value: Any) -> Any:
    return value


def _optional(kind: Any) -> Reader:
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _record(kind: Any) -> Reader:
    """Return what reads a record; only what needs a reading of its own is touched one by one."""
    hints = get_type_hints(kind)
    names = frozenset(each.name for each in fields(kind))
    special = tuple((name, read) for name in names if (read := _reader(hints[name])) is not _same)

    def build(value: Mapping[str, Any]) -> Any:
        known = {name: value[name] for name in value if name in names}
        for name, read in special:
            if name in known:
                known[name] = read(known[name])
        return kind(**known)

    return build
