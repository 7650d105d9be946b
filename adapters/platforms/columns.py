"""Write one of our records in the columns of a receiver; what the receiver would refuse is named, not mended."""

from collections.abc import Mapping

from adapters.engine.vocabulary import Kind
from adapters.platforms.column_plans import FORBIDDEN, ColumnFault, ColumnPlan, Written, wan
from adapters.platforms.conditions import Columns, Presence

__all__ = ["FORBIDDEN", "ColumnFault", "ColumnWriter", "Columns", "wan"]


class ColumnWriter:
    """The columns of one kind of record; writing is pure. What the profile says is worked out once for all rows."""

    def __init__(self, kind: Kind, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._plans = [ColumnPlan(name, column, tables) for name, column in kind.columns.items()]
        self._linked = [plan for plan in self._plans if plan.linked]
        self._presence = Presence(kind.columns)

    def write(self, record: Mapping[str, object]) -> Columns:
        """Return the columns that have a value; raises ColumnFault for the first that is at fault."""
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
        fault = self._presence.fault(values)
        if fault is not None:
            raise ColumnFault(*fault)
        for plan in self._plans if doubtful else self._linked:
            if plan.name in written:
                plan.check(written[plan.name], values)
        return values
