"""The text of a file that somebody exported: UTF-8, UTF-16 or GB18030; what is none of these is named by its line."""

import codecs
import io
from collections.abc import Iterable
from typing import TextIO

from models.said import said
from usecases.blacklist_xlsx import Unreadable

WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
FEW = 100  # one line in so many may look like UTF-8 by chance
THREE = (0xE4, 0xEA)  # the first of three bytes of a Han character in UTF-8
LOOKED_AT = 4096  # bytes, to tell UTF-16 without a mark
PIECE = 1 << 20


def text_of(content: bytes, newline: str = "") -> TextIO:
    """Return the text of a file as a stream without its mark: as one string it would take thrice the room.

    Raises Unreadable before a line is read; never replaces or guesses a mixture.
    """
    name, mark = encoding_of(content)
    stream = io.BytesIO(content)
    stream.seek(mark)
    return io.TextIOWrapper(stream, encoding=name, newline=newline)


def encoding_of(content: bytes) -> tuple[str, int]:
    """Return in which encoding all of a file is, and how many bytes its mark takes; raises Unreadable."""
    for mark, name in WIDE:
        if content.startswith(mark):
            return _strictly(content, name, len(mark))
    mark_size = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    wide = _wide(content[mark_size : mark_size + LOOKED_AT], len(content) - mark_size)
    if wide:
        return _strictly(content, wide, mark_size)
    if _is_in(content, "utf-8"):
        return "utf-8", mark_size
    _refuse_mixed(io.BytesIO(content))
    if _is_in(content, "gb18030"):
        return "gb18030", mark_size
    raise Unreadable("编码既不是 UTF-8，也不是 GB18030", _first_bad(content, "gb18030"))


def _is_in(content: bytes, name: str) -> bool:
    """Tell whether all of a file is in an encoding; a piece at a time, nothing is kept."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_bad(content: bytes, name: str) -> int:
    try:
        content.decode(name)
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _strictly(content: bytes, name: str, mark: int) -> tuple[str, int]:
    if not _is_in(content, name):
        raise Unreadable("UTF-16 编码不完整", content.decode(name, "ignore").count("\n") + 1)
    return name, mark


def _wide(some: bytes, size: int) -> str:
    """Return which UTF-16 a text without a mark is in: every other byte of its ASCII is nought; "" for none."""
    if b"\0" not in some or size % 2:
        return ""
    first, second = some[0::2].count(0), some[1::2].count(0)
    if max(first, second) * 4 < len(some) // 2:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _refuse_mixed(lines: Iterable[bytes]) -> None:
    """Refuse a text of which some lines are in UTF-8 and others are not: read as one, it would be wrong in silence."""
    first, count = {True: 0, False: 0}, {True: 0, False: 0}
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            good = _is_utf8(line)
            first[good] = first[good] or number
            count[good] += 1
    if count[True] and count[False] and count[True] * FEW >= count[True] + count[False]:
        words = said(
            "编码混杂：第 {first} 行是 UTF-8，第 {other} 行不是；请统一另存后再导入",
            first=first[True],
            other=first[False],
        )
        raise Unreadable(words, max(first.values()))


def _is_utf8(line: bytes) -> bool:
    """Tell whether a line holds Han characters in UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(THREE[0] <= byte < THREE[1] for byte in line)
