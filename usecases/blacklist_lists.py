"""The lists themselves: opened, changed and closed by deed; one whose hits bar needs a second officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.blacklist import BlacklistListRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from rules import authority
from usecases import audit, officers
from usecases.deeds import deed
from usecases.faults import Fault, Faulty
from usecases.texts import storable, unstorable

if TYPE_CHECKING:
    from usecases.blacklist_rows import NewEntry

LISTS = table_of(BlacklistListRow)
LIST_LENGTH = 60
FEEDS = ("hand", "file", "source")
TEXTS = {"source": 200, "reason": 500, "basis": 300, "answers": 40, "place": 200, "note": 500}
NUMBERS = {"months": 1200, "stale_days": 3650, "most_changed": 100}
WORDING = (*TEXTS, *NUMBERS, "bars", "feed")
PROPOSED, CONFIRMED, REJECTED = "blacklist.list_proposed", "blacklist.list_confirmed", "blacklist.list_rejected"


@dataclass(frozen=True, slots=True)
class BlackList:
    """One list as it is worded; `state` is standing, or proposed while a second officer is awaited."""

    id: int
    name: str
    state: str
    source: str
    reason: str
    basis: str
    answers: str
    months: int
    bars: bool
    feed: str
    place: str
    stale_days: int
    most_changed: int
    note: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str

    def with_term(self, entry: "NewEntry", today: date) -> "NewEntry":
        """Return an entry with the end that the list gives where neither row nor list says otherwise."""
        from rules.terms.spans import add_months

        if entry.to_on is not None or not self.months:
            return entry
        return replace(entry, to_on=add_months(entry.from_on or today, self.months))


COLUMNS = [LISTS.c[name] for name in BlackList.__slots__]


def name_fault(name: str) -> Fault | None:
    """Return what is wrong with the name of a list."""
    if not name.strip() or len(name) > LIST_LENGTH or unstorable(name):
        return Fault(1, "list", f"名单名称为 1 到 {LIST_LENGTH} 个字符，不含控制字符")
    return None


def standing(session: Session, *, proposed: bool = False) -> list[BlackList]:
    """Return the lists that stand, by name; or the wordings that wait for a second officer."""
    wanted = select(*COLUMNS).where(LISTS.c.state == ("proposed" if proposed else "standing"))
    return [BlackList(*row) for row in session.execute(wanted.order_by(LISTS.c.name))]


def found(session: Session, name: str, state: str = "standing") -> BlackList | None:
    """Return a list as it is worded, None where there is none of that name."""
    row = session.execute(select(*COLUMNS).where(LISTS.c.name == name, LISTS.c.state == state)).first()
    return None if row is None else BlackList(*row)


def read(session: Session, name: str) -> BlackList:
    """Return a list that stands; raises NotFound."""
    one = found(session, name)
    if one is None:
        raise NotFound(f"没有名为“{name}”的名单。", do_next="请先查看名单，或新设名单。")
    return one


def wordings(session: Session, name: str) -> list[BlackList]:
    """Return every wording that a list had, the newest first."""
    return [BlackList(*r) for r in session.execute(select(*COLUMNS).where(LISTS.c.name == name).order_by(LISTS.c.id))][
        ::-1
    ]


def ensure(session: Session, name: str, *, by: Officer, at: datetime) -> BlackList:
    """Return a list, opened as one that only asks where nobody opened it; the calling deed tells of it."""
    one = found(session, name)
    if one is None:
        _write(session, name, {"answers": by.login}, "standing", by=by, at=at)
        one = read(session, name)
    return one


@deed(PROPOSED)
def propose(session: Session, name: str, values: Mapping[str, object], *, by: Officer, at: datetime) -> BlackList:
    """Open a list or change its wording; `values` are some of WORDING, the rest stays as it is.

    Where hits bar, before or afterwards, it waits for a second officer (`confirm`). Raises Faulty, InvalidInput,
    Conflict (a wording waits already).
    """
    bad = name_fault(name)
    before = found(session, name)
    wording = _checked(values, before, [bad] if bad else [])
    wording["basis"] = _cited(wording["basis"], shanghai_date(at))
    if found(session, name, "proposed") is not None:
        raise Conflict(f"名单“{name}”已有待确认的改动。", kept="未作任何更改。", do_next="请先确认或驳回。")
    if wording["answers"] and officers.find(session, wording["answers"]) is None:
        raise Faulty([Fault(1, "answers", f"没有登录名为 {wording['answers']} 的在岗人员")])
    waits = wording["bars"] or (before is not None and before.bars)
    if not waits:
        _end(session, before, "replaced", by=by, at=at)
    _write(session, name, wording, "proposed" if waits else "standing", by=by, at=at)
    facts: dict[str, object] = {"list": name, "bars": wording["bars"], "waits": waits, "basis": wording["basis"]}
    audit.tell(session, by=by, at=at, deed=PROPOSED, subject=subject(name), note=wording["note"], facts=facts)
    return _waiting(session, name) if waits else read(session, name)


@deed(CONFIRMED)
def confirm(session: Session, name: str, *, by: Officer, at: datetime) -> BlackList:
    """Put into force what another officer proposed; raises Refused (the same officer, no approver), NotFound."""
    waiting = _waiting(session, name)
    proposer = officers.find(session, waiting.proposed_by)
    if proposer is None:
        raise Refused(f"提议人{waiting.proposed_by}已不在岗。", kept="提议仍待处理。", do_next="请驳回后重新提出。")
    authority.check_pair(CONFIRMED, proposer, by)
    _end(session, found(session, name), "replaced", by=by, at=at)
    state = {"state": "standing", "confirmed_by": by.login, "begun_at": at}
    session.execute(update(LISTS).where(LISTS.c.id == waiting.id).values(state))
    facts: dict[str, object] = {"list": name, "proposed_by": waiting.proposed_by, "bars": waiting.bars}
    audit.tell(session, by=by, at=at, deed=CONFIRMED, subject=subject(name), note=waiting.note, facts=facts)
    return read(session, name)


@deed(REJECTED)
def reject(session: Session, name: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Turn down what was proposed; an approver may, and who proposed it. Raises NotFound, InvalidInput, Refused."""
    waiting = _waiting(session, name)
    authority.check_turning_down(REJECTED, waiting.proposed_by, by)
    words = worded(reason, "驳回")
    _end(session, waiting, "rejected", by=by, at=at)
    audit.tell(session, by=by, at=at, deed=REJECTED, subject=subject(name), note=words, facts={"list": name})


