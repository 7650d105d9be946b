"""What is new in a case since an opinion, on paper: deeds in their order, blanks as they were and are, papers."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rules.casework import forms
from tui.language import _
from tui.screens.casework_sheets import said_lines, shown, step_name
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import moment

if TYPE_CHECKING:
    from usecases.casework_book import Book
    from usecases.casework_news import NewPaper, News

Names = Mapping[str, str]


def sheet(book: "Book", names: Names, deeds: Names) -> list[Entry]:
    """Return what is new since the reader's own opinion, else since anybody's."""
    since = book.since
    if since is None:
        return [note(_("还没有人审核或者集体讨论过本案。"), "quiet")]
    step = since.opinion
    head = f"{moment(step.at)}  {names.get(step.by, step.by)}  {_(step.name)}"
    opinion = step.said.get("opinion") or step.said.get("conclusion") or ""
    changes = [entry for one in since.news for entry in _new(one, names, deeds)]
    return [
        pair(_("我的意见") if since.own else _("上次意见"), head, "strong"), *([pair(" ", opinion)] if opinion else []),
        heading(_("此后的变动")), *(changes or [note(_("没有变动"), "quiet")]),
        *([heading(_("此后的文书")), *map(_paper, since.papers)] if since.papers else []),
    ]  # fmt: skip


def _new(one: "News", names: Names, deeds: Names) -> Iterable[Entry]:
    what = step_name(one.deed, deeds)
    yield note(f"{moment(one.at)}  {names.get(one.by, one.by)}  {what}", "warn")
    if one.said is not None and one.before is not None:
        yield from _differing(one, names)
    elif one.said is not None:
        yield from said_lines(one.deed, one.said, names)
    elif one.note not in ("", what):
        yield from (note(part, indent=4) for part in one.note.split("；"))


def _differing(one: "News", names: Names) -> Iterable[Entry]:
    """Yield the blanks that say something else than the same step before; what is equal is passed over."""
    said, before, keys = one.said or {}, one.before or {}, one.differing
    differing = [blank for blank in forms.blanks(one.deed) if blank.key in keys and blank.key != "on"]
    for blank in differing:
        if blank.kind == "rows":
            yield from said_lines(one.deed, {blank.key: said.get(blank.key)}, names)
            continue
        old, new = (_value(blank, each.get(blank.key), names) for each in (before, said))
        yield pair(_(blank.name), f"{old}  →  {new}", "strong")
    yield note(_("其余与上一次相同") if differing else _("与上一次相同"), "quiet", indent=4)


def _value(blank: forms.Blank, value: object, names: Names) -> str:
    return _("（没有）") if value in (None, "", []) else shown(blank, value, names)


def _paper(one: "NewPaper") -> Entry:
    void = _("已作废") if one.void else ""
    words = (moment(one.at), one.title, one.number, void)
    return note("  ".join(word for word in words if word), "quiet" if void else "")
