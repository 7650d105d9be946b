"""Recomputations: what a calendar or a parameter changed, from → to; what a run would change now stands first."""

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.widgets.columns import Column
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CARDS, SUBJECTS, moment, word

SHOWN = 200
NOW = datetime.min.replace(tzinfo=UTC)  # no run was then: what one would change now


class RecomputationsView(Paired):
    """Lists the runs; the sheet shows how everything stood before and after, and each change."""

    _planned: Sequence[Any] = ()
    NAME = SUBJECTS["recomputations"]
    EMPTY = N_("还没有重算过期限。")

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("时间"), lambda r: _("现在重算会改变") if r.run_at is NOW else moment(r.run_at), 20),
            Column(N_("变化（件）"), lambda r: f"{r.changed:,}", 10, rank=1, right=True),
            Column(N_("黄牌"), lambda r: change_of(r, "yellow"), 14, rank=2),
            Column(N_("红牌"), lambda r: change_of(r, "red"), 14, rank=2),
            Column(N_("暂定"), lambda r: change_of(r, "provisional"), 16, rank=3),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row.run_at
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import deadlines, recomputations

        found = recomputations.preview(deadlines.everything(session, at=self.office.now()), most=SHOWN)
        planned = [recomputations.Run(NOW, found.changed, found.before, found.after)] if found.changed else []
        self._planned = found.changes
        return [*planned, *recomputations.runs(session)]

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import recomputations

        changes = self._planned if row.run_at is NOW else recomputations.changes(session, row.run_at, most=SHOWN)
        words = {**CARDS, "provisional": _("暂定日历")}
        counts = [pair(_(name), change_of(row, code)) for code, name in words.items() if change_of(row, code)]
        more = (
            [note(_("另有 {n} 件").format(n=f"{row.changed - len(changes):,}"))] if row.changed > len(changes) else []
        )
        return [*counts, heading(_("变化（原 → 新）")), *(_line(change) for change in changes), *more]


def change_of(row: Any, code: str) -> str:
    """Return a count before and after, nothing where there was none."""
    before, after = row.before.get(code, 0), row.after.get(code, 0)
    return f"{before:,} → {after:,}" if before or after else ""


def _line(change: Sequence[str | None]) -> Entry:
    number, due_from, due_to, card_from, card_to = change
    cards = "" if card_from == card_to else f"  {word(CARDS, card_from)} → {word(CARDS, card_to)}"
    return note(f"{number}  {due_from or '—'} → {due_to}{cards}")
