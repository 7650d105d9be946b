"""What the papers of deciding and ending a case say: notices, hearing, deliberation, decisions, service, the file."""

from typing import Any

from sqlmodel import Session

from content.dossierbook import dossiers
from models.casework import CaseStage
from models.values import yuan
from rules.casework.serving import WAYS
from usecases import casework_paper_words as words
from usecases import casework_rows, documents
from usecases.casework_paper_words import Facts, Said
from usecases.casework_rows import EnforcementCase

KEPT_AS = "act"  # the class of retention (content/dossier.toml)
DECISIONS = ("penalty_decision", "spot_penalty", "no_penalty_decision", "handling_decision")
NOTICES = ("prior_notice", "case_hearing_right")
OWN_SHEETS = ("case_cover", "case_contents", "case_back_sheet")


def _notice(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    terms = casework_rows.asked(session, words.now(case).on).law.terms
    told = {"facts_found": said["facts"], "content": said["content"], "hearing": case.standing.hearing_offered}
    told |= {"reckoning": words.reckoning(said)}
    told |= {"defence_days": terms["E18"].count, "hearing_days": terms["E19"].count}
    return told | words.violated(session, case)


def _hearing_right(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    terms = casework_rows.asked(session, words.now(case).on).law.terms
    return {"facts_found": said["facts"], "content": said["content"], "hearing_days": terms["E19"].count}


def _hearing_notice(session: Session, _: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"held_on": said["held_on"], "place": said["place"]} | _hosts(session, said)


def _hearing_announcement(session: Session, _: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"held_on": said["held_on"], "place": said["place"], "host": words.named(session, said["host"])}


def _hosts(session: Session, said: Said) -> dict[str, Any]:
    return {name: words.named(session, said[name]) for name in ("host", "recorder")}


def _hearing_record(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"lines": words.cells(said["lines"])} | _heard(session, case, said)


def _heard(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    notice = case.standing.last("case.hearing_notified")
    told = {"held_on": words.now(case).on, "place": notice.said.get("place", "") if notice else ""}
    return told | {"opinion": said["opinion"]} | _hosts(session, said)


def _hearing_report(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    noticed = case.standing.last("case.noticed")
    told = {"facts_found": noticed.said["facts"], "content": noticed.said["content"]} if noticed else {}
    return _heard(session, case, said) | told


def _hearing_refusal(_: Session, _case: EnforcementCase, said: Said) -> dict[str, Any]:
    return {"words": said.get("words", ""), "reason": said["reason"]}


def _defence(_: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"words": said["words"], "answer": said.get("answer", ""), "accepted": bool(said.get("accepted"))}
    return told | {"heard_on": words.now(case).on}


def _deliberation(_: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"votes": words.cells(said["votes"]), "conclusion": said["conclusion"], "agreed": said["agreed"]}
    return told | {"discussed_on": words.now(case).on}


def _processing(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    review = case.standing.last("case.review_passed")
    told = {"facts_found": said["facts"], "content": said.get("content") or said.get("disposal") or said["reason"]}
    if review is not None:
        told |= {"review": review.said["opinion"], "reviewed_on": review.on}
        told |= {"reviewed_by": words.name_of(session, review.by)}
    article = words.violated(session, case)["article"]
    return told | {"article": article} | words.approval(session, case, said)


def _decision(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"facts_found": said["facts"], "content": said["content"], "mitigation": said.get("mitigation", "")}
    told |= {"evidence": words.evidence(case) + "。", "reckoning": words.reckoning(said)}
    told |= words.violated(session, case)
    return told | words.payment(session, case, said) | words.remedies(session, case)


def _spot(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"facts_found": said["facts"], "place": said["place"], "printed_no": said.get("printed_no", "")}
    fine = f"处以罚款人民币{yuan(said['fine'])}元" if said.get("fine") else "警告"
    told |= {"content": fine, "fined_on": words.now(case).on} | words.violated(session, case)
    return told | words.payment(session, case, said) | words.remedies(session, case)


def _no_penalty(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"facts_found": said["facts"], "reason": said["reason"], "evidence": words.evidence(case)}
    return told | words.remedies(session, case)


def _handling(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"facts_found": said["facts"], "disposal": said["disposal"], "evidence": words.evidence(case)}
    return told | {"noticed_on": case.standing.day("case.owner_sought")} | words.remedies(session, case)


def _receipt(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    step, way = words.now(case), WAYS[said["way"]]
    told = {"papers": _served(session, case), "served_on": step.on, "way": said["way"], "receiver": said["receiver"]}
    told |= {"server": words.name_of(session, step.by), "relation": said.get("relation", "")}
    proof = {"relation": "与受送达人的关系"} | dict(way.proof)
    told["proof"] = [[name, str(said[key])] for key, name in proof.items() if said.get(key)]
    return told | {"counts_from": way.day}


def _served(session: Session, case: EnforcementCase) -> list[list[str]]:
    """Return the newest papers of each kind that are served in the stage of a case: notices, else decisions."""
    kinds = NOTICES if case.standing.stage is CaseStage.NOTICED else DECISIONS
    newest = {each["kind"]: each for each in documents.of_subject(session, case.number) if each["kind"] in kinds}
    return [[each["title"], each["number"]] for each in newest.values()]


def _announcement(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    on = words.now(case).on
    wait = casework_rows.asked(session, on).law.terms["E24"].count
    told = {"papers": _served(session, case), "place": said["place"], "reason": said["reason"]}
    return told | {"announced_on": on, "wait_days": wait}


def _closing(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    executed = case.standing.last("case.executed")
    told = {"summary": case.row["summary"], "decision_no": case.row["decision_no"], "result": said["result"]}
    return told | {"execution": executed.said["how"] if executed else ""} | words.approval(session, case, said)


def _cover(session: Session, case: EnforcementCase, _: Said) -> dict[str, Any]:
    step, closed = words.now(case), case.standing.last("case.closed")
    told = {"decision_no": case.row["decision_no"], "result": closed.said["result"] if closed else ""}
    told |= {"closed_on": closed.on if closed else None, "kept": dossiers().retention(KEPT_AS, step.on).title}
    return told | _filed(session, case)


def _filed(session: Session, case: EnforcementCase) -> dict[str, Any]:
    step = words.now(case)
    return {"archived_on": step.on, "archived_by": words.name_of(session, step.by)}


def _contents(session: Session, case: EnforcementCase, _: Said) -> dict[str, Any]:
    papers = [each for each in documents.of_subject(session, case.number) if each["kind"] not in OWN_SHEETS]
    return {"papers": [[each["title"], each["number"], each["data"]["issued_on"]] for each in papers]}


def _back_sheet(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    pieces = len(_contents(session, case, said)["papers"])
    return {"pieces": pieces, "pages": said.get("pages") or 0} | _filed(session, case)


DECIDING: dict[str, Facts] = {
    "prior_notice": _notice,
    "case_hearing_right": _hearing_right,
    "case_hearing_notice": _hearing_notice,
    "case_hearing_announcement": _hearing_announcement,
    "case_hearing_record": _hearing_record,
    "case_hearing_report": _hearing_report,
    "hearing_refusal": _hearing_refusal,
    "defence_record": _defence,
    "collective_record": _deliberation,
    "processing_approval": _processing,
    "penalty_decision": _decision,
    "spot_penalty": _spot,
    "no_penalty_decision": _no_penalty,
    "handling_decision": _handling,
    "service_receipt": _receipt,
    "service_notice": _announcement,
    "case_closing": _closing,
    "case_cover": _cover,
    "case_contents": _contents,
    "case_back_sheet": _back_sheet,
}
