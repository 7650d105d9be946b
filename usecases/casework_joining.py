"""Cases that become one, and parties that become cases of their own: goods and alarm follow, each case tells where."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from models.casework import CaseStage
from models.errors import Refused
from models.said import said
from models.values import Officer, shanghai_date
from rules.casework.steps import STAGE_NAMES
from usecases import audit, casework, casework_alarm, casework_goods, casework_rows, undo_casework
from usecases.casework_rows import STEPS as STEP_ROWS
from usecases.casework_rows import EnforcementCase

JOINED, SPLIT, TAKEN_IN, SPLIT_OFF = "case.joined", "case.split", "case.taken_in", "case.split_off"
KEPT = "案件未变更。"
PARTY = {"party_kind": "kind", "party_name": "name", "party_no": "number"}  # blank of the step: key of the party


def target(session: Session, case: EnforcementCase, number: str) -> EnforcementCase:
    """Return the case that another one may be joined to; raises NotFound, Refused.

    It is investigated now, and against the same party, or nobody is known in the case that is joined.
    """
    into = casework_rows.read(session, number, locked=True)
    if into.number == case.number:
        raise Refused("案件不能并入自己。", kept=KEPT)
    if into.standing.stage is not CaseStage.INVESTIGATING:
        words = said(
            "{number}处于“{stage}”，只能并入正在调查的案件。",
            number=into.number,
            stage=STAGE_NAMES[into.standing.stage],
        )
        raise Refused(words, kept=KEPT, do_next="请选正在调查的案件。")
    if not _same_party(case.row, into.row):
        raise Refused("两个案件的当事人不同，不能并案。", kept=KEPT, do_next="当事人有误的，先更改案情。")
    return into


def _same_party(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether a case may be against the party of another: by number, by name where neither has one, or nobody."""
    if not one["party_name"] and not one["party_no"]:
        return True
    by = "party_no" if one["party_no"] or other["party_no"] else "party_name"
    return bool(one[by] == other[by])


def join(session: Session, case: EnforcementCase, said: Mapping[str, Any], *, by: Officer, at: datetime) -> None:
    """Bring the goods of a case that was just joined into the other one, and look at its alarm anew."""
    into = target(session, case, str(said["into"]))
    before = casework_goods.of_case(session, into)
    every = [*before, *casework_goods.of_case(session, case)]
    facts: dict[str, object] = {"from": case.number}
    seq = audit.tell(session, by=by, at=at, deed=JOINED, subject=into.number, note=str(said["reason"]), facts=facts)
    mark = {"deed": TAKEN_IN, "by": by.login, "at": at, "ledger_seq": seq}
    _mark(session, into, mark, case, str(said["reason"]))
    rows = [casework_goods.row_of(one) for one in before]
    undo_casework.remember(session, JOINED, into, by=by, at=at, ledger_seq=seq, goods=rows)
    casework_goods.put(session, int(into.row["id"]), [casework_goods.row_of(one) for one in every])
    found = casework_alarm.watch(session, into, into.row["cause"], every, at=at, ledger_seq=seq)
    casework_rows.keep(session, into, {"alarm": found}, at=at)


def _mark(session: Session, into: EnforcementCase, mark: dict[str, Any], source: EnforcementCase, reason: str) -> None:
    """Note among the steps of a case which one it comes from, and who did what there already (APL 43, 58)."""
    said = {"from": source.number, "reason": reason, **source.standing.duties}
    row = {"case_id": into.row["id"], "counts_on": shanghai_date(mark["at"]), "said": said, "document_no": ""}
    session.execute(insert(STEP_ROWS).values(**row, **mark))


def split(
    session: Session, case: EnforcementCase, said: Mapping[str, Any], *, by: Officer, at: datetime, ledger_seq: int
) -> None:
    """Enter what is split off as a lead of its own, found today; the step says its number."""
    party = {key: said[name] for name, key in PARTY.items() if said.get(name)}
    facts = replace(
        casework.known(session, case.number),
        found_on=shanghai_date(at),
        summary=str(said["summary"]),
        cause=str(said.get("cause") or case.row["cause"]),
        party=party,
        licence_no="",
        ownerless=False,
        source_ref=case.number,
    )
    number = casework.register(session, facts, by=by, at=at)
    mark = {"deed": SPLIT_OFF, "by": by.login, "at": at, "ledger_seq": ledger_seq}
    _mark(session, casework_rows.read(session, number), mark, case, str(said["reason"]))
    mine = (STEP_ROWS.c.case_id == case.row["id"], STEP_ROWS.c.ledger_seq == ledger_seq, STEP_ROWS.c.deed == SPLIT)
    session.execute(update(STEP_ROWS).where(*mine).values(said=dict(said) | {"into": number}))
