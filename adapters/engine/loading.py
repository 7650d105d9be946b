"""Load a profile and say exactly what is wrong with it: file, line, key and the nearest known key."""

import difflib
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec
from msgspec.structs import replace

from adapters.engine.faults import Fault, faults_of, line_of
from adapters.engine.lint import unseen
from adapters.engine.push_checks import check_push, refusals
from adapters.engine.vocabulary import Profile
from models.errors import InvalidInput
from models.said import said

CONTENT = Path(__file__).resolve().parents[2] / "content" / "profiles"


def profile_text(name: str, *, near: Path | None = None) -> tuple[str, str]:
    """Return (text, file name) of a profile: one of ours by name, or a path to the bureau's own.

    `near` is the folder that a relative path starts from. Raises InvalidInput when there is none.
    """
    for path in (CONTENT / f"{name}.toml", (near or Path()) / name):
        if path.is_file():
            return path.read_text(encoding="utf-8-sig"), str(path)
    known = sorted(str(p.relative_to(CONTENT).with_suffix("")) for p in CONTENT.rglob("*.toml"))
    hint = difflib.get_close_matches(name, known, 1)
    raise InvalidInput(
        said("没有对接规范“{name}”。", name=name),
        do_next=said("最接近的是“{near}”。", near=hint[0]) if hint else "请检查配置中的 profile。",
    )


def load(text: str, source: str) -> Profile:
    """Return the profile that a TOML text declares.

    Raises InvalidInput naming file, line and key; an unknown key also names the nearest known one.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            said("{source}：不是正确的 TOML（{error}）。", source=source, error=error), do_next="请改正文件后重试。"
        ) from error
    for fault in _faults(document):
        raise _explained(fault, text, source)
    profile = msgspec.convert(document, Profile, strict=True)
    check_push(profile, text, source)
    return with_lines(profile, text)


def all_faults(text: str, source: str) -> list[InvalidInput]:
    """Return everything that is wrong with keys and values; once they are right, with what a profile pushes."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    faults: dict[tuple[str | int, ...], Fault] = {}
    for fault in _faults(document):
        faults.setdefault(fault.path, fault)  # of one value the first: what cannot be seen
    if faults:
        placed = sorted(faults.values(), key=lambda fault: line_of(text, fault.path))
        return [_explained(fault, text, source) for fault in placed]
    return refusals(msgspec.convert(document, Profile, strict=True), text, source)


def _faults(document: dict[str, object]) -> Iterator[Fault]:
    """Yield what is wrong with the keys and values of a document; what cannot be seen comes first."""
    return chain(unseen(document), faults_of(document, Profile))


def with_lines(profile: Profile, text: str) -> Profile:
    """Return a profile whose adjustments know the lines that declare them."""
    push = profile.push
    if push is None or not push.adjust:
        return profile
    lines = [line_of(text, ("push", "adjust", number)) for number in range(len(push.adjust))]
    placed = [replace(adjust, line=line) for adjust, line in zip(push.adjust, lines, strict=True)]
    return replace(profile, push=replace(push, adjust=placed))


def _explained(fault: Fault, text: str, source: str) -> InvalidInput:
    where = said("{source} 第 {line} 行", source=source, line=line_of(text, fault.path))
    key = ".".join(str(step) for step in fault.path)
    if fault.kind == "unknown":
        near = difflib.get_close_matches(str(fault.path[-1]), fault.known, 1, cutoff=0.3)
        hint = (
            said("最接近的键是“{near}”。", near=near[0])
            if near
            else said("这里可用的键：{names}。", names="、".join(fault.known))
        )
        return InvalidInput(said("{where}：不认识的键“{key}”。", where=where, key=key), do_next=hint)
    if fault.kind == "unseen":
        return InvalidInput(
            said("{where}：键“{seen}”{message}。", where=where, seen=_seen(key), message=fault.message),
            do_next="请删去后手工重新输入。",
        )
    if fault.kind == "missing":
        return InvalidInput(said("{where}：缺少键“{key}”。", where=where, key=key), do_next="请补上这个键。")
    do_next = said("可用的词：{names}。", names="、".join(fault.known)) if fault.known else "请改正这个值。"
    return InvalidInput(
        said("{where}：键“{key}”的值不对（{message}）。", where=where, key=key, message=fault.message), do_next=do_next
    )


def _seen(key: str) -> str:
    """Return a key with what cannot be seen made visible."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in key)
