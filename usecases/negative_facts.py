"""What the negative list is compared with: the form, the site check, the business register, our own register."""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import shanghai_date
from rules.periods import add_years
from usecases.cases import Case

LICENCES = table_of(LicenceRow)
LOOKED_BACK = 3  # years, as long as the bar after an annulment
MOST = 20
LEFT_OUT = frozenset({"attachments", "notes"})  # papers, and how the form was read


def facts(session: Session, case: Case, evidence: dict[str, Any], on: date) -> dict[str, Any]:
    """Return what is known by dotted names: form.…, site.…, business.…, register.…; each source with its as_of."""
    known = {f"form.{name}": value for name, value in _flat(case.form) if name not in LEFT_OUT}
    known["form.as_of"] = shanghai_date(case.form.updated_at).isoformat()
    site = case.row["site_check"] or {}
    known |= {f"site.{name}": value for name, value in site.items()} | {"site.as_of": site.get("checked_on")}
    business = evidence["business"]
    if business["status"] == "ok":
        known |= {f"business.{name}": value for name, value in business.items()}
    return known | _register(session, case, on)


def _register(session: Session, case: Case, on: date) -> dict[str, Any]:
    """Return the states that licences at the same address ended in within the years looked back."""
    c = LICENCES.c
    here = select(c.status).where(c.address == case.form.premises.address, c.district == case.row["district"])
    ended = here.where(c.status_since >= add_years(on, -LOOKED_BACK)).limit(MOST)
    found = [str(status) for status in session.execute(ended).scalars()]
    return {"register.ended_here": found, "register.as_of": on.isoformat()}


def _flat(value: Any, prefix: str = "") -> list[tuple[str, Any]]:
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(f.name, getattr(value, f.name)) for f in fields(value)]
        return [pair for name, part in parts for pair in _flat(part, f"{prefix}.{name}" if prefix else name)]
    return [(prefix, value.value if isinstance(value, Enum) else value)]
