"""Complaints and reports as the use cases handle them: the row, and the drawer with who they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.complaints import HotlineKind, HotlineState, Reporter
from models.errors import InvalidInput, NotFound
from models.said import said
from models.tables.casework import CaseStepRow, EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintReporterRow, ComplaintRow
from rules.complaint_words import giving_away, words_in
from usecases.texts import storable

COMPLAINTS, DRAWER = table_of(ComplaintRow), table_of(ComplaintReporterRow)
CASES, STEPS = table_of(EnforcementCaseRow), table_of(CaseStepRow)
TAKEN_IN, SPLIT_OFF = "case.taken_in", "case.split_off"  # marks of a case that name the one it comes from
REWRITE = "请改写后再登记；举报人的情况只写在保密栏。"
WITNESS = "请改写；举报人书面同意作为证人公开身份的，先在来件中登记“同意公开身份”（写明日期），再登记这一步。"
LIMITS = {"name": 100, "phone": 40, "id_no": 40, "address": 200, "words": 500, "told": 4000}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One item of the hotline under work: its columns by name."""

    row: Mapping[str, Any]

    @property
    def number(self) -> str:
        """Return its number: H-2026-000001."""
        return str(self.row["number"])

    @property
    def kind(self) -> HotlineKind:
        """Return what it is."""
        return HotlineKind(self.row["kind"])

    @property
    def state(self) -> HotlineState:
        """Return where it stands."""
        return HotlineState(self.row["state"])


def read(session: Session, number: str, *, locked: bool = False) -> Complaint:
    """Return an item by its number; raises NotFound."""
    query = select(COMPLAINTS).where(COMPLAINTS.c.number == number.strip())
    row = session.execute(query.with_for_update() if locked else query).mappings().first()
    if row is None:
        raise NotFound(said("没有编号为“{number}”的来件。", number=number.strip()[:64]), do_next="请刷新列表。")
    return Complaint(dict(row))


def change(session: Session, complaint: Complaint, **values: object) -> None:
    """Write what a deed changed."""
    session.execute(update(COMPLAINTS).where(COMPLAINTS.c.id == complaint.row["id"]).values(values))


def put_away(session: Session, complaint_id: int, reporter: Reporter) -> None:
    """Lay a reporter into the drawer, sealed."""
    values = {name: storable(str(getattr(reporter, name)), limit) for name, limit in LIMITS.items() if name != "words"}
    words = storable("、".join(reporter.words), LIMITS["words"])
    session.execute(insert(DRAWER).values(values | {"complaint_id": complaint_id, "words": words}))


def reporter_of(session: Session, complaint_id: int) -> Reporter | None:
    """Return who an item came from, None where nobody is known; for guards and the deed that opens the drawer only."""
    row = session.execute(select(DRAWER).where(DRAWER.c.complaint_id == complaint_id)).first()
    if row is None:
        return None
    return Reporter(row.name, row.phone, row.id_no, row.address, words_in(row.words), row.told)


def guard(reporter: Reporter | None, texts: Mapping[str, object], do_next: str = REWRITE) -> None:
    """Raise InvalidInput where a text (by its name) would give the reporter away; the error names the kind only."""
    if reporter is None:
        return
    found = [(name, away) for name, text in texts.items() if text and (away := giving_away(reporter, str(text)))]
    if found:
        where = "、".join(name for name, _away in found)
        what = "、".join(dict.fromkeys(each for _name, away in found for each in away))
        raise InvalidInput(
            said("“{where}”中写有能够认出举报人的内容：{what}。", where=where, what=what),
            kept="没有登记。",
            do_next=do_next,
        )


def keep_out_of(session: Session, case_number: str, texts: Mapping[str, object]) -> None:
    """Refuse what is written in a case, by the names of the texts, where it gives away who reported it.

    The name of the party itself stays: a reporter of the same name is another (complaint_cases.make saw to it). Who
    agreed in writing to be named, as a witness, may be.
    """
    c = COMPLAINTS.c
    wanted = select(c.id, CASES.c.party_name).join(CASES, CASES.c.number == c.case_number)
    mine = c.case_number.in_(origins(session, case_number, TAKEN_IN, SPLIT_OFF))
    for row in session.execute(wanted.where(mine, c.named, c.waived_on.is_(None))).all():
        reporter = reporter_of(session, row.id)
        namesake = reporter is not None and bool(reporter.name) and reporter.name == row.party_name
        guard(replace(reporter, name="") if reporter and namesake else reporter, texts, WITNESS)


def origins(session: Session, case_number: str, *marks: str) -> list[str]:
    """Return a case and those that it comes from by its marks, however far back."""
    found, left = list[str](), [case_number]
    while left:
        number = left.pop()
        if number not in found:
            found.append(number)
            said = select(STEPS.c.said).join(CASES, CASES.c.id == STEPS.c.case_id)
            rows = session.execute(said.where(CASES.c.number == number, STEPS.c.deed.in_(marks))).scalars()
            left += [str(row["from"]) for row in rows]
    return found


def keep_out_about(session: Session, subject: str, note: str) -> None:
    """Refuse a note on a case or an item, by its number, that gives away who reported."""
    if subject.startswith("C-"):
        keep_out_of(session, subject, {"说明": note})
    elif subject.startswith("H-"):
        c = COMPLAINTS.c
        for row_id in session.execute(select(c.id).where(c.number == subject, c.named)).scalars().all():
            guard(reporter_of(session, row_id), {"说明": note})


def keep_out(session: Session, complaint: Complaint, **texts: object) -> None:
    """Refuse texts, by their names, that would give away whom an item came from."""
    if complaint.row["named"]:
        guard(reporter_of(session, complaint.row["id"]), texts)
