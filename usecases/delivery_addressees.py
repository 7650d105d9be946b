"""Who documents are served to: the applicant of an application, or the holder of a licence that was acted on."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from rules.identifiers import normal_id, normal_number
from usecases import cases, licence_facts
from usecases.cases import Case


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee; `channel`, `handler` and `item` are empty where no application stands behind the documents.

    `numbers` are those by which the addressee is known: person, operator or legal representative.
    """

    subject: str
    name: str
    mobile: str
    district: str
    address: str
    numbers: frozenset[str]
    licence_no: str = ""
    channel: str = ""
    handler: str = ""
    item: str = ""


def of_subject(session: Session, subject: str, *, locked: bool = False) -> Addressee:
    """Return the addressee of what is about an application or a licence; raises NotFound."""
    holder = licence_facts.find(session, subject, locked=locked)
    return _of_case(cases.read(session, subject, locked=locked)) if holder is None else _of_licence(holder)


def _of_case(case: Case) -> Addressee:
    who, shop = case.form.applicant, case.form.premises
    numbers = {normal_id(who.id_no or ""), normal_number(who.id_no or ""), normal_id(who.legal_rep_id_no or "")}
    return Addressee(
        case.number, who.name, normal_number(who.mobile or "")[:20], shop.district, shop.address,
        frozenset(numbers - {""}), str(case.row["licence_no"] or ""), str(case.row["channel"]),
        case.row["assigned_to"] or "", case.row["item"],
    )  # fmt: skip


def _of_licence(row: dict[str, Any]) -> Addressee:
    numbers = frozenset({row["holder_no"], row["legal_rep_no"]} - {""})
    values = (row["holder_name"], row["mobile"], row["district"], row["address"])
    return Addressee(str(row["licence_no"]), *values, numbers)
