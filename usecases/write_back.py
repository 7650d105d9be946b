"""Write-back: a channel seen as a receiver of events, so that they leave through the outbox like all else."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ports.intake import ChannelEvent, IntakeChannel
from ports.platforms import Outgoing, Prepared, Receipt, SendAnswer


def event_of(payload: dict[str, Any]) -> ChannelEvent:
    """Return the event that an outbox payload describes."""
    values = dict(payload)
    values["at"] = datetime.fromisoformat(values["at"])
    values["materials"] = tuple(values.get("materials", ()))
    return ChannelEvent(**values)


class WriteBack:
    """A `ports.platforms.Platform` over one channel: one event a request, no receipt, safe to repeat."""

    batch_limit = 1
    confirms = False

    def __init__(self, channel: IntakeChannel) -> None:
        self._channel = channel
        self._events: dict[str, ChannelEvent] = {}  # between prepare and send of one claim

    @property
    def name(self) -> str:
        """The channel's name in the configuration."""
        return self._channel.name

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:  # noqa: ARG002
        """Write the one event; the same event gives the same bytes."""
        (message,) = messages
        event = event_of(message.payload)
        request = self._channel.event_request(event)
        self._events[message.key] = event
        digest = hashlib.sha256(request).hexdigest()
        return Prepared("event", request, event.event_id, "", (message.key,), (event.event_id,), (digest,))

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Report the event; the channel answers a repeat of the same id with success."""
        (key,) = prepared.keys
        return SendAnswer(await self._channel.report(self._events.pop(key), prepared.request))

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:  # noqa: ARG002
        """Return None: channels have no such question, and the same event may be sent again."""
        return None

    async def receipt(self, receipt_no: str) -> Receipt | None:  # noqa: ARG002
        """Return None: channels give no receipts."""
        return None
