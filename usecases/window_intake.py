"""Window intake: a clerk enters an application with the checks of a channel row, its papers and its receipt."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from content import servicebook
from content.lawbook import lawbook
from models.errors import Conflict, InvalidInput, Refused
from models.forms import ApplicationForm, AttachmentRef
from models.said import said
from models.tables.applications import ApplicationRow, AttachmentRow, HistoryRow
from models.tables.columns import table_of
from models.tables.window import WindowDraftRow, WindowEntryRow
from models.values import WINDOW, Item, Officer, shanghai_date
from ports.intake import Row
from rules import window as rules
from rules.completeness import NATURAL, Lack, lacks, missing_papers
from rules.identifiers import normal_id, normal_number
from rules.licence_checks import Obstacle, obstacles
from usecases import (
    appointments,
    attachments,
    audit,
    cases,
    document_forms,
    documents,
    licence_facts,
    notices,
    numbers,
    unfolding,
)
from usecases.attachments import Waiting
from usecases.deeds import deed
from usecases.faults import Fault, Faulty
from usecases.intake_rows import NewApplication, write_new, write_revision
from usecases.papers import PREFIX, Paper, of_holder, offered, take, uses
from usecases.revisions import take_revision
from usecases.texts import unstorable

APPLICATIONS, ATTACHMENTS, HISTORY = table_of(ApplicationRow), table_of(AttachmentRow), table_of(HistoryRow)
DRAFTS, ENTRIES = table_of(WindowDraftRow), table_of(WindowEntryRow)
LONGEST_NAME = 100
MOST_BYTES = 20 * 1024 * 1024
ENDS = {  # of the names of papers, by what their bytes show
    "image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "image/tiff": ".tif", "image/bmp": ".bmp",
}  # fmt: skip
Papers = Sequence[AttachmentRef]


@dataclass(frozen=True, slots=True)
class Review:
    """What is seen of a form before it is handed in.

    `faults` (field, words) must be right; `lacks` may be asked for later; `against` stands against a grant.
    """

    faults: tuple[tuple[str, str], ...] = ()
    lacks: tuple[Lack, ...] = ()
    against: tuple[Obstacle, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.faults or self.lacks or self.against)


@dataclass(frozen=True, slots=True)
class Handed:
    """What goes with the fields: papers, the draft that is done with, the appointment, and whether they insist."""

    papers: tuple[AttachmentRef, ...] = ()
    draft: int | None = None
    appointment: str = ""
    insisted: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What an entry came to."""

    number: str
    receipt_no: str
    form_no: str


