"""Faults of an input: every one at once, each with its line and field."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import InvalidInput

SHOWN = 5  # in the one-line message; the list itself is whole


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: line of the file (a form has line 1), field, words for a person."""

    line: int
    field: str
    message: str


class Faulty(InvalidInput):
    """The input is wrong; `faults` lists all of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = "；".join(f"第{fault.line}行 {fault.field}：{fault.message}" for fault in faults[:SHOWN])
        more = "" if len(faults) <= SHOWN else f"；另有 {len(faults) - SHOWN} 处"
        super().__init__(
            f"内容有 {len(faults)} 处错误。{shown}{more}", kept="什么都没有登记。", do_next="请改正后整份重做。"
        )
        self.faults = tuple(faults)
