"""One application in full: form, screening, deadline with its arithmetic, attachments, history, versions, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.applications import AttachmentRow, HistoryRow, RevisionConflictRow, RevisionRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import OutboxRow
from models.values import Item
from rules.licence_checks import Obstacle
from rules.prefill import FilledValue
from rules.terms import Clock, Due, Pause
from usecases import (
    cases,
    clocks,
    examinations,
    instant_desk,
    licence_facts,
    officers,
    papers,
    prefill,
    proposals,
)
from usecases.cases import Case, columns_of
from usecases.examinations import Examination
from usecases.papers import Paper
from usecases.proposals import Proposal

REVISIONS, CONFLICTS, ATTACHMENTS = table_of(RevisionRow), table_of(RevisionConflictRow), table_of(AttachmentRow)
HISTORY, DOCUMENTS, OUTBOX = table_of(HistoryRow), table_of(DocumentRow), table_of(OutboxRow)
ENDED = ("granted", "refused", "not_accepted", "withdrawn", "closed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two revisions show differently; None = no value."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision and what it changed against the one before."""

    revision: int
    received_at: datetime
    differences: tuple[Difference, ...]
    conflicts: int  # how often the same identity came with other content


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    by: str
    by_name: str
    deed: str
    note: str
    ledger_seq: int


@dataclass(frozen=True, slots=True)
class ApplicationDetail:
    """Everything that the detail screen and `applications show` print; texts from outside are untrusted."""

    row: dict[str, Any]
    form: ApplicationForm
    screening: dict[str, Any] | None
    due: Due | None
    attachments: tuple[dict[str, Any], ...]
    history: tuple[Event, ...]
    revisions: tuple[Revision, ...]
    documents: tuple[dict[str, Any], ...]
    messages: tuple[dict[str, Any], ...]
    proposal: Proposal | None
    instant: Mapping[str, Any] | None = None  # the newest judgement of the machine, with its chain
    filled: tuple[FilledValue, ...] = ()  # what the sources say beside what was stated
    offered: tuple[Paper, ...] = ()  # papers of the form library that it lacks
    used: tuple[dict[str, Any], ...] = ()  # papers of the form library that were taken for it
    examination: Examination = Examination()  # noqa: RUF009  # frozen
    names: Mapping[str, str] = field(default_factory=dict)  # of officers, by login
    against: tuple[Obstacle, ...] = ()  # what stands against a grant as far as the licence goes
    remarks: tuple[Obstacle, ...] = ()  # what the applicant should know of the licence besides
    stopped: tuple[str, ...] = ()  # for what the clock stands now


def detail(session: Session, number: str, *, at: datetime) -> ApplicationDetail:
    """Return an application with all that is known of it; raises NotFound."""
    case = cases.read(session, number)
    screening, names = cases.newest_screening(session, case.id), officers.names(session)
    return ApplicationDetail(
        row=case.row,
        form=case.form,
        screening=screening,
        due=deadline(session, case, at=at),
        attachments=_rows(session, ATTACHMENTS, ATTACHMENTS.c.application_id == case.id),
        history=_history(session, case.number, names),
        revisions=_revisions(session, case.id),
        documents=_rows(session, DOCUMENTS, DOCUMENTS.c.subject == case.number),
        messages=_messages(session, case),
        proposal=proposals.open_one(session, case.number, None),
        instant=instant_desk.newest(session, case.number),
        filled=tuple(prefill.of_application(session, case, screening, at=at)),
        offered=tuple(papers.offered(session, case, at=at)) if case.state not in ENDED else (),
        used=tuple(papers.uses(session, case.id)),
        examination=examinations.of_case(session, case, at=at),
        names=names,
        stopped=() if case.state in ENDED else tuple(each.reason for each in _standing(clocks.clock(session, case))),
        **_of_licence(session, case, screening, at=at),
    )


def _of_licence(
    session: Session, case: Case, screening: dict[str, Any] | None, *, at: datetime
) -> dict[str, tuple[Obstacle, ...]]:
    """Return what is to be said of the licence of an open application."""
    if case.state in ENDED or case.form.item is Item.NEW:
        return {}
    national = licence_facts.national_answer(screening)
    against = licence_facts.found_against(session, case, national, at=at)
    return {"against": against, "remarks": licence_facts.remarked(session, case, national, at=at)}


