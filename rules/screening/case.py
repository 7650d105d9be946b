"""A case to be screened: what is known of applicant, premises and records; None everywhere means "not known"."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from models.values import Item, Outcome, PartyKind
from rules.identifiers import normal_id, normal_number
from rules.names import normal_name


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a record, a licence or a list entry names; numbers are in normal form, "" = not given."""

    name: str = ""
    id_no: str = ""
    uscc: str = ""

    @property
    def empty(self) -> bool:
        """Whether it names nobody."""
        return not (self.name or self.id_no or self.uscc)


def party(name: str | None, id_no: str | None = None, uscc: str | None = None) -> Party:
    """Return a party with its name and numbers in normal form (15-digit ID numbers become 18)."""
    return Party(
        normal_name(name) if name else "",
        normal_id(id_no) if id_no else "",
        normal_number(uscc) if uscc else "",
    )


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies; `own` and `legal_rep` are compared with the parties of records."""

    kind: PartyKind
    own: Party = Party()
    birth_on: date | None = None
    legal_rep: Party = Party()
    investor_origin: str | None = None  # domestic, foreign, hk, macao, taiwan
    franchise_of_foreign: bool | None = None


@dataclass(frozen=True, slots=True)
class Premises:
    """The shop; distances in metres."""

    address: str | None = None
    district: str | None = None
    is_hotel: bool | None = None
    fixed: bool | None = None
    separate_from_home: bool | None = None
    school_distance_m: float | None = None
    holds_licence: bool | None = None
    vending_machine: bool | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What was once decided on somebody."""

    kind: str | None = None  # disqualification, non_acceptance, refusal, annulment, penalty
    on: date | None = None
    cause: str | None = None  # concealment, false_material, fraud, bribery, agency_fault, unlicensed_trading, other
    in_force: bool | None = None
    act: str | None = None  # same text = same act
    by: str | None = None  # tobacco, market_supervision, other
    party: Party = Party()


@dataclass(frozen=True, slots=True)
class Defaulter:
    """What the list of judgment defaulters answered: hit, clear or unavailable."""

    status: str | None = None
    party: Party = Party()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """What the register of market entities answered: ok, revoked, unavailable; or else cancelled, not_found."""

    status: str | None = None
    scope_has_tobacco: bool | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What two officers found on the spot (ALL 34(3)); it counts before what the applicant stated."""

    checked_on: date
    fixed: bool | None = None
    separate_from_home: bool | None = None
    safe: bool | None = None
    school_distance_m: float | None = None
    nearest_shop_m: float | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """The layout plan in force for the cell of the premises, and how full the cell is.

    `ahead` are the applications for the same cell that were accepted earlier (ALL 57); `placed` False = the cell of
    the premises is not known.
    """

    name: str
    min_spacing_m: float | None = None
    cell_quota: int | None = None
    cell_count: int | None = None
    school_buffer_m: float | None = None
    ahead: int = 0
    placed: bool = True


@dataclass(frozen=True, slots=True)
class ListHit:
    """One entry of our own blacklist that fits: `same_number` = by number, else by name only.

    `bars` is the basis on which a hit by number is a ground of refusal, "" = the list only asks.
    """

    list_name: str
    reason: str
    same_number: bool
    source: str = ""
    bars: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What only the bureau itself knows; with it the rules without an input field are looked at too.

    `investigations` and `other_licences` are None where nobody asked. `identity` is the police's answer: match,
    mismatch, no_record, unavailable or None.
    """

    site: SiteCheck | None = None
    layout: LayoutPlan | None = None
    investigations: tuple[str, ...] | None = None
    other_licences: tuple[str, ...] | None = None
    blacklist: tuple[ListHit, ...] = ()
    identity: str | None = None
    held_licence: str | None = None  # the licence applied about, in the national register: ok, not_found, unavailable
    decisions: tuple[Record, ...] = ()  # our own annulments and disqualifications, whatever the national register says


@dataclass(frozen=True, slots=True)
class Case:
    """One case (contract: `law screen`); `records` None = nobody asked, `records_down` = the source did not answer."""

    id: str
    item: Item
    received_on: date
    applicant: Applicant
    premises: Premises = Premises()
    records: tuple[Record, ...] | None = None
    defaulter: Defaulter | None = None
    business: Business | None = None
    records_down: bool = False
    records_as_of: str | None = None
    desk: Desk | None = None


class Relation(Enum):
    """How an applicant stands to the party that a record names."""

    OWN = "当事人号码一致"
    LEGAL_REP = "仅涉及法定代表人"
    NAME = "仅姓名或者名称相同"
    UNKNOWN = "未写明当事人或者无法比对"
    OTHER = "当事人是他人"


def relation(applicant: Applicant, named: Party) -> Relation:
    """Tell whether a record names the applicant: the same ID number or USCC counts, the name alone never does."""
    own, rep = applicant.own, applicant.legal_rep
    natural = applicant.kind in {PartyKind.PERSON, PartyKind.SOLE_TRADER}
    if named.uscc and named.uscc == own.uscc:
        return Relation.OWN
    if named.id_no and named.id_no == own.id_no:
        return Relation.OWN if natural else Relation.LEGAL_REP
    if (named.id_no and named.id_no == rep.id_no) or (named.uscc and named.uscc == rep.uscc):
        return Relation.LEGAL_REP
    if named.name and named.name in {own.name, rep.name}:
        return Relation.NAME
    return Relation.OTHER if _comparable(own, named) else Relation.UNKNOWN


def _comparable(own: Party, named: Party) -> bool:
    """Tell whether anything could be compared at all; what is not known is not "somebody else"."""
    return bool((named.id_no and own.id_no) or (named.uscc and own.uscc) or (named.name and own.name))


class Finding(NamedTuple):
    """What one rule answered: its article, the evidence in words, and through which day it bars.

    `stated` is the same fact as a decision tells it to the applicant; "" = in the words of `evidence`.
    """

    rule: str
    outcome: Outcome
    basis: str
    evidence: str
    barred_through: date | None = None
    stated: str = ""

    def as_json(self) -> dict[str, str | None]:
        """Return the finding as the contract prints it."""
        through = None if self.barred_through is None else self.barred_through.isoformat()
        return {
            "rule": self.rule,
            "outcome": self.outcome.value,
            "basis": self.basis,
            "evidence": self.evidence,
            "barred_through": through,
        }


class Screening(NamedTuple):
    """The worst outcome and every finding, in the order R1 to R6, A1 to A10."""

    outcome: Outcome
    findings: tuple[Finding, ...]
