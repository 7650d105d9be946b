"""What a profile does with values that are right and that its receiver refuses: never silently."""

import re
from collections.abc import Sequence

from adapters.engine.vocabulary import Adjust
from adapters.platforms.column_plans import ColumnFault, ColumnPlan, Written
from ports.platforms import Adjusted

DONE = {"suppress": "suppressed", "replace": "replaced"}


class Adjustments:
    """The [[push.adjust]] of one kind of record."""

    def __init__(self, declared: Sequence[Adjust], plans: Sequence[ColumnPlan]) -> None:
        self._plans = {plan.name: plan for plan in plans}
        self._rules = [
            (column, _Rule(adjust)) for adjust in declared for column in adjust.columns if column in self._plans
        ]
        self.any = bool(self._rules)

    def apply(self, written: dict[str, Written]) -> tuple[Adjusted, ...]:
        """Change the columns that the receiver would refuse; return what was changed, by which line and why.

        Raises ColumnFault where the profile wants a person to look.
        """
        done = []
        for column, rule in self._rules:
            one = written.get(column)
            if one is None or not one.digit or not rule.holds(one.text):
                continue  # what is wrong in itself is told, not hidden
            if rule.declared.then == "hold":
                raise ColumnFault("held_by_profile", column, f"{rule.why}（对接规范第 {rule.declared.line} 行）")
            sent = rule.declared.value or ""
            if rule.declared.then == "suppress":
                del written[column]
            else:
                written[column] = self._plans[column].replaced(sent)
            done.append(Adjusted(column, DONE[rule.declared.then], sent, rule.declared.line, rule.why))
        return tuple(done)


class _Rule:
    """One adjustment, ready to be asked."""

    def __init__(self, declared: Adjust) -> None:
        self.declared, self.why = declared, declared.why
        self._pattern = re.compile(declared.matches or declared.unless or "")
        self._wanted = declared.matches is not None

    def holds(self, text: str) -> bool:
        """Whether the receiver would refuse a text."""
        return bool(self._pattern.fullmatch(text)) is self._wanted
