"""Proposals about published records: by which document, for what reason, and how they are turned down."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Officer, shanghai_date
from rules import authority
from usecases import audit, proposals
from usecases.penalty_checks import FORBIDDEN

REJECTED = "withdrawal_rejected"
LEAST, MOST = 2, 500  # characters of the reason for turning down
SHORTEST = 4  # of the reason of a proposal (contract 8.1)
LONGEST_NUMBER, LONGEST_BODY = 64, 100


@dataclass(frozen=True, slots=True)
class Authority:
    """The document by which a published record is changed: its number, its day, and who issued it."""

    number: str
    dated_on: date | None = None
    issued_by: str = ""

    def checked(self, at: datetime) -> "Authority":
        """Return it without blanks around; InvalidInput for a number, day or body that cannot be."""
        found = replace(self, number=self.number.strip(), issued_by=self.issued_by.strip())
        if not 1 <= len(found.number) <= LONGEST_NUMBER or not _shown(found.number):
            raise InvalidInput("依据的文书号为 1 到 64 个字符，不含控制字符。", kept="未作任何更改。")
        if found.dated_on is not None and found.dated_on > shanghai_date(at):
            raise InvalidInput("依据文书的日期晚于今天。", kept="未作任何更改。")
        if len(found.issued_by) > LONGEST_BODY or not _shown(found.issued_by):
            raise InvalidInput("文书制作机关至多 100 个字符，不含控制字符。", kept="未作任何更改。")
        return found

    def as_note(self) -> dict[str, str]:
        """Return it as a proposal keeps it."""
        dated = self.dated_on.isoformat() if self.dated_on else ""
        return {"document_no": self.number, "dated_on": dated, "issued_by": self.issued_by}


def of(document: "Authority | str") -> Authority:
    """Return a document that may be named by its number alone."""
    return Authority(document) if isinstance(document, str) else document


def _shown(text: str) -> bool:
    return FORBIDDEN.search(text) is None


def checked_reason(reason: str, what: str) -> str:
    """Return the reason of a proposal as the receivers take it (contract 8.1); InvalidInput else."""
    words = reason.strip()
    if not SHORTEST <= len(words) <= MOST or not _shown(words):
        raise InvalidInput(said("{what}须写明理由（4至500字，不含控制字符）。", what=what), kept="未作任何更改。")
    return words


def turn_down(
    session: Session,
    subject: str,
    deed: str,
    note: str,
    *,
    by: Officer,
    at: datetime,
    deed_done: str = REJECTED,
    of: str | None = None,
) -> None:
    """Close the open proposal of `deed` on `subject` as rejected, or as taken back; the record stays as it is.

    `of` is what of the subject it must be about, where there may be several.
    Raises: InvalidInput (no reason), Refused (nothing proposed, or neither an approver nor the proposer).
    """
    words = note.strip()
    if not LEAST <= len(words) <= MOST or not _shown(words):
        raise InvalidInput("驳回提议须写明理由（2 至 500 字）。", kept="提议仍待确认。")
    proposal = proposals.open_one(session, subject, deed, of=of)
    if proposal is None:
        raise Refused("没有待确认的提议。", kept="未作任何更改。", do_next="请刷新后再看。")
    authority.check_turning_down(deed_done, proposal.by, by)
    proposals.close(session, proposal, "taken_back" if by.login == proposal.by else "rejected", by=by, at=at)
    facts: dict[str, object] = {"proposed_by": proposal.by, "proposal": proposal.id} | _document(proposal.note)
    audit.tell(session, by=by, at=at, deed=deed_done, subject=subject, note=words, facts=facts)


def _document(note: str) -> dict[str, object]:
    """Return the number of the document that a proposal rests on, where it names one."""
    said = json.loads(note) if note.startswith("{") else {}
    return {"document": said["document_no"]} if said.get("document_no") else {}
