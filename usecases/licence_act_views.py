"""What may be done to a licence and what it would do, before it is done; a licence as plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from content.documents import catalogue
from content.lawbook import lawbook
from models.values import LicenceStatus, PartyKind, shanghai_date
from rules import licences as rules
from rules.authority import RIGHTS, roles_text
from rules.licence_grounds import Ground, ground, possible
from rules.terms.licences import change_by
from usecases import calendars, licence_act_messages, licence_events, proposals
from usecases.licence_facts import OPEN_STATES, read
from usecases.licence_papers import barred_years
from usecases.proposals import Proposal

Values = dict[str, Any]
Mask = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """One act that is possible now, with the grounds that fit."""

    act: str
    name: str
    article: str
    grounds: tuple[Ground, ...]
    who: str


def choices(session: Session, licence_no: str) -> list[Choice]:
    """Return the acts ex officio that are possible in the licence's status, in the order of the model."""
    licence = read(session, licence_no)
    status, kind = LicenceStatus(licence["status"]), PartyKind(licence["holder_kind"])
    found = [(act, possible(act, status, kind)) for act in rules.EX_OFFICIO if status in rules.STEPS[act].to]
    return [
        Choice(act, rules.STEPS[act].name, str(rules.STEPS[act].basis), grounds, roles_text(RIGHTS[act].roles))
        for act, grounds in found
        if grounds
    ]


def waiting(session: Session, licence_no: str) -> Proposal | None:
    """Return the act that was proposed and waits for its second officer."""
    return proposals.open_one(session, licence_no, None)


def preview(
    session: Session, licence_no: str, act: str, code: str, *, at: datetime, templates: str = ""
) -> list[tuple[str, str]]:
    """Return what an act would do, as (label, text): status, document, whom it tells, whom it bars.

    `templates` is the law office's own folder of documents, "" for the built-in ones.
    """
    licence, step, today = read(session, licence_no), rules.STEPS[act], shanghai_date(at)
    chosen, law = ground(act, code), lawbook().in_force(today)
    before = LicenceStatus(licence["status"])
    after = rules.after(act, before)
    title = catalogue(templates).kind(step.document, today).title
    lines = [
        ("状态", f"{rules.STATUS_NAMES[before]} → {rules.STATUS_NAMES[after]}" if after != before else "不变"),
        ("依据", f"{chosen.name}（{chosen.basis}）"),
        ("文书", title),
        ("三统一", f"报送为“{_national(after)}”" if step.register else "不报送"),
        ("信用平台", _credit(session, licence_no, step.credit, at=at)),
    ]
    if years := barred_years(act, chosen, law):
        lines.append(("限制", f"持证人{years}年内不得再次申请"))
    if act == "licence.change_ordered":
        lines.append(("期限", f"{change_by(today, law.terms, calendars.current(session)).on}前申请变更"))
    return [*lines, *_follows(after), *_in_hand(session, licence_no)]


def _national(status: LicenceStatus) -> str:
    return rules.STATUS_NAMES[rules.FROM_NATIONAL[rules.national(status)]]


def _credit(session: Session, licence_no: str, what: str, *, at: datetime) -> str:
    ended = len(licence_act_messages.ended_records(session, licence_no, 0, at=at))
    told = {"ended": f"{ended}条公示记录改为无效", "withdrawn": "撤回全部公示记录"}
    return told.get(what, "不变")


def _follows(after: LicenceStatus) -> list[tuple[str, str]]:
    """Return what remains to be done afterwards: whatever ended has to be cancelled (ALL 70)."""
    ended = after in rules.ENDED and after is not LicenceStatus.CANCELLED
    return [("之后", "须办理注销")] if ended else []


def _in_hand(session: Session, licence_no: str) -> list[tuple[str, str]]:
    """Return the applications about the licence that are not decided yet."""
    numbers = licence_act_messages.numbers_about(session, licence_no, OPEN_STATES)
    return [("在办申请", "、".join(numbers))] if numbers else []


def licence_object(session: Session, licence_no: str, mask: Mask) -> Values:
    """Return a licence with its life, what is proposed and what is possible; `mask` hides numbers."""
    row = read(session, licence_no)
    number, proposal = str(row["licence_no"]), waiting(session, str(row["licence_no"]))
    names = (
        "licence_no", "status", "status_since", "version", "shop_name", "address", "district", "valid_from", "valid_to",
        "suspended_from", "suspended_to", "delivered_on", "change_due_on", "ended_ground", "document_no",
    )  # fmt: skip
    legal_rep = {"name": row["legal_rep_name"], "id_no": mask(row["legal_rep_no"])}
    holder = {"kind": row["holder_kind"], "name": row["holder_name"], "id_no": mask(row["holder_no"])}
    return {name: row[name] for name in names} | {
        "holder": holder | {"uscc": row["uscc"] or None, "legal_rep": legal_rep},
        "proposal": None if proposal is None else {"act": proposal.deed, "ground": proposal.reason, "by": proposal.by},
        "possible": [choice.act for choice in choices(session, number)],
        "life": [_event(event) for event in licence_events.life(session, number)],
    }


def _event(event: Values) -> Values:
    shown = {name: event[name] for name in ("at", "act", "by", "ground", "document_no", "note")}
    step = rules.STEPS.get(event["act"])
    named = {"name": step.name if step else event["act"], "from": event["status_from"], "to": event["status_to"]}
    return shown | named | {"detail": event["detail"] or {}}
