"""The document of an act on a licence, filled with everything that the act states."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.documents import catalogue
from content.lawbook import lawbook
from models.values import Officer, shanghai_date
from rules.lawrows import Law
from rules.licence_grounds import Ground
from rules.licences import STEPS
from usecases import document_facts, documents
from usecases.desk import desk_of
from usecases.documents import Taken
from usecases.licence_act_facts import Order

Values = dict[str, Any]
BARRED_BY = {"licence.disqualified": "R1", "licence.annulled": "R3"}


def issue(
    session: Session, before: Values, licence: Values, order: Order, chosen: Ground, *, by: Officer, at: datetime
) -> tuple[str, Taken]:
    """Return the number of the act's document and what was taken; blanks that its kind has not are left out."""
    kind, today = STEPS[order.act].document, shanghai_date(at)
    own = catalogue(desk_of(session).templates)
    said = document_facts.licence_facts(before) | _said(before, licence, order, chosen, today)
    said["article"] = (
        f"《{own.formal.get(chosen.basis.key.split()[0], chosen.basis.instrument)}》{chosen.basis.article}"
    )
    facts = {name: value for name, value in said.items() if name in own.kind(kind, today).blanks}
    return documents.issue(session, str(before["licence_no"]), kind, facts, by=by, at=at)


def _said(before: Values, licence: Values, order: Order, chosen: Ground, today: date) -> Values:
    """Return what an act says of itself, under the names of content/templates/catalogue.toml."""
    law, step = lawbook().in_force(today), STEPS[order.act]
    entry = [before["licence_no"], before["holder_name"], before["address"], chosen.name]
    return {
        "ground": chosen.name,
        "facts_found": order.reason,
        "effective_on": today,
        "matter": step.name,
        "entries": [[str(cell) for cell in entry]],
        "ordered_on": before["status_since"],
        "demands": [order.reason],
        "days": law.terms["L17"].count,
        "until_on": licence["change_due_on"],
        "barred_years": barred_years(order.act, chosen, law),
        **order.stated,
    }


def barred_years(act: str, chosen: Ground, law: Law) -> int:
    """Return for how many years the holder may not apply anew (R1, R3), 0 where nothing bars."""
    rule = BARRED_BY.get(act)
    if rule is None or (rule == "R3" and chosen.cause not in ("fraud", "bribery")):
        return 0
    return law.rules[rule].years
