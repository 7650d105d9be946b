"""The terms behind an application or another subject, each with its arithmetic and computed again."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.values import shanghai_date
from rules.terms import Due
from rules.terms.spans import UNITS, forward
from usecases import calendars, clocks, running_terms
from usecases.cases import OPEN, Case

Piece = tuple[str, str]
UNCOUNTED = ("", "persons")


@dataclass(frozen=True, slots=True)
class TermExplained:
    """One term: what it is, its last day as kept and as computed again, the arithmetic; `difference` "" = the same."""

    term: str
    name: str
    basis: str
    kept: date | None
    again: date | None
    provisional: bool
    arithmetic: tuple[Piece, ...]
    difference: str = ""


def of_application(session: Session, case: Case, *, at: datetime) -> tuple[TermExplained, ...]:
    """Return the term of the decision and every other term of an application."""
    return (*_decision(session, case, at=at), *of_subject(session, case.number))


def of_subject(session: Session, subject: str) -> tuple[TermExplained, ...]:
    """Return the running and ended terms of a subject, each computed again from its event."""
    return tuple(_running(session, row) for row in running_terms.of_subject(session, subject))


def _decision(session: Session, case: Case, *, at: datetime) -> tuple[TermExplained, ...]:
    """Return the term of the decision; of an ended application as it stood on the day of its end."""
    known = clocks.clock(session, case)
    if known.correcting:
        return ()
    counted = known if known.accepted_on else replace(known, accepted_on=known.received_on)
    if case.state in OPEN:
        return (_due(clocks.reckoner(session, at).due(counted), counted.starts_on, case.row["due_on"]),)
    if case.row["decided_at"] is None:
        return ()
    reckoner = clocks.Reckoner(calendars.current(session), shanghai_date(case.row["decided_at"]))
    return (_due(reckoner.due(counted), counted.starts_on),)


def _due(found: Due, starts_on: date, kept: date | None = None) -> TermExplained:
    """Return the term of a decision; `kept` is the last day that an open application is shown with."""
    rule = lawbook().in_force(starts_on).terms[found.term]
    wrong = kept is not None and kept != found.on
    words = f"{found.term}：届满日记为{kept}，重新计算为{found.on}" if wrong else ""
    return TermExplained(
        found.term, rule.name, str(found.basis), kept, found.on, found.provisional, found.pieces, words
    )


def _running(session: Session, row: dict[str, Any]) -> TermExplained:
    """Return one term that was begun; a day that was said is not computed, one that is done is only shown."""
    rule = lawbook().in_force(row["from_on"]).terms[row["term"]]
    name, basis, kept = rule.name, str(rule.basis), row["due_on"]
    if rule.unit in UNCOUNTED:
        return TermExplained(row["term"], name, basis, kept, kept, row["provisional"], (("届满", f"{kept}（已写明）"),))
    found = forward(rule, row["from_on"], calendars.current(session))
    steps = (
        ("起算", f"{row['from_on']}，次日起算"),
        ("期限", f"{rule.count}{UNITS[rule.unit]}"),
        ("届满", str(found.on)),
        ("依据", basis),
    )
    words = "" if found.on == kept or row["done_at"] else f"{row['term']}：届满日记为{kept}，重新计算为{found.on}"
    return TermExplained(row["term"], name, basis, kept, found.on, found.provisional, steps, words)
