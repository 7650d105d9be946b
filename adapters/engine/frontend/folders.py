"""Carry a call to a drop folder: files are read when they are whole and written so that nobody sees half of one."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from adapters.engine.frontend.memory import Memory
from adapters.engine.frontend.reading import Reader
from adapters.engine.frontend.sending import Sender, inside
from adapters.engine.frontend.steps import OCTETS, Asked, answered, asked, carried, check_steps, refused
from adapters.engine.transport import Outbound, Reply
from adapters.engine.units import seconds, size
from adapters.engine.vocabulary import FileStep, Profile
from models.errors import InvalidInput
from models.said import said

NEEDS = {"take": "identity", "settle": "of", "put": "columns", "answer": "name", "fetch": "name"}


class FolderCarrier:
    """The way to one folder that two offices share; one call at a time."""

    def __init__(
        self,
        base_url: str,
        profile: Profile,
        secrets: Mapping[str, str],
        clock: Callable[[], datetime],
        source: str,
    ) -> None:
        del secrets
        if profile.folder is None or not base_url.startswith("file:///"):
            raise InvalidInput(
                said("{source}：需要 [folder]，地址写作 file:///目录。", source=source), do_next="请补上。"
            )
        self.base_url = self.origin = base_url.rstrip("/")
        self.max_answer, self.max_attachment = (
            size(profile.transport.max_answer),
            size(profile.transport.max_attachment),
        )
        self._timeout, self._steps = seconds(profile.transport.timeout), profile.folder.steps
        base = Path(unquote(urlsplit(self.base_url).path))
        memory = Memory(base)
        check_steps(profile, source, lambda name: _check(name, self._steps, source))
        self._base, self._turn = base, threading.Lock()
        self._reader, self._sender = Reader(base, memory, clock), Sender(base, memory)

    async def carry(self, outbound: Outbound) -> Reply:
        """Return what one step answered; what may have been written without a word of it is a broken answer."""
        return await carried(self._answer, outbound, self._timeout)

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _answer(self, outbound: Outbound) -> Reply:
        try:
            call = asked(outbound, self.base_url)
            step = self._steps.get(call.step)
            with self._turn:
                return refused(404, "no_step", call.step) if step is None else self._done(call, step)
        except (msgspec.DecodeError, UnicodeError, ValueError) as error:
            return refused(422, "value_invalid", str(error))
        except OSError as error:  # not there, full, or not ours to write
            return Reply(fault=f"broken:{type(error).__name__}", sent=outbound.method != "GET")

    def _done(self, call: Asked, step: FileStep) -> Reply:
        if step.do == "take":
            return answered(200, call.plain() | self._reader.take(step, str(call.values.get("cursor") or "")))
        if step.do == "settle":
            rows = listed(call, step)
            states = self._reader.settle(self._steps[step.of or ""], rows)
            alone = states[0] if step.rows is None else {}
            return answered(200, call.plain() | alone | {"rows": states, "count": len(states)})
        if step.do == "put":
            states = self._sender.put(step, call.values, listed(call, step))
            return answered(200, call.plain() | {"rows": states, "count": len(states)})
        if step.do == "answer":
            found = self._sender.answer(step, self._steps[step.of] if step.of else None, call.values)
            return refused(404, "not_found", call.step) if found is None else answered(200, call.plain() | found)
        file = inside(self._base / step.within, step.name or "", call.values)
        return Reply(200, OCTETS, file.read_bytes()) if file.is_file() else refused(404, "not_found", file.name)


def listed(call: Asked, step: FileStep) -> list[dict[str, object]]:
    """Return the rows that a call brings; without a list the call itself is the row."""
    rows = call.values.get(step.rows) if step.rows else [call.values]
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _check(name: str, steps: Mapping[str, FileStep], source: str) -> None:
    """Refuse a step that lacks what its deed needs."""
    step, place = steps[name], f"{source} folder.steps.{name}"
    wanted = NEEDS[step.do]
    if not getattr(step, wanted) or (step.do in {"put", "answer"} and not step.name):
        raise InvalidInput(
            said("{place}：{do} 需要 {wanted}。", place=place, do=step.do, wanted=wanted), do_next="请补上。"
        )
    if step.of is not None and step.of not in steps:
        raise InvalidInput(
            said("{place}：没有名为“{of}”的步骤。", place=place, of=step.of),
            do_next=said("可用的步骤：{names}。", names="、".join(steps)),
        )
