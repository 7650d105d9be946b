"""What a step of a case is judged by: its day, what it says, the law and the calendar of that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import Law
from rules.terms.spans import forward

BASIS = LegalBasis("行政处罚法", 2021, "第八十五条", "APL 85")  # which days count


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody wants to take: the day, what it would say, and the law and calendar of that day.

    `then` is the law of the day of the act, None where that is not known; `cartons` how many cartons are at stake,
    `listed` whether the case has a list of goods.
    """

    on: date
    law: Law
    calendar: Calendar
    said: Mapping[str, Any]
    then: Law | None = None
    cartons: Decimal | None = None
    listed: bool = False

    def until(self, term: str, start: date) -> date:
        """Return the last day of a term."""
        return forward(self.law.terms[term], start, self.calendar).on
