"""Receivers that take one message at a time: joint punishment feedback, the national register."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from adapters.engine.calls import Template
from adapters.engine.client import OutsideSystem
from adapters.engine.templates import compiled
from adapters.platforms.forms import form_of
from adapters.platforms.masks import MASKS
from adapters.platforms.receipts import Receipts
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import SUCCESS, Verdict
from ports.platforms import Outgoing, Piece, Prepared, Receipt, RowAnswer, SendAnswer, Unsendable

REJECTED = "rejected"  # the one state of a receipt that says no


class Facts(dict[str, object]):
    """The values of a record by dotted name; what a record does not have is None."""

    def __missing__(self, name: str) -> None:
        return None


def facts_of(record: Mapping[str, object], prefix: str = "") -> Facts:
    """Return a record flat: holder.name, holder.uscc, …; an empty text is no value."""
    facts = Facts()
    for name, value in record.items():
        if isinstance(value, Mapping):
            facts.update(facts_of(value, f"{prefix}{name}."))
        else:
            facts[prefix + name] = None if value == "" else value
    return facts


class DeclaredPlatform:
    """A receiver of single messages (ports.platforms.Platform)."""

    batch_limit = 1

    def __init__(self, system: OutsideSystem) -> None:
        push = system.profile.push
        if push is None:
            raise InvalidInput(said("{source}：缺少 [push]。", source=system.source), do_next="请补上。")
        self.system = system
        self.form = form_of(system)
        self._templates: dict[str, Template] = {
            name: system.template(kind.request, "send") for name, kind in push.kinds.items() if kind.request
        }
        self._masks = {
            name: [(hole, MASKS[mask]) for hole, mask in kind.masks.items() if mask != "none"]
            for name, kind in push.kinds.items()
        }
        self._keys = {name: compiled(kind.key, system.profile.tables) for name, kind in push.kinds.items()}
        self._receipts = Receipts(system, push.receipt) if push.receipt else None

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        return self.system.name

    @property
    def confirms(self) -> bool:
        """Whether success needs a later receipt."""
        return self._receipts is not None

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:
        """Write the request for one message; pure. What lacks a mandatory value is a fault, and nothing to send."""
        del at
        (message,) = messages
        piece = message.piece or self.write(message)
        if isinstance(piece, Unsendable):
            return Prepared(message.kind, b"", "", batch_no, (), faults=(piece,))
        return Prepared(message.kind, piece.body, "", batch_no, (message.key,), (piece.record_key,))

    def write(self, message: Outgoing) -> Piece | Unsendable:
        """Return the bytes of one request, or which mandatory value it lacks; pure."""
        template = self._templates.get(message.kind)
        if template is None or template.body is None:
            raise InvalidInput(said("{name} 不接收“{kind}”。", name=self.name, kind=message.kind))
        facts = facts_of({**message.payload, "version": message.version})
        for hole, hide in self._masks[message.kind]:
            facts[hole] = None if facts[hole] is None else hide(str(facts[hole]))
        body = template.body(facts)
        missing = _missing(body)
        if missing:
            return Unsendable(message.key, "field_missing", missing, "缺少必填项")
        return Piece(template.content(facts), str(self._keys[message.kind](facts)), "")

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Send the stored bytes; a repeat is safe because the number and the bytes never change."""
        template, (record_key,) = self._templates[prepared.operation], prepared.record_keys  # a path may name it
        answer = await self.system.call(template, Facts(record_key=record_key), body=prepared.request)
        if answer.verdict not in SUCCESS:
            return SendAnswer(answer)
        number = self._receipts.number(answer.data) if self._receipts else ""
        return SendAnswer(answer, number, (RowAnswer(prepared.keys[0], answer.verdict),))

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Ask what became of a lost answer; None = send the same bytes again, which is safe."""
        if self._receipts is None:
            return None
        found = await self._receipts.by_ours({"record_key": prepared.record_keys[0], "version": _version(prepared)})
        if found is None:
            return None
        answer, receipt = found
        row = receipt.rows[0]
        verdict = Verdict.REJECTED if row.state == REJECTED else Verdict.OK
        said = RowAnswer(prepared.keys[0], verdict, row.state, row.code, row.field, row.message)
        return SendAnswer(answer, receipt.receipt_no, (said,))

    async def receipt(self, receipt_no: str) -> Receipt | None:
        """Return the receipt as it stands; None when unknown there."""
        return await self._receipts.by_number(receipt_no) if self._receipts else None

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()


def _version(prepared: Prepared) -> object:
    """Return the version that stands in the stored bytes, None where they are not JSON."""
    try:
        sent = msgspec.json.decode(prepared.request)
    except msgspec.DecodeError:
        return None
    return sent.get("version") if isinstance(sent, dict) else None


def _missing(tree: object, path: str = "") -> str:
    """Return the first member whose value is missing, an empty text when all are there."""
    if isinstance(tree, dict):
        return next((found for name, value in tree.items() if (found := _missing(value, f"{path}.{name}"))), "")
    return path.removeprefix(".") if tree is None else ""
