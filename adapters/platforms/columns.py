"""Write one of our records in the columns of a receiver; what the receiver would refuse is named, not mended."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from adapters.engine.vocabulary import Adjust, Kind
from adapters.platforms.adjusting import Adjustments
from adapters.platforms.column_plans import FORBIDDEN, ColumnFault, ColumnPlan, Written, wan
from adapters.platforms.conditions import Columns, Presence
from adapters.platforms.masks import STAR
from ports.platforms import Adjusted

__all__ = ["FORBIDDEN", "ColumnFault", "ColumnWriter", "Columns", "Sheet", "wan"]


class Sheet(NamedTuple):
    """The columns as they leave, with what was changed because the receiver would refuse it."""

    columns: Columns
    adjusted: tuple[Adjusted, ...] = ()


class ColumnWriter:
    """The columns of one kind of record; writing is pure. What the profile says is worked out once for all rows."""

    def __init__(self, kind: Kind, tables: Mapping[str, Mapping[str, str]], adjusts: Sequence[Adjust] = ()) -> None:
        self._plans = [ColumnPlan(name, column, tables) for name, column in kind.columns.items()]
        self._linked = [plan for plan in self._plans if plan.linked]
        self._masked = [(plan.name, plan.hide) for plan in self._plans if plan.hide is not None]
        self._staying = [plan.name for plan in self._plans if not plan.leaves]
        self._veiled = bool(self._masked or self._staying)
        self._presence = Presence(kind.columns, kind.required_any_of)
        self._adjustments = Adjustments(adjusts, self._plans)

    def write(self, record: Mapping[str, object]) -> Sheet:
        """Return the columns that leave; raises ColumnFault for the first that is at fault."""
        values: Columns = {}
        written: dict[str, Written] = {}
        doubtful = False
        for plan in self._plans:
            one = plan.read(record)
            if one is None and plan.has_default and plan.may_stand(values):
                one = plan.default()
            if one is not None:
                values[plan.name], written[plan.name] = one.text, one
                doubtful = doubtful or one.fault is not None
        adjusted = self._adjustments.apply(written) if self._adjustments.any else ()
        if adjusted:
            values, doubtful = {name: one.text for name, one in written.items()}, True
        fault = self._presence.fault(values)
        if fault is not None:
            raise ColumnFault(*fault)
        for plan in self._plans if doubtful else self._linked:
            if plan.name in written:
                plan.check(written[plan.name], values)
        return Sheet(self._leaving(values) if self._veiled else values, adjusted)

    def rewrite(self, columns: Mapping[str, str], told: Mapping[str, object]) -> Columns:
        """Return the columns of a receiver with those that `told` says anew; raises ColumnFault.

        What it returned stays as it holds it, but for a number that the profile never lets out whole.
        """
        leaving = {plan.name for plan in self._plans if plan.leaves}
        for name, text in columns.items():
            if name not in leaving:
                raise ColumnFault("column_unknown", name, "对方返回了对接规范中没有的栏目")
            if FORBIDDEN.search(text):
                raise ColumnFault("character_forbidden", name, "含有控制或不可见字符")
        anew = {plan.name: one.text for plan in self._plans if plan.leaves and (one := plan.told(told)) is not None}
        values = dict(columns) | anew
        hidden = {name: hide(values[name]) for name, hide in self._masked if STAR not in values.get(name, STAR)}
        return values | hidden

    def _leaving(self, values: Columns) -> Columns:
        """Return the columns as they leave: masked where the profile says so, without those that stay here."""
        for name, hide in self._masked:
            if name in values:
                values[name] = hide(values[name])
        for name in self._staying:
            values.pop(name, None)
        return values
