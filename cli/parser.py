"""The argument parser of the commands: its complaint is an InvalidInput like any other, not an exit."""

import argparse
import re
from typing import NoReturn

from typing_extensions import override

from cli.context import spoken
from models.errors import InvalidInput
from models.said import said
from wiring.screen import screen_size

IN_CHINESE = (  # what argparse says: what a clerk reads
    (r"the following arguments are required: (?P<what>.*)", "命令写法有误：缺少 {what}。"),
    (r"unrecognized arguments: (?P<what>.*)", "命令写法有误：不认识“{what}”。"),
    (
        r"argument (?P<name>[^:]+): invalid choice: '(?P<what>.*)' \(choose from (?P<known>.*)\)",
        "命令写法有误：{name} 不能是“{what}”，可用：{known}。",
    ),
    (
        r"argument (?P<name>[^:]+): invalid int value: '(?P<what>.*)'",
        "命令写法有误：{name} 应为整数，不是“{what}”。",
    ),
    (r"argument (?P<name>[^:]+): invalid \w+ value: '(?P<what>.*)'", "命令写法有误：{name} 不能是“{what}”。"),
    (r"argument (?P<name>[^:]+): expected one argument", "命令写法有误：{name} 后面缺少内容。"),
    (
        r"argument (?P<name>[^:]+): not allowed with argument (?P<what>.*)",
        "命令写法有误：{name} 不能与 {what} 同用。",
    ),
)


class Layout(argparse.HelpFormatter):
    """Lays help out as wide as the terminal is."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=screen_size()[0] - 2)


class Parser(argparse.ArgumentParser):
    """Read one command's own options; raises InvalidInput (exit status 2) where they are wrong."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False, formatter_class=Layout)

    @override
    def error(self, message: str) -> NoReturn:
        """Complain in the form of every other error."""
        raise InvalidInput(
            in_chinese(message), kept="什么都没有做。", do_next=said("用 {prog} --help 查看写法。", prog=self.prog)
        )

    @override
    def format_help(self) -> str:
        """Return the help in the language of the call."""
        self.description = spoken(self.description or "")
        for action in self._actions:
            beside = action._choices_actions if isinstance(action, argparse._SubParsersAction) else ()  # noqa: SLF001
            for each in (action, *beside):
                each.help = spoken(each.help) if each.help and each.help != argparse.SUPPRESS else each.help
        return super().format_help()


def in_chinese(message: str) -> str:
    """Return a complaint of argparse in Chinese; one that is Chinese already stays as it is."""
    for pattern, chinese in IN_CHINESE:
        if found := re.fullmatch(pattern, message):
            return said(chinese, **found.groupdict())
    return said("命令写法有误：{message}。", message=message.rstrip("。"))
