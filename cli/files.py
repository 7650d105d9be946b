"""Files that commands read and write, and the faults of an input as they are printed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.context import Context
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from usecases.exports import Table
    from usecases.faults import Faulty


def read_file(name: str, most: int) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; of a longer one, one byte more than `most`."""
    if name == "-":
        return sys.stdin.buffer.read(most + 1)
    with Path(name).open("rb") as file:
        return file.read(most + 1)


def show_faults(error: "Faulty", context: Context, counts: dict[str, int]) -> int:
    """Print every fault with its line; return exit status 2."""
    from dataclasses import asdict

    lines: list[str] = [
        said("第{line}行 {field}：{message}", line=fault.line, field=fault.field, message=fault.message)
        for fault in error.faults
    ]
    context.answer(counts | {"faults": [asdict(fault) for fault in error.faults]}, lambda: lines)
    context.note(
        said("内容有 {count} 处错误。{kept} {do_next}", count=len(error.faults), kept=error.kept, do_next=error.do_next)
    )
    return error.exit_status


def format_of(name: str) -> str:
    """Return the format that a file name's ending says; raises InvalidInput."""
    from usecases import exports

    kind = Path(name).suffix.lower().removeprefix(".")
    if kind not in exports.FORMATS:
        raise InvalidInput(
            said("文件名“{name}”没有写明格式。", name=name), kept="没有导出。", do_next="以 .csv 或 .xlsx 结尾。"
        )
    return kind


def save(table: "Table", name: str) -> int:
    """Write a table to a new file in the format of its ending; return how many rows. Never overwrites."""
    from usecases import exports

    kind = format_of(name)
    try:
        file = Path(name).open("xb")  # noqa: SIM115  # closed below; a half file is taken away
    except FileExistsError:
        raise InvalidInput(
            said("文件“{name}”已经存在。", name=name), kept="原文件未动。", do_next="换一个文件名。"
        ) from None
    try:
        with file:
            return exports.write(table, file, kind)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