def paper(kind: str, name: str, content: bytes) -> AttachmentRef:
    """Return what a file's bytes show, named by its digest; raises InvalidInput for one that is none of the accepted.

    The bytes themselves belong into the store before the application is entered.
    """
    kept = name.replace("\\", "/").rsplit("/", 1)[-1]
    if not content or len(content) > MOST_BYTES:
        raise InvalidInput(
            said("材料文件“{kept}”为空或者超过{most} MB。", kept=kept[:60], most=MOST_BYTES // 2**20),
            kept="没有加入该材料。",
        )
    if not attachments.media_type(content):
        raise InvalidInput(
            said("材料文件“{kept}”不是 JPEG、PNG、PDF、TIFF 或 BMP。", kept=kept[:60]),
            kept="没有加入该材料。",
            do_next="请重新扫描。",
        )
    digest = hashlib.sha256(content).hexdigest()
    end = ENDS[attachments.media_type(content)]
    shown = "".join("␀" if unstorable(char) else char for char in kept).removesuffix(end)[-LONGEST_NAME:]
    return AttachmentRef(f"{kind}-{digest[:16]}", kind, shown + end, len(content), digest)


def review(session: Session, item: Item, values: Mapping[str, str], papers: Papers, *, at: datetime) -> Review:
    """Return everything that can be said of a form at once, in the words of the rules."""
    faults = [(name, f"含有不能保存的字符 {bad}") for name, text in values.items() if (bad := unstorable(text))]
    faults += rules.faults_of(item, values)
    if faults:
        return Review(tuple(faults))
    form, today = rules.form(item, values, papers, at), shanghai_date(at)
    there = {f"{PREFIX}{one.kind}" for one in on_file(session, item, values, papers, at=at)}
    owed = [lack for lack in lacks(form, today, servicebook.papers(item, today)) if lack.code not in there]
    return Review((), (*owed, *rules.proxy_lacks(values, papers)), against(session, form, at=at))


def on_file(
    session: Session, item: Item, values: Mapping[str, str], papers: Papers, *, at: datetime
) -> Sequence[Paper]:
    """Return the papers of the library that are used instead of asking the applicant for them (ONLINE 7)."""
    owed = missing_papers(papers, servicebook.papers(item, shanghai_date(at)))
    number = normal_id(values.get("id_no", "")) if values.get("kind") in NATURAL else ""
    return of_holder(session, number or normal_number(values.get("uscc", "")), owed, at=at)


def against(session: Session, form: ApplicationForm, *, at: datetime) -> tuple[Obstacle, ...]:
    """Return what stands against a grant as far as our own register and the open applications show it."""
    licence_no, today = normal_number(form.licence_no or ""), shanghai_date(at)
    known = licence_facts.held(licence_no, licence_facts.find(session, licence_no), None)
    wish = licence_facts.wish_of(form, today, open_for(session, licence_no))
    found = obstacles(wish, known, today, lawbook().in_force(today))
    undated = form.item is Item.SUSPEND and None in (form.suspend_from, form.suspend_to)
    return tuple(each for each in found if not (undated and each.code == "dates"))  # the form asks for the days itself


def open_for(session: Session, licence_no: str) -> str:
    """Return the number of an application about a licence that is not decided yet, "" where there is none."""
    if not licence_no:
        return ""
    c = APPLICATIONS.c
    found = select(c.number).where(c.licence_no == licence_no, licence_facts.NAMED)
    found = found.where(c.state.in_(licence_facts.OPEN_STATES)).order_by(c.id).limit(1)
    return session.execute(found).scalar() or ""


@deed("application.entered")
def enter(
    session: Session, item: Item, values: Mapping[str, str], handed: Handed, *, by: Officer, at: datetime
) -> Entered:
    """Enter an application that was handed in at the window; receipt and application form are issued at once.

    What is incomplete or stands against it must be received all the same where the applicant insists (ALL 32).
    Raises Faulty (what cannot be taken down), Refused (incomplete or hopeless, and nobody insists), Conflict.
    """
    row_id = numbers.take(session, "application-ids")  # first of all: who enters for the same licence waits here
    seen = review(session, item, values, handed.papers, at=at)
    _check(seen, insisted=handed.insisted)
    if row_id == 1:
        unfolding.begin(session)
    year = shanghai_date(at).year
    serial = numbers.take(session, f"application-numbers-{year}")
    number, row = f"A-{year}-{serial:06d}", _row(session, rules.form(item, values, handed.papers, at), at=at)
    seq = _record(session, number, row, values, seen, by=by, at=at)
    write_new(session, [NewApplication(row_id, number, row)], acknowledged_at=at, ledger_seq=seq, by=by, at=at)
    _keep_papers(session, row_id, 1, by=by, at=at)
    _use_papers(session, number, by=by, at=at)
    entered = _issue(session, number, values, seen, by=by, at=at)
    _settle(session, entered, row_id, values, handed, seen, seq=seq, by=by, at=at)
    return entered


def _check(seen: Review, *, insisted: bool) -> None:
    if seen.faults:
        raise Faulty([Fault(1, name, words) for name, words in seen.faults])
    if not seen.clear and not insisted:
        raise Refused(
            "；".join(words_of(seen)) + "。",
            kept="没有收件，填写的内容仍在草稿中。",
            do_next="请当场补齐或者告知申请人；申请人坚持提交的，可以选择“仍要收件”。",
        )


def words_of(seen: Review) -> list[str]:
    """Return what is missing and what stands against it, each in the words of its rule."""
    return [f"缺：{lack.text}" for lack in seen.lacks] + [f"{each.text}（{each.basis}）" for each in seen.against]


def _row(session: Session, form: ApplicationForm, *, at: datetime, ref: str = "", revision: int = 1) -> Row:
    """Return the application as a channel would have brought it; the window's own references have no gaps."""
    year = shanghai_date(at).year
    ref = ref or f"W-{year}-{numbers.take(session, f'window-refs-{year}'):06d}"
    told = {"ref": ref, "revision": revision, "form": asdict(form)}
    raw = json.dumps(told, ensure_ascii=False, sort_keys=True, default=_plain).encode()
    return Row(WINDOW, ref, revision, raw, hashlib.sha256(raw).hexdigest(), form)


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _record(
    session: Session, number: str, row: Row, values: Mapping[str, str], seen: Review, *, by: Officer, at: datetime
) -> int:
    """Write the ledger entry, and what a reader of the history should know: who came, who insisted."""
    note = _note(values, seen)
    facts: dict[str, object] = {"channel": WINDOW, "ref": row.ref, "digest": row.digest, "against": _codes(seen)}
    if note:
        facts["note_ref"] = audit.pseudonym(session, note)
    seq = audit.record(session, by=by, at=at, deed="application.entered", subject=number, facts=facts)
    if note:
        said = {"subject": number, "at": at, "by": by.login, "deed": "application.entered", "note": note}
        session.execute(insert(HISTORY).values(**said, ledger_seq=seq))
    return seq


def _note(values: Mapping[str, str], seen: Review) -> str:
    proxy = f"由代理人{values['proxy_name']}提交。" if values.get("proxy_name") else ""
    words = words_of(seen)
    return proxy + (f"已当面告知，申请人坚持提交：{'；'.join(words)}。" if words else "")


def _codes(seen: Review) -> list[str]:
    return [*(lack.code for lack in seen.lacks), *(each.code for each in seen.against)]


def _keep_papers(session: Session, row_id: int, revision: int, *, by: Officer, at: datetime) -> None:
    """Note that the bytes of the declared papers lie in the store already: the clerk scanned them."""
    unfolding.unfold(session)
    c = ATTACHMENTS.c
    mine = select(ATTACHMENTS).where(c.application_id == row_id, c.revision == revision, c.state == "waiting")
    for row in session.execute(mine.order_by(c.id)).mappings().all():
        ref = AttachmentRef(row["channel_id"], row["kind"], row["name"], row["size"], row["digest"])
        waiting = Waiting(row["id"], WINDOW, row["channel_ref"], ref, 0, 0, None)
        attachments.stored(session, waiting, ref.digest, media_type_of(ref), by=by, at=at)


def _use_papers(session: Session, number: str, *, by: Officer, at: datetime) -> None:
    """Take what the library holds of the applicant for what is lacking."""
    case = cases.read(session, number)
    if found := offered(session, case, at=at):
        take(session, case, found, by=by, at=at)


def media_type_of(ref: AttachmentRef) -> str:
    """Return the type of a paper by the end of its name, which `paper` made fit its bytes."""
    return next((kind for kind, end in ENDS.items() if ref.name.endswith(end)), "")


def _issue(
    session: Session, number: str, values: Mapping[str, str], seen: Review, *, by: Officer, at: datetime
) -> Entered:
    """Issue application form and receipt of materials; papers that a representative owes are missing too."""
    case = cases.read(session, number)
    if owed := [lack for lack in seen.lacks if lack.code.removeprefix("attachment.") in rules.PROXY_PAPERS]:
        cases.change(session, case, missing=[*(case.row["missing"] or ()), *([one.code, one.text] for one in owed)])
    kind, facts = document_forms.application(case)
    form_no, _ = documents.issue(session, number, kind, facts, by=by, at=at)
    bearer = values.get("proxy_name") or case.form.applicant.legal_rep_name or case.form.applicant.name
    receipt = document_forms.receipt(case, by, bearer=bearer, used=uses(session, case.id))
    receipt_no, _ = documents.issue(session, number, "material_receipt", receipt, by=by, at=at)
    return Entered(number, receipt_no, form_no)


def _settle(
    session: Session,
    entered: Entered,
    row_id: int,
    values: Mapping[str, str],
    handed: Handed,
    seen: Review,
    *,
    seq: int,
    by: Officer,
    at: datetime,
) -> None:
    """Keep who stood there, let the draft go, serve the appointment, and tell the applicant by short message."""
    place = {"application_id": row_id, "number": entered.number, "by": by.login, "at": at, "ledger_seq": seq}
    proxy = {"proxy_name": values.get("proxy_name", ""), "proxy_no": normal_id(values.get("proxy_id_no", ""))}
    more = {"receipt_no": entered.receipt_no, "appointment": handed.appointment, "insisted": "；".join(words_of(seen))}
    session.execute(insert(ENTRIES).values(place | proxy | more))
    if handed.draft is not None:
        session.execute(delete(DRAFTS).where(DRAFTS.c.id == handed.draft, DRAFTS.c.login == by.login))
    if handed.appointment:
        appointments.serve(session, handed.appointment, entered.number, at=at)
    case = cases.read(session, entered.number)
    notices.on(session, case, "received", seq, at=at, document_no=entered.receipt_no)


@deed("application.supplemented")
def supplement(
    session: Session, number: str, values: Mapping[str, str], papers: Papers, *, by: Officer, at: datetime
) -> int:
    """Take a corrected form of a window application as its next revision, and return which one that is.

    Raises NotFound, Faulty, Refused (not entered at the window, decided already), Conflict (nothing changed).
    """
    case = _at_window(session, number)
    seen = review(session, case.form.item, values, papers, at=at)
    if seen.faults:
        raise Faulty([Fault(1, name, words) for name, words in seen.faults])
    fresh = rules.form(case.form.item, values, papers, at)
    kept = replace(fresh, submitted_at=case.form.submitted_at)
    if replace(kept, updated_at=case.form.updated_at) == case.form:
        raise Conflict("内容和材料都没有变化。", kept="申请未变更。", do_next="请先更正或者加入补交的材料。")
    return _revise(session, case, kept, by=by, at=at)


@deed("application.taken_back")
def take_back(session: Session, number: str, *, by: Officer, at: datetime) -> int:
    """Note that the applicant takes a window application back; return the revision that says so."""
    case = _at_window(session, number)
    return _revise(session, case, replace(case.form, channel_state="withdrawn", updated_at=at), by=by, at=at)


def _at_window(session: Session, number: str) -> cases.Case:
    case = cases.read(session, number, locked=True)
    if case.row["channel"] != WINDOW:
        raise Refused(
            said("{number}不是在窗口提交的申请。", number=number),
            kept="申请未变更。",
            do_next="请申请人按原渠道补正或者撤回。",
        )
    if case.state not in licence_facts.OPEN_STATES:
        raise Refused("申请已经办结。", kept="申请未变更。")
    return case


def _revise(session: Session, case: cases.Case, form: ApplicationForm, *, by: Officer, at: datetime) -> int:
    revision = int(case.row["revision"]) + 1
    row = _row(session, form, at=at, ref=case.row["channel_ref"], revision=revision)
    unfolding.unfold(session)
    write_revision(session, case.id, row, acknowledged_at=at, at=at)
    take_revision(session, case.id, row, form, by=by, at=at)
    _keep_papers(session, case.id, revision, by=by, at=at)
    if form.channel_state != "withdrawn":
        _use_papers(session, case.number, by=by, at=at)
    return revision
