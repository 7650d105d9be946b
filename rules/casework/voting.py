"""Collective deliberation: what the votes come to; whoever did not agree has said why."""

from collections.abc import Sequence
from typing import Any

from models.said import Said, said
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第五十七条第二款", "APL 57(2)")
AGREE, AGAINST, RESERVED = "同意", "不同意", "保留意见"
DISSENT = frozenset({AGAINST, RESERVED})
Votes = Sequence[Sequence[Any]]  # name, vote and words of each member


def faults(votes: Votes, *, agreed: bool) -> list[Said]:
    """Return what is wrong with the opinions of a deliberation; who may vote is for rules.casework.duties."""
    found = [fault for row in votes for fault in _of_one(row)]
    consenting = sum(_part(row, 1) == AGREE for row in votes)
    if agreed and not found and consenting * 2 <= len(votes):
        found.append(said("同意的{n}人，没有过半数，不能写“通过处理意见”", n=consenting))
    return found


def _of_one(row: Sequence[Any]) -> list[Said]:
    name, vote, words = (_part(row, place) for place in range(3))
    if not name:
        return [said("没有写明参加人的姓名")]
    if vote not in {AGREE, *DISSENT}:
        return [said("{name}的意见应为同意、不同意或者保留意见", name=name)]
    return [said("{name}{vote}，没有写明理由", name=name, vote=vote)] if vote in DISSENT and not words else []


def dissenting(row: Sequence[Any]) -> bool:
    """Tell whether a member did not agree."""
    return _part(row, 1) in DISSENT


def _part(row: Sequence[Any], place: int) -> str:
    return str(row[place]).strip() if len(row) > place else ""
