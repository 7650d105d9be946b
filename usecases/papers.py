"""The form library (免表): papers that were received once are offered again, and used instead of asking for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import NotFound, Refused
from models.said import said
from models.tables.applications import ApplicationRow, AttachmentRow
from models.tables.columns import table_of
from models.tables.papers import PaperRow, PaperUseRow
from models.values import Officer, shanghai_date
from rules import papers as rules
from rules.applications import OPEN
from rules.identifiers import normal_id, normal_number
from usecases import audit, cases, numbers
from usecases.cases import Case, columns_of
from usecases.deeds import deed
from usecases.first_rows import put_if_missing

PAPERS, USES = table_of(PaperRow), table_of(PaperUseRow)
APPLICATIONS, ATTACHMENTS = table_of(ApplicationRow), table_of(AttachmentRow)
LIBRARY = "已有材料库"
PREFIX = "attachment."


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the holder that may be used again; `age_days` counts from its first receipt."""

    code: str
    kind: str
    digest: str
    received_on: date
    age_days: int
    valid_to: date | None
    first_number: str  # the application that it first came with


def keep(session: Session, attachment_id: int, digest: str, media_type: str, *, at: datetime) -> str | None:
    """Keep a stored attachment in the library and return its code; None where nobody may use it again.

    The same bytes of the same holder are one paper, whatever application they come with.
    """
    wanted = select(ATTACHMENTS.c.kind, APPLICATIONS.c.id, APPLICATIONS.c.party_no, APPLICATIONS.c.uscc)
    wanted = wanted.join(APPLICATIONS, APPLICATIONS.c.id == ATTACHMENTS.c.application_id)
    row = session.execute(wanted.where(ATTACHMENTS.c.id == attachment_id)).one()
    today, holder = shanghai_date(at), holder_key(session, row.party_no, row.uscc)
    rule = lawbook().in_force(today).papers.get(row.kind)
    if rule is None or not holder:
        return None
    c = PAPERS.c
    same = select(c.code).where(c.holder_key == holder, c.kind == row.kind, c.digest == digest)
    known: str | None = session.execute(same).scalar()
    if known is not None:
        return known
    code = f"P-{today.year}-{numbers.take(session, f'paper-{today.year}'):06d}"
    values = {"code": code, "kind": row.kind, "digest": digest, "media_type": media_type, "holder_key": holder}
    values |= {"first_application_id": row.id, "first_received_at": at, "valid_to": rules.last_day(rule, today)}
    session.execute(insert(PAPERS).values(values))
    return code


def holder_key(session: Session, party_no: str, uscc: str) -> str:
    """Return the keyed reference to a holder by their number, empty where no number is known."""
    number = party_no or uscc
    return audit.pseudonym(session, f"paper-holder|{number}") if number else ""


def offered(session: Session, case: Case, *, at: datetime) -> Sequence[Paper]:
    """Return for each paper that an application lacks the newest one of the same holder that may be used again."""
    lacking = [code.removeprefix(PREFIX) for code, _ in case.row["missing"] or () if code.startswith(PREFIX)]
    return of_holder(session, case.row["party_no"] or case.row["uscc"], lacking, but=case.id, at=at)


def of_holder(session: Session, number: str, kinds: Sequence[str], *, but: int = 0, at: datetime) -> Sequence[Paper]:
    """Return for each kind the newest paper of a holder that may be used again.

    `number` is an identity number or credit code in normal form; papers that came with the application `but` are
    left out.
    """
    if not kinds or not number:
        return ()
    c, a, today = PAPERS.c, APPLICATIONS.c, shanghai_date(at)
    wanted = select(PAPERS, a.number.label("first_number")).join(APPLICATIONS, a.id == c.first_application_id)
    wanted = wanted.where(a.party_no == number, c.kind.in_(kinds), a.id != but)
    found: dict[str, Paper] = {}
    for row in session.execute(wanted.order_by(c.id)).mappings():
        paper = _paper(row, today)
        rule = lawbook().in_force(today).papers.get(paper.kind)
        if rules.usable(rule, paper.received_on, paper.valid_to, today) and _came_from(session, row, number):
            found[paper.kind] = paper
    return [found[kind] for kind in kinds if kind in found]


