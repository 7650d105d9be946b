"""The papers of a grant: the decision of its item, and the licence itself where it is printed anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.values import Item, Officer
from usecases import document_facts, documents
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.documents import Numbered, Taken

KINDS = dict.fromkeys(Item, "grant")
PRINTED = frozenset({Item.NEW, Item.RENEW, Item.CHANGE, Item.REISSUE})  # a licence is handed out


def issue(
    session: Session,
    case: Case,
    licence: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    under: Numbered,
    *,
    by: Officer,
    at: datetime,
) -> list[Taken]:
    """Issue the decision under the number that was taken for it, then the licence; return what else was taken."""
    desk, item = desk_of(session), case.form.item
    terms = document_facts.licence_terms(licence, desk.supplier)
    documents.issue(session, case.number, KINDS[item], terms, by=by, at=at, under=under)
    if item not in PRINTED:
        return []
    holder = document_facts.licence_facts(licence)
    qr = "|".join((licence["licence_no"], holder["holder"], desk.bureau_name, str(licence["valid_to"]), under.number))
    said = {k: holder[k] for k in ("party", "premises", "address", "holder", "legal_form")} | terms | {"qr_text": qr}
    taken = []
    for kind, name in (("licence_original", "正本"),):
        taken.append(documents.issue(session, case.number, kind, said | {"copy_name": name}, by=by, at=at)[1])
    return taken
