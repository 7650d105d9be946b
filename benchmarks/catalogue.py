"""Every benchmark by name, with what it measures; modules are loaded only when they run."""

from collections.abc import Callable, Iterator
from importlib import import_module

from benchmarks.measuring import Figure

Run = Callable[[int | None], Iterator[Figure]]
BENCHES = {  # name: module, function
    "intake": ("benchmarks.intake", "run"),
    "claim": ("benchmarks.claim", "run"),
    "screen": ("benchmarks.screening", "run"),
    "ledger": ("benchmarks.ledger", "run"),
    "help": ("benchmarks.programs", "help_"),
    "imports": ("benchmarks.programs", "imports"),
}


def bench(name: str) -> Run:
    """Return the function of one benchmark."""
    module, function = BENCHES[name]
    found: Run = getattr(import_module(module), function)
    return found
