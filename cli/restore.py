"""`luqiao restore FILE`: put a verified backup in the place of the database."""

from dataclasses import asdict
from pathlib import Path

from cli.context import Context
from cli.parser import Parser
from models.said import said
from models.values import utc_now


def run(argv: list[str], context: Context) -> int:
    """Restore one backup file; the database from before is kept aside."""
    parser = Parser("luqiao restore", "恢复一份备份；先验证，再替换，原数据库留在一旁")
    parser.add_argument("file", metavar="FILE", type=Path)
    options = parser.parse_args(argv)
    settings = context.settings()
    from wiring.restore import restore

    done = restore(settings, options.file, utc_now())
    text = said("已恢复：{file}，台账 {entries} 条", file=done.backup.file, entries=done.entries)
    if done.aside:
        more = {"file": done.backup.file, "entries": done.entries, "aside": done.aside}
        text = said("已恢复：{file}，台账 {entries} 条；原数据库在 {aside}", **more)
    context.answer(asdict(done.backup), lambda: text)
    return 0
