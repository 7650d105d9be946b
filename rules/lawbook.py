"""The law as dated rows, and the law in force on one day."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from models.errors import InvalidInput
from models.said import said
from models.values import Fen, Item
from rules.basis import LegalBasis
from rules.identifiers import CartonCodes, CartonLayout
from rules.lawfiles import Raw, read_files
from rules.lawrows import (
    Band,
    Cause,
    Condition,
    InstantRule,
    Law,
    PaperRule,
    Reason,
    Regulated,
    ReviewRule,
    Rule,
    Settings,
    TermRule,
    Threshold,
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
        rules = {row["id"]: _rule(row, self._basis(row, on)) for row in self._rows("rule", on)}
        if not rules:
            raise InvalidInput(f"法规库没有收录{on}有效的审查规则。", do_next="请换一个较晚的日期。")
        terms = {row["id"]: _term(row, self._basis(row, on)) for row in self._rows("term", on)}
        causes = {row["id"]: _cause(row, self._basis(row, on)) for row in self._rows("cause", on)}
        reasons = {row["id"]: _reason(row, self._reason_basis(row, rules, on)) for row in self._rows("reason", on)}
        settings = _settings(self._rows("setting", on), self._rows("carton", on))
        _switch(settings, terms, causes)
        instant = {row["id"]: _instant(row, self._basis(row, on)) for row in self._rows("instant", on)}
        papers = {row["id"]: _paper(row, self._basis(row, on)) for row in self._rows("paper", on)}
        negative = tuple(_regulated(row, self._basis(row, on)) for row in self._rows("negative", on))
        units = {row["id"]: Unit(row["id"], row["name"], frozenset(row["roles"])) for row in self._rows("unit", on)}
        reviews = tuple(_review(row, self._basis(row, on)) for row in self._rows("review", on))
        bands = tuple(_band(row, self._basis(row, on), causes) for row in self._rows("band", on))
        thresholds = {row["id"]: _threshold(row, self._basis(row, on)) for row in self._rows("threshold", on)}
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


def _rule(row: Raw, basis: LegalBasis) -> Rule:
    years, within = row.get("years", 0), row.get("within_years", 0)
    return Rule(row["id"], row["name"], basis, basis.with_key(), years, within, row["mark"], row.get("note", ""))


def _term(row: Raw, basis: LegalBasis) -> TermRule:
    count, unit, effect = row.get("count", 0), row.get("unit", ""), row.get("effect", "")
    then = (row.get("then_count", 0), row.get("then_unit", ""))
    return TermRule(row["id"], row["name"], basis, count, unit, effect, row["mark"], row.get("note", ""), *then)


def _cause(row: Raw, basis: LegalBasis) -> Cause:
    return Cause(
        id=row["id"],
        name=row["name"],
        violated=row["violated"],
        basis=basis,
        decider=row["decider"],
        measures=row.get("measures", ""),
        low_percent=row.get("low_percent"),
        high_percent=row.get("high_percent"),
        base=row.get("base", ""),
        low=_fen(row.get("low_yuan")),
        high=_fen(row.get("high_yuan")),
        may=row["may"],
        heavy=row["heavy"],
        closes=row.get("closes", False),
        serious_of=row.get("serious_of", ""),
        mark=row["mark"],
        note=row.get("note", ""),
    )


def _band(row: Raw, basis: LegalBasis, causes: Mapping[str, Cause]) -> Band:
    """Read one step of a discretion standard; InvalidInput where it leaves the range of its cause."""
    cause = causes[row["cause"]]
    low, high = row.get("low_percent"), row.get("high_percent")
    sums = {name: _fen(row.get(f"{name}_yuan")) for name in ("low", "high")}
    sums |= {f"{end}_value": _fen(row.get(f"{end}_yuan")) for end in ("from", "below")}
    within = _within(low, high, cause.low_percent, cause.high_percent)
    if not within and not _within(sums["low"], sums["high"], cause.low, cause.high):
        raise InvalidInput(f"法规库有误：裁量基准{row['id']}的幅度应在{cause.id}的法定幅度以内，并写明上下限。")
    cartons = {f"{end}_cartons": row.get(f"{end}_cartons") for end in ("from", "below")}
    return Band(row["id"], row["name"], basis, cause.id, low, high, **sums, **cartons)


def _within(low: int | None, high: int | None, least: int | None, most: int | None) -> bool:
    """Tell whether both ends are there, in order, and within those of the law."""
    if low is None or high is None or least is None or most is None:
        return False
    return least <= low <= high <= most


def _fen(yuan: int | None) -> Fen | None:
    return None if yuan is None else Fen(yuan * 100)


def _reason(row: Raw, basis: LegalBasis) -> Reason:
    kinds, items = frozenset(row["kinds"]), frozenset(Item(item) for item in row.get("items", ()))
    texts = (row["record_cause"], row["mark"], row.get("note", ""))
    return Reason(row["id"], row["name"], row["text"], basis, kinds, items, *texts)


def _instant(row: Raw, basis: LegalBasis) -> InstantRule:
    lists = {name: tuple(row.get(name, ())) for name in ("findings", "statuses", "registers", "shared", "against")}
    return InstantRule(
        id=row["id"],
        item=Item(row["id"]),
        result=row["result"],
        basis=basis,
        outcomes=frozenset(row["outcomes"]),
        against_years=row.get("against_years", 0),
        mark=row["mark"],
        note=row.get("note", ""),
        **lists,
    )


def _regulated(row: Raw, basis: LegalBasis) -> Regulated:
    items, when = frozenset(Item(item) for item in row["items"]), tuple(map(_condition, row["when"]))
    if row["outcome"] not in {"review", "deny"} or not when:
        raise InvalidInput(f"法规库有误：{row['id']}的结论应为review或deny，并写明条件。")
    return Regulated(row["id"], row["name"], row["text"], basis, basis.with_key(), items, when, row["outcome"])


def _condition(raw: Raw) -> Condition:
    """Read one condition: the name of a field, and one of the comparisons with its value."""
    op, *more = [key for key in raw if key != "field"] or [""]
    if more or op not in COMPARISONS or "field" not in raw:
        raise InvalidInput(f"法规库有误：负面清单的条件{raw}应写明field和{'、'.join(COMPARISONS)}之一。")
    return Condition(raw["field"], op, raw[op])


def _review(row: Raw, basis: LegalBasis) -> ReviewRule:
    items = frozenset(Item(item) for item in row["items"])
    units, findings = tuple(row["units"]), frozenset(row["findings"])
    return ReviewRule(row["id"], row["name"], basis, items, findings, units, row["limit_wd"], row["against"])


def _threshold(row: Raw, basis: LegalBasis) -> Threshold:
    """Read one threshold; sums are kept in fen."""
    if row["unit"] not in UNITS:
        raise InvalidInput(said("法规库有误：{id}的单位应为{units}之一。", id=row["id"], units="、".join(UNITS)))
    least = row["count"] * UNITS[row["unit"]]
    return Threshold(row["id"], row["name"], basis, least, row["unit"], row["mark"], row.get("note", ""))


def _paper(row: Raw, basis: LegalBasis) -> PaperRule:
    return PaperRule(row["id"], row["months"], basis, row["mark"], row.get("note", ""))


def _settings(rows: Iterable[Raw], cartons: Iterable[Raw]) -> Settings:
    """Return the settings of a day; a number for one district stands beside the one for all."""
    values = {row["key"]: row["value"] for row in rows if row["key"] != "school_buffer_m" and "item" not in row}
    layouts = tuple(
        CartonLayout(row["name"], tuple((str(part), int(a), int(b)) for part, a, b in row["parts"]), row["note"])
        for row in cartons
    )
    return Settings(
        bar_inclusive=values["bar_inclusive"],
        r6=values["r6"],
        criminal_punishment_denies=values.get("criminal_punishment_denies", False),
        school_buffers={row["district"]: row["value"] for row in rows if row["key"] == "school_buffer_m"},
        warn_before_wd=values["warn_before_wd"],
        red_after_yellow_wd=values["red_after_yellow_wd"],
        committed_limit_wd=values.get("committed_limit_wd", 0),
        hearing_citizen=Fen(values.get("hearing_citizen_yuan", 0) * 100),
        hearing_organisation=Fen(values.get("hearing_organisation_yuan", 0) * 100),
        carton=CartonCodes(layouts, tuple(values["carton_letters"])),
        penalty_litigation=values.get("penalty_litigation", "special"),
        c07_delegated=values.get("c07_delegated", False),
        address_needs_new=values.get("address_needs_new", True),
        required_steps=tuple(values.get("required_steps", ())),
        instant_sample_percent=values.get("instant_sample_percent", 100),
        defaulter_fresh_hours=values.get("defaulter_fresh_hours", 24),
        shared_fresh_hours=values.get("shared_fresh_hours", 0),
        committed_limits={
            row["item"]: row["value"] for row in rows if row["key"] == "committed_limit_wd" and "item" in row
        },
        renewal_lead_unit=values.get("renewal_lead_unit", "d"),
        deemed_renewal_late=values.get("deemed_renewal_late", True),
        renewal_waits_for_investigation=values.get("renewal_waits_for_investigation", False),
        renewal_early_days=values.get("renewal_early_days", 0),
        section_heads=tuple(values.get("card_section_heads", ())),
        unit_heads=tuple(values.get("card_unit_heads", ())),
        sole_trader_is_citizen=values.get("sole_trader_is_citizen", True),
    )


UNITS = {"yuan": 100, "stick": 1, "case": 1, "penalty": 1, "year": 1}  # of a threshold: how many of what is kept
COMPARISONS = ("is", "in", "contains", "at_least", "at_most")
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
        _regulated(row.row, LegalBasis("", "", ""))
    for row in dated["threshold"]:
        _threshold(row.row, LegalBasis("", "", ""))
    for row in dated["band"]:
        book.in_force(row.span.valid_from)
    return book


def _span(row: Raw) -> Span:
    return Span(row["valid_from"], row.get("valid_to", date.max), row["mark"], row.get("note", ""))
