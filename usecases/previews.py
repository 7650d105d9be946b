"""Previews: what a deed would do on each of many applications, found by the checks of the deed itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.errors import BureauError
from models.values import Item, Officer
from rules.identifiers import normal_number
from usecases import applications, cases, licence_facts, licences, offices, together


@dataclass(frozen=True, slots=True)
class Preview:
    """Which subjects the deed would be done on, and what stands against each of the others."""

    able: tuple[str, ...]
    against: dict[str, BureauError]

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Return what stands against some, each reason once with its subjects."""
        found: dict[str, list[str]] = {}
        for subject, error in self.against.items():
            found.setdefault(error.message, []).append(subject)
        return found


def of_acceptances(session: Session, numbers: Sequence[str], *, by: Officer, at: datetime) -> Preview:  # noqa: ARG001  # at
    """Return which applications an acceptance would accept."""

    def check(number: str) -> None:
        offices.require(session, "application.accepted", by, (number,), {})
        applications.acceptable(session, number)

    return _sorted(session, numbers, check)


def of_grants(session: Session, numbers: Sequence[str], *, by: Officer, at: datetime) -> Preview:
    """Return which applications this officer's grant would grant."""

    def check(number: str) -> None:
        offices.require(session, "application.granted", by, (number,), {})
        case, screening, _overruled = applications.grantable(session, number, by=by, at=at)
        if case.form.item is not Item.NEW:
            before = licence_facts.find(session, normal_number(case.form.licence_no or ""))
            licences.check(session, case, before, licence_facts.national_answer(screening or {}), at=at)

    return _sorted(session, numbers, check)


def _sorted(session: Session, numbers: Sequence[str], check: Callable[[str], None]) -> Preview:
    against: dict[str, BureauError] = {}
    with together.begun(session, cases.keys(session, numbers)):
        for number in numbers:
            try:
                check(number)
            except BureauError as error:
                against[number] = error
    return Preview(tuple(number for number in numbers if number not in against), against)
