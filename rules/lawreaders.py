"""The rows of the law book read into what rules use, key by key."""

from collections.abc import Iterable, Mapping

from models.errors import InvalidInput
from models.said import said
from models.values import Fen, Item
from rules.basis import LegalBasis
from rules.identifiers import CartonCodes, CartonLayout
from rules.lawfiles import Raw
from rules.lawrows import (
    Band,
    Cause,
    Condition,
    InstantRule,
    PaperRule,
    Reason,
    Regulated,
    ReviewRule,
    Rule,
    Settings,
    TermRule,
    Threshold,
)

BASIS = LegalBasis("行政处罚法", 2021, "第三十七条", "APL 37")  # the law at the time of the act
UNITS = {"yuan": 100, "stick": 1, "case": 1, "penalty": 1, "year": 1}  # of a threshold: how many of what is kept
COMPARISONS = ("is", "in", "contains", "at_least", "at_most")


def rule(row: Raw, basis: LegalBasis) -> Rule:
    """Return a screening rule."""
    years, within = row.get("years", 0), row.get("within_years", 0)
    return Rule(row["id"], row["name"], basis, basis.with_key(), years, within, row["mark"], row.get("note", ""))


def term(row: Raw, basis: LegalBasis) -> TermRule:
    """Return a term."""
    count, unit, effect = row.get("count", 0), row.get("unit", ""), row.get("effect", "")
    then = (row.get("then_count", 0), row.get("then_unit", ""))
    return TermRule(row["id"], row["name"], basis, count, unit, effect, row["mark"], row.get("note", ""), *then)


def cause(row: Raw, basis: LegalBasis) -> Cause:
    """Return a cause; its sums are kept in fen."""
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


def band(row: Raw, basis: LegalBasis, causes: Mapping[str, Cause]) -> Band:
    """Read one step of a discretion standard; InvalidInput where it leaves the range of its cause."""
    whole = causes[row["cause"]]
    low, high = row.get("low_percent"), row.get("high_percent")
    sums = {name: _fen(row.get(f"{name}_yuan")) for name in ("low", "high")}
    sums |= {f"{end}_value": _fen(row.get(f"{end}_yuan")) for end in ("from", "below")}
    within = _within(low, high, whole.low_percent, whole.high_percent)
    if not within and not _within(sums["low"], sums["high"], whole.low, whole.high):
        raise InvalidInput(f"法规库有误：裁量基准{row['id']}的幅度应在{whole.id}的法定幅度以内，并写明上下限。")
    cartons = {f"{end}_cartons": row.get(f"{end}_cartons") for end in ("from", "below")}
    return Band(row["id"], row["name"], basis, whole.id, low, high, **sums, **cartons)


def _within(low: int | None, high: int | None, least: int | None, most: int | None) -> bool:
    """Tell whether both ends are there, in order, and within those of the law."""
    if low is None or high is None or least is None or most is None:
        return False
    return least <= low <= high <= most


def _fen(yuan: int | None) -> Fen | None:
    return None if yuan is None else Fen(yuan * 100)


def reason(row: Raw, basis: LegalBasis) -> Reason:
    """Return a reason."""
    kinds, items = frozenset(row["kinds"]), frozenset(Item(item) for item in row.get("items", ()))
    texts = (row["record_cause"], row["mark"], row.get("note", ""))
    return Reason(row["id"], row["name"], row["text"], basis, kinds, items, *texts)


def instant(row: Raw, basis: LegalBasis) -> InstantRule:
    """Return what is decided at once."""
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


def regulated(row: Raw, basis: LegalBasis) -> Regulated:
    """Return a situation of the negative list; InvalidInput where its outcome or conditions cannot be."""
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


def review(row: Raw, basis: LegalBasis) -> ReviewRule:
    """Return whose opinion is asked for."""
    items = frozenset(Item(item) for item in row["items"])
    units, findings = tuple(row["units"]), frozenset(row["findings"])
    return ReviewRule(row["id"], row["name"], basis, items, findings, units, row["limit_wd"], row["against"])


def threshold(row: Raw, basis: LegalBasis) -> Threshold:
    """Read one threshold; sums are kept in fen."""
    if row["unit"] not in UNITS:
        raise InvalidInput(said("法规库有误：{id}的单位应为{units}之一。", id=row["id"], units="、".join(UNITS)))
    least = row["count"] * UNITS[row["unit"]]
    return Threshold(row["id"], row["name"], basis, least, row["unit"], row["mark"], row.get("note", ""))


def paper(row: Raw, basis: LegalBasis) -> PaperRule:
    """Return how long a paper may be used again."""
    return PaperRule(row["id"], row["months"], basis, row["mark"], row.get("note", ""))


def settings(rows: Iterable[Raw], cartons: Iterable[Raw]) -> Settings:
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
