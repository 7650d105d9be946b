"""What we need from the post: order a letter once, and follow it until it was delivered or came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from ports.platforms import Platform


class LetterReceiver(TypedDict):
    """Who gets a letter (reference city 10, post)."""

    name: str  # ≤ 50
    mobile: str  # 11 digits
    province: str
    city: str
    county: str
    address: str  # ≤ 200


class LetterOrder(TypedDict):
    """One letter; `order_no` is ours, 1–32 of A–Z a–z 0–9 -, and never names another letter."""

    order_no: str
    contents: str  # ≤ 100
    document_no: str  # ≤ 64
    receiver: LetterReceiver


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a letter on its way, with the post's own code and words (untrusted)."""

    at: datetime
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a letter has been, oldest first."""

    mail_no: str
    steps: tuple[Step, ...]


class PostOffice(Platform, Protocol):
    """The post: a receiver of orders that can be asked where a letter is."""

    async def trace(self, order_no: str) -> Trace | None:
        """Return the way of a letter, None when the order never arrived; raises OutsideError."""
        ...
