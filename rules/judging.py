"""Judging a case: what every rule and the negative list of a day say of what is known of it."""

from datetime import date

from rules import negative_list
from rules.basis import LegalBasis
from rules.lawrows import Law
from rules.negative_list import Facts
from rules.screening import WORST, Case, Finding, Screening, screen

BASIS = LegalBasis("行政许可法", 2019, "第三十四条", "ALL 34")


def judge(case: Case, known: Facts, on: date, law: Law) -> Screening:
    """Return all findings of the screening rules and of the negative list, and the worst outcome of all.

    `known` are the facts of the negative list by dotted names; the same arguments always give the same answer.
    """
    return regulated(screen(case, on, law), negative_list.compare(law.negative, case.item, known))


def regulated(judged: Screening, more: tuple[Finding, ...]) -> Screening:
    """Return a screening with the findings of the negative list behind its own, and the worst outcome of all."""
    outcomes = (judged.outcome, *(finding.outcome for finding in more))
    return Screening(max(outcomes, key=WORST.__getitem__), (*judged.findings, *more))
