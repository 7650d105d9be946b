"""Records that are made, compared and written as JSON by C code, for what stands on the hottest paths."""

from dataclasses import Field, make_dataclass
from typing import Any, ClassVar, TypeVar

import msgspec

Kind = TypeVar("Kind", bound="Record")


class Record(msgspec.Struct, frozen=True, gc=False):
    """A frozen record; it may hold no record that leads back to it, for the collector does not look inside.

    With `like_a_dataclass` the functions of `dataclasses` (replace, asdict, fields) take its kinds too.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]] = {}


def like_a_dataclass(kind: type[Kind]) -> type[Kind]:
    """Describe the members of a kind of record as `dataclasses` does."""
    described = make_dataclass(kind.__name__, [(one.name, one.type) for one in msgspec.structs.fields(kind)])
    kind.__dataclass_fields__ = described.__dataclass_fields__  # type: ignore[attr-defined]
    return kind
