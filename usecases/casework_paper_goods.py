"""What the papers around a case say: the report it came from, copies, letters, returned, sold and destroyed goods."""

from typing import Any

from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.values import shanghai_date, yuan
from usecases import casework_paper_words as words
from usecases import documents
from usecases.casework_paper_words import Facts, Said
from usecases.casework_rows import EnforcementCase


def _report(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return what was reported; who reported it stays in the drawer of the complaints."""
    row = case.row
    told = {name: row[name] for name in ("source_ref", "found_on", "place", "summary")}
    told |= {"received_by": words.name_of(session, row["registered_by"]), "opinion": said["reason"]}
    return told | {"received_on": shanghai_date(row["registered_at"])}


def _lead_notice(_: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"found_on": case.row["found_on"], "until": said["until"], "reason": said["reason"]}


def _copy(_: Session, _case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {name: said[name] for name in ("copied", "place", "provider", "original")}
    return told | {"copied_at": words.moment(said["copied_at"]), "sheets": said.get("sheets") or 0}


def _no_disposal(number: str, known: str) -> Refused:
    words = said("本案没有文号为{number}的处理通知书。", number=number)
    return Refused(words, kept="案件未变更。", do_next=said("本案的：{known}。", known=known))


def _return(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return what goes back to the party; raises Refused where no notice of this case has disposed of it."""
    papers = [each for each in documents.of_subject(session, case.number) if each["kind"] == "evidence_disposal"]
    if said["disposal_no"] not in {each["number"] for each in papers}:
        raise _no_disposal(said["disposal_no"], "、".join(each["number"] for each in papers) or "无")
    told = {name: said[name] for name in ("disposal_no", "place", "receiver", "reason")}
    return told | {"returned_on": words.now(case).on} | words.things(session, case, said["goods"])


def _authentication(_: Session, _case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {name: said[name] for name in ("result", "report_no", "tester")}
    return told | {name: said.get(name) or 0 for name in ("retained", "lost")}


def _resumption(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step = words.now(case)
    told = {"reason": said.get("reason", ""), "suspended_on": case.standing.day("case.suspended")}
    return told | {"resumed_by": words.name_of(session, step.by), "resumed_on": step.on}


def _assistance(_: Session, _case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"to": said["to"], "request": said["request"], "until": said.get("until")}


def _crime(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"to": said["to"], "reason": said["reason"], "summary": case.row["summary"], "alarm": case.row["alarm"]}
    return told | words.approval(session, case, said)


def _transferred(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"to": said["to"]} | words.goods(session, case)


def _sale(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {name: said[name] for name in ("method", "price_basis", "reason")} | {"total": yuan(said["total"])}
    return told | words.things(session, case, said["goods"]) | words.approval(session, case, said)


def _handover(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {name: said[name] for name in ("to", "place", "reason")} | {"handed_on": words.now(case).on}
    return told | words.things(session, case, said["goods"])


def _destruction(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"place": said["place"], "method": said["method"], "witnesses": list(said["witnesses"])}
    told |= {"destroyed_on": words.now(case).on} | words.things(session, case, said["goods"])
    return told | words.approval(session, case, said)


AROUND: dict[str, Facts] = {
    "report_record": _report,
    "lead_extension_notice": _lead_notice,
    "evidence_copy_sheet": _copy,
    "goods_return_list": _return,
    "authentication_notice": _authentication,
    "case_resumption": _resumption,
    "assistance_letter": _assistance,
    "crime_transfer_approval": _crime,
    "transfer_goods_list": _transferred,
    "forfeit_sale": _sale,
    "forfeit_handover": _handover,
    "destruction_record": _destruction,
}
