"""`luqiao console`: the clerk's console."""

import sys

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput


def run(argv: list[str], context: Context) -> int:
    """Show the console until the clerk leaves; --as NAME signs in on a training database."""
    parser = Parser("luqiao console", "打开办公台")
    parser.add_argument("--as", dest="login", default="", metavar="OFFICER", help="以此登录名进入(仅限培训库)")
    parser.add_argument("--theme", default="", help="dark、light、ansi 或 mono;默认按配置")
    options = parser.parse_args(argv)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput("办公台需要一个终端。", kept="什么都没有做。", do_next="在终端窗口中运行 luqiao console。")
    settings = context.settings()
    if options.login and not settings.bureau.training:
        parser.error("--as 只能用于培训库")
    from tui.app import run as show
    from wiring.office import open_office

    office = open_office(settings)
    look = settings.console
    wanted = options.theme or look.theme
    try:
        officer = office.officer(options.login) if options.login else None
        lang = context.lang if context.lang_given else look.lang
        theme = "" if wanted == "auto" else wanted
        return show(office, lang=lang, mouse=look.mouse, theme=theme, officer=officer)
    finally:
        office.close()
