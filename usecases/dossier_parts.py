"""What belongs into a dossier: documents, papers, photos and sheets of an application, a case, or acts on a licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from content.documents import catalogue
from content.dossierbook import dossiers
from models.errors import NotFound, Refused
from models.said import said, together
from models.tables.applications import AttachmentRow, UndoRow
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.tables.dossiers import DossierEntryRow, DossierRow
from models.tables.examination import SiteCheckRow
from models.tables.papers import PaperRow, PaperUseRow
from models.values import ApplicationState, shanghai_date
from rules import documents as document_rules
from rules.applications import ITEM_NAMES, OPEN, STATE_NAMES
from rules.casework import steps as casework_steps
from rules.dossiers import Course, Part
from rules.licences import STEPS as ACTS
from usecases import (
    cases,
    casework_rows,
    courses,
    document_facts,
    document_forms,
    dossier_sheets,
    issuing,
    licence_events,
    officers,
)
from usecases.cases import Case
from usecases.casework_rows import EnforcementCase
from usecases.delivery_documents import SERVED
from usecases.desk import Desk

ATTACHMENTS, DOCUMENTS, UNDO = table_of(AttachmentRow), table_of(DocumentRow), table_of(UndoRow)
PAPERS, USES, CHECKS = table_of(PaperRow), table_of(PaperUseRow), table_of(SiteCheckRow)
DOSSIERS, ENTRIES = table_of(DossierRow), table_of(DossierEntryRow)
DELIVERIES = table_of(DeliveryRow)
ACT, CASE = "act", "case"
LOST = {"missing": "渠道未能提供该文件", "waiting": "尚未取到"}


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything that a dossier would hold now; `pending` says what must come first, in words."""

    subject: str
    title: str
    party: str
    course: Course
    parts: tuple[Part, ...]
    pending: tuple[str, ...]
    began_on: date


def collect(session: Session, desk: Desk, subject: str, *, at: datetime, outcome: str = "") -> Collected:
    """Return the parts of an application, of an enforcement case or of the acts on a licence; raises NotFound.

    `outcome` is what the matter came to where the application is archived already.
    """
    if is_application(session, subject):
        return _of_application(session, desk, cases.read(session, subject), at, outcome)
    if is_case(session, subject):
        return _of_case(session, casework_rows.read(session, subject), at)
    known = document_facts.of_licence(session, subject)
    if not known:
        raise NotFound(said("没有编号为 {subject} 的申请、许可证或案件。", subject=subject), do_next="请检查编号。")
    return _of_licence(session, subject, known, at)


def _of_application(session: Session, desk: Desk, case: Case, at: datetime, outcome: str) -> Collected:
    state = ApplicationState(case.state)
    papers, waiting = _documents(session, case.number, ())
    files = _attachments(session, case.id)
    parts = [*_form(session, desk, case, papers), *files, *papers, *_photos(session, case.id)]
    parts += [*dossier_sheets.findings(session, case), *dossier_sheets.reviews(session, case)]
    parts += [*dossier_sheets.messages(session, case.number), *dossier_sheets.course(session, case.number)]
    pending: list[str] = [said("申请尚在办理（{state}）", state=STATE_NAMES[state])] if state in OPEN else []
    pending += [said("附件“{title}”尚未取到", title=p.title) for p in files if p.lacking == LOST["waiting"]]
    steps = frozenset(courses.done(session, case.number))
    title = f"{ITEM_NAMES[case.form.item]}申请 {case.number}"
    course = Course(case.form.item.value, outcome or ("" if state in OPEN else case.state), steps)
    began = shanghai_date(case.row["received_at"])
    pending += waiting + _underway(session, case.number) + _undoable(session, case.number, at)
    return Collected(case.number, title, case.form.applicant.name, course, tuple(parts), tuple(pending), began)


def _of_licence(session: Session, licence_no: str, known: Mapping[str, Any], at: datetime) -> Collected:
    papers, waiting = _documents(session, licence_no, _filed(session, licence_no))
    life = licence_events.life(session, licence_no)
    parts = [*papers, *dossier_sheets.messages(session, licence_no), *dossier_sheets.course(session, licence_no)]
    acts = [e["act"] for e in life if e["act"] in ACTS]
    pending = (
        waiting
        + _underway(session, licence_no)
        + _undoable(session, licence_no, at)
        + ([] if papers else ["该许可证没有尚未归档的处理文书"])
    )
    title = f"许可证 {licence_no} {ACTS[acts[-1]].name if acts else '依职权处理'}"
    began = shanghai_date(life[-1]["at"]) if life else shanghai_date(at)
    course = Course(ACT, ACT, frozenset(acts))
    return Collected(licence_no, title, str(known["party"]), course, tuple(parts), tuple(pending), began)


