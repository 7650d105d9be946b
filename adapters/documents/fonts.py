"""The fonts of the documents: unpack the built-in one, and tell which characters none of them holds."""

import hashlib
import lzma
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from models.errors import InvalidInput, OutsideUnavailable
from models.reasons import reason

BUILT_IN = "wqy-microhei.ttc"
FAMILY = "WenQuanYi Micro Hei"
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


def built_in(cache_folder: Path) -> Path:
    """Return the folder of the built-in font, unpacked once; raises OutsideUnavailable where it cannot be written."""
    packed = files("content.fonts").joinpath(BUILT_IN + ".xz").read_bytes()
    folder = cache_folder / ("fonts-" + hashlib.sha256(packed).hexdigest()[:12])
    if (folder / BUILT_IN).is_file():
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".new")
        with os.fdopen(handle, "wb") as file:
            file.write(lzma.decompress(packed))
        Path(name).replace(folder / BUILT_IN)
    except OSError as error:
        raise OutsideUnavailable(
            f"字体目录 {folder} 不能写入（{reason(error)}）。",
            kept="文书仍在待制作。",
            do_next="请检查磁盘空间与权限。",
        ) from error
    return folder


def font_files(folders: Iterable[Path]) -> list[Path]:
    """Return the font files of some folders; raises InvalidInput for a folder that is not there or holds none."""
    found: list[Path] = []
    for folder in folders:
        here = [f for f in sorted(folder.rglob("*")) if f.suffix.lower() in SUFFIXES] if folder.is_dir() else []
        if not here:
            raise InvalidInput(
                f"字体目录 {folder} 不存在或其中没有字体文件。",
                kept="文书仍在待制作。",
                do_next="请检查配置 [documents] fonts；删去该项则使用内置字体。",
            )
        found += here
    return found


@cache
def characters(file: Path, family: str) -> frozenset[int]:
    """Return the code points that a family holds in one file (empty: another family)."""
    from fontTools.ttLib import TTCollection, TTFont  # only the process that sets needs it

    fonts = (
        TTCollection(file, lazy=True).fonts if file.suffix.lower() in (".ttc", ".otc") else [TTFont(file, lazy=True)]
    )
    held: set[int] = set()
    for font in fonts:
        if family in {str(name) for name in font["name"].names if name.nameID in (1, 16)}:
            held.update(font.getBestCmap())
    return frozenset(held)


def missing(text: str, fonts: Sequence[Path], families: Sequence[str]) -> list[str]:
    """Return the characters that no family of these files holds, each once, in their order."""
    wanted = {c for c in text if not (c.isspace() or unicodedata.category(c) in ("Cf", "Cc") or _selects(c))}
    held = (characters(file, family) for family in families for file in fonts)
    for each in held:
        wanted = {c for c in wanted if ord(c) not in each}
        if not wanted:
            return []
    return [c for c in dict.fromkeys(text) if c in wanted]


def _selects(character: str) -> bool:
    """Whether a character only chooses a variant of the one before it."""
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def require(text: str, fonts: Sequence[Path], families: Sequence[str]) -> None:
    """Raise InvalidInput, naming each character with its code point, where a document cannot be set as it is."""
    without = missing(text, fonts, families)
    if without:
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in without[:10])
        raise InvalidInput(
            f"现有字体中没有{named}{'等' if len(without) > 10 else ''}字，文书不能制作。",
            kept="文号与内容已保留。",
            do_next="请管理员在 [documents] fonts 中加入含该字的字体，或用“代字说明”写明该字后重试。",
        )
