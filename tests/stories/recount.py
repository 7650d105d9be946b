"""An independent recount of a year's cards, written from domain.md 2.5 and 7.1 alone: it imports nothing of ours.

Days are counted one by one with `chinese_calendar`; 2027, which it does not know, is written down here by hand.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

WARN_BEFORE, RED_AFTER = 3, 3  # working days (domain 7.1: warn_before_wd, red_after_yellow_wd)
ONE = timedelta(days=1)
GUESSED_2027 = {  # HOLIDAY 2: the statutory days of January and February 2027 with their substitute days
    date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7), date(2027, 2, 8), date(2027, 2, 9),
    date(2027, 2, 10),
}  # fmt: skip
ANNOUNCED_2027 = GUESSED_2027 | {date(2027, 1, 4)}  # the made-up notice of the story
Card = tuple[str, str, date, str, date]  # number, term, due, kind, day on which it was handed out


is_workday = lru_cache(maxsize=1000)(chinese_calendar.is_workday)


@dataclass
class Facts:
    """What happened to one application, as the story did it: days, and the pauses of its clock."""

    number: str
    material_on: date
    expires_on: date | None = None
    asked_on: date | None = None  # for correction
    accepted_on: date | None = None
    extended_on: date | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    decided_on: date | None = None
    supplements: list[date] = field(default_factory=list)
    deemed_accepted_on: date | None = None
    deemed_renewed_on: date | None = None


@dataclass
class Known:
    """What is known on a day: whether the notice for 2027 has come."""

    announced_on: date

    def works(self, day: date, today: date) -> bool:
        """Tell whether a day is worked, as far as `today` knows."""
        if day.year <= 2026:
            return bool(is_workday(day))
        off = ANNOUNCED_2027 if today >= self.announced_on else GUESSED_2027
        return day.weekday() < 5 and day not in off

    def between(self, after: date, through: date, today: date) -> int:
        """Count working days after one day up to another."""
        days = (after + ONE * n for n in range(1, (through - after).days + 1))
        return sum(self.works(day, today) for day in days)

    def walk(self, start: date, count: int, today: date, pauses: list[tuple[date, date]]) -> date:
        """Walk from day to day until so many working days outside every pause have gone by."""
        day = start
        while count:
            day += ONE
            standing = any(first <= day <= last for first, last in pauses)
            count -= self.works(day, today) and not standing
        return day


class Recount:
    """Goes through a year day by day and writes down every card that the rules want."""

    def __init__(self, announced_on: date) -> None:
        self.known = Known(announced_on)
        self.cards: dict[tuple[str, str, date, str], date] = {}
        self.decided = self.in_time = 0

    def evening(self, cases: list[Facts], today: date) -> None:
        """Do what the job does at the end of a day: cards, then what the law decides by itself, then its cards."""
        for case in cases:
            self._give(case, today)
            self._deem(case, today)
            self._give(case, today)

    def all(self) -> set[Card]:
        """Return every card."""
        return {(*key, day) for key, day in self.cards.items()}

    def decide(self, case: Facts, today: date) -> None:
        """Note that a case was decided, in time or not."""
        (_term, due) = self._decision(case, today)
        self.decided += 1
        self.in_time += today <= due

    def _decision(self, case: Facts, today: date) -> tuple[str, date]:
        start = case.accepted_on or case.material_on
        count = 30 if case.extended_on and case.extended_on <= today else 20
        stood = [(first, last or today) for first, last in case.pauses]
        due = self.known.walk(start, count, today, stood)
        if case.expires_on and start <= case.expires_on < due:
            return "L15", case.expires_on
        return ("L05" if count == 30 else "L04"), due

    def _owed(self, case: Facts, today: date) -> list[tuple[str, date]]:
        if case.decided_on or case.deemed_renewed_on or (case.asked_on and not case.supplements):
            return []
        decision = self._decision(case, today)
        if case.accepted_on:
            return [decision]
        first = [("L01", self.known.walk(case.material_on, 5, today, []))]
        return first + ([decision] if decision[0] == "L15" else [])

    def _give(self, case: Facts, today: date) -> None:
        for term, due in self._owed(case, today):
            for kind in self._kinds(case, due, today):
                self.cards.setdefault((case.number, term, due, kind), today)

    def _kinds(self, case: Facts, due: date, today: date) -> list[str]:
        if today > due:
            late = self.known.between(due, today, today)
            return ["yellow", "red"] if late > RED_AFTER else ["yellow"]
        stands = any(first <= today <= (last or today) for first, last in case.pauses)
        near = self.known.between(today, due, today) <= WARN_BEFORE
        return ["warning"] if near and not stands else []

    def _deem(self, case: Facts, today: date) -> None:
        for term, due in self._owed(case, today):
            if term == "L15" and today > due:
                self.decide(case, today)
                case.accepted_on, case.deemed_renewed_on = case.accepted_on or case.material_on, today
                return
        for term, due in self._owed(case, today):
            if term == "L01" and today > due:
                case.accepted_on, case.deemed_accepted_on = case.material_on, today
