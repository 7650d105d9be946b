"""The secrets of a profile on the command line: only by reference, and only those that the profile uses."""

import difflib
from collections.abc import Collection
from pathlib import Path

from cli.context import Context
from models.errors import BureauError, InvalidInput
from models.said import said


def pair(text: str, mark: str, option: str) -> tuple[str, str]:
    """Return name and value of an option; raises InvalidInput."""
    name, found, value = text.partition(mark)
    if not found or not name.strip():
        raise InvalidInput(said("{option} 要写成 名称{mark}值。", option=option, mark=mark))
    return name.strip(), value.strip()


def given(options: list[str], text: str, source: str) -> dict[str, str]:
    """Return the secrets that were named by reference for a profile.

    Raises InvalidInput for a name that the profile does not use, with the nearest that it does.
    """
    from wiring.secrets import Place, reveal

    pairs = [pair(one, "=", "--secret") for one in options]
    used = _used(text, source) if pairs else []
    for name, _reference in pairs:
        if name not in used:
            raise _unused(name, used, source)
    return {name: reveal(reference, Place(f"--secret {name}", loopback=True)) for name, reference in pairs}


def require(context: Context, text: str, source: str) -> None:
    """Raise InvalidInput where the configuration has a system with this profile and lacks a secret that it uses."""
    from adapters.engine.loading import profile_text
    from wiring import wanted

    try:
        settings = context.settings()
    except BureauError:  # none yet, or one that is not right: `doctor` speaks of that
        return
    for system in settings.outside.values():
        try:
            file = profile_text(system.profile, near=settings.folder)[1]
        except BureauError:
            continue
        if Path(file).resolve() == Path(source).resolve():
            wanted.require(settings, system, _used(text, source))


def _used(text: str, source: str) -> list[str]:
    from adapters.engine.loading import load
    from adapters.offline import secret_names

    return secret_names(text, load(text, source))


def _unused(name: str, used: Collection[str], source: str) -> InvalidInput:
    near = difflib.get_close_matches(name, used, 1)
    words = said("{source} 没有用到名为“{name}”的密钥。", source=source, name=name)
    if near:
        return InvalidInput(words, do_next=said("最接近的是“{near}”。", near=near[0]))
    return InvalidInput(words, do_next=said("用到的密钥：{names}。", names="、".join(used) or "无"))
