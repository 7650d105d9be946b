"""How a published record leaves: in the columns of its receiver, masked as the profile says, before it is sent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.said import said
from ports.payloads import standing_of

if TYPE_CHECKING:
    from wiring.config import Settings


def columns_sent(settings: "Settings", system: str, kind: str, record: Mapping[str, object]) -> dict[str, str]:
    """Return the columns of a record as a receiver gets them; nothing is sent, and no secret is needed.

    Raises InvalidInput: no such receiver, or a value that it does not take, with its column and why.
    """
    from adapters.engine.loading import load, profile_text
    from adapters.platforms.columns import ColumnFault, ColumnWriter

    known = settings.outside.get(system)
    profile = load(*profile_text(known.profile, near=settings.folder)) if known else None
    push = profile.push if profile else None
    if profile is None or push is None or kind not in push.kinds:
        raise InvalidInput(
            said("没有连接接收这种记录的“{system}”。", system=system),
            kept="未作任何更改。",
            do_next="请管理员核对配置。",
        )
    writer = ColumnWriter(push.kinds[kind], profile.tables, push.adjust)
    try:
        return dict(writer.write({**record, "standing": standing_of(record, kind)}).columns)
    except ColumnFault as fault:
        words = said(
            "对方不收：{field} {message}（{code}）。", field=fault.field, message=fault.message, code=fault.code
        )
        raise InvalidInput(words, kept="未作任何更改。", do_next="请改正后再提议。") from fault


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (column, before, after) of what differs, in the receiver's order; "" where there is none."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]
