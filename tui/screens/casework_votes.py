"""Collective deliberation: who took part, how each voted, and the words of those who did not agree."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.values import Officer
from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Values

VOTES = {"agree": N_("同意"), "against": N_("不同意"), "reserved": N_("保留意见")}
KEPT = {"agree": "同意", "against": "不同意", "reserved": "保留意见"}  # what the record says, in Chinese whoever writes
LEAST = 2


def fields(members: Sequence[Officer]) -> list[Blank]:
    """Return a vote and its words for each member."""
    found = []
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


def dissenting(row: Sequence[Any]) -> bool:
    """Tell whether a member did not agree."""
    return len(row) > 1 and row[1] in (KEPT["against"], KEPT["reserved"])


def named(people: Sequence[Officer], logins: Sequence[str]) -> list[Officer]:
    """Return the officers of some logins, in that order."""
    known: Mapping[str, Officer] = {one.login: one for one in people}
    return [known[login] for login in logins]
