"""The argument parser of the commands: its complaint is an InvalidInput like any other, not an exit."""

import argparse
import re
from typing import NoReturn

from typing_extensions import override

from models.errors import InvalidInput

IN_CHINESE = (  # what argparse says: what a clerk reads
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识“\1”"),
    (r"argument ([^:]+): invalid choice: '(.*)' \(choose from (.*)\)", r"\1 不能是“\2”，可用：\3"),
    (r"argument ([^:]+): invalid int value: '(.*)'", r"\1 应为整数，不是“\2”"),
    (r"argument ([^:]+): invalid \w+ value: '(.*)'", r"\1 不能是“\2”"),
    (r"argument ([^:]+): expected one argument", r"\1 后面缺少内容"),
    (r"argument ([^:]+): not allowed with argument (.*)", r"\1 不能与 \2 同用"),
)


class Parser(argparse.ArgumentParser):
    """Read one command's own options; raises InvalidInput (exit status 2) where they are wrong."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    @override
    def error(self, message: str) -> NoReturn:
        """Complain in the form of every other error."""
        raise InvalidInput(
            f"命令写法有误：{said(message)}。", kept="什么都没有做。", do_next=f"用 {self.prog} --help 查看写法。"
        )


def said(message: str) -> str:
    """Return a complaint of argparse in Chinese; one that is Chinese already stays as it is."""
    for pattern, chinese in IN_CHINESE:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, chinese, message)
    return message.rstrip("。")
