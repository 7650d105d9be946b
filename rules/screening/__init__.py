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
    `case.desk` the rules that have no field in `law screen` (A3, A5, A6, A9, A10) are left out.
    """
    findings = tuple(_new(case, on, law) if case.item is Item.NEW else _other(case, law))
    return Screening(max((finding.outcome for finding in findings), key=WORST.__getitem__), findings)


def _new(case: Case, on: date, law: Law) -> Iterator[Finding]:
    """Yield the findings of a new licence, in the order R1 to R6, A1 to A10."""
    desk = case.desk
    yield from bars(case, on, law)
    yield foreign_investor(case, law)
    if law.settings.r6:
        yield defaulter(case, law)
    yield full_capacity(case, on, law)
    yield school(case, law)
    if desk is not None:
        yield layout(case, law)
    yield one_licence(case, law)
    if desk is not None:
        yield from (apart(case, law), safe(case, law))
    yield vending(case, law)
    yield business(case, law)
    if desk is not None:
        yield from (investigation(desk, law), chain(desk, law), *own_list(desk, law, may_bar=True))


def _other(case: Case, law: Law) -> Iterator[Finding]:
    """Yield the findings of every other item: R6 (where a hit is for a person) and A8."""
    if law.settings.r6:
        yield defaulter(case, law)
    yield business(case, law)
    if case.desk is not None:
        yield from (*own_list(case.desk, law), held_licence(case.desk, law))


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
