"""How a form at the window begins: empty, from a licence, from an appointment, or as a draft left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.forms import AttachmentRef
from models.values import Item
from rules.window import fields_of

if TYPE_CHECKING:
    from tui.view import View
    from usecases.appointments import Appointment
    from usecases.window_drafts import Draft


@dataclass
class Begun:
    """A form that is being filled in: where it came from, and what goes with its fields."""

    item: Item
    values: Mapping[str, str] = field(default_factory=dict)
    papers: list[AttachmentRef] = field(default_factory=list)
    draft: int | None = None
    appointment: str = ""
    corrects: str = ""  # the number of the application that is corrected
    sources: Mapping[str, str] = field(default_factory=dict)  # where values come from, by field


async def begun_with(desk: "View", item: Item, told: Mapping[str, str], *, appointment: str = "") -> Begun:
    """Return a form with what was told, filled from a licence number where one was among it."""
    from usecases import window_prefill

    if not told.get("licence_no"):
        return Begun(item, told, appointment=appointment)
    known = await desk.read(window_prefill.fill, licence_no=told["licence_no"], at=desk.office.now())
    wanted = {name: one for name, one in known.items() if name in fields_of(item)}
    values = {name: one.value for name, one in wanted.items()} | {name: text for name, text in told.items() if text}
    sources = {name: one.source for name, one in wanted.items() if values[name] == one.value}
    return Begun(item, values, appointment=appointment, sources=sources)


async def for_appointment(desk: "View", booked: "Appointment") -> Begun:
    """Return the form of somebody who has arrived: the draft that was begun for them, else a new one."""
    from usecases import window_drafts

    drafts = await desk.read(window_drafts.of_officer, desk.officer.login)
    kept = next((one for one in drafts if one.appointment == booked.number), None)
    if kept is not None:
        return resumed(kept)
    told = {"name": booked.person, "licence_no": booked.licence_no}
    return await begun_with(desk, Item(booked.item), told, appointment=booked.number)


def resumed(kept: "Draft") -> Begun:
    """Return a form as a draft left it."""
    return Begun(kept.item, kept.entered, list(kept.papers), kept.id, kept.appointment)
