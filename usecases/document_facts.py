"""What documents say of an applicant, a shop and a licence, read from our own records."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import Item, shanghai_date
from rules.applications import ITEM_NAMES
from rules.documents import DocumentKind
from usecases import cases, together

APPLICATIONS, REVISIONS, LICENCES = table_of(ApplicationRow), table_of(RevisionRow), table_of(LicenceRow)
_APPLICATION = select(APPLICATIONS, REVISIONS.c.form).where(
    APPLICATIONS.c.number == bindparam("wanted"),
    REVISIONS.c.application_id == APPLICATIONS.c.id,
    REVISIONS.c.revision == APPLICATIONS.c.revision,
)
SCOPE = "卷烟零售、雪茄烟零售"
LEGAL_FORMS = {"person": "个体工商户", "sole_trader": "个体工商户", "enterprise": "企业", "other": "其他组织"}


def common(session: Session, subject: str, kind: DocumentKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts, completed with what is known of the subject and has a blank in this kind."""
    if "party" in facts:
        return dict(facts)
    known = of_application(session, subject) or of_licence(session, subject)
    return {name: value for name, value in known.items() if name in kind.blanks} | dict(facts)


def of_application(session: Session, number: str) -> dict[str, Any]:
    """Return what an application says; {} where there is none of that number."""
    case = (together.remembered(session, APPLICATIONS, cases.CASES) or {}).get(number)
    if case is not None:
        who = case.form.applicant
        return of_row(case.row | {"form": {"applicant": {"legal_rep_name": who.legal_rep_name, "mobile": who.mobile}}})
    row = session.execute(_APPLICATION, {"wanted": number}).mappings().first()
    return {} if row is None else of_row(row)


def of_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what an application's row with the `form` of its newest revision says."""
    accepted, who = row["accepted_at"], row["form"]["applicant"]
    return {
        "party": row["party_name"],
        "party_no": row["uscc"] or row["party_no"],
        "legal_rep": who.get("legal_rep_name") or "",
        "phone": who.get("mobile") or "",
        "premises": row["shop_name"],
        "address": row["address"],
        "item_name": ITEM_NAMES[Item(row["item"])],
        "application_no": row["number"],
        "licence_no": row["licence_no"],
        "received_on": shanghai_date(row["received_at"]),
        "accepted_on": shanghai_date(accepted) if accepted else None,
        "due_on": row["due_on"],
        "due_provisional": bool(row["due_provisional"]),
    }


def of_licence(session: Session, licence_no: str) -> dict[str, Any]:
    """Return what the register says of a licence; {} where there is none of that number."""
    row = session.execute(select(LICENCES).where(LICENCES.c.licence_no == licence_no)).mappings().first()
    return {} if row is None else licence_facts(row)


def licence_facts(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a licence's row says."""
    return {
        "party": row["holder_name"],
        "party_no": row["uscc"] or row["holder_no"],
        "legal_rep": row["legal_rep_name"],
        "premises": row["shop_name"],
        "address": row["address"],
        "licence_no": row["licence_no"],
        "holder": row["legal_rep_name"] or row["holder_name"],
        "legal_form": LEGAL_FORMS.get(row["holder_kind"], "其他组织"),
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }


def licence_terms(licence: Mapping[str, Any], supplier: str) -> dict[str, Any]:
    """Return what a grant and the licence itself say of a licence: number, validity, scope, supplier."""
    said = {name: licence[name] for name in ("licence_no", "valid_from", "valid_to")}
    return said | {"scope": SCOPE, "supplier": supplier}
