"""Screening: every rule of the day on one case, met or not, and the worst of their answers."""

from collections.abc import Iterator
from datetime import date

from models.values import Item, Outcome
from rules.lawrows import Law
from rules.screening.bars import bars
from rules.screening.case import (
    Applicant,
    Business,
    Case,
    Defaulter,
    Desk,
    Finding,
    LayoutPlan,
    ListHit,
    Party,
    Premises,
    Record,
    Relation,
    Screening,
    SiteCheck,
    party,
    relation,
)
from rules.screening.desk import chain, held_licence, investigation, own_list
from rules.screening.premises import apart, layout, one_licence, safe, school, vending
from rules.screening.standing import business, defaulter, foreign_investor, full_capacity

WORST = {Outcome.DENY: 3, Outcome.UNAVAILABLE: 2, Outcome.REVIEW: 1, Outcome.PASS: 0}


def screen(case: Case, on: date, law: Law) -> Screening:
    """Look at every rule of `law` (the law in force on `on`) and return all findings with the worst outcome.

    R1 to R6 and the premises concern new licences; for other items only R6 and A8 are looked at. Without
    `case.desk` the rules that have no field in `law screen` (A3, A5, A6, A9, A10) are left out; a rule that has no row
    on the day is not looked at.
    """
    findings = tuple(_new(case, on, law) if case.item is Item.NEW else _other(case, law))
    outcomes = (finding.outcome for finding in findings)
    return Screening(max(outcomes, key=WORST.__getitem__, default=Outcome.PASS), findings)


def _new(case: Case, on: date, law: Law) -> Iterator[Finding]:
    """Yield the findings of a new licence, in the order R1 to R6, A1 to A10."""
    desk, rules = case.desk, law.rules
    yield from bars(case, on, law)
    if "R5" in rules:
        yield foreign_investor(case, law)
    yield from _listed(case, law)
    if "A1" in rules:
        yield full_capacity(case, on, law)
    yield from _premises(case, law)
    yield from _business(case, law)
    if desk is not None:
        if "A9" in rules:
            yield investigation(desk, law)
        if "A10" in rules:
            yield chain(desk, law)
        yield from _own_list(desk, law, may_bar=True)


PREMISES = (  # rule, what judges it, whether only the desk knows the facts
    ("A2", school, False), ("A3", layout, True), ("A4", one_licence, False), ("A5", apart, True), ("A6", safe, True),
    ("A7", vending, False),
)  # fmt: skip


def _premises(case: Case, law: Law) -> Iterator[Finding]:
    for rule, judged, needs_desk in PREMISES:
        if rule in law.rules and not (needs_desk and case.desk is None):
            yield judged(case, law)


def _listed(case: Case, law: Law) -> Iterator[Finding]:
    if law.settings.r6 and "R6" in law.rules:
        yield defaulter(case, law)


def _business(case: Case, law: Law) -> Iterator[Finding]:
    if "A8" in law.rules:
        yield business(case, law)


def _own_list(desk: Desk, law: Law, *, may_bar: bool = False) -> Iterator[Finding]:
    if "B1" in law.rules:
        yield from own_list(desk, law, may_bar=may_bar)


def _other(case: Case, law: Law) -> Iterator[Finding]:
    """Yield the findings of every other item: R6 (where a hit is for a person) and A8."""
    yield from _listed(case, law)
    yield from _business(case, law)
    if case.desk is not None:
        yield from _own_list(case.desk, law)
        if "B2" in law.rules:
            yield held_licence(case.desk, law)


__all__ = [
    "WORST",
    "Applicant",
    "Business",
    "Case",
    "Defaulter",
    "Desk",
    "Finding",
    "LayoutPlan",
    "ListHit",
    "Party",
    "Premises",
    "Record",
    "Relation",
    "Screening",
    "SiteCheck",
    "party",
    "relation",
    "screen",
]
