"""`luqiao bench`: the project's own benchmarks, each figure with the raw limit of the same run."""

import sys
from argparse import Namespace
from importlib import import_module
from typing import Any

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said


def parser() -> Parser:
    """Return the parser of this command."""
    wanted = Parser("luqiao bench", "运行性能测试，每个数字旁边是同一次运行量出的极限值")
    wanted.add_argument("names", nargs="*", metavar="NAME", help="只运行这些；缺省为全部")
    wanted.add_argument("--rows", type=int, metavar="N", help="数据量；缺省由各项自定")
    wanted.add_argument("--list", action="store_true", help="列出全部名称")
    wanted.add_argument("--peers", action="store_true", help="先在 .venv-peers 中安装用来比较的同类软件")
    return wanted


def run(argv: list[str], context: Context) -> int:
    """Run the named benchmarks, or all; whether a goal was reached stands in each line (`ok`)."""
    args = parser().parse_args(argv)
    catalogue: Any = import_module("benchmarks.catalogue")  # a layer above this one: loaded only when it is asked for
    if args.list:
        for name, what in catalogue.described().items():
            context.emit({"bench": name, "what": what})
        return 0
    names = _checked(args, tuple(catalogue.BENCHES))
    if args.peers:
        import_module("benchmarks.peers").install(context.note)
    for name in names:
        for figure in catalogue.bench(name)(args.rows):
            context.emit(figure.as_json())
            sys.stdout.flush()
    return 0


def _checked(args: Namespace, known: tuple[str, ...]) -> tuple[str, ...]:
    if args.rows is not None and args.rows < 1:
        raise InvalidInput("--rows 须大于零。", do_next="例如 --rows 20000。")
    for name in args.names:
        if name not in known:
            raise InvalidInput(
                said("没有名为“{name}”的测试。", name=name),
                kept="什么都没有做。",
                do_next=said("可用：{known}。", known="、".join(known)),
            )
    return tuple(args.names) or known
