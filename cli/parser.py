"""The argument parser of the commands: its complaint is an InvalidInput like any other, not an exit."""

import argparse
from typing import NoReturn

from typing_extensions import override

from models.errors import InvalidInput


class Parser(argparse.ArgumentParser):
    """Read one command's own options; raises InvalidInput (exit status 2) where they are wrong."""

    def __init__(self, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    @override
    def error(self, message: str) -> NoReturn:
        """Complain in the form of every other error."""
        raise InvalidInput(
            f"命令写法有误:{message}", kept="什么都没有做。", do_next=f"用 {self.prog} --help 查看写法。"
        )
