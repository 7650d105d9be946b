"""A receiver of the tests: writes messages, claims them for it, notes what it answered."""

from typing import TYPE_CHECKING, Any

from models.values import SYSTEM_OFFICER
from ports.exchanges import Answer, Verdict
from ports.platforms import Outgoing, Prepared, SendAnswer, Unsendable
from usecases import outbox_answers, outbox_claims
from usecases.outbox_answers import Answered
from usecases.outbox_claims import Claimed, Lease

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wiring.office import Office

LEASE = Lease("daemon-1", 60)


def prepare(messages: "Sequence[Outgoing]") -> Prepared:
    """Write messages as a receiver of the tests wants them; a payload with `bad` can not be written."""
    good = [m for m in messages if not m.payload.get("bad")]
    keys = tuple(m.key for m in good)
    faults = tuple(Unsendable(m.key, "too_long", "NAME", "太长") for m in messages if m.payload.get("bad"))
    body = ",".join(keys).encode()
    return Prepared("send", body, "idem-1", "B1", keys, keys, tuple("h" for _ in keys), faults)


def claim(office: "Office", at: "datetime | None" = None, lease: Lease = LEASE) -> list[Claimed]:
    moment = at or office.now()
    return office.keep(outbox_claims.claim, "wechat", prepare, lease=lease, limit=10, at=moment)


def answer(office: "Office", claimed: Claimed, verdict: Verdict, **more: Any) -> None:
    said = Answered(claimed, SendAnswer(Answer(verdict, None, **more)), confirms=False)
    office.perform(outbox_answers.note, "wechat", [said], by=SYSTEM_OFFICER)