def _came_from(session: Session, row: Any, number: str) -> bool:
    """Tell whether a paper came with a form of this holder: a later revision may name somebody else."""
    c, first = ATTACHMENTS.c, row["first_application_id"]
    came = select(c.revision).where(c.application_id == first, c.kind == row["kind"], c.sha256 == row["digest"])
    forms = (cases.form_of(session, first, revision) for revision in session.execute(came).scalars().all())
    return any(
        number in {normal_id(one.applicant.id_no or ""), normal_number(one.applicant.uscc or "")} for one in forms
    )


def _paper(row: Any, today: date) -> Paper:
    received = shanghai_date(row["first_received_at"])
    return Paper(
        row["code"], row["kind"], row["digest"], received, (today - received).days, row["valid_to"], row["first_number"]
    )


@deed("paper.used")
def use(session: Session, number: str, code: str, *, by: Officer, at: datetime) -> str:
    """Take a paper of the library for an application that lacks it, and return its kind.

    What sharing can get must not be asked for again (ONLINE 7): the paper counts as present.
    Raises NotFound; Refused (decided already, not lacking, another holder's, too old).
    """
    case = cases.read(session, number, locked=True)
    if case.state not in {state.value for state in OPEN}:
        raise Refused("申请已经办结。", kept="没有使用材料。")
    paper = next((one for one in offered(session, case, at=at) if one.code == code), None)
    if paper is None:
        raise Refused(
            said(
                "材料{code}不能用于该申请：不缺该材料、不是同一持有人的材料，或者已超过可以再次使用的期限。", code=code
            ),
            kept="没有使用材料。",
            do_next="请查看该申请的“已有材料”。",
        )
    take(session, case, [paper], by=by, at=at)
    return paper.kind


def take(session: Session, case: Case, chosen: Sequence[Paper], *, by: Officer, at: datetime) -> None:
    """Write that papers are used for an application; they are not missing any more."""
    kinds = {paper.kind for paper in chosen}
    left = [pair for pair in case.row["missing"] or () if pair[0].removeprefix(PREFIX) not in kinds]
    cases.change(session, case, missing=left)
    for paper in chosen:
        note = f"{paper.code}（{paper.received_on}收到，已{paper.age_days}天；{rules.BASIS}）"
        facts: dict[str, object] = {"code": paper.code, "kind": paper.kind, "sha256": paper.digest}
        seq = audit.tell(session, by=by, at=at, deed="paper.used", subject=case.number, note=note, facts=facts)
        place = {"application_id": case.id, "code": paper.code, "kind": paper.kind}
        put_if_missing(session, USES, **place, by=by.login, at=at, ledger_seq=seq)


def still_used(session: Session, case: Case) -> None:
    """Count what was taken before as present again, after a newer revision was checked anew."""
    if not case.row["missing"]:
        return
    used = set(session.execute(select(USES.c.kind).where(USES.c.application_id == case.id)).scalars())
    left = [pair for pair in case.row["missing"] if pair[0].removeprefix(PREFIX) not in used]
    if len(left) < len(case.row["missing"]):
        cases.change(session, case, missing=left)


def uses(session: Session, application_id: int) -> list[dict[str, Any]]:
    """Return the papers that were taken for an application."""
    rows = session.execute(select(USES).where(USES.c.application_id == application_id).order_by(USES.c.id))
    return [columns_of(row) for row in rows]


def read(session: Session, code: str) -> dict[str, Any]:
    """Return one paper by its code; raises NotFound."""
    row = session.execute(select(PAPERS).where(PAPERS.c.code == code)).first()
    if row is None:
        raise NotFound(said("没有编号为{code}的材料。", code=code), do_next="请核对材料编号。")
    return columns_of(row)
