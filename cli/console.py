"""`luqiao console`: the clerk's console."""

import sys
from importlib import import_module

from cli.context import Context
from cli.parser import Parser
from cli.starting import NEVER_ASKED, only_when_called, only_when_used, without, without_docstrings
from models.errors import InvalidInput

NEEDED = ("tui.app", "tui.screens.home", "wiring.office", "usecases.application_list", "usecases.home")
UNUSED = ("ssl", "_hashlib")  # asyncio and hashlib take OpenSSL where it is there; the console has no use for it: 6 MB
PERHAPS = (*NEVER_ASKED, "asyncio.sslproto", "importlib.metadata", "locale", "tempfile")  # the same here only: 1.3 MB
FUNCTIONS = ("difflib", "platformdirs")  # the same, of which Textual takes one function each


def run(argv: list[str], context: Context) -> int:
    """Show the console until the clerk leaves; --as NAME signs in on a training database."""
    parser = Parser("luqiao console", "打开办公台")
    parser.add_argument("--as", dest="login", default="", metavar="OFFICER", help="以此登录名进入（仅限培训库）")
    parser.add_argument("--theme", default="", help="dark、light、ansi 或 mono；默认按配置")
    options = parser.parse_args(argv)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput("办公台需要一个终端。", kept="什么都没有做。", do_next="在终端窗口中运行 luqiao console。")
    settings = context.settings()
    if options.login and not settings.bureau.training:
        parser.error("--as 只能用于培训库")
    without_docstrings()
    load(settings.database.url)
    from tui.app import run as show
    from wiring.database import keep_small
    from wiring.office import open_office

    office = open_office(settings)
    keep_small(office.engine)
    look = settings.console
    wanted = options.theme or look.theme
    try:
        officer = office.officer(options.login) if options.login else None
        lang = context.lang if context.lang_given else look.lang
        theme = "" if wanted == "auto" else wanted
        return show(office, lang=lang, mouse=look.mouse, theme=theme, officer=officer)
    finally:
        office.close()


def load(database: str) -> None:
    """Import what the console needs, and nothing that it can do without (docs/decisions/0014)."""
    only_when_used(*PERHAPS)
    only_when_called(*FUNCTIONS)
    with without(*UNUSED):
        from wiring.lean import without_orm

        without_orm(database)
        for name in NEEDED:
            import_module(name)
