"""Carry a call to a front-end database: one step, one transaction, and an answer as a service would give it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from adapters.engine.frontend import cells
from adapters.engine.frontend.databases import open_frontend
from adapters.engine.frontend.statements import BadCursor, Selection, cursor_of
from adapters.engine.frontend.steps import OCTETS, Asked, answered, asked, carried, check_steps, refused
from adapters.engine.frontend.writing import Row, Writer
from adapters.engine.transport import Outbound, Reply
from adapters.engine.units import seconds, size
from adapters.engine.vocabulary import Profile, TableStep
from models.errors import InvalidInput
from models.said import said


class Undecided(Exception):
    """The database did not say whether it kept what was written."""


class TableCarrier:
    """The way to one front-end database; every call is one transaction on a connection of its own."""

    def __init__(
        self,
        base_url: str,
        profile: Profile,
        secrets: Mapping[str, str],
        clock: Callable[[], datetime],
        source: str,
    ) -> None:
        if profile.database is None:
            raise InvalidInput(said("{source}：缺少 [database]。", source=source), do_next="请补上。")
        self.base_url = self.origin = base_url.rstrip("/")
        self.max_answer, self.max_attachment = (
            size(profile.transport.max_answer),
            size(profile.transport.max_attachment),
        )
        self._timeout = seconds(profile.transport.timeout)
        self._charset, self._steps = profile.database.charset, profile.database.steps
        self._engine = open_frontend(self.base_url, profile.database, secrets, source)
        check_steps(profile, source, lambda name: _check(name, self._steps[name], source))
        self._selections = {name: Selection(step) for name, step in self._steps.items() if step.do == "select"}
        self._writers = {
            name: Writer(step, self._charset, clock) for name, step in self._steps.items() if step.do != "select"
        }

    async def carry(self, outbound: Outbound) -> Reply:
        """Return what one step answered; what may have been written without a word of it is a broken answer."""
        return await carried(self._answer, outbound, self._timeout)

    async def aclose(self) -> None:
        """Close the connections."""
        await asyncio.to_thread(self._engine.dispose)

    def _answer(self, outbound: Outbound) -> Reply:
        try:
            call = asked(outbound, self.base_url)
            with self._engine.connect() as connection:
                return self._kept(connection, call)
        except (BadCursor, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
            return refused(422, "value_invalid", type(error).__name__)
        except Undecided as error:
            return Reply(fault=f"broken:{error}")
        except OperationalError as error:  # not reached, or locked by another: nothing was written
            return Reply(fault=f"broken:{type(error.orig).__name__}", sent=False)
        except DatabaseError as error:  # a table or a column that is not there
            return refused(422, "refused", str(error.orig))
        except SQLAlchemyError as error:
            return Reply(fault=f"broken:{type(error).__name__}", sent=False)

    def _kept(self, connection: Connection, call: Asked) -> Reply:
        """Do one step and commit it; raises Undecided where the commit itself did not come back."""
        reply = self._done(connection, call)
        try:
            connection.commit()
        except SQLAlchemyError as error:
            raise Undecided(type(error).__name__) from error
        return reply

    def _done(self, connection: Connection, call: Asked) -> Reply:
        step = self._steps.get(call.step)
        if step is None:
            return refused(404, "no_step", call.step)
        if step.do == "select":
            return self._selected(connection, call, step)
        return self._written(connection, call, step)

    def _selected(self, connection: Connection, call: Asked, step: TableStep) -> Reply:
        selection = self._selections[call.step]
        found = [tuple(row) for row in connection.execute(selection.statement(call.values))]
        page = found[: step.size]
        if not page and step.none == "not_found":
            return refused(404, "not_found", call.step)
        if step.content:
            return Reply(200, OCTETS, _octets(page[0][0]) if page else b"")
        names = selection.names
        behind = page[-1][len(names) :] if len(found) > step.size else ()
        rows = [self._row(names, row, step) for row in page]
        more = cursor_of(behind) if behind else None
        return answered(200, call.plain() | {"rows": rows, "count": len(rows), "next": more})

    def _row(self, names: list[str], row: tuple[Any, ...], step: TableStep) -> Row:
        texts = {name: cells.shown(value, self._charset) for name, value in zip(names, row, strict=False)}
        return texts | {name: cells.opened(texts[name], form, step.lists) for name, form in step.inner.items()}

    def _written(self, connection: Connection, call: Asked, step: TableStep) -> Reply:
        listed = call.values.get(step.rows) if step.rows else [call.values]
        rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
        states = [self._writers[call.step].write(connection, row, call.plain()) for row in rows]
        alone = states[0] if step.rows is None else {}
        return answered(200, call.plain() | alone | {"rows": states, "count": len(states)})


def _octets(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value or "").encode()


def _check(name: str, step: TableStep, source: str) -> None:
    """Refuse a step that lacks what its deed needs."""
    place = f"{source} database.steps.{name}"
    if step.do == "select" and not step.content and not (step.columns and step.order):
        raise InvalidInput(said("{place}：读取需要 columns 和 order。", place=place), do_next="请补上。")
    if step.do != "select" and not (step.columns and step.key):
        raise InvalidInput(said("{place}：写入需要 columns 和 key。", place=place), do_next="请补上。")
    if strange := set(step.inner) - set(step.columns):
        raise InvalidInput(
            said("{place}：inner 中的“{name}”不在 columns 里。", place=place, name=min(strange)), do_next="请改正。"
        )