def _of_case(session: Session, case: EnforcementCase, at: datetime) -> Collected:
    """Return the papers of an enforcement case that has ended, with its course."""
    number, stage = case.number, case.standing.stage
    papers, waiting = _documents(session, number, ())
    parts = [*papers, *_photos_of_scene(session, case), *dossier_sheets.messages(session, number)]
    parts += dossier_sheets.course(session, number)
    ended = stage in casework_steps.ENDED
    pending: list[str] = [] if ended else [said("案件处于“{stage}”", stage=casework_steps.STAGE_NAMES[stage])]
    pending += waiting + _undoable(session, number, at)
    steps = frozenset(step.deed for step in case.standing.taken)
    course = Course(CASE, f"{CASE}_{stage.value}" if ended else "", steps)
    party = str(case.row["party_name"])
    return Collected(number, f"案件 {number}", party, course, tuple(parts), tuple(pending), case.standing.found_on)


def _photos_of_scene(session: Session, case: EnforcementCase) -> list[Part]:
    """Return the photos that were brought back from the scene of a case, in the order of its list of evidence."""
    from usecases import casework_scene  # only where a case is filed

    return [
        Part(CASE, f"photo:{one.photo.sha256}", f"现场照片 {one.number} {one.name}", one.photo.sha256, one.photo.type,
             one.photo.taken_at, kind="photo")
        for one in casework_scene.kept(session, case).things if one.photo is not None
    ]  # fmt: skip


def _filed(session: Session, subject: str) -> tuple[str, ...]:
    """Return the keys that locked dossiers of a subject hold already."""
    joined = ENTRIES.join(DOSSIERS, DOSSIERS.c.id == ENTRIES.c.dossier_id)
    mine = (DOSSIERS.c.subject == subject, DOSSIERS.c.state == "locked")
    return tuple(session.execute(select(ENTRIES.c.key).select_from(joined).where(*mine)).scalars())


def _form(session: Session, desk: Desk, case: Case, papers: list[Part]) -> list[Part]:
    """Return the application form as it stands in the newest revision, unless it is among the documents."""
    kind, facts = document_forms.application(case)
    if any(p.kind == kind for p in papers):
        return []
    on = shanghai_date(case.form.submitted_at)
    known = catalogue(desk.templates).kind(kind, on)
    values = document_rules.filled(known, document_facts.common(session, case.number, known, facts))
    own = issuing.holding(session, case.number, desk)
    values |= {"number": case.number, "title": known.title, "bureau": own, "issued_on": on.isoformat()}
    values |= {"basis": [f"《{catalogue(desk.templates).formal.get(b.instrument, b.instrument)}》{b.article}"
                         for b in known.basis]}  # fmt: skip
    values |= dict(catalogue(desk.templates).remedies)
    data = {
        "sheet": "form",
        "template": kind,
        "values": values,
        "labels": {b.name: b.zh for b in known.blanks.values()},
    }
    made_at = dossier_sheets.moment(case.form.submitted_at)
    return [dossier_sheets.part("application", known.title, data, made_at=made_at, kind=kind, signer="申请人")]


