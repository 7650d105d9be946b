"""The rows of the law book as rules use them, and everything in force on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.errors import InvalidInput
from models.said import said
from models.values import Fen, Item
from rules.basis import LegalBasis
from rules.identifiers import CartonCodes


@dataclass(frozen=True, slots=True)
class Rule:
    """One screening rule: `years` is the length of its bar, `within_years` the span of R4.

    `cited` is the article as findings print it.
    """

    id: str
    name: str
    basis: LegalBasis
    cited: str
    years: int = 0
    within_years: int = 0
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermRule:
    """One term of licensing; unit is wd, d, m, y or persons, and "" where the term is no count."""

    id: str
    name: str
    basis: LegalBasis
    count: int = 0
    unit: str = ""
    effect: str = ""
    mark: str = ""
    note: str = ""
    then_count: int = 0  # a second span behind the first: the public notice of a recall
    then_unit: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a penalty (案由): the fine is a percentage of `base`, or lies between two sums in fen.

    `heavy` = it can stop a business or take a licence or qualification; `closes` = every penalty of it does.
    """

    id: str
    name: str
    violated: str
    basis: LegalBasis
    decider: str
    measures: str
    low_percent: int | None = None
    high_percent: int | None = None
    base: str = ""
    low: Fen | None = None
    high: Fen | None = None
    may: bool = False
    heavy: bool = False
    closes: bool = False
    serious_of: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a discretion standard (裁量基准): between `low` and `high` of a cause's range, ends included.

    It is for bases from `from_value` (fen, included) to `below_value` (not included), and for goods from
    `from_cartons` to `below_cartons`; None = without an end.
    """

    id: str
    name: str
    basis: LegalBasis
    cause: str
    low_percent: int | None = None
    high_percent: int | None = None
    low: Fen | None = None
    high: Fen | None = None
    from_value: Fen | None = None
    below_value: Fen | None = None
    from_cartons: int | None = None
    below_cartons: int | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number from which on a case is another one: fen, sticks, cases of ten thousand sticks, penalties, years."""

    id: str
    name: str
    basis: LegalBasis
    least: int
    unit: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason that a refusal or a non-acceptance may give."""

    id: str
    name: str
    text: str
    basis: LegalBasis
    kinds: frozenset[str]  # refusal, non_acceptance
    items: frozenset[Item]  # for which items; empty = for all
    record_cause: str  # how the decision counts later: concealment, false_material, other
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InstantRule:
    """What is decided at once for one item: `result` is grant or accept; everything else is for a person."""

    id: str
    item: Item
    result: str
    basis: LegalBasis
    findings: tuple[str, ...]  # screening rules that must have been looked at
    outcomes: frozenset[str]  # what every finding must be
    statuses: tuple[str, ...]  # of the licence; empty where the item needs none
    registers: tuple[str, ...]  # own, national: which of them may prove the holder
    shared: tuple[str, ...]  # papers that need not be there where sharing gives them
    against: tuple[str, ...]  # kinds of decisions in force that are for a person
    against_years: int = 0
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """How long a paper that was once received may be used again, in months; 0 = without limit."""

    id: str
    months: int
    basis: LegalBasis
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a fact: is, in, contains (any of the words), at_least, at_most."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Regulated:
    """One situation of the negative list; `outcome` is review or deny, and only a person refuses."""

    id: str
    name: str
    text: str
    basis: LegalBasis
    cited: str
    items: frozenset[Item]
    when: tuple[Condition, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that is asked for its opinion, and the roles that answer for it."""

    id: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """Whose opinion must be there before a grant where a finding was met; `against` = an approver may overrule it."""

    id: str
    name: str
    basis: LegalBasis
    items: frozenset[Item]
    findings: frozenset[str]
    units: tuple[str, ...]
    limit_wd: int
    against: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """The switches and numbers in force; `school_buffers` are by district, "*" = every other one."""

    bar_inclusive: bool
    r6: bool
    criminal_punishment_denies: bool
    school_buffers: Mapping[str, int]
    warn_before_wd: int
    red_after_yellow_wd: int
    committed_limit_wd: int
    hearing_citizen: Fen
    hearing_organisation: Fen
    carton: CartonCodes
    penalty_litigation: str = "special"  # E31: the term of TML 41, or the general one of ALIT 46
    c07_delegated: bool = False  # whether market supervision lets us decide C07
    committed_limits: Mapping[str, int] = field(default_factory=dict)  # by item, before the one for all
    renewal_lead_unit: str = "d"  # L14: calendar days, or wd
    deemed_renewal_late: bool = True  # L15 for a renewal that came less than L14 before the end, too
    renewal_waits_for_investigation: bool = False  # L16
    renewal_early_days: int = 0  # a renewal that comes earlier before the end is remarked, 0 = never
    section_heads: tuple[str, ...] = ()  # roles that a yellow or red card is told to
    unit_heads: tuple[str, ...] = ()
    address_needs_new: bool = True
    required_steps: tuple[str, ...] = ()  # item:step, beyond those of rules.applications.REQUIRED
    instant_sample_percent: int = 100  # of what was decided at once, looked at by an officer afterwards
    defaulter_fresh_hours: int = 24  # so long an answer about judgment defaulters may be decided on
    shared_fresh_hours: int = 0  # so long an answer of a source is used again
    sole_trader_is_citizen: bool = True  # 3.2: for on-the-spot fines and hearings

    def committed_limit(self, item: Item | None) -> int:
        """Return the working days that the bureau promised for an item, 0 where the statutory limit counts."""
        return self.committed_limits.get(item or "", self.committed_limit_wd)


@dataclass(frozen=True, slots=True)
class Law:
    """Everything in force on one day, by id; `digest` names the whole law book it was taken from."""

    on: date
    rules: Mapping[str, Rule]
    terms: Mapping[str, TermRule]
    causes: Mapping[str, Cause]
    reasons: Mapping[str, Reason]
    settings: Settings
    digest: str
    instant: Mapping[str, InstantRule] = field(default_factory=dict)
    papers: Mapping[str, PaperRule] = field(default_factory=dict)
    negative: tuple[Regulated, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    reviews: tuple[ReviewRule, ...] = ()
    bands: tuple[Band, ...] = ()
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)

    def least(self, threshold: str) -> int:
        """Return the number of a threshold; InvalidInput where no row of it is in force: nothing is taken as clear."""
        found = self.thresholds.get(threshold)
        if found is None:
            words = said("法规库没有收录{on}有效的界限“{threshold}”。", on=self.on, threshold=threshold)
            raise InvalidInput(words, do_next="请法制人员补充法规库。")
        return found.least

    def reason(self, code: str) -> Reason:
        """Return a reason by its code in any case; InvalidInput names the codes that exist."""
        found = self.reasons.get(code.strip().upper())
        if found is None:
            raise InvalidInput(
                said("没有理由代码“{code}”。", code=code),
                do_next=said("可用的代码：{reasons}。", reasons="、".join(self.reasons)),
            )
        return found

    def cause(self, code: str) -> Cause:
        """Return a cause by its code; InvalidInput names the codes that exist."""
        found = {key.upper(): cause for key, cause in self.causes.items()}.get(code.strip().upper())
        if found is None:
            raise InvalidInput(
                said("{on}没有案由“{code}”。", on=self.on, code=code),
                do_next=said("可用的案由：{causes}。", causes="、".join(self.causes)),
            )
        return found
