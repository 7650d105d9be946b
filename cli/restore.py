"""`luqiao restore FILE`: put a verified backup in the place of the database."""

from dataclasses import asdict
from pathlib import Path

from cli.context import Context
from cli.parser import Parser
from models.values import utc_now


def run(argv: list[str], context: Context) -> int:
    """Restore one backup file; the database from before is kept aside."""
    parser = Parser("luqiao restore", "恢复一份备份；先验证，再替换，原数据库留在一旁")
    parser.add_argument("file", metavar="FILE", type=Path)
    options = parser.parse_args(argv)
    settings = context.settings()
    from wiring.restore import restore

    done = restore(settings, options.file, utc_now())
    text = f"已恢复：{done.backup.file}，台账 {done.entries} 条" + (f"；原数据库在 {done.aside}" if done.aside else "")
    context.answer(asdict(done.backup), lambda: text)
    return 0
