"""What fills the form at the window for one number: shared data and our own register, each value with its source."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.values import DISTRICTS
from rules.identifiers import normal_number
from rules.prefill import OWN
from usecases import licence_facts, prefill

FIELDS = {  # of the form library: of the window
    "applicant.name": "name", "applicant.id_no": "id_no", "applicant.uscc": "uscc",
    "applicant.legal_rep_name": "legal_rep_name", "applicant.legal_rep_id_no": "legal_rep_id_no",
    "applicant.mobile": "mobile", "premises.name": "shop_name", "premises.address": "address",
    "premises.district": "district", "licence_no": "licence_no",
}  # fmt: skip
CODES = {name: code for code, name in DISTRICTS.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """A value for one field of the window, and in words where it comes from and who says otherwise."""

    field: str
    value: str
    source: str


def fill(session: Session, *, id_no: str = "", uscc: str = "", licence_no: str = "", at: datetime) -> dict[str, Filled]:
    """Return what is known by field; nothing is asked outside. Raises InvalidInput where no number is given."""
    found: dict[str, Filled] = {}
    for one in prefill.prefill(session, id_no=id_no, uscc=uscc, licence_no=licence_no, at=at):
        if field := FIELDS.get(one.field):
            value = CODES.get(one.value, "") if field == "district" else one.value
            others = "；".join(f"{each.source}：{each.value}" for each in one.conflicts)
            source = f"{one.source}（{one.as_of[:10]}）" + (f"，另有{others}" if others else "")
            found[field] = Filled(field, value, source)
    number = normal_number(licence_no) or (found["licence_no"].value if "licence_no" in found else "")
    ours = licence_facts.find(session, number) if number else None
    if ours is not None:
        found["kind"] = Filled("kind", ours["holder_kind"], OWN)
    return {name: each for name, each in found.items() if each.value}
