"""The law and calendar in force: what is built in, read once, and the bureau's own rows of the law over it."""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from content import read_text
from models.errors import InvalidInput
from rules.calendar import Calendar, DayRow, Festivals, build
from rules.calendar_file import parse_days, parse_festivals
from rules.lawbook import LawBook, parse
from rules.lawfiles import BESIDE

FILES = (
    "instruments", "screening", "settings", "terms", "causes", "reasons", "instant", "papers", "negative_list",
    "reviews", "references", "enforcement", "complaints", "discretion", "thresholds",
)  # fmt: skip
NOTICES = "国务院办公厅放假安排"


_beside: dict[str, str] = {}  # the bureau's own files: name → text


@cache
def built_in() -> dict[str, str]:
    """Return the files that come with the program, name → text."""
    return {f"{name}.toml": read_text(f"law/{name}.toml") for name in FILES}


def texts() -> dict[str, str]:
    """Return the files of the law book in force, name → text; the bureau's own begin with +."""
    return built_in() | _beside


def lawbook() -> LawBook:
    """Return the law book in force in this process: the built-in rows and, over them, the bureau's own."""
    return _book(tuple(_beside.items()))


@lru_cache(maxsize=4)
def _book(beside: tuple[tuple[str, str], ...]) -> LawBook:
    return parse(built_in() | dict(beside))


def use_folder(folder: Path | None) -> None:
    """Let the rows of a folder's *.toml change and add to the built-in ones from now on; None = the built-in alone.

    Raises InvalidInput (no such folder, or a fault of a row with its place); then nothing changes.
    """
    found = own_texts(folder) if folder else {}
    _book(tuple(found.items()))
    _beside.clear()
    _beside.update(found)


def own_texts(folder: Path) -> dict[str, str]:
    """Return the bureau's own files as `parse` wants them; raises InvalidInput where they cannot be read."""
    try:
        if not folder.is_dir():
            raise InvalidInput(f"没有法规目录{folder}。", kept="什么都没有改变。", do_next="检查配置 [law] folder。")
        return {f"{BESIDE}{file.name}": file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"法规目录{folder}中有读不了的文件：{error}。", kept="什么都没有改变。") from error


@cache
def festivals() -> tuple[Festivals, ...]:
    """Return the built-in festivals (2025 and later)."""
    return parse_festivals(read_text("calendars/festivals.csv"))


@cache
def confirmed_days() -> tuple[DayRow, ...]:
    """Return what the State Council announced for the built-in years."""
    return parse_days(read_text("calendars/cn.csv"), NOTICES)


@cache
def built_in_calendar() -> Calendar:
    """Return the calendar without anything that an operator loaded."""
    return calendar_with(())


def calendar_with(official: Iterable[DayRow]) -> Calendar:
    """Return the calendar with the years that an operator loaded."""
    return build(confirmed_days(), festivals(), official)
