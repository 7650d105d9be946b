"""Turn a declared step into SQL: columns are named, values are bound, nothing is ever written into the text."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    TableClause,
    and_,
    bindparam,
    column,
    exists,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import NullType

from adapters.engine.vocabulary import Condition, TableStep

Values = Mapping[str, object]


class BadCursor(Exception):
    """A bookmark within a list that is not ours."""


def named(name: str, columns: Sequence[str]) -> TableClause:
    """Return a table with some of its columns; names are always quoted."""
    schema, _, own = name.rpartition(".")
    parts: list[ColumnClause[Any]] = [column(quoted_name(each, quote=True)) for each in dict.fromkeys(columns)]
    return table(quoted_name(own, quote=True), *parts, schema=quoted_name(schema, quote=True) if schema else None)


def bound(value: object) -> ColumnElement[Any]:
    """Return a value as the database itself would read it: its type is that of the column beside it."""
    return bindparam(None, value, type_=NullType())


class Selection:
    """The reading that one step declares."""

    def __init__(self, step: TableStep) -> None:
        self._step = step
        own = [*step.columns, *step.order, *step.key, *([step.content] if step.content else [])]
        own += [condition.column for condition in step.where]
        own += [*(step.without.on if step.without else ()), *(step.join.on if step.join else ())]
        self._own = named(step.table, own)
        join = step.join
        self._other = named(join.table, [*join.on.values(), *join.columns.values()]) if join else None
        self.names = [*step.columns, *(join.columns if join else ())]

    def statement(self, values: Values) -> Select[Any]:
        """Return the statement for one call: one row more than fits, so that the end is known."""
        step, own = self._step, self._own
        columns: list[ColumnElement[Any]] = [own.c[name] for name in ([step.content] if step.content else step.columns)]
        source: Any = own
        if step.join and self._other is not None:
            pairs = [own.c[mine] == self._other.c[theirs] for mine, theirs in step.join.on.items()]
            source = own.outerjoin(self._other, and_(*pairs))
            columns += [self._other.c[name].label(member) for member, name in step.join.columns.items()]
        columns += [own.c[name].label(f"order_{n}") for n, name in enumerate(step.order)]
        found = select(*columns).select_from(source).where(*self._where(values))
        return found.order_by(*(own.c[name] for name in step.order)).limit(step.size + 1)

    def _where(self, values: Values) -> list[ColumnElement[bool]]:
        step, own = self._step, self._own
        where = [held(own, condition, values) for condition in step.where]
        if step.without:
            other = named(step.without.table, list(step.without.on.values()))
            pairs = [other.c[theirs] == own.c[mine] for mine, theirs in step.without.on.items()]
            where.append(~exists(select(bound(1)).select_from(other).where(*pairs)))
        if cursor := values.get("cursor"):
            where.append(self._behind(cursor))
        return where

    def _behind(self, cursor: object) -> ColumnElement[bool]:
        """Return what holds for rows behind the last one seen; equal moments are told apart by the next column."""
        last = read_cursor(cursor, len(self._step.order))
        columns = [self._own.c[name] for name in self._step.order]
        steps = []
        for n, each in enumerate(columns):
            same = [columns[m] == bound(last[m]) for m in range(n)]
            steps.append(and_(*same, each > bound(last[n])))
        return or_(*steps)


def held(own: TableClause, condition: Condition, values: Values) -> ColumnElement[bool]:
    """Return one condition; a value that the call does not bring binds nothing."""
    here = own.c[condition.column]
    if condition.one_of is not None:
        return here.in_([bound(one) for one in condition.one_of])
    value = values.get(condition.value or "")
    if value is None or value == "":
        return true()
    right = bound(value)
    return {
        "equal": here == right,
        "at_least": here >= right,
        "at_most": here <= right,
        "above": here > right,
        "below": here < right,
    }[condition.compare]


def cursor_of(last: Sequence[object]) -> str:
    """Return where a list goes on: what the last row of a page is ordered by."""
    return base64.urlsafe_b64encode(msgspec.json.encode([str(one) for one in last])).decode()


def read_cursor(cursor: object, length: int) -> list[str]:
    """Return the same again; raises BadCursor."""
    try:
        last = msgspec.json.decode(base64.urlsafe_b64decode(str(cursor)), type=list[str])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise BadCursor from error
    if len(last) != length:
        raise BadCursor
    return last
