"""The papers of a grant: the decision of its item, and the licence itself where it is printed anew."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.forms import ApplicationForm
from models.values import ApplicationState, Item, Officer, shanghai_date
from rules.lawrows import Reason
from usecases import cases, document_facts, documents, licence_facts
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.documents import Numbered, Taken

KINDS = {
    Item.NEW: "grant",
    Item.RENEW: "renewal_grant",
    Item.CHANGE: "change_grant",
    Item.SUSPEND: "suspension_grant",
    Item.RESUME: "resumption_grant",
    Item.CLOSE: "closing",
    Item.REISSUE: "reissue",
}
WHOLE = frozenset({"CONDITIONS", "RENEW_CONDITIONS"})  # reasons that every denying finding bears out
REFUSALS = {Item.RENEW: "renewal_refusal", Item.CHANGE: "change_refusal"}  # every other item: refusal
PRINTED = frozenset({Item.NEW, Item.RENEW, Item.CHANGE, Item.REISSUE})  # a licence is handed out
COPIES = (("licence_original", "正本"), ("licence_duplicate", "副本"))
CHANGED = {"shop_name": "字号名称", "address": "经营地址", "applicant_name": "持证人", "legal_rep": "负责人"}
BEFORE_ACCEPTANCE = (ApplicationState.RECEIVED.value, ApplicationState.CORRECTING.value)
Facts = dict[str, Any]


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
    item, desk = case.form.item, desk_of(session)
    terms = document_facts.licence_terms(licence, desk.supplier)
    said = decision_facts(case.form, terms, before, at=at)
    documents.issue(session, case.number, KINDS[item], said, by=by, at=at, under=under)
    if item not in PRINTED:
        return []
    holder = document_facts.licence_facts(licence)
    code = (licence["licence_no"], holder["holder"], under.bureau, str(licence["valid_to"]), under.number)
    on_it = {k: holder[k] for k in ("party", "premises", "address", "holder", "legal_form")} | terms
    on_it |= {"qr_text": "|".join(code), "application_no": case.number}
    return [
        documents.issue(session, case.number, kind, on_it | {"copy_name": name}, by=by, at=at)[1]
        for kind, name in COPIES
    ]


def decision_facts(form: ApplicationForm, terms: Facts, before: Mapping[str, Any] | None, *, at: datetime) -> Facts:
    """Return what the decision on one item says beyond what every document says."""
    number, today, reason = {"licence_no": terms["licence_no"]}, shanghai_date(at), {"reason": form.reason or ""}
    to = {"valid_to": terms["valid_to"]}
    stated = form.reason or "申请人声明许可证遗失或者损毁。"
    said: dict[Item, Facts] = {
        Item.NEW: terms,
        Item.RENEW: terms | _renewed(before, today),
        Item.CHANGE: number | to | {"changes": changes(form)},
        Item.SUSPEND: number | reason | {"suspend_from": form.suspend_from, "suspend_to": form.suspend_to},
        Item.RESUME: number | to | {"resume_on": today},
        Item.CLOSE: number | reason | {"closed_on": today},
        Item.REISSUE: number | to | {"valid_from": terms["valid_from"], "lost": "正本、副本", "statement": stated},
    }
    return said[form.item]


def _renewed(before: Mapping[str, Any] | None, today: date) -> Facts:
    """The old days of a renewed licence; it counts as granted where these are over."""
    if not before:
        return {}
    old = {f"old_{name}": before[name] for name in ("valid_from", "valid_to")}
    return old | {"deemed": today > before["valid_to"]}


def refusal_facts(session: Session, case: Case, reason: Reason, note: str, *, at: datetime) -> Facts:
    """Return what a refusal or a non-acceptance says: facts, reason, article.

    The facts are those of the rule that denies, or of what the licence's own checks found for this reason, and the
    officer's words; what only asks a person to look is no fact (ALL 38).
    """
    said = {"reason_text": reason.text, "article": documents.article(session, reason.basis)}
    if case.state in BEFORE_ACCEPTANCE:
        return said | {"reason_text": f"{reason.text}{note.strip()}"}
    known = licence_facts.find(session, case.form.licence_no or "") if case.form.item is Item.RENEW else None
    ends = {"valid_to": known["valid_to"]} if known else {}
    found = [*_established(session, case, reason, at=at), *([sentence(note)] if note.strip() else [])]
    return said | ends | {"facts_found": "".join(found) or reason.text}


def _established(session: Session, case: Case, reason: Reason, *, at: datetime) -> list[str]:
    """Return the facts that bear a reason out, as a decision states them."""
    screening = cases.newest_screening(session, case.id) or {}
    denied = [f for f in screening.get("findings") or () if f["outcome"] == "deny"]
    wanted = [f for f in denied if reason.id in WHOLE or f["rule"] == reason.id]
    against = licence_facts.found_against(session, case, licence_facts.national_answer(screening), at=at)
    words = [f.get("stated") or f["evidence"] for f in wanted]
    words += [each.text for each in against if each.reason == reason.id or (each.reason and reason.id in WHOLE)]
    return [sentence(text) for text in words]


def sentence(text: str) -> str:
    """Return a text that ends like a sentence."""
    clean = text.strip()
    return clean if not clean or clean[-1] in "。；！？" else clean + "。"


def changes(form: ApplicationForm) -> list[list[str]]:
    """Return what a change application changes, as rows of the decision: item, before, after."""
    return [[CHANGED.get(one.field, one.field), one.old or "—", one.new or "—"] for one in form.changes]
