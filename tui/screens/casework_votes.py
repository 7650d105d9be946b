"""Collective deliberation: who took part, how each voted, and the words of those who did not agree."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.values import Officer, Role
from rules import authority
from rules.casework.voting import AGAINST, AGREE, RESERVED
from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Values

if TYPE_CHECKING:
    from rules.casework.standing import Standing

VOTES = {"agree": N_("同意"), "against": N_("不同意"), "reserved": N_("保留意见")}
KEPT = {"agree": AGREE, "against": AGAINST, "reserved": RESERVED}  # what the record says, in Chinese whoever writes


def fields(members: Sequence[Officer]) -> list[Blank]:
    """Return who presides, then a vote and its words for each member."""
    found = [Blank("host", N_("主持人"), options={one.login: one.name for one in members}, needed=True)]
    for one in members:
        found.append(Blank(f"vote.{one.login}", one.name, options=VOTES, needed=True))
        found.append(Blank(f"words.{one.login}", N_("其意见"), 500, hint=N_("不同意或者保留意见的，写明理由")))
    return found


def read(members: Sequence[Officer], values: Values) -> tuple[list[list[str]], Faults]:
    """Return name, vote and words of each member; whoever did not agree must have said why."""
    rows, faults = [], list[tuple[str, str]]()
    for one in members:
        vote, words = values.get(f"vote.{one.login}", ""), values.get(f"words.{one.login}", "").strip()
        if vote != "agree" and not words:
            faults.append((f"words.{one.login}", _("请写明理由")))
        rows.append([one.name, KEPT.get(vote, ""), words])
    return rows, faults


def may_vote(people: Sequence[Officer], standing: "Standing") -> list[Officer]:
    """Return who may take part, approvers first: nobody who investigated or was recused, no administrator."""
    gone = standing.recused | standing.investigators
    able = [one for one in people if one.login not in gone and not one.roles & authority.ADMINISTRATORS]
    return sorted(able, key=lambda one: Role.APPROVER not in one.roles)


def summary(rows: Sequence[Sequence[Any]]) -> str:
    """Return how many voted how."""
    counts = [(word, sum(len(row) > 1 and row[1] == KEPT[code] for row in rows)) for code, word in VOTES.items()]
    parts = [_("{n} 人").format(n=len(rows)), *(f"{_(word)} {count}" for word, count in counts if count)]
    return "  ".join(parts)


def named(people: Sequence[Officer], logins: Sequence[str]) -> list[Officer]:
    """Return the officers of some logins, in that order."""
    known: Mapping[str, Officer] = {one.login: one for one in people}
    return [known[login] for login in logins]
