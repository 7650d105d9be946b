"""Which columns may and must stand beside which others, worked out once for each mixture of columns that occurs."""

from collections.abc import Callable, Mapping, Sequence

from adapters.engine.vocabulary import Column

Columns = dict[str, str]
Fault = tuple[str, str, str]  # the receiver's word, the column, our words
Holds = Callable[[Columns], bool]
SEPARATOR = ";"
REMEMBERED = 2_000  # answers that are remembered before all are forgotten


def holder(conditions: Mapping[str, list[str]]) -> Holds:
    """Return what tells whether every named column has one of the words; of several labels one is enough."""
    wanted = [(column, frozenset(words)) for column, words in conditions.items()]

    def holds(values: Columns) -> bool:
        for column, words in wanted:
            text = values.get(column, "")
            if text not in words and words.isdisjoint(text.split(SEPARATOR)):
                return False
        return True

    return holds


class Presence:
    """What the columns of one kind say of each other's presence."""

    def __init__(self, columns: Mapping[str, Column], any_of: Sequence[Sequence[str]] = ()) -> None:
        self._columns = [_Presence(name, column) for name, column in columns.items()]
        self._any_of = any_of
        asked = (c for column in columns.values() for c in (column.only_if, column.required_if, column.any_of_if))
        self._asked = tuple(dict.fromkeys(name for conditions in asked for name in conditions))
        self._known: dict[tuple[object, ...], Fault | None] = {}

    def fault(self, values: Columns) -> Fault | None:
        """Return the first column that is missing or out of place, None where all is as it should be."""
        shape = (*values, None, *map(values.get, self._asked))
        if shape in self._known:
            return self._known[shape]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        found = next((fault for column in self._columns if (fault := column.fault(values)) is not None), None)
        found = self._known[shape] = found or self._lacking(values)
        return found

    def _lacking(self, values: Columns) -> Fault | None:
        """Return the first group of which no column is there."""
        for group in self._any_of:
            if not any(name in values for name in group):
                return "column_missing", group[0], f"{'、'.join(group)} 至少要有一项"
        return None


class _Presence:
    """The same of one column."""

    def __init__(self, name: str, column: Column) -> None:
        self._name, self._column = name, column
        self._allowed, self._required = holder(column.only_if), holder(column.required_if)
        self._one_of_all = holder(column.any_of_if)

    def fault(self, values: Columns) -> Fault | None:
        if self._name in values:
            if self._allowed(values):
                return None
            return "column_forbidden", self._name, "该类相对人或处罚不应填写此项"
        return ("column_missing", self._name, "缺少必填项") if self._needed(values) else None

    def _needed(self, values: Columns) -> bool:
        column = self._column
        needed = column.required or bool(column.required_if and self._required(values))
        needed = needed or (column.required_with is not None and column.required_with in values)
        if column.any_of and self._one_of_all(values):
            needed = needed or not any(other in values for other in column.any_of)
        return needed
