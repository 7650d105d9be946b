"""`luqiao init`: make the database ready; safe to repeat."""

from cli.context import Context
from cli.parser import Parser


def run(argv: list[str], context: Context) -> int:
    """Create or upgrade the database and say what was done."""
    Parser("luqiao init", "建立或升级数据库，装入内置内容；可以重复运行").parse_args(argv)
    settings = context.settings()
    from wiring.setup import prepare

    ready = prepare(settings)
    if context.json:
        context.emit({"database": ready.database, "revision": ready.revision, "created": ready.created})
        return 0
    done = context.words("已建立" if ready.created else "已就绪", "created" if ready.created else "ready")
    context.say(f"{done}: {ready.database} ({ready.revision})")
    return 0
