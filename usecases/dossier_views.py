"""A dossier to look at: its catalogue as locked, or as it would be closed now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.said import said
from usecases import dossier_gaps, dossier_parts, dossiers, officers
from usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the catalogue; pages are 0 before the dossier was closed once (documents know theirs)."""

    position: int
    section: str
    title: str
    signer: str
    made_at: str
    pages: int
    page_from: int
    page_to: int
    sha256: str
    lacking: str
    supplement: int


@dataclass(frozen=True, slots=True)
class View:
    """A dossier in full; `number` is "" and `state` "unfiled" before it was closed."""

    subject: str
    number: str
    title: str
    party: str
    state: str
    lines: tuple[Line, ...]
    gaps: tuple[tuple[str, str], ...]
    pending: tuple[str, ...]
    pages: int
    retention: str
    retention_until: date | None
    locked_at: datetime | None = None
    locked_by: str = ""
    second_by: str = ""
    reason: str = ""
    supplements: int = 0
    manifest_sha256: str = ""
    sha256: str = ""
    late: tuple[str, ...] = ()  # what came after the lock
    proposed: str = ""  # who proposed to close it with gaps, by name
    proposed_by: str = ""  # the same by login
    proposed_reason: str = ""


def view(session: Session, desk: Desk, subject: str, *, at: datetime) -> View:
    """Return the dossier of a subject (or by its own number); raises NotFound."""
    row = dossiers.current(session, subject)
    if row is None and not dossier_parts.is_application(session, subject):
        row = dossiers.by_number(session, subject)
    if row is None or row["state"] == "open" or dossiers.goes_on(session, desk, row, at=at):
        return _unfiled(session, desk, row["subject"] if row else subject, row, at)
    return _locked(session, desk, row, at)


def _unfiled(session: Session, desk: Desk, subject: str, row: dict[str, Any] | None, at: datetime) -> View:
    found = dossiers.gathered(session, desk, subject, at=at)
    order = dossiers.arranged(found, at=at)
    opened = row is not None and row["state"] == "open"
    lines = tuple(
        Line(e.position, e.part.section, e.part.title, e.part.signer, e.part.made_at, e.part.pages, 0, 0,
             e.part.sha256, e.part.lacking, e.part.supplement)
        for e in order.entries
    )  # fmt: skip
    login, name, why = dossier_gaps.told(session, subject)
    return View(
        subject, row["number"] if row and opened else "", found.title, found.party, "open" if opened else "unfiled",
        lines, tuple((g.name, g.reason) for g in order.gaps), found.pending, order.pages, order.retention.title,
        order.retention_until, reason=row["reason"] if row and opened else "",
        proposed=name, proposed_by=login, proposed_reason=why,
    )  # fmt: skip


def _locked(session: Session, desk: Desk, row: dict[str, Any], at: datetime) -> View:
    names, kept = officers.names(session), dossiers.entries(session, row["id"])
    lines = tuple(Line(**{name: line[name] for name in Line.__slots__}) for line in kept)
    late = dossiers.late(session, desk, row, at=at)
    told = ("locked_at", "reason", "supplements", "manifest_sha256", "sha256", "retention_until")
    return View(
        row["subject"], row["number"], row["title"], row["party"], row["state"], lines,
        tuple((name, reason) for name, reason in row["gaps"] or ()), (), row["pages"], row["retention_title"],
        locked_by=names.get(row["locked_by"], row["locked_by"]), late=tuple(part.title for part in late),
        second_by=names.get(row["second_by"], row["second_by"]), **{name: row[name] for name in told},
    )  # fmt: skip


def as_json(found: View) -> dict[str, Any]:
    """Return a view as the command prints it."""
    from dataclasses import asdict

    return asdict(found)


STATES = {"unfiled": "未归档", "open": "已启封，待重新归档", "locked": "已归档锁定"}


def in_words(found: View) -> list[str]:
    """Return a view as lines for a terminal."""
    head = {"number": found.number or "（未编卷号）", "title": found.title, "party": found.party}
    kept: dict[str, object] = {"term": found.retention, "until": found.retention_until}
    lines: list[str] = [said("{number}  {title}  {party}", **head), said("状态：{state}", state=STATES[found.state])]
    limit = said("保管期限：{term} 至 {until}", **kept) if found.retention_until else said("保管期限：{term}", **kept)
    lines.append(limit)
    lines.append(said("共 {count} 件，{pages} 页", count=len(found.lines), pages=found.pages))
    for line in found.lines:
        pages = f"{line.page_from}–{line.page_to}" if line.page_to else ""
        mark = said("（补卷{number}）", number=line.supplement) if line.supplement else ""
        known = {"place": f"{line.position:>3}", "mark": mark, "title": line.title, "pages": pages}
        lines.append(said("{place}  {mark}{title}  {pages}  {lacking}", **known, lacking=line.lacking))
    lines += [said("缺：{name}（{reason}）", name=name, reason=reason) for name, reason in found.gaps]
    lines += [said("待办：{text}", text=text) for text in found.pending]
    if found.proposed:
        known = {"who": found.proposed, "reason": found.proposed_reason}
        lines.append(said("{who}提议缺件归档：{reason}（等待另一名人员同意）", **known))
    lines += [said("归档后到达：{title}（可补卷）", title=title) for title in found.late]
    return lines
