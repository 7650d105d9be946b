"""Why something was decided: the rows in force on its day, the evidence, the findings then and computed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import NotFound
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceRow
from models.values import shanghai_date
from rules.lawbook import LawBook
from rules.lawrows import Law
from rules.penalties import canonical_number
from usecases import cases, law_licences, law_receipts, law_terms
from usecases.law_receipts import Kept
from usecases.law_rows import RowInForce, rows_of

APPLICATIONS, DOCUMENTS, LICENCES = table_of(ApplicationRow), table_of(DocumentRow), table_of(LicenceRow)
PENALTY = "penalty:"
FIELDS = {"outcome": "结论", "basis": "依据", "evidence": "证据", "barred_through": "禁止至", "stated": "告知的事实"}
OUTCOMES = {"pass": "通过", "review": "须人工核对", "unavailable": "来源无答复", "deny": "否决"}
Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One finding as it was kept and as it comes out again, None where there is none; `differs` names the fields."""

    rule: str
    then: Finding | None
    again: Finding | None
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What one source said: its answer in a word, and as of when."""

    name: str
    status: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why one application came out as it did; `differences` are empty where everything comes out the same again."""

    asked: str
    number: str
    state: str
    judged_on: date | None = None
    at: datetime | None = None
    rulebook: str = ""
    rulebook_kept: bool = True
    outcome: str = ""
    again: str = ""
    rows: tuple[RowInForce, ...] = ()
    sources: tuple[Source, ...] = ()
    findings: tuple[Compared, ...] = ()
    today: tuple[Compared, ...] = ()  # only where the law of today says something else
    today_outcome: str = ""
    acts: tuple[law_licences.ActExplained, ...] = ()  # on the licence
    terms: tuple[law_terms.TermExplained, ...] = ()
    differences: tuple[str, ...] = field(default=())

    @property
    def same(self) -> bool:
        """Whether everything came out the same again."""
        return not self.differences


def explain(session: Session, decision: str, *, key: bytes | None, at: datetime) -> Explained:
    """Return why an application was judged as it was, asked by its number or that of a document or licence of it.

    `key` is the ledger's; without it (a restored copy) facts are judged again but not held against the ledger.
    Raises NotFound (no such decision, or nothing of ours stands behind it).
    """
    number = application_of(session, decision)
    if number is None:
        return _of_licence(session, decision)
    case = cases.read(session, number)
    licence = law_licences.licence_of(session, "", case.id)
    acts = law_licences.acts_on(session, licence) if licence else ()
    terms = law_terms.of_application(session, case, at=at)
    moved = _differences(acts, terms)
    head: dict[str, Any] = {"asked": decision, "number": case.number, "state": case.state}
    head |= {"acts": acts, "terms": terms}
    screening = cases.newest_screening(session, case.id)
    if screening is None:
        return Explained(**head, differences=moved)
    found = _judged(session, key, case.number, screening, today=shanghai_date(at))
    found["differences"] = (*found["differences"], *moved)
    return Explained(**head, **found)


def _differences(
    acts: Sequence[law_licences.ActExplained], terms: Sequence[law_terms.TermExplained]
) -> tuple[str, ...]:
    told = [*(each.difference for each in acts), *(each.difference for each in terms)]
    return tuple(each for each in told if each)


def _of_licence(session: Session, decision: str) -> Explained:
    """Explain the acts on a licence that no application of ours gave."""
    subject = _subject(session, decision) or decision.strip()
    licence = law_licences.licence_of(session, subject)
    if licence is None:
        raise NotFound(
            said("没有“{number}”的审查记录。", number=decision[:128]),
            kept="未作任何更改。",
            do_next="请写申请编号、本局文书文号、许可证号或者处罚决定文号。",
        )
    acts, terms = law_licences.acts_on(session, licence), law_terms.of_subject(session, subject)
    moved = _differences(acts, terms)
    return Explained(decision, subject, licence["status"], acts=acts, terms=terms, differences=moved)


def application_of(session: Session, decision: str) -> str | None:
    """Return the application behind a number: its own, that of a document, or that of the licence it gave."""
    subject = _subject(session, decision) or decision.strip()
    mine = select(APPLICATIONS.c.number)
    behind = mine.join(LICENCES, LICENCES.c.application_id == APPLICATIONS.c.id).where(LICENCES.c.licence_no == subject)
    found = session.execute(mine.where(APPLICATIONS.c.number == subject)).scalar()
    found = session.execute(behind).scalar() if found is None else found
    return None if found is None else str(found)


