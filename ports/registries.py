"""What we need to know of an applicant from the city's registers.

Every call states a cause and our application number; both are logged by the other office. Each raises
OutsideUnavailable when the source does not answer: that is never the same as "nothing found".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Query:
    """Who is asked about, why, and for which of our applications (contract 10)."""

    number: str  # ID number or USCC in normal form
    name: str
    cause: str  # 4–200 characters
    project_no: str  # 1–64 characters


@dataclass(frozen=True, slots=True)
class BusinessEntity:
    """One entry of the register of market entities (商事登记)."""

    uscc: str
    name: str
    entity_type: str  # sole_trader, enterprise, other
    status: str  # open, revoked, cancelled
    scope: str
    investor_origin: str  # domestic, foreign, hk, macao, taiwan
    franchise_of_foreign: bool
    legal_rep_name: str
    legal_rep_id_no: str
    address: str
    district: str
    established_on: str
    as_of: str


@dataclass(frozen=True, slots=True)
class IdentityAnswer:
    """The two-element check: match, mismatch or no_record."""

    result: str
    serial: str
    as_of: str


@dataclass(frozen=True, slots=True)
class ELicence:
    """One electronic certificate with its file."""

    identifier: str
    type: str
    holder_name: str
    holder_no: str
    issued_on: str
    valid_to: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PriorRecord:
    """What was ever decided on that number, as the national system holds it (三统一)."""

    id: str
    kind: str  # disqualification, non_acceptance, refusal, annulment, penalty
    on: date
    cause: str
    in_force: bool
    act: str
    by: str
    party_name: str
    party_id_no: str | None
    party_uscc: str | None


@dataclass(frozen=True, slots=True)
class HeldLicence:
    """A licence as the national system holds it."""

    licence_no: str
    version: int
    status: str
    holder_kind: str
    holder_name: str
    holder_id_no: str | None
    holder_uscc: str | None
    shop_name: str
    address: str
    district: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class DefaulterRow:
    """One case of a judgment defaulter; `card_no` may be masked with *."""

    case_no: str
    name: str
    card_no: str
    court: str
    publish_date: str


@dataclass(frozen=True, slots=True)
class DefaulterAnswer:
    """hit (number and name agree), possible (masked number fits, name agrees) or clear."""

    result: str
    log_no: str
    as_of: str
    rows: tuple[DefaulterRow, ...]


class BusinessRegister(Protocol):
    """商事登记."""

    async def entity(self, query: Query) -> BusinessEntity | None:
        """Return the entity of a USCC, None when there is none."""
        ...


class PoliceRegister(Protocol):
    """公安 two-element check."""

    async def check(self, query: Query) -> IdentityAnswer:
        """Compare a name with an 18-digit ID number."""
        ...


class ELicenceRegister(Protocol):
    """电子证照."""

    async def find(self, query: Query, kind: str) -> Sequence[str]:
        """Return the identifiers of the holder's id_card or business_licence."""
        ...

    async def content(self, query: Query, identifier: str) -> ELicence | None:
        """Return one certificate with its file; None when it is gone."""
        ...


class CaseRegister(Protocol):
    """三统一 as a source."""

    async def records(self, number: str) -> tuple[str, Sequence[PriorRecord]]:
        """Return (as of, everything ever decided on that ID number or USCC)."""
        ...

    async def licence(self, licence_no: str) -> HeldLicence | None:
        """Return one licence as held."""
        ...

    async def licences(self, number: str) -> Sequence[HeldLicence]:
        """Return the licences of a holder."""
        ...


class DefaulterList(Protocol):
    """失信被执行人, through the joint punishment platform."""

    async def query(self, query: Query) -> DefaulterAnswer:
        """Ask whether the party is a judgment defaulter; a failed query is never clear."""
        ...
