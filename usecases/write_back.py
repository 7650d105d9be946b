"""Write-back: a channel seen as a receiver of events, so that they leave through the outbox like all else."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.errors import InvalidInput
from models.said import said
from ports.intake import ChannelEvent, IntakeChannel
from ports.platforms import Outgoing, Platform, Prepared, Receipt, SendAnswer

EVENT = "event"


def event_of(payload: dict[str, Any]) -> ChannelEvent:
    """Return the event that an outbox payload describes."""
    values = dict(payload)
    values["at"] = datetime.fromisoformat(values["at"])
    values["materials"] = tuple(values.get("materials", ()))
    return ChannelEvent(**values)


class WriteBack:
    """A `ports.platforms.Platform` over one channel: one event a request, no receipt, safe to repeat.

    Notices to who applied there go the same way, through the receiver `notices` where the channel carries them.
    """

    batch_limit = 1
    confirms = False

    def __init__(self, channel: IntakeChannel, notices: Platform | None = None) -> None:
        self._channel = channel
        self._notices = notices
        self._events: dict[str, ChannelEvent] = {}  # between prepare and send of one claim

    @property
    def name(self) -> str:
        """The channel's name in the configuration."""
        return self._channel.name

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:
        """Write the one event or notice; the same one gives the same bytes. Raises InvalidInput."""
        (message,) = messages
        if message.kind != EVENT:
            if self._notices is None:
                raise InvalidInput(said("{name}没有打开通知（notices）。", name=self.name), kept="消息保留在待发箱。")
            return self._notices.prepare(messages, batch_no=batch_no, at=at)
        event = event_of(message.payload)
        request = self._channel.event_request(event)
        self._events[message.key] = event
        digest = hashlib.sha256(request).hexdigest()
        return Prepared(EVENT, request, event.event_id, "", (message.key,), (event.event_id,), (digest,))

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Report it; the channel answers a repeat of the same id with success."""
        if prepared.operation != EVENT and self._notices is not None:
            return await self._notices.send(prepared)
        (key,) = prepared.keys
        return SendAnswer(await self._channel.report(self._events.pop(key), prepared.request))

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:  # noqa: ARG002
        """Return None: channels have no such question, and the same event or notice may be sent again."""
        return None

    async def receipt(self, receipt_no: str) -> Receipt | None:  # noqa: ARG002
        """Return None: channels give no receipts."""
        return None