def _attachments(session: Session, application_id: int) -> list[Part]:
    """Return every file that came with any revision, each once, and the papers that were used again (免表)."""
    c, book = ATTACHMENTS.c, dossiers()
    rows = session.execute(select(ATTACHMENTS).where(c.application_id == application_id).order_by(c.revision, c.id))
    parts: dict[str, Part] = {}
    for r in rows:
        name = document_forms.MATERIALS.get(r.kind, r.name)
        title = f"{name}（第{r.revision}版）" if r.revision > 1 else name
        lacking = LOST.get(r.state, "") or (r.note or "文件与申报的摘要不符" if r.state != "stored" else "")
        made_at = dossier_sheets.moment(r.first_tried_at)
        key = f"{r.kind}:{r.sha256 or r.channel_id}"
        part = Part(book.section_of(r.kind), f"attachment:{r.id}", title, r.sha256, r.media_type, made_at, "申请人",
                    r.kind, lacking=lacking)  # fmt: skip
        parts.setdefault(key, part)
    joined = USES.join(PAPERS, PAPERS.c.code == USES.c.code)
    used = select(USES.c.code, USES.c.kind, USES.c.at, PAPERS.c.digest, PAPERS.c.media_type).select_from(joined)
    for r in session.execute(used.where(USES.c.application_id == application_id).order_by(USES.c.id)):
        title = f"{document_forms.MATERIALS.get(r.kind, r.kind)}（调用已有材料 {r.code}）"
        part = Part(book.section_of(r.kind), f"paper:{r.code}", title, r.digest, r.media_type,
                    dossier_sheets.moment(r.at), "申请人", r.kind)  # fmt: skip
        parts.setdefault(f"{r.kind}:{r.digest}", part)
    return list(parts.values())


def _photos(session: Session, application_id: int) -> list[Part]:
    c = CHECKS.c
    rows = session.execute(select(CHECKS).where(c.application_id == application_id, c.ended_at.is_not(None)))
    return [
        Part("site_check", f"photo:{r.id}:{n}", f"核查照片{n}", sha256, media_type,
             dossier_sheets.moment(r.ended_at), "、".join(one[1] for one in r.inspectors), "photo")
        for r in rows for n, (sha256, _name, media_type, _size) in enumerate(r.photos or (), 1)
    ]  # fmt: skip


def _documents(session: Session, subject: str, but: tuple[str, ...]) -> tuple[list[Part], list[str]]:
    """Return the documents on paper, and in words those that are not yet."""
    names, book, c = officers.names(session), dossiers(), DOCUMENTS.c
    rows = session.execute(select(DOCUMENTS).where(c.subject == subject).order_by(c.id)).all()
    parts: list[Part] = []
    waiting: list[str] = []
    for r in rows:
        if f"document:{r.number}" in but:
            continue
        if r.state in ("waiting", "fault"):
            waiting.append(said("文书 {number} 尚未制成", number=r.number))
            continue
        if r.delivery_no == "" and r.kind in SERVED and r.state != "void":
            waiting.append(said("文书 {number} 尚未安排送达", number=r.number))
        title = f"{r.title} {r.number}" + ("（已作废）" if r.state == "void" else "")
        signer = names.get(r.by, r.by) + ("，已盖章" if r.sealed else "")
        parts.append(Part(book.section_of(r.kind), f"document:{r.number}", title, r.sha256, "application/pdf",
                          dossier_sheets.moment(r.made_at or r.issued_at), signer, r.kind, r.pages))  # fmt: skip
    return parts, waiting


def _undoable(session: Session, subject: str, at: datetime) -> list[str]:
    c = UNDO.c
    open_ = select(c.id).where(c.subject == subject, c.undone_at.is_(None), c.until > at).limit(1)
    return ["最近的操作仍可撤销"] if session.execute(open_).first() is not None else []


def is_application(session: Session, subject: str) -> bool:
    """Tell whether a subject is the number of an application."""
    found = select(cases.APPLICATIONS.c.id).where(cases.APPLICATIONS.c.number == subject)
    return session.execute(found).first() is not None


def is_case(session: Session, subject: str) -> bool:
    """Tell whether a subject is the number of an enforcement case."""
    found = select(casework_rows.CASES.c.id).where(casework_rows.CASES.c.number == subject)
    return session.execute(found).first() is not None


def _underway(session: Session, subject: str) -> list[str]:
    """Return in words what is still on its way to its addressee."""
    c = DELIVERIES.c
    open_ = select(c.number).where(c.subject == subject, c.state.in_(("planned", "sent", "underway")))
    return [said("送达 {number} 尚未完成", number=number) for number in session.execute(open_).scalars()]


def require_ready(found: Collected) -> None:
    """Raise Refused, naming everything that must come first, where a dossier cannot be closed yet."""
    if found.pending:
        raise Refused(
            said("{subject}还不能归档：{pending}。", subject=found.subject, pending=together(found.pending)),
            kept="案卷未变更。",
            do_next="请待其完成后再归档。",
        )