def _subject(session: Session, number: str) -> str | None:
    """Return whose document a number is, however its brackets are written."""
    wanted = select(DOCUMENTS.c.subject).where(DOCUMENTS.c.number == canonical_number(number))
    found = session.execute(wanted).scalar()
    return None if found is None else str(found)


def _judged(
    session: Session, key: bytes | None, number: str, screening: dict[str, Any], *, today: date
) -> dict[str, Any]:
    """Return what an explanation says of one screening."""
    book = law_receipts.book_of(session, screening["rules_digest"])
    used, on = book or lawbook(), screening["judged_on"]
    found: dict[str, Any] = {
        "judged_on": on,
        "at": screening["at"],
        "rulebook": screening["rules_digest"],
        "rulebook_kept": book is not None,
        "outcome": screening["outcome"],
        "rows": rows_of(used, on, [str(each["rule"]) for each in screening["findings"]]),
    }
    flaws = list(law_receipts.flaws(session, key, number, screening))
    if not screening["case"]:
        return found | {"differences": (*flaws, "没有保存当时的事实，不能重新计算")}
    kept = law_receipts.read(screening["case"])
    return found | _again(kept, screening, used, today, flaws)


def _again(kept: Kept, screening: dict[str, Any], book: LawBook, today: date, flaws: list[str]) -> dict[str, Any]:
    """Judge the kept facts once more: under the rules of the day, and under those of today."""
    on = screening["judged_on"]
    outcome, findings = _judge(kept, on, book.in_force(on))
    later_outcome, later = _judge(kept, on, lawbook().in_force(today))
    compared, changed = compare(screening["findings"], findings), compare(findings, later)
    differences = [*flaws, *(_words(each) for each in compared if each.differs)]
    if outcome != screening["outcome"]:
        differences.append(f"结论当时为“{_said(screening['outcome'])}”，重新计算为“{_said(outcome)}”")
    return {
        "again": outcome,
        "sources": sources(kept.evidence),
        "findings": compared,
        "today": tuple(each for each in changed if each.differs),
        "today_outcome": later_outcome,
        "differences": tuple(differences),
    }


def _judge(kept: Kept, on: date, law: Law) -> tuple[str, list[Finding]]:
    found = kept.judged(on, law)
    return found.outcome.value, [each.as_json() | {"stated": each.stated} for each in found.findings]


def compare(then: Sequence[Finding], again: Sequence[Finding]) -> tuple[Compared, ...]:
    """Return the findings of two judgements side by side, in the order of the first, with what differs in each."""
    left, right = _by_rule(then), _by_rule(again)
    return tuple(
        Compared(key[0], left.get(key), right.get(key), _differing(left.get(key), right.get(key)))
        for key in dict.fromkeys((*left, *right))
    )


def _by_rule(findings: Sequence[Finding]) -> dict[tuple[str, int], Finding]:
    """Return findings by their rule; of several findings of one rule the first goes with the first."""
    found: dict[tuple[str, int], Finding] = {}
    for each in findings:
        count = sum(1 for rule, _ in found if rule == each["rule"])
        found[each["rule"], count] = each
    return found


def _differing(then: Finding | None, again: Finding | None) -> tuple[str, ...]:
    if then is None or again is None:
        return ("rule",)
    return tuple(name for name in FIELDS if (then.get(name) or None) != (again.get(name) or None))


def _words(each: Compared) -> str:
    """Return in one line how a finding differs."""
    if each.then is None or each.again is None:
        return f"{each.rule}：{'当时没有这一项' if each.then is None else '重新计算没有这一项'}"
    then, again = each.then, each.again
    parts = [f"{FIELDS[n]}当时为“{_said(then.get(n))}”，重新计算为“{_said(again.get(n))}”" for n in each.differs]
    return f"{each.rule}：{'；'.join(parts)}"


def _said(value: Any) -> str:
    return OUTCOMES.get(value, str(value or "无"))


def sources(evidence: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return what each source said and as of when."""
    return tuple(
        Source(name, str(said_.get("status", "")), str(said_.get("as_of") or ""))
        for name, said_ in sorted(evidence.items())
        if isinstance(said_, Mapping)
    )
