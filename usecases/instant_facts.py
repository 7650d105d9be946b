"""What an instant judgement looks at: the stored evidence, our register, the form library, what is open here."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.tables.terms import RunningTermRow
from models.values import Item, PartyKind, rfc3339, shanghai_date
from rules.identifiers import normal_id, normal_number
from rules.instant import BUSINESS, NATIONAL, POLICE, REGISTER, Facts, Proof
from rules.lawrows import InstantRule, Law
from rules.licence_checks import Held, Wish
from rules.names import normal_name
from rules.periods import add_years
from rules.screening import Applicant, Relation, party, relation
from usecases import licence_facts, papers, proposals
from usecases.cases import Case

PENALTIES, RUNNING = table_of(PenaltyRow), table_of(RunningTermRow)
NATURAL = (PartyKind.PERSON, PartyKind.SOLE_TRADER)
OK = "ok"
ENDING = ("L17", "L22")  # a change that was ordered, a recall that was announced
IDENTITY = {"match": (True, "姓名与证件号码一致。"), "mismatch": (False, "姓名与证件号码不一致。")}
KINDS = {
    "disqualification": "取消资格", "non_acceptance": "不予受理", "refusal": "不予许可", "annulment": "撤销许可",
    "penalty": "行政处罚",
}  # fmt: skip
Said = Mapping[str, Any]


def gather(session: Session, case: Case, screening: dict[str, Any] | None, law: Law, *, at: datetime) -> Facts:
    """Return everything that is known for a judgement; nothing is asked outside."""
    rule, form, now = law.instant.get(case.form.item), case.form, rfc3339(at)
    current = screening if screening and screening["revision"] == case.row["revision"] else None
    current = current if case.row["screened_at"] is not None else None
    evidence: Said = ((current or {}).get("case") or {}).get("evidence") or {}
    told = rfc3339(current["at"]) if current else ""
    national = licence_facts.national_answer(current)
    facts: dict[str, Any] = {"item": form.item, "state": case.state, "attention": case.row["attention"], "at": now}
    facts |= {"missing": [tuple(pair) for pair in case.row["missing"] or ()], "screened_at": told}
    facts |= {"findings": current["findings"] if current else None, "without": _without(law)}
    facts |= {"identity": identity(form, evidence), "business": business(form, evidence)}
    facts |= _licence(session, case, national, told, at=at)
    facts |= {"changes": dict(_changes(form, evidence)), **_records(session, form, evidence, rule, shanghai_date(at))}
    facts["open_matters"] = _open(session, case)
    facts |= {"obtainable": obtainable(form, evidence, facts["holders"]), "kept": _kept(session, case, at=at)}
    return Facts(**facts)


def _without(law: Law) -> frozenset[str]:
    return frozenset() if law.settings.r6 else frozenset({"R6"})


def identity(form: ApplicationForm, evidence: Said) -> Proof:
    """Return who says that the applicant is who they say: the police of people, the business register of entities."""
    if form.applicant.kind not in NATURAL:
        return _representative(form, evidence.get("business") or {})
    said = evidence.get("police") or {}
    if said.get("status") != OK:
        return Proof(None, _silent(said), POLICE)
    holds, text = IDENTITY.get(said["result"], (None, "公安没有此人的记录。"))
    return Proof(holds, text, POLICE, said.get("as_of", ""))


def _representative(form: ApplicationForm, said: Said) -> Proof:
    who = form.applicant
    if said.get("status") != OK or not said.get("legal_rep_id_no") or not who.legal_rep_id_no:
        return Proof(None, _silent(said), BUSINESS, said.get("as_of", ""))
    same = normal_id(said["legal_rep_id_no"]) == normal_id(who.legal_rep_id_no)
    same = same and normal_name(said.get("legal_rep_name", "")) == normal_name(who.legal_rep_name or "")
    text = f"法定代表人（负责人）与登记{'一致' if same else '不一致'}。"
    return Proof(same, text, BUSINESS, said.get("as_of", ""))


def business(form: ApplicationForm, evidence: Said) -> Proof:
    """Return whether the entity stands open in the register under its number, run by who applies."""
    said, as_of = evidence.get("business") or {}, (evidence.get("business") or {}).get("as_of", "")
    if said.get("status") == "not_found":
        return Proof(None, "商事登记查无此主体。", BUSINESS)
    if said.get("status") != OK:
        return Proof(None, _silent(said), BUSINESS)
    if said["entity_status"] != "open":
        return Proof(holds=False, said="商事登记不是存续状态。", source=BUSINESS, as_of=as_of)
    return _run_by(form, said)


def _run_by(form: ApplicationForm, said: Said) -> Proof:
    """Return whether the register names the applicant: the operator by number, an organisation by name."""
    who, as_of = form.applicant, said.get("as_of", "")
    if who.kind in NATURAL:
        ours, theirs = normal_id(who.id_no or ""), normal_id(said.get("legal_rep_id_no") or "")
    else:
        ours, theirs = normal_name(who.name), normal_name(said.get("name") or "")
    if not ours or not theirs:
        return Proof(None, "登记中没有可以与申请人比对的内容。", BUSINESS, as_of)
    text = "存续，登记与申请一致。" if ours == theirs else "登记的主体或者经营者不是申请人。"
    return Proof(ours == theirs, text, BUSINESS, as_of)


def _silent(said: Said) -> str:
    return "来源没有答复。" if said.get("status") == "unavailable" else "没有可以比对的内容。"


def _licence(
    session: Session, case: Case, national: dict[str, Any] | None, told: str, *, at: datetime
) -> dict[str, Any]:
    """Return holder, status and obstacles of the licence; our register counts before the national one."""
    if case.form.item is Item.NEW:
        return {"holders": {}, "obstacles": ()}
    licence_no = normal_number(case.form.licence_no or "")
    ours = licence_facts.find(session, licence_no, locked=True) if licence_no else None
    wish, now = licence_facts.wish(session, case), rfc3339(at)
    holders = {}
    if ours is not None:
        holders["own"] = _holder(wish, licence_facts.held(licence_no, ours, None), REGISTER, now)
    if national is not None:
        holders["national"] = _holder(wish, licence_facts.held(licence_no, None, national), NATIONAL, told)
    known = licence_facts.held(licence_no, ours, national)
    where = Proof(source=REGISTER, as_of=now) if ours is not None else Proof(source=NATIONAL, as_of=told)
    against = licence_facts.found_against(session, case, national, at=at)
    return {"holders": holders, "status": known.status, "status_from": where, "obstacles": against}


def _holder(wish: Wish, held: Held, source: str, as_of: str) -> Proof:
    """Return whether a register names the applicant as the holder: one number that differs is somebody else."""
    pairs = (
        (normal_id(wish.holder_no), normal_id(held.holder_no)),
        (normal_number(wish.uscc), normal_number(held.uscc)),
    )
    known = [ours == theirs for ours, theirs in pairs if ours and theirs]
    holds = all(known) if known else None
    words = {True: "持证人号码与申请人一致。", False: "持证人号码与申请人不一致。", None: "没有可以比对的号码。"}
    return Proof(holds, words[holds], source, as_of)


def obtainable(form: ApplicationForm, evidence: Said, holders: Mapping[str, Proof]) -> dict[str, Proof]:
    """Return by kind which papers sharing gives instead (ONLINE 7): only what the source itself confirms."""
    found = {"id_card": identity(form, evidence), "business_licence": business(form, evidence)}
    if form.item is Item.RESUME and "own" in holders:
        found["old_licence"] = holders["own"]
    return {kind: proof for kind, proof in found.items() if proof.holds}


def _kept(session: Session, case: Case, *, at: datetime) -> dict[str, Proof]:
    """Return by kind the papers of the form library that may be used again."""
    said = {paper.kind: f"{paper.code}，{paper.received_on}收到" for paper in papers.offered(session, case, at=at)}
    return {kind: Proof(holds=True, said=text, source=papers.LIBRARY, as_of=rfc3339(at)) for kind, text in said.items()}


def _changes(form: ApplicationForm, evidence: Said) -> Iterator[tuple[str, Proof]]:
    """Yield for each changed field whether the business register shows the new value already."""
    said = evidence.get("business") or {}
    wanted = {"shop_name": "name", "applicant_name": "name", "legal_rep": "legal_rep_name"}
    for change in form.changes:
        theirs = said.get(wanted.get(change.field, "")) if said.get("status") == OK else None
        if not theirs:
            yield change.field, Proof(None, "商事登记没有可以比对的内容。", BUSINESS, said.get("as_of", ""))
            continue
        new, registered = normal_name(change.new), normal_name(theirs)
        same = bool(new) and (new in registered if change.field == "shop_name" else new == registered)
        words = f"变更为“{change.new}”，登记为“{theirs}”。"
        yield change.field, Proof(same, words, BUSINESS, said.get("as_of", ""))


def _records(
    session: Session, form: ApplicationForm, evidence: Said, rule: InstantRule | None, today: date
) -> dict[str, Any]:
    """Return the decisions of the last years on this party, nationally and here; None where nobody answered."""
    said = evidence.get("records") or {}
    if said.get("status") != OK or rule is None:
        return {"records": None}
    since = add_years(today, -rule.against_years)
    wanted = [r for r in said["items"] if r["kind"] in rule.against and r["in_force"] and r["on"] >= since.isoformat()]
    found = [f"{KINDS[r['kind']]} {r['on']}（{r['act']}）" for r in wanted if _concerns(form, r["party"])]
    return {"records": [*found, *_own_penalties(session, form, since)], "records_as_of": said.get("as_of", "")}


def _concerns(form: ApplicationForm, named: Said) -> bool:
    """Tell whether a decision may concern the applicant: only one that surely names somebody else does not."""
    who = form.applicant
    own = party(who.name, who.id_no if who.kind in NATURAL else None, who.uscc)
    applicant = Applicant(who.kind, own, legal_rep=party(who.legal_rep_name, who.legal_rep_id_no))
    return relation(applicant, party(named["name"], named["id_no"], named["uscc"])) is not Relation.OTHER


def _own_penalties(session: Session, form: ApplicationForm, since: date) -> list[str]:
    c, numbers = PENALTIES.c, _numbers(form)
    if not any(numbers):
        return []
    ours = or_(c.party_no.in_([n for n in numbers if n]), c.uscc.in_([n for n in numbers if n]))
    rows = session.execute(select(c.document_no).where(ours, c.state == "recorded", c.decided_on >= since))
    return [f"本局行政处罚{row.document_no}" for row in rows]


def _numbers(form: ApplicationForm) -> tuple[str, str]:
    return normal_id(form.applicant.id_no or ""), normal_number(form.applicant.uscc or "")


def _open(session: Session, case: Case) -> list[str]:
    """Return what is open here: proposals on application or licence, a recall or a change that was ordered."""
    licence_no = normal_number(case.form.licence_no or "")
    subjects = [subject for subject in (case.number, licence_no) if subject]
    found = [f"对{s}有待复核的提议" for s in subjects if proposals.open_one(session, s, None) is not None]
    c = RUNNING.c
    terms = select(c.term).where(c.subject.in_(subjects), c.term.in_(ENDING), c.done_at.is_(None))
    found += [f"期限{row.term}正在计算" for row in session.execute(terms)]
    return found