def deadline(session: Session, case: Case, *, at: datetime) -> Due | None:
    """Return when the decision is due with its arithmetic, None when nothing is due any more.

    Before acceptance the first answer (L01) is shown in front; who does not answer in time has accepted on the day
    of receipt (ALL 32(4)), so the decision counts from there.
    """
    if case.state in ENDED:
        return None
    clock, known = clocks.clock(session, case), clocks.reckoner(session, at)
    first = known.due(clock)
    if clock.accepted_on or clock.correcting:
        return replace(first, steps=(*first.steps, *_stopped(clock)))
    decision = known.due(replace(clock, accepted_on=clock.received_on))
    answer = ("首次答复", f"{first.on}前受理、一次告知补正或者不予受理；逾期视为自收到之日起受理（{first.basis}）")
    began = ("起算", f"尚未受理，暂按{clock.received_on}收到之日受理，次日起算")
    return replace(decision, steps=(answer, began, *decision.steps[1:]))


def _stopped(clock: Clock) -> list[tuple[str, str]]:
    """Return what stops the clock now; its days are taken off the more, the longer it lasts."""
    words = "{}期间不计入办理期限，自{}起，尚未结束；届满日随之顺延（第四十五条）"
    return [("中止", words.format(each.reason, each.from_on)) for each in _standing(clock)]


def _standing(clock: Clock) -> list[Pause]:
    return [each for each in clock.pauses if each.to_on is None]


def _rows(session: Session, table: Any, mine: Any) -> tuple[dict[str, Any], ...]:
    return tuple(columns_of(row) for row in session.execute(select(table).where(mine).order_by(table.c.id)))


def _history(session: Session, subject: str, names: Mapping[str, str]) -> tuple[Event, ...]:
    c = HISTORY.c
    rows = session.execute(select(c.at, c.by, c.deed, c.note, c.ledger_seq).where(c.subject == subject).order_by(c.id))
    return tuple(Event(r.at, r.by, names.get(r.by, r.by), r.deed, r.note, r.ledger_seq) for r in rows)


def _revisions(session: Session, application_id: int) -> tuple[Revision, ...]:
    c = REVISIONS.c
    wanted = select(c.id, c.revision, c.received_at, c.form).where(c.application_id == application_id)
    rows = session.execute(wanted.order_by(c.revision)).all()
    counted = select(CONFLICTS.c.revision_id).where(CONFLICTS.c.revision_id.in_([row.id for row in rows]))
    conflicts = [row.revision_id for row in session.execute(counted)]
    found: list[Revision] = []
    before: ApplicationForm | None = None
    for row in rows:
        form = cases.as_form(row.form)
        changed = differences(before, form) if before else ()
        found.append(Revision(row.revision, row.received_at, changed, conflicts.count(row.id)))
        before = form
    return tuple(found)


def differences(old: ApplicationForm, new: ApplicationForm) -> tuple[Difference, ...]:
    """Return the fields that differ, by their dotted names (applicant.name); links of attachments do not count."""
    before, after = dict(_flat(old)), dict(_flat(new))
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Difference(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _flat(value: object, prefix: str = "") -> Sequence[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(f.name, getattr(value, f.name)) for f in fields(value) if f.name not in ("url", "updated_at")]
        return [pair for name, part in parts for pair in _flat(part, f"{prefix}.{name}" if prefix else name)]
    if isinstance(value, tuple):
        return [pair for n, part in enumerate(value, 1) for pair in _flat(part, f"{prefix}.{n}")]
    if value is None:
        return []
    return [(prefix, value.isoformat() if isinstance(value, date) else str(value))]


def _messages(session: Session, case: Case) -> tuple[dict[str, Any], ...]:
    c = OUTBOX.c
    seqs = select(HISTORY.c.ledger_seq).where(HISTORY.c.subject == case.number)
    mine = or_(c.subject == case.number, c.ledger_seq.in_(seqs))
    wanted: Any = (
        c.id,
        c.system,
        c.key,
        c.kind,
        c.op,
        c.state,
        c.tries,
        c.next_try_at,
        c.confirmed_at,
        c.message,
        c.hint,
    )
    rows = session.execute(select(*wanted).where(mine).order_by(c.id))
    return tuple(columns_of(row) for row in rows)
