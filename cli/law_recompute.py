"""`luqiao law recompute` and `law calendar`: load an official calendar, show what it changes, write it."""

from typing import TYPE_CHECKING

from cli.context import Context
from cli.parser import Parser
from models.errors import Refused
from models.said import said

if TYPE_CHECKING:
    from usecases.recomputations import Preview

MOST = 200
WORDS = {"none": "无牌", "warning": "预警", "yellow": "黄牌", "red": "红牌", "provisional": "暂定"}


def run_recompute(argv: list[str], context: Context) -> int:
    """Recompute every open deadline; with --preview show only what would change (exit status 1)."""
    parser = Parser("luqiao law recompute", "按现行日历和参数重算全部未办结申请的期限")
    parser.add_argument("--preview", action="store_true", help="只显示差别，不写入")
    parser.add_argument("--limit", type=int, default=MOST, help="最多列出多少件有变化的申请")
    parser.add_argument("--as", dest="officer", default=None, help="由谁重算（不写则必须用 --preview）")
    options = parser.parse_args(argv)
    from daemon.jobs.recompute_deadlines import recompute
    from usecases import deadlines, recomputations

    with context.office() as office:
        with office.reading() as session:
            chunks = deadlines.everything(session, at=office.now())
            found = recomputations.preview(chunks, most=options.limit)
        if not options.preview:
            if options.officer is None:
                raise Refused(
                    "重算会写入期限，须写明由谁办理。", kept="没有任何改动。", do_next="加 --as，或用 --preview。"
                )
            recompute(office, by=office.officer(options.officer))
    counts = {"before": found.before, "after": found.after}
    answer = {
        "preview": options.preview,
        "rows": found.rows,
        "changed": found.changed,
        **{when: {name: counted[name] for name in WORDS} for when, counted in counts.items()},
        "changes": [as_json(change) for change in found.changes],
    }
    context.answer(answer, lambda: shown(found))
    return 1 if options.preview and found.changed else 0


def as_json(change: list[str | None]) -> dict[str, str | None]:
    """Return one change as JSON prints it."""
    return dict(zip(("id", "due_from", "due_to", "card_from", "card_to"), change, strict=True))


def shown(found: "Preview") -> str:
    """Return the difference as a person reads it."""
    lines: list[str] = [said("未办结 {rows} 件，有变化 {changed} 件", rows=found.rows, changed=found.changed)]
    for name, word in WORDS.items():
        if found.before[name] or found.after[name]:
            lines.append(f"  {word} {found.before[name]} → {found.after[name]}")
    lines += [
        f"  {number}  {before or '—'} → {after}  {card} → {later}"
        for number, before, after, card, later in found.changes
    ]
    if found.changed > len(found.changes):
        lines.append(said("  …… 另有 {changed} 件", changed=found.changed - len(found.changes)))
    return "\n".join(lines)


def run_calendar(argv: list[str], context: Context) -> int:
    """Load whole years of the official table; `law recompute --preview` then shows what it changes."""
    parser = Parser("luqiao law calendar", "导入官方放假安排（整年）")
    parser.add_argument("file", metavar="FILE", help="CSV，列 date,kind[,name],kind 为 working 或 off")
    parser.add_argument("--source", required=True, help="文号，如 国办发明电〔2026〕7号")
    parser.add_argument("--as", dest="officer", required=True)
    options = parser.parse_args(argv)
    from pathlib import Path

    from rules.calendar_file import decoded
    from usecases import calendars

    with context.office() as office:
        text = decoded(Path(options.file).read_bytes())
        years = office.perform(calendars.load_official, text, options.source, by=office.officer(options.officer))
    context.answer(
        {"years": years},
        lambda: said("已导入{str}年。用 law recompute --preview 查看变化。", str="、".join(map(str, years))),
    )
    return 0
