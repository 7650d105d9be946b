"""The law as dated rows, and the law in force on one day."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from models.errors import InvalidInput
from rules import lawreaders
from rules.basis import LegalBasis
from rules.lawfiles import Raw, read_files
from rules.lawrows import (
    Cause,
    Law,
    Rule,
    Settings,
    TermRule,
    Unit,
)
from rules.lawspans import check

BASIS = LegalBasis("行政处罚法", 2021, "第三十七条", "APL 37")  # the law at the time of the act


@dataclass(frozen=True, slots=True)
class Span:
    """From the first through the last day on which a row counts; `mark` says how sure its text is."""

    valid_from: date
    valid_to: date
    mark: str
    note: str

    def holds(self, on: date) -> bool:
        """Tell whether the row counts on a day."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Instrument:
    """One edition of one instrument."""

    key: str
    title: str
    edition: int | str


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Dated(Generic[Row]):
    """A row of a table with the days on which it counts."""

    id: str
    span: Span
    row: Row
    place: str = ""  # file and line


@dataclass(frozen=True, eq=False)
class LawBook:
    """All rows of all days, as the law office keeps them; a law book is itself and equals no other."""

    instruments: tuple[Dated[Instrument], ...]
    tables: Mapping[str, tuple[Dated[Raw], ...]]  # by the names of TABLES
    digest: str

    def in_force(self, on: date) -> Law:
        """Return the law of one day (kept for the next question about that day)."""
        return _in_force(self, on)

    def _rows(self, table: str, on: date) -> list[Raw]:
        return [dated.row for dated in self.tables[table] if dated.span.holds(on)]

    def _basis(self, row: Raw, on: date) -> LegalBasis:
        for dated in self.instruments:
            if dated.id == row["instrument"] and dated.span.holds(on):
                key = f"{dated.id} {row['ref']}"
                return LegalBasis(dated.row.title, dated.row.edition, row["article"], key)
        raise InvalidInput(f"法规库有误：{row['id']}引用的{row['instrument']}在{on}没有有效文本。")

    def law(self, on: date) -> Law:
        """Put the law of one day together; InvalidInput before the first row of the book."""
        rules = {row["id"]: lawreaders.rule(row, self._basis(row, on)) for row in self._rows("rule", on)}
        if not rules:
            raise InvalidInput(f"法规库没有收录{on}有效的审查规则。", do_next="请换一个较晚的日期。")
        terms = {row["id"]: lawreaders.term(row, self._basis(row, on)) for row in self._rows("term", on)}
        causes = {row["id"]: lawreaders.cause(row, self._basis(row, on)) for row in self._rows("cause", on)}
        reasons = {
            row["id"]: lawreaders.reason(row, self._reason_basis(row, rules, on)) for row in self._rows("reason", on)
        }
        settings = lawreaders.settings(self._rows("setting", on), self._rows("carton", on))
        _switch(settings, terms, causes)
        instant = {row["id"]: lawreaders.instant(row, self._basis(row, on)) for row in self._rows("instant", on)}
        papers = {row["id"]: lawreaders.paper(row, self._basis(row, on)) for row in self._rows("paper", on)}
        negative = tuple(lawreaders.regulated(row, self._basis(row, on)) for row in self._rows("negative", on))
        units = {row["id"]: Unit(row["id"], row["name"], frozenset(row["roles"])) for row in self._rows("unit", on)}
        reviews = tuple(lawreaders.review(row, self._basis(row, on)) for row in self._rows("review", on))
        bands = tuple(lawreaders.band(row, self._basis(row, on), causes) for row in self._rows("band", on))
        thresholds = {row["id"]: lawreaders.threshold(row, self._basis(row, on)) for row in self._rows("threshold", on)}
        more = (instant, papers, negative, units, reviews, bands, thresholds)
        return Law(on, rules, terms, causes, reasons, settings, self.digest, *more)

    def _reason_basis(self, row: Raw, rules: Mapping[str, Rule], on: date) -> LegalBasis:
        return rules[row["rule"]].basis if "rule" in row else self._basis(row, on)


def _switch(settings: Settings, terms: dict[str, TermRule], causes: dict[str, Cause]) -> None:
    """Put the rows in place that the switches of Q1 and Q7 choose."""
    if settings.penalty_litigation == "general" and "E31g" in terms:
        terms["E31"] = replace(terms["E31g"], id="E31", name=terms["E31"].name)
    if settings.c07_delegated and "C07" in causes:
        causes["C07"] = replace(causes["C07"], decider="tobacco")


@lru_cache(maxsize=4096)
def _in_force(book: LawBook, on: date) -> Law:
    return book.law(on)


TABLES = (
    "rule",
    "term",
    "cause",
    "reason",
    "setting",
    "carton",
    "instant",
    "paper",
    "negative",
    "unit",
    "review",
    "band",
    "threshold",
    "provision",
    "reference",
)


def parse(texts: Mapping[str, str]) -> LawBook:
    """Return the law book of some TOML files (name → text); names that begin with + change the rows of the others.

    Raises: InvalidInput naming file and line of what cannot be (rules.lawfiles), and both rows where days overlap,
    leave a gap, or cite what was not in force (rules.lawspans).
    """
    tables = read_files(texts)
    check(tables)
    digest = hashlib.sha256("\0".join(f"{name}\0{texts[name]}" for name in sorted(texts)).encode()).hexdigest()
    instruments = tuple(
        Dated(row.id, _span(row.raw), Instrument(row.id, row.raw["title"], row.raw["edition"]), row.place)
        for row in tables["instrument"]
    )
    dated = {
        table: tuple(Dated(row.id, _span(row.raw), row.raw, row.place) for row in tables[table]) for table in TABLES
    }
    book = LawBook(instruments, dated, digest)
    for row in dated["negative"]:
        lawreaders.regulated(row.row, LegalBasis("", "", ""))
    for row in dated["threshold"]:
        lawreaders.threshold(row.row, LegalBasis("", "", ""))
    for row in dated["band"]:
        book.in_force(row.span.valid_from)
    return book


def _span(row: Raw) -> Span:
    return Span(row["valid_from"], row.get("valid_to", date.max), row["mark"], row.get("note", ""))
