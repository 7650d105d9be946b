"""How long the bytes of what crossed are kept: a term for each kind of outside system, with its basis."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.errors import InvalidInput
from rules.basis import LegalBasis

BASIS = LegalBasis("个人信息保护法", 2021, "第十九条", "PIPL 19")
NAMES = ("code", "title", "kinds", "days", "basis", "valid_from", "valid_to", "verified")


@dataclass(frozen=True, slots=True)
class Term:
    """What systems of some kinds said and heard is kept for so many days."""

    code: str
    title: str
    kinds: frozenset[str]
    days: int
    basis: str
    valid_from: date
    valid_to: date | None = None
    verified: bool = False

    def last_day(self, on: date) -> date:
        """Return the last day on which a call of `on` is kept."""
        return on + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Book:
    """All terms."""

    terms: Sequence[Term]

    def term(self, kind: str, on: date) -> Term:
        """Return the term in force on a day for a kind of system, the longest where none names it."""
        in_force = [one for one in self.terms if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)]
        named = [one for one in in_force if kind in one.kinds]
        return max(named or in_force or self.terms, key=lambda one: one.days)


def parse(text: str) -> Book:
    """Return the terms of a file; raises InvalidInput where one is unknown, empty, or overlaps another."""
    terms = [_term(row) for row in tomllib.loads(text).get("retention", [])]
    if not terms:
        raise InvalidInput("保管期限表是空的。", do_next="请检查 retention.toml。")
    for number, one in enumerate(terms):
        for other in terms[:number]:
            if one.kinds & other.kinds and _together(one, other):
                raise InvalidInput(
                    f"保管期限“{other.code}”与“{one.code}”的类别和时间重叠。", do_next="请改正其中一行。"
                )
    return Book(tuple(terms))


def _term(row: dict[str, Any]) -> Term:
    code = str(row.get("code", ""))
    unknown = [name for name in row if name not in NAMES]
    lacking = [name for name in NAMES[:6] if not row.get(name)]
    if unknown or lacking or not isinstance(row["days"], int) or row["days"] < 1:
        raise InvalidInput(f"保管期限“{code}”写得不对：{'、'.join(unknown or lacking or ['days'])}。")
    return Term(**(row | {"kinds": frozenset(row["kinds"])}))


def _together(one: Term, other: Term) -> bool:
    """Whether two terms are in force on a day in common."""
    ends = one.valid_to or date.max, other.valid_to or date.max
    return max(one.valid_from, other.valid_from) <= min(ends)
