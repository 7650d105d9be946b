"""The one table of deeds: every function that changes something is named here and found by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from models.values import Officer

Function = TypeVar("Function", bound=Callable[..., object])
DEEDS: dict[str, Callable[..., object]] = {}
HOUSEKEEPING: dict[str, Callable[..., object]] = {}
NO_GRACE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders which deed; travels in `session.info` so that the ledger entry can name it.

    `grace` is how long messages to other offices wait so that the deed can be undone. `signature` is the
    officer's own signature over the payload, kept in the entry as it came (None where none was asked).
    """

    deed: str
    by: Officer
    grace: timedelta = NO_GRACE
    signature: str | None = None


def deed(name: str) -> Callable[[Function], Function]:
    """Enter a function into the table under its past-tense name, e.g. `application.granted`."""

    def enter(function: Function) -> Function:
        DEEDS[name] = function
        function.deed = name  # type: ignore[attr-defined]
        return function

    return enter


def housekeeping(function: Function) -> Function:
    """Mark bookkeeping of the machine (leases, claims, bookmarks): no deed, no ledger entry, system only."""
    HOUSEKEEPING[f"{function.__module__}.{function.__name__}"] = function
    function.housekeeping = True  # type: ignore[attr-defined]
    return function
