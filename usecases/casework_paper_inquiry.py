"""What the papers of filing and inquiry say: filing, scene, preservation, samples, interviews, prices, reports."""

from typing import Any

from sqlmodel import Session

from models.casework import CaseSource
from models.errors import Refused
from models.said import said
from models.values import yuan
from rules import scene_things
from rules.casework.conditions import inquiry_until
from rules.casework.standing import Standing
from usecases import casework_paper_words as words
from usecases import casework_rows, casework_scene, documents
from usecases.casework_paper_words import Facts, Said
from usecases.casework_rows import EnforcementCase

SOURCES = {
    CaseSource.REPORT: "群众举报",
    CaseSource.PATROL: "巡查发现",
    CaseSource.SUPERIOR: "上级交办",
    CaseSource.TRANSFER: "其他机关移送",
    CaseSource.WARNING: "分析预警",
    CaseSource.OTHER: "其他",
}


def _filing(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    row = case.row
    found = {name: row[name] for name in ("found_on", "place", "summary")}
    source = SOURCES[CaseSource(row["source"])]
    return found | {"source": source, "reason": said["reason"]} | words.approval(session, case, said)


def _lead_extension(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    row, step = case.row, words.now(case)
    asked = {"until": said["until"], "reason": said["reason"], "found_on": row["found_on"], "summary": row["summary"]}
    return asked | {"approved_by": words.name_of(session, step.by), "approved_on": step.on}


def _scene(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"place": said["place"], "present": said.get("present", ""), "found": said["found"]}
    told["found"] = "".join((said["found"], f"{said['clock']}。" if said.get("clock") else ""))
    told |= {"exhibits": scene_things.rows(casework_scene.kept(session, case).things)}
    return words.times(said) | told | words.goods(session, case)


def _kept(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    term = casework_rows.asked(session, words.now(case).on).law.terms["E09"]
    told = {name: said[name] for name in ("notice", "place", "reason")}
    return told | words.things(session, case, said["goods"]) | {"keep_days": term.count}


def _preservation_approval(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return _kept(session, case, said) | words.approval(session, case, said)


def _preservation(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return _kept(session, case, said) | {"kept_on": words.now(case).on, "signer": said.get("signer", "")}


def _no_notice(number: str) -> Refused:
    return Refused(said("本案没有第{number}号先行登记保存通知书。", number=number), kept="案件未变更。")


def _disposal(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return what becomes of preserved evidence; raises Refused for a notice that was never given."""
    papers = [each for each in documents.of_subject(session, case.number) if each["kind"] == "evidence_preservation"]
    found = next((each for each in papers if each["data"]["notice"] == said["notice"]), None)
    if found is None:
        raise _no_notice(said["notice"])
    told = {"notice": said["notice"], "disposal": said["disposal"], "note": said.get("note", "")}
    return told | {"preservation_no": found["number"], "preserved_on": found["data"]["kept_on"]}


def _sampling(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {name: said[name] for name in ("place", "base", "purpose")}
    told |= {"sampled": said["taken"], "sampled_at": words.moment(said["sampled_at"])}
    return told | {"things": words.things(session, case, said["goods"])["things"]}


def _interview(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"person": said["person"], "place": said["place"], "lines": words.cells(said["lines"])}
    told |= {"about": said.get("about") or _about_party(case, said["person"])}
    told |= {"questioner": words.name_of(session, words.now(case).by)}
    told |= {"recorder": words.named(session, said.get("recorder"))}
    return words.times(said) | told


def _about_party(case: EnforcementCase, person: str) -> str:
    """Return what is known of the person who is heard where that is the party, "" of anybody else."""
    party = case.row["party"] or {}
    if person != case.row["party_name"]:
        return ""
    born = f"{party['born_on']}出生" if party.get("born_on") else ""
    known = [party.get("sex", ""), born, party.get("nation", ""), case.row["party_no"], party.get("address", "")]
    return "，".join(filter(None, [*known, party.get("phone", "")]))


def _prices(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"total": yuan(said["total"]), "price_basis": said["price_basis"], "priced_on": words.now(case).on}
    return told | words.goods(session, case) | {"brands": words.brands(session, case)}


def _correction(_: Session, _case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"demands": list(said["demands"]), "until": said.get("until")}


def _inquiry_extension(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return _extension_notice(session, case, said) | words.approval(session, case, said)


def _extension_notice(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    asked = casework_rows.asked(session, words.now(case).on)
    terms = {"due_on": inquiry_until(_before(case.standing), asked), "until": inquiry_until(case.standing, asked)}
    return terms | {"reason": said["reason"]}


def _before(standing: Standing) -> Standing:
    """Return how a case stood before its newest step."""
    kept = {name: getattr(standing, name) for name in Standing.__slots__}
    return Standing(**kept | {"taken": standing.taken[:-1]})


def _owner_notice(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    wait = casework_rows.asked(session, words.now(case).on).law.terms["E13"].count
    told = {"found_on": case.row["found_on"], "scene": case.row["place"], "place": said["place"], "wait_days": wait}
    return told | {"goods_total": words.goods(session, case)["goods_total"]}


def _report(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step = words.now(case)
    told = {"facts_found": said["facts"], "nature": said["nature"], "proposal": said["proposal"]}
    told |= {"grave": bool(said.get("grave")), "evidence": words.evidence(case)}
    told |= {"reported_by": words.name_of(session, step.by), "reported_on": step.on}
    return told | words.violated(session, case)


def _review(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step = words.now(case)
    told = {"passed": step.deed == "case.review_passed", "opinion": said["opinion"], "reviewed_on": step.on}
    return told | {"reviewed_by": words.name_of(session, step.by)}


def _cancellation(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"summary": case.row["summary"], "reason": said["reason"]}
    return told | words.approval(session, case, said)


def _suspension(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step = words.now(case)
    return {"reason": said["reason"], "suspended_by": words.name_of(session, step.by), "suspended_on": step.on}


def _recusal(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step = words.now(case)
    told = {"recused": words.name_of(session, said["login"]) or said["login"], "reason": said["reason"]}
    return told | {"approved_by": words.name_of(session, step.by), "approved_on": step.on}


def _transfer(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"to": said["to"], "reason": said["reason"], "summary": case.row["summary"]}
    return told | {"goods_total": words.goods(session, case)["goods_total"]}


INQUIRY: dict[str, Facts] = {
    "case_filing": _filing,
    "case_not_filed": _filing,
    "lead_extension": _lead_extension,
    "scene_record": _scene,
    "preservation_approval": _preservation_approval,
    "evidence_preservation": _preservation,
    "evidence_disposal": _disposal,
    "sampling_list": _sampling,
    "interview_record": _interview,
    "price_appraisal": _prices,
    "correction_order": _correction,
    "inquiry_extension": _inquiry_extension,
    "inquiry_extension_notice": _extension_notice,
    "owner_notice": _owner_notice,
    "investigation_report": _report,
    "legal_review": _review,
    "case_cancellation": _cancellation,
    "case_suspension": _suspension,
    "recusal_decision": _recusal,
    "case_transfer": _transfer,
}
