"""`luqiao doctor`: whether each credit platform gets the columns that it takes and that it holds already."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from models.errors import InvalidInput, OutsideError
from models.said import said
from ports.platforms import OTHER_GENERATION
from usecases import adjustments, generations
from wiring.office import Office

if TYPE_CHECKING:
    from adapters.platforms.credit import DeclaredCreditPlatform
    from wiring.config import OutsideSystem

Finding = tuple[str, bool | None, str, str]  # name, good (None: cannot be told now), detail, what to do


def findings(office: Office) -> Iterator[Finding]:
    """Yield what was found of every credit platform in use: its generation, and what its profile changed."""
    for name, system in office.settings.outside.items():
        if system.enabled and system.kind == "credit":
            with suppress(InvalidInput):  # its secrets or its profile are wrong: the check of them says so
                yield _generation(office, name, system)
            yield from _changed(office, name)


def _generation(office: Office, name: str, system: "OutsideSystem") -> Finding:
    platform = _platform(office, system)
    with office.reading() as session:
        held = generations.held(session, name)
    where, own = f"generation.{name}", platform.generation
    if held and held != own:
        detail = said("已报送的记录是 {held} 代，对接规范是 {own} 代：守护进程不会推送", held=held, own=own)
        return where, False, detail, "换回原来的对接规范；对方确已换代的，办理 luqiao adapter generation。"
    try:
        asyncio.run(_asked(platform))
    except OutsideError as error:
        return where, False if error.code == OTHER_GENERATION else None, error.message, error.do_next
    return where, True, said("{own} 代", own=own), ""


async def _asked(platform: "DeclaredCreditPlatform") -> None:
    try:
        await platform.confirm_generation()
    finally:
        await platform.aclose()


def _platform(office: Office, system: "OutsideSystem") -> "DeclaredCreditPlatform":
    from adapters import build
    from wiring.connect import client

    return build.credit(client(office.settings, system, office.now))


def _changed(office: Office, name: str) -> Iterator[Finding]:
    with office.reading() as session:
        counts = adjustments.counts(session, name)
    if counts:
        most = counts[0]
        detail = said(
            "按对接规范改动过 {n} 项，最多的是第 {line} 行：{column}（{why}）",
            n=sum(one.messages for one in counts),
            line=most.line,
            column=most.column,
            why=most.why,
        )
        yield f"adjusted.{name}", True, detail, ""