def _waiting(session: Session, name: str) -> BlackList:
    waiting = found(session, name, "proposed")
    if waiting is None:
        raise NotFound(f"名单“{name}”没有待确认的改动。", do_next="请刷新。")
    return waiting


def worded(reason: str, what: str) -> str:
    """Return a reason that can be kept; raises InvalidInput where there is none."""
    words = storable(reason.strip(), 500)
    if not words:
        raise InvalidInput(f"没有写明{what}的理由。", kept="未作任何更改。", do_next="请写明理由。")
    return words


def subject(name: str) -> str:
    """Return the name of a list in ledger and history."""
    return f"blacklist-list:{name}"


def ended(session: Session, name: str, *, by: Officer, at: datetime) -> BlackList:
    """Let a list stand no more; its entries are for the caller. Raises NotFound."""
    one = read(session, name)
    _end(session, one, "closed", by=by, at=at)
    return one


def _checked(values: Mapping[str, object], before: BlackList | None, faults: list[Fault]) -> dict[str, Any]:
    wording: dict[str, Any] = {} if before is None else {field: getattr(before, field) for field in WORDING}
    wording = {"feed": "hand", "bars": False, **dict.fromkeys(TEXTS, ""), "months": 0, "stale_days": 0,
               "most_changed": 20} | wording | {"note": ""}  # fmt: skip
    for field, value in values.items():
        message = _field_fault(field, value)
        faults += [Fault(1, field, message)] if message else []
        wording[field] = value.strip() if isinstance(value, str) else value
    if not faults:
        faults += _together(wording)
    if faults:
        raise Faulty(faults)
    return wording


def _cited(basis: str, on: date) -> str:
    """Return a basis with its instrument as the law book names it; raises Faulty for an instrument it does not know.

    Written as `LIC 第二十五条` (short key) or as `《…》…` (title).
    """
    if not basis:
        return ""
    from content.lawbook import lawbook  # only where a basis is written: the home counts lists without the law

    known = [dated for dated in lawbook().instruments if dated.span.holds(on)]
    key, _, article = basis.partition(" ")
    for dated in known:
        if dated.id == key and article.strip():
            return f"《{dated.row.title}》({dated.row.edition}){article.strip()}"
        if basis.startswith(f"《{dated.row.title}》"):
            return basis
    raise Faulty([Fault(1, "basis", f"法规库中没有“{basis}”所引的文件；写作“文件代号 条款”，例如 LIC 第二十五条")])


def _field_fault(field: str, value: object) -> str:
    if field in TEXTS:
        good = isinstance(value, str) and len(value.strip()) <= TEXTS[field] and not unstorable(value.strip())
        return "" if good else f"应为文本，最多 {TEXTS[field]} 个字符"
    if field in NUMBERS:
        good = type(value) is int and 0 <= value <= NUMBERS[field]
        return "" if good else f"应为 0 到 {NUMBERS[field]} 的整数"
    if field == "feed":
        return "" if value in FEEDS else f"只能是 {'、'.join(FEEDS)}"
    if field == "bars":
        return "" if isinstance(value, bool) else "应为是或否"
    return "没有这一项"


def _together(wording: Mapping[str, Any]) -> Sequence[Fault]:
    faults = []
    if wording["bars"] and not wording["basis"]:
        faults.append(Fault(1, "basis", "命中即不予许可的名单须写明法律依据（文件和条款）"))
    if wording["bars"] and not wording["reason"]:
        faults.append(Fault(1, "reason", "命中即不予许可的名单须写明列入事由"))
    if wording["feed"] == "source" and not wording["place"]:
        faults.append(Fault(1, "place", "从来源更新的名单须写明来源的位置（目录，或系统名称）"))
    return faults


def _write(session: Session, name: str, wording: Mapping[str, Any], state: str, *, by: Officer, at: datetime) -> None:
    values = {"name": name, "state": state, "proposed_by": by.login, "proposed_at": at, **wording}
    session.execute(insert(LISTS).values(values | ({"begun_at": at} if state == "standing" else {})))


def _end(session: Session, one: BlackList | None, state: str, *, by: Officer, at: datetime) -> None:
    if one is not None:
        ending = update(LISTS).where(LISTS.c.id == one.id)
        session.execute(ending.values(state=state, ended_at=at, ended_by=by.login))
